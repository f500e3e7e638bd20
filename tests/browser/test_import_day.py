"""A planner's day with an old workbook: send it in, match the columns, look at the rows, import, take it back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.enums import Stage
from projects.models import ImportJob, ProcurementAgency, ProcurementRow, Project
from projects.models.procurement import AgencyState
from tests.browser.accessibility import assert_accessible
from tests.browser.reports import Figures, read_reports
from tests.factories import AuthorityFactory, PlanFactory, make_user
from tests.gis_reports.tiny import open_calendar
from tests.projects.importing.workbooks import messy_workbook

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, object], None]
# What the good rows of the workbook add up to (tests.projects.importing.workbooks).
SIX_ROWS = Figures(
    projects=6, at_budget_approved=6, with_problems=6, planned=Decimal(2_020_001), budget=Decimal(2_000_001)
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings take any name


@pytest.fixture
def town(live_server: object) -> LocalAuthority:
    authority: LocalAuthority = AuthorityFactory(name_th="ห้วยทรายงาม", name_en="Huai Sai Ngam")
    PlanFactory(authority=authority)
    return authority


@pytest.fixture
def planner(town: LocalAuthority) -> User:
    return make_user(Role.PLANNER, authority=town)


def test_an_old_workbook_becomes_projects(page: Page, sign_in: SignIn, planner: User, tmp_path: Path) -> None:
    open_calendar()
    sign_in(page, planner)
    before = read_reports(page, 2559)
    page.goto("/")
    page.locator(".nav-more summary").click()
    page.locator(".nav-more").get_by_role("link", name="นำเข้าข้อมูล").click()
    assert_accessible(page)
    page.get_by_label("ไฟล์", exact=True).set_input_files(messy_workbook(tmp_path))
    page.get_by_role("button", name="ส่งไฟล์และดูคอลัมน์").click()
    expect(page.get_by_role("heading", name="จับคู่คอลัมน์", level=1)).to_be_visible()
    expect(page.get_by_label("แถวสุดท้ายของหัวตาราง")).to_have_value("3")
    assert_accessible(page)
    page.get_by_label("ปีสองหลักหมายถึงอะไร").select_option("be")
    page.get_by_label("จำชุดจับคู่นี้ในชื่อ").fill("แผนงานกองช่าง")
    page.get_by_role("button", name="ตรวจทุกแถว").click()
    refused = page.locator(".im-sum a", has_text="ไม่รับ")
    expect(refused).to_have_attribute("aria-current", "true")
    expect(page.locator("td.bad", has_text="เป็นปี ค.ศ. ในช่องปีงบประมาณ")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="พร้อมเหตุผล (Excel)").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.locator(".im-sum a", has_text="อ่านให้แล้ว").click()
    expect(page.locator("td.fix").first).to_contain_text("อ่านเป็น")
    page.get_by_role("button", name="นำเข้า").click()
    expect(page.locator(".note-ok")).to_contain_text("นำเข้าแล้ว")
    assert_accessible(page)
    assert Project.objects.live().count() == 6
    done = page.url
    imported = read_reports(page, 2559)
    assert imported.problems == {Stage.BUDGET_APPROVED}, "budgets without an approval of the plan"
    assert imported.entered == {Stage.PLAN, Stage.BUDGET_APPROVED}
    assert imported.figures == SIX_ROWS
    page.goto(done)
    page.get_by_role("link", name="ย้อนกลับทั้งชุด").click()
    assert_accessible(page)
    page.get_by_role("button", name="ย้อนกลับทั้งชุด").click()
    expect(page.get_by_text("การนำเข้านี้ย้อนกลับแล้ว")).to_be_visible()
    assert not Project.objects.live().exists()
    assert read_reports(page, 2559) == before


@pytest.mark.parametrize("width", [320, 1440])
def test_the_pages_fit_the_screen_in_english(
    new_page: Callable[..., Page],
    sign_in: SignIn,
    planner: User,
    width: int,
    live_server: LiveServer,
    tmp_path: Path,
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, planner)
    page.goto("/imports/")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto("/imports/")
    page.get_by_label("File", exact=True).set_input_files(messy_workbook(tmp_path))
    page.get_by_role("button", name="Send the file in").click()
    expect(page.get_by_role("heading", name="Match the columns", level=1)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="Check before importing", level=1)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    job = ImportJob.objects.get()
    for address in (f"/imports/{job.pk}/?show=all", "/imports/"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1440])
def test_the_department_decides_whose_the_rows_of_the_procurement_file_are(
    new_page: Callable[..., Page], sign_in: SignIn, town: LocalAuthority, width: int
) -> None:
    agency = ProcurementAgency.objects.create(
        name="เทศบาลตำบลห้วยทรายงาม", province="สระบุรี", state=AgencyState.AMBIGUOUS
    )
    ProcurementRow.objects.create(agency=agency, number="67119257386", name="จ้าง", amount=1500, line=2)
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, make_user(Role.DEPARTMENT_ANALYST))
    page.goto("/imports/procurement/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("radio", name=town.full_name).check()
    page.get_by_role("button", name="ตัดสิน").click()
    expect(page.get_by_text("ไม่มีรายการรอตัดสิน")).to_be_visible()
    assert ProcurementAgency.objects.get(pk=agency.pk).matched == town
