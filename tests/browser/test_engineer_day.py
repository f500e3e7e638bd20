"""An engineer's day on a phone: pin, report, photo, curve, 100 %; and a comment that goes to and fro."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from projects.enums import Stage
from projects.models import Position, Progress, ProgressPhoto, Project, ProjectComment, StageLedger
from projects.services.comments import answer_comment
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.maps import wait_for_map
from tests.browser.reports import read_reports
from tests.gis_reports.tiny import open_calendar
from tests.pictures_sent import photo_bytes

pytestmark = pytest.mark.django_db(transaction=True)
NewPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
PHONE, WIDE = {"width": 320, "height": 700}, {"width": 1440, "height": 1000}
ENGLISH = {"name": "django_language", "value": "en"}


def a_work() -> Project:
    """A project under contract of 450,000 baht, due after three months."""
    authority = make.AuthorityFactory(name_th="กลาง", name_en="Klang", boundary=make.square(101.0, 14.5))
    project: Project = make.ProjectFactory(plan=make.PlanFactory(authority=authority))
    contract = make.ContractFactory(authority=authority, due_on=dt.date(2016, 4, 20))
    make.ContractShareFactory(project=project, contract=contract)
    return project


def a_person(role: Role, project: Project) -> User:
    return make.make_user(role, authority=project.authority, full_name="สมชาย ช่างดี")


def fits(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def report(page: Page, percent: str, day: str, *photos: Path) -> None:
    page.get_by_label("ความก้าวหน้าของงาน (%)").fill(percent)
    page.get_by_label("ณ วันที่").fill(day)
    page.locator("#id_photos").set_input_files(list(photos))
    page.get_by_role("button", name="ส่งรายงาน").click()


def test_pin_report_photo_curve_and_completion_on_a_phone(new_page: NewPage, sign_in: SignIn, tmp_path: Path) -> None:
    project = a_work()
    photo, broken = tmp_path / "work.jpg", tmp_path / "broken.jpg"
    photo.write_bytes(photo_bytes(size=(1600, 1200), place=(101.05, 14.55), taken="2016:03:05 10:30:00"))
    broken.write_bytes(b"not a photo")
    open_calendar()
    page = new_page(viewport=PHONE)
    sign_in(page, a_person(Role.ENGINEER, project))
    before = read_reports(page, 2559)
    assert (before.figures.with_location, before.figures.at_contract_signed) == (0, 1)

    page.goto(f"/projects/positions/?project={project.pk}")
    wait_for_map(page, "pin-editor")
    page.get_by_label("วางหรือพิมพ์พิกัดตามเอกสาร").fill("14.55 N 101.05 E WGS 84")
    expect(page.locator("input[name=reading]")).to_be_checked()
    page.get_by_role("button", name="บันทึกพิกัด").click()
    page.wait_for_url("**saved=*")
    wait_for_map(page, "pin-editor")
    assert Position.objects.get().project_id == project.pk
    located = read_reports(page, 2559)
    assert (located.stages, located.figures) == (before.stages, before.figures.moved(with_location=1))

    page.goto(f"/projects/{project.pk}/")
    wait_for_map(page, "project-map")
    page.get_by_role("link", name="รายงานความก้าวหน้า").click()
    assert fits(page)
    assert_accessible(page)
    report(page, "๖๐", "5 มี.ค. 2559", photo, broken)
    refused = page.locator("#report-reasons").get_by_role("alert")
    expect(refused).to_contain_text("broken.jpg")
    expect(page.locator(".wk-lost")).to_be_hidden()
    assert page.evaluate("() => document.querySelector('#id_photos').files.length") == 2, "chosen photos stay chosen"
    assert_accessible(page)
    assert not Progress.objects.exists()
    report(page, "๖๐", "5 มี.ค. 2559", photo)
    page.wait_for_url("**kept=*")
    expect(page.locator(".messages")).to_contain_text("60 %")
    expect(page.get_by_role("img", name="ความก้าวหน้าตามแผนและตามรายงาน")).to_be_visible()
    page.get_by_text("เส้นกราฟเป็นตัวเลข").click()
    expect(page.locator(".wk-table")).to_contain_text("60.0")
    expect(page.locator(".ph img")).to_have_count(1)
    page.locator(".ph img").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.ph img').naturalWidth > 0")
    kept = ProgressPhoto.objects.get()
    assert (kept.progress, kept.point is not None) == (Progress.objects.get(), True)
    assert fits(page)
    assert_accessible(page)

    report(page, "100", "10 เม.ย. 2559")
    page.wait_for_url("**kept=*")
    expect(page.locator(".wk-note")).to_contain_text("ยังไม่ได้บันทึกการตรวจรับ")
    project.refresh_from_db()
    ledger = StageLedger.objects.get(authority=project.authority, fiscal_year=project.fiscal_year)
    assert (project.percent, project.latest_stage, ledger.at_completed) == (Decimal(100), Stage.COMPLETED, 1)
    done = read_reports(page, 2559)
    assert done.entered == located.entered | {Stage.COMPLETED}
    assert done.problems == {Stage.CONTRACT_SIGNED, Stage.COMPLETED}
    assert done.figures == located.figures.moved(at_contract_signed=0, at_completed=1)
    page.goto(f"/projects/map/?authority={project.authority_id}&fiscal_year=2559&stage=completed&has_location=true")
    expect(page.locator("[data-total=count] .d-ar").first).to_have_text("1")


def test_the_report_works_without_script(new_page: NewPage, sign_in: SignIn) -> None:
    project = a_work()
    page = new_page(viewport=WIDE, java_script_enabled=False)
    sign_in(page, a_person(Role.FINANCE, project))
    page.goto(f"/projects/{project.pk}/works/")
    page.get_by_label("ความก้าวหน้าของงาน (%)").fill("sixty")
    page.get_by_label("สิ่งที่พบ").fill("เทพื้นแล้ว")
    page.get_by_role("button", name="ส่งรายงาน").click()
    expect(page.get_by_role("alert")).to_contain_text("ไม่ใช่ตัวเลข")
    expect(page.get_by_label("สิ่งที่พบ")).to_have_value("เทพื้นแล้ว")
    page.get_by_label("ความก้าวหน้าของงาน (%)").fill("60")
    page.get_by_role("button", name="ส่งรายงาน").click()
    page.wait_for_url("**kept=*")
    assert Progress.objects.get().percent == 60


def test_the_analyst_comments_the_planner_answers_the_analyst_settles(new_page: NewPage, sign_in: SignIn) -> None:
    project = a_work()
    analyst = new_page(viewport=WIDE)
    sign_in(analyst, a_person(Role.PROVINCIAL_ANALYST, project))
    analyst.goto(f"/projects/{project.pk}/")
    analyst.get_by_label("เรื่อง").select_option("CONTRACT")
    analyst.get_by_role("textbox", name="ความเห็น").fill("วันลงนามอยู่ก่อนวันอนุมัติงบประมาณ โปรดชี้แจง")
    analyst.get_by_role("button", name="ส่งความเห็น").click()
    analyst.wait_for_url("**comment=*")
    assert_accessible(analyst)
    comment = ProjectComment.objects.get()

    planner = new_page(viewport=PHONE)
    sign_in(planner, a_person(Role.PLANNER, project))
    planner.goto("/comments/?state=unanswered")
    assert fits(planner)
    assert_accessible(planner)
    planner.get_by_role("link", name="วันลงนามอยู่ก่อนวันอนุมัติ").click()
    planner.get_by_label("คำชี้แจง").fill("แก้ไขวันอนุมัติแล้ว")
    faster = make.make_user(Role.FINANCE, authority=project.authority, full_name="มานี เร็วกว่า")
    answer_comment(comment=comment, by=faster, answer="กำลังตรวจสอบ", expected_version=1)
    planner.get_by_role("button", name="ส่งคำชี้แจง").click()
    expect(planner.get_by_role("alert")).to_contain_text("คำชี้แจงของท่านยังไม่ได้บันทึก")
    expect(planner.locator(".cmp")).to_contain_text("กำลังตรวจสอบ")
    expect(planner.locator(".cmp")).to_contain_text("แก้ไขวันอนุมัติแล้ว")
    assert_accessible(planner)
    planner.get_by_role("button", name="ใช้ของข้าพเจ้า").click()
    planner.wait_for_url("**comment=*")
    assert fits(planner)

    analyst.goto(f"/projects/{project.pk}/")
    expect(analyst.locator(".cm-answer")).to_contain_text("แก้ไขวันอนุมัติแล้ว")
    analyst.get_by_role("button", name="ยุติเรื่องนี้").click()
    analyst.wait_for_url("**comment=*")
    comment.refresh_from_db()
    assert not comment.is_open


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_pages_fit_and_are_accessible_in_english(
    new_page: NewPage, sign_in: SignIn, live_server: LiveServer, viewport: dict[str, int]
) -> None:
    project = a_work()
    make.ProgressFactory(project=project, percent=Decimal(40), reported_on=dt.date(2016, 3, 1))
    page = new_page(viewport=viewport, locale="en-GB")
    sign_in(page, a_person(Role.PROVINCIAL_ANALYST, project))
    page.context.add_cookies([{**ENGLISH, "url": live_server.url}])
    for address in (f"/projects/{project.pk}/works/", f"/projects/{project.pk}/", "/works/stalled/", "/comments/"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert fits(page), address
        assert_accessible(page)
