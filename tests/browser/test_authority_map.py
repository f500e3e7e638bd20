"""The map of one authority in a browser: filters, list and marks in step; and nothing for the neighbour."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.maps import wait_for_map

PAGE = "/projects/map/"
NewPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 320, "height": 700}


def a_small_authority() -> LocalAuthority:
    """Six projects of two years, four of them with a place."""
    authority = make.AuthorityFactory(name_th="กลาง", name_en="Klang", boundary=make.square(101.0, 14.5))
    for year in (2558, 2559):
        plan = make.PlanFactory(authority=authority, first_year=year)
        for number in range(3):
            project = make.ProjectFactory(
                plan=plan,
                code=f"P{year}-{number}",
                planned_budget=Decimal(100_000 * (number + 1)),
                programme_id=number + 1,
            )
            if number:
                place = Point(101.02 + 0.02 * number, 14.52 + 0.01 * (year - 2557), srid=4326)
                make.PositionFactory(project=project, point=place)
    return authority


def figure(page: Page, name: str) -> str:
    return page.locator(f"[data-total={name}] .d-ar").first.inner_text()


def test_a_filter_changes_map_list_and_totals_together(page: Page, sign_in: SignIn) -> None:
    authority = a_small_authority()
    sign_in(page, make.make_user(Role.PLANNER, authority=authority))
    page.goto(PAGE)
    wait_for_map(page, "project-map")
    assert (figure(page, "count"), figure(page, "planned"), figure(page, "with_location")) == ("6", "1,200,000", "4")
    with page.expect_response("**/api/projects.geojson*") as drawn:
        page.locator("input[name=fiscal_year][value='2559']").check()
        page.wait_for_url("**fiscal_year=2559*")
    assert len(drawn.value.json()["features"]) == 2
    wait_for_map(page, "project-map")
    assert (figure(page, "count"), figure(page, "planned"), figure(page, "with_location")) == ("3", "600,000", "2")
    expect(page.locator("#project-list tbody tr")).to_have_count(3)
    page.get_by_role("link", name="ปี 2559 เอาออก").click()
    wait_for_map(page, "project-map")
    assert figure(page, "count") == "6"


def test_the_list_and_the_marks_follow_each_other(page: Page, sign_in: SignIn) -> None:
    authority = a_small_authority()
    sign_in(page, make.make_user(Role.PLANNER, authority=authority))
    page.goto(PAGE + "?fiscal_year=2559")
    wait_for_map(page, "project-map")
    row = page.locator("#project-list tbody tr").first
    row.locator(".num").click()
    expect(row).to_have_attribute("aria-current", "true")
    assert "project=" in page.url
    expect(page.locator(".map-card-selected")).to_contain_text("P2559-2")
    page.reload()
    wait_for_map(page, "project-map")
    expect(page.locator(".map-card-selected")).to_contain_text("P2559-2")
    page.get_by_role("button", name="ปิด").click()
    expect(row).not_to_have_attribute("aria-current", "true")


def test_the_neighbour_gets_404_for_page_data_export_and_tile(page: Page, sign_in: SignIn) -> None:
    authority = a_small_authority()
    neighbour = make.AuthorityFactory(name_th="ข้างเคียง", boundary=make.square(101.1, 14.5))
    sign_in(page, make.make_user(Role.PLANNER, authority=neighbour))
    for address in (
        f"{PAGE}?authority={authority.pk}",
        f"/projects/positions/?authority={authority.pk}",
        f"/api/projects.geojson?authority={authority.pk}",
        f"/exports/?authority={authority.pk}",
        f"/tiles/projects/14/12789/7523?authority={authority.pk}",
    ):
        assert page.request.get(address).status == 404, address
    page.goto(PAGE)
    wait_for_map(page, "project-map")
    assert figure(page, "count") == "0"


def test_filters_list_and_totals_work_without_any_script(new_page: NewPage, sign_in: SignIn) -> None:
    authority = a_small_authority()
    page = new_page(viewport=WIDE, java_script_enabled=False)
    sign_in(page, make.make_user(Role.PLANNER, authority=authority))
    page.goto(PAGE)
    page.locator("input[name=fiscal_year][value='2559']").check()
    page.locator("#am-min").fill("๒๐๐,๐๐๐")
    page.get_by_role("button", name="ใช้ตัวกรอง").click()
    expect(page.locator("#project-list tbody tr")).to_have_count(2)
    assert figure(page, "planned") == "500,000"


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_are_accessible_and_fit(
    new_page: NewPage, sign_in: SignIn, live_server: Any, language: str, viewport: dict[str, int]
) -> None:
    authority = a_small_authority()
    page = new_page(viewport=viewport)
    sign_in(page, make.make_user(Role.PROVINCIAL_ANALYST, authority=authority))
    if language == "en":
        page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    for query in ("", f"?authority={authority.pk}&fiscal_year=2559", f"?authority={authority.pk}&q=nothing"):
        page.goto(PAGE + query)
        if "authority" in query:
            wait_for_map(page, "project-map")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), query
        assert_accessible(page)
    page.locator("summary[aria-label=การแสดงผล], summary[aria-label=Display]").click()
    page.locator("#digits-th").check()
    expect(page.locator("[data-total=count] .d-th").first).to_be_visible()
