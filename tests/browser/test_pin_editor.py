"""The engineer pins projects in every way there is, and the planner finds them all on the map."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from geo.datums import from_wgs84
from geo.formatting import as_dms
from geo.measure import distance_m
from layers.models import LocalAuthority
from projects.enums import Capture
from projects.models import Position, Project
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.maps import canvas_of, point_on, wait_for_map

PAGE = "/projects/positions/"
PLACE = (101.05, 14.55)
NewPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 320, "height": 700}
ENGLISH = {"name": "django_language", "value": "en"}


def an_authority(west: float = 101.0, south: float = 14.5, **fields: Any) -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง", name_en="Klang", boundary=make.square(west, south), **fields)


def an_engineer(authority: LocalAuthority) -> User:
    return make.make_user(Role.ENGINEER, authority=authority, full_name="สมชาย ช่างดี")


def projects_of(authority: LocalAuthority, count: int) -> list[Project]:
    """The largest budget first, as the list shows them."""
    plan = make.PlanFactory(authority=authority)
    return [
        make.ProjectFactory(plan=plan, code=f"P59-{n:04d}", planned_budget=Decimal(900_000 - n)) for n in range(count)
    ]


def open_editor(page: Page, query: str = "") -> None:
    page.goto(PAGE + query)
    wait_for_map(page, "pin-editor")


def save(page: Page) -> None:
    page.get_by_role("button", name="บันทึกพิกัด").click()
    page.wait_for_url("**saved=*")
    expect(page.locator(".pe-saved")).to_be_visible()
    wait_for_map(page, "pin-editor")


def card_of_the_map(page: Page, words: str) -> None:
    card = page.locator(".read-map")
    expect(card).to_contain_text(words)
    expect(card.get_by_role("radio")).to_be_checked()


def by_click(page: Page) -> None:
    page.mouse.click(*point_on(page, 0.45, 0.55))
    card_of_the_map(page, "คลิกบนแผนที่")


def by_drag(page: Page) -> None:
    by_click(page)
    x, y = point_on(page, 0.45, 0.55)
    page.mouse.move(x, y - 14)
    page.mouse.down()
    page.mouse.move(x + 60, y + 26, steps=6)
    page.mouse.up()
    card_of_the_map(page, "ลากหมุด")


def by_arrow_keys(page: Page) -> None:
    canvas_of(page).focus()
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    card_of_the_map(page, "ปุ่มลูกศร")


def by_device(page: Page) -> None:
    page.get_by_role("button", name="ตำแหน่งของอุปกรณ์").click()
    card_of_the_map(page, "อุปกรณ์")
    expect(page.locator(".read-map")).to_contain_text("±")


def by_thai_degrees(page: Page) -> None:
    page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร").fill("๑๔ องศา ๓๓ ลิปดา ๐๐ ฟิลิปดา เหนือ ๑๐๑ องศา ๐๓ ลิปดา ๐๐ ฟิลิปดา ตะวันออก")
    choose(page, "wgs84")


def by_old_sheet(page: Page) -> None:
    easting, northing = from_wgs84(*PLACE, "utm47-indian1975")
    page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร").fill(f"47N {easting:.2f} {northing:.2f}")
    choose(page, "utm47-indian1975")


def choose(page: Page, system: str) -> None:
    radio = page.locator(f"input[name=reading][data-system={system}]")
    expect(radio).to_have_count(1)
    radio.check()
    expect(page.locator("#pe-draft")).to_be_visible()


WAYS: tuple[tuple[str, Callable[[Page], None]], ...] = (
    (Capture.MAP_CLICK, by_click),
    (Capture.MAP_DRAG, by_drag),
    (Capture.KEYBOARD, by_arrow_keys),
    (Capture.GPS, by_device),
    (Capture.TYPED, by_thai_degrees),
    (Capture.TYPED, by_old_sheet),
)


def test_a_project_is_pinned_in_each_of_the_six_ways_and_the_planner_sees_them_all(
    new_page: NewPage, sign_in: SignIn
) -> None:
    authority = an_authority()
    projects = projects_of(authority, len(WAYS))
    device = {"longitude": 101.06, "latitude": 14.56, "accuracy": 4}
    page = new_page(viewport=WIDE, geolocation=device, permissions=["geolocation"])
    sign_in(page, an_engineer(authority))
    open_editor(page)
    for project, (_capture, way) in zip(projects, WAYS, strict=True):
        expect(page.locator(".pe-sel")).to_contain_text(project.code)
        way(page)
        save(page)
        expect(page.locator(".pe-saved")).to_contain_text(project.code)
    kept = [Position.objects.get(project=project) for project in projects]
    assert [one.capture for one in kept] == [capture for capture, _way in WAYS]
    assert {one.inside for one in kept} == {"INSIDE"}
    places = [(one.point.x, one.point.y) for one in kept]
    assert distance_m(places[3], (101.06, 14.56)) < 0.1
    assert kept[3].accuracy_m == 4
    assert all(distance_m(place, PLACE) < 1 for place in places[4:])
    assert kept[5].system == "utm47-indian1975"
    the_planner_sees_them(new_page(viewport=WIDE), sign_in, authority, projects)


def the_planner_sees_them(page: Page, sign_in: SignIn, authority: LocalAuthority, projects: list[Project]) -> None:
    sign_in(page, make.make_user(Role.PLANNER, authority=authority))
    page.goto("/projects/map/")
    wait_for_map(page, "project-map")
    expect(page.locator("[data-total=with_location] .d-ar").first).to_have_text(str(len(projects)))
    for project in projects:
        row = page.locator(f"[data-project='{project.pk}']")
        row.locator(".num").click()
        expect(row).to_have_attribute("aria-current", "true")
        expect(page.locator(".map-card-selected")).to_contain_text(project.code)


@pytest.mark.parametrize(
    ("system", "west", "south"),
    [
        ("wgs84", 101.0, 14.5),
        ("utm47-wgs84", 101.0, 14.5),
        ("utm48-wgs84", 102.8, 16.4),
        ("utm47-indian1975", 101.0, 14.5),
        ("utm48-indian1975", 102.8, 16.4),
        ("geographic-indian1975", 101.0, 14.5),
    ],
)
def test_coordinates_typed_in_each_system_give_the_place_that_was_meant(
    page: Page, sign_in: SignIn, system: str, west: float, south: float
) -> None:
    authority = an_authority(west, south)
    projects_of(authority, 1)
    sign_in(page, an_engineer(authority))
    open_editor(page)
    place = (west + 0.05, south + 0.05)
    x, y = from_wgs84(*place, system)
    text = f"{y:.7f}, {x:.7f}" if abs(x) < 360 else f"{x:.2f} {y:.2f}"
    page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร").fill(text)
    choose(page, system)
    save_last(page)
    position = Position.objects.get()
    assert (position.system, position.source_text) == (system, text)
    assert distance_m((position.point.x, position.point.y), place) < 0.05


def save_last(page: Page) -> None:
    """Saving the only project leaves an empty list, which keeps the project open."""
    page.get_by_role("button", name="บันทึกพิกัด").click()
    page.wait_for_url("**saved=*")


def test_degrees_in_words_need_no_choice(page: Page, sign_in: SignIn) -> None:
    authority = an_authority()
    projects_of(authority, 1)
    sign_in(page, an_engineer(authority))
    open_editor(page)
    page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร").fill(as_dms(*PLACE, language="th") + " WGS 84")
    expect(page.locator("input[name=reading]")).to_be_checked()
    save_last(page)
    assert distance_m(Position.objects.get().point.coords, PLACE) < 1


def test_a_place_outside_asks_for_a_reason_before_anything_is_sent(page: Page, sign_in: SignIn) -> None:
    authority = an_authority()
    make.AuthorityFactory(name_th="ข้างเคียง", boundary=make.square(101.1, 14.5))
    projects_of(authority, 2)
    sign_in(page, an_engineer(authority))
    open_editor(page)
    reason = page.get_by_label("เหตุผลที่ตำแหน่งอยู่นอกเขต")
    expect(reason).to_be_hidden()
    page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร").fill("14.55 N 101.13 E WGS 84")
    expect(page.locator(".read-out")).to_contain_text("ทต.ข้างเคียง")
    expect(reason).to_be_visible()
    page.get_by_role("button", name="บันทึกพิกัด").click()
    expect(page.locator("#pe-errors")).to_be_focused()
    expect(page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร")).to_have_value("14.55 N 101.13 E WGS 84")
    wait_for_map(page, "pin-editor")
    assert_accessible(page)
    reason.fill("โครงการร่วมกับ อปท. ข้างเคียง")
    save(page)
    assert Position.objects.get().outside_reason == "โครงการร่วมกับ อปท. ข้างเคียง"


def test_what_cannot_be_read_is_said_while_typing(page: Page, sign_in: SignIn) -> None:
    authority = an_authority()
    projects_of(authority, 1)
    sign_in(page, an_engineer(authority))
    open_editor(page)
    box = page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร")
    box.fill("14.56 หลังวัด")
    expect(page.locator("#cards-error")).to_be_visible()
    expect(box).to_have_attribute("aria-describedby", "paste-hint cards-error")
    assert_accessible(page)
    box.fill("14.55 N 101.05 E WGS 84")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".reads .read")).to_have_count(1)


def test_the_second_of_two_engineers_chooses_between_two_versions(
    new_page: NewPage, sign_in: SignIn, witness: Any
) -> None:
    witness.expect("409")
    authority = an_authority()
    project = projects_of(authority, 1)[0]
    page = new_page(viewport=WIDE)
    sign_in(page, an_engineer(authority))
    open_editor(page)
    by_click(page)
    faster = make.make_user(Role.ENGINEER, authority=authority, full_name="มานี เร็วกว่า")
    make.PositionFactory(project=project, recorded_by=faster)
    page.get_by_role("button", name="บันทึกพิกัด").click()
    expect(page.get_by_role("alert")).to_contain_text("มานี เร็วกว่า")
    wait_for_map(page, "pin-editor")
    assert_accessible(page)
    page.get_by_role("button", name="ใช้ของข้าพเจ้า").click()
    page.wait_for_url("**saved=*")
    assert Position.objects.get(is_current=True).sequence == 2


def test_coordinates_are_saved_without_any_script(new_page: NewPage, sign_in: SignIn) -> None:
    authority = an_authority()
    projects_of(authority, 2)
    page = new_page(viewport=WIDE, java_script_enabled=False)
    sign_in(page, an_engineer(authority))
    page.goto(PAGE)
    page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร").fill("14.55, 101.05")
    page.get_by_role("button", name="อ่านพิกัด").click()
    page.locator("input[name=reading][data-system=wgs84]").check()
    page.get_by_role("button", name="บันทึกพิกัด").click()
    expect(page.locator(".pe-saved")).to_contain_text("P59-0000")
    assert Position.objects.get().point.coords == PLACE


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_page_is_accessible_and_fits(
    new_page: NewPage, sign_in: SignIn, live_server: Any, language: str, viewport: dict[str, int]
) -> None:
    authority = an_authority()
    projects = projects_of(authority, 3)
    make.PositionFactory(project=projects[0], source_text="14.55, 101.05", accuracy_m=12.5)
    page = new_page(viewport=viewport)
    sign_in(page, an_engineer(authority))
    if language == "en":
        page.context.add_cookies([{**ENGLISH, "url": live_server.url}])  # type: ignore[list-item]  # a cookie
    for query in ("", f"?project={projects[0].pk}&show=all", "?q=nothing"):
        page.goto(PAGE + query)
        if page.locator("pin-editor").count():
            wait_for_map(page, "pin-editor")
            page.locator("#paste").fill("14.55, 101.05")
            expect(page.locator(".reads .read")).to_have_count(2)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), query
        assert_accessible(page)


def test_on_a_phone_the_save_button_is_in_reach_of_the_map(new_page: NewPage, sign_in: SignIn) -> None:
    authority = an_authority()
    projects_of(authority, 2)
    page = new_page(viewport=PHONE, has_touch=True)
    sign_in(page, an_engineer(authority))
    open_editor(page)
    canvas_of(page).scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="บันทึกพิกัด")).to_be_in_viewport()
    page.touchscreen.tap(*point_on(page, 0.6, 0.5))
    card_of_the_map(page, "คลิกบนแผนที่")
    save(page)
