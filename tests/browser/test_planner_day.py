"""A day of a planner: the plan from its vision to approved budgets, with a paste out of a spreadsheet in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from coordination.models import WorkCalendarEntry
from layers.models import LocalAuthority
from projects.enums import Stage
from projects.models import BudgetApproval, PlanApproval, Project, StageLedger
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.pictures import keep_picture
from tests.browser.reports import OVERDUE, Figures, missing_in_province, read_reports
from tests.browser.test_home import assert_fits

NewPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
ENGLISH = {"name": "django_language", "value": "en"}
# As Excel puts it on the clipboard: a quoted cell with a mark in it, Thai digits, thousands commas, one bad amount.
EXCEL = "\r\n".join(
    "\t".join(cells)
    for cells in (
        ("ก่อสร้างถนน คสล. หมู่ 1", "P60-1", "9", "หมู่ 1", "1.1", "690,000", "", ""),
        ('"วางท่อ 12"" หมู่ 2"', "P60-2", "อุตสาหกรรมและการโยธา", "หมู่ 2", "1.1", "๒๘๐,๐๐๐", "-", "100,000"),
        ("ขุดลอกคลอง", "P60-3", "การเกษตร", "หมู่ 5", "1", "สี่แสนบาท", "", ""),
        ("ซ่อมสะพาน", "P60-4", "แผนงานอุตสาหกรรมและการโยธา", "", "1.1", "45,000", "45,000", "45,000"),
        ("อุดหนุนโรงเรียน", "P60-5", "การศึกษา", "", "", "310,000", "", ""),
    )
)


@pytest.fixture
def authority() -> LocalAuthority:
    for stage in Stage:
        WorkCalendarEntry.objects.create(
            fiscal_year=2560, stage=stage, opens_on=dt.date(2015, 10, 1), due_on=dt.date(2016, 10, 10)
        )
    return make.AuthorityFactory(name_th="กลาง")


@pytest.fixture
def planner(authority: LocalAuthority) -> User:
    return make.make_user(Role.PLANNER, authority=authority, full_name="วิไล วางแผน")


def paste(page: Page, text: str) -> None:
    """What Ctrl+V does in the cell that has the focus."""
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def entered(authority: LocalAuthority) -> set[Stage]:
    ledger = StageLedger.objects.filter(authority=authority, fiscal_year=2560).first()
    return {stage for stage in Stage if ledger and ledger.entered & stage.bit}


def open_sheet(page: Page, query: str = "") -> None:
    page.goto(f"/plans/{query}")
    page.wait_for_selector("plan-sheet[data-ready]")


def enters_plan(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="เมนูหลัก").get_by_role("link", name="แผนพัฒนา").click()
    page.get_by_role("main").get_by_role("link", name="นำเข้าแผน").first.click()
    page.get_by_label("ปีงบประมาณแรก").fill("๒๕๖๐")
    page.get_by_role("button", name="บันทึก").click()
    page.get_by_role("link", name="นำเข้าวิสัยทัศน์").click()
    page.get_by_label("วิสัยทัศน์").fill("กลางน่าอยู่ คมนาคมสะดวก")
    page.get_by_role("button", name="บันทึก").click()
    page.get_by_role("link", name="ยุทธศาสตร์และแนวทาง").click()
    page.get_by_label("ชื่อ").fill("โครงสร้างพื้นฐาน")
    page.get_by_role("button", name="บันทึกยุทธศาสตร์").click()
    page.get_by_role("link", name="เพิ่มแนวทาง").click()
    page.get_by_label("ชื่อ").fill("ถนน สะพาน และทางระบายน้ำ")
    page.get_by_role("button", name="บันทึก").click()
    page.get_by_role("link", name="กลับไปที่แผน").click()


def pastes_five_projects(page: Page) -> None:
    page.wait_for_selector("plan-sheet[data-ready]")
    page.get_by_role("button", name="เพิ่มแถว").click()
    paste(page, EXCEL)
    bad = page.locator("#sheet td.bad")
    expect(bad).to_contain_text("สี่แสนบาท")
    expect(bad).to_contain_text("ไม่ใช่ตัวเลข")
    expect(page.locator("#sheet td.fix").first).to_contain_text("280,000")
    expect(page.locator(".pw-paste")).to_contain_text("ยังไม่บันทึก 5 แถว")
    expect(page.locator(".pw-paste")).to_contain_text("ต้องแก้ 1 แถว")
    assert_accessible(page)
    keep_picture(page, "planner-paste")
    assert not Project.objects.exists()
    page.get_by_role("button", name="บันทึกแถวที่ใช้ได้ 4 แถว").click()
    expect(page.locator(".pw-paste")).to_contain_text("บันทึกแล้ว 4 แถว เหลือต้องแก้ 1 แถว")
    assert Project.objects.count() == 4


def mends_the_bad_one(page: Page) -> None:
    page.locator(".pw-jump").click()
    expect(page.locator("#sheet td.bad")).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type("400,000")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet .bad")).to_have_count(0)
    page.get_by_role("button", name="บันทึกแถวที่ใช้ได้ 1 แถว").click()
    expect(page.locator("#sheet tbody tr[data-id]")).to_have_count(5)
    expect(page.locator("#pw-foot")).to_contain_text("1,725,000")
    expect(page.locator("#pw-tree")).to_contain_text("ไม่มียุทธศาสตร์1")


def approves(page: Page, codes: list[str], button: str, fields: dict[str, str]) -> None:
    for code in codes:
        page.get_by_role("checkbox", name=f"เลือก {code}").check()
    expect(page.locator("#choose")).to_contain_text(f"เลือก {len(codes)} โครงการ")
    page.get_by_role("button", name=button, exact=True).click()
    assert_accessible(page)
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.locator("form .btn-main").click()
    page.wait_for_selector("plan-sheet[data-ready]")
    expect(page.get_by_role("status").first).to_contain_text(f"{len(codes)} โครงการ")


def test_a_planner_enters_a_plan_from_vision_to_budget(
    page: Page, new_page: NewPage, sign_in: SignIn, planner: User, authority: LocalAuthority
) -> None:
    sign_in(page, planner)
    before = read_reports(page, 2560)
    assert (set(before.stages.values()), before.figures) == ({OVERDUE}, Figures())
    enters_plan(page)
    assert entered(authority) == {Stage.VISION, Stage.STRATEGY}
    pastes_five_projects(page)
    mends_the_bad_one(page)
    planned = read_reports(page, 2560)
    assert planned.entered == {Stage.VISION, Stage.STRATEGY, Stage.PLAN}
    assert planned.figures == before.figures.moved(projects=5, at_plan=5, planned=Decimal(1_725_000))
    open_sheet(page)
    assert entered(authority) == {Stage.VISION, Stage.STRATEGY, Stage.PLAN}
    province = new_page()
    sign_in(province, make.make_user(Role.PROVINCIAL_ANALYST, authority=authority))
    assert missing_in_province(province, "19", Stage.PLAN, 2560) == 0
    assert missing_in_province(province, "19", Stage.BUDGET_APPROVED, 2560) == 1
    paper = {"เลขที่ประกาศ": "ทต. 14/2559", "วันที่อนุมัติ": "๑๕ มิ.ย. ๒๕๕๙"}
    approves(page, ["P60-1", "P60-2", "P60-3"], "อนุมัติแผน", paper)
    money = {"ข้อบัญญัติหรือเอกสาร": "ข้อบัญญัติ 2560", "วันที่อนุมัติ": "15 ก.ย. 2559", "จำนวนเงินของ P60-2": "๒๗๕,๐๐๐"}
    approves(page, ["P60-1", "P60-2"], "อนุมัติงบประมาณ", money)
    assert PlanApproval.objects.count() == 3
    assert sorted(BudgetApproval.objects.values_list("amount", flat=True)) == [275_000, 690_000]
    assert entered(authority) == set(Stage) - {Stage.CONTRACT_SIGNED, Stage.DISBURSED, Stage.COMPLETED}
    budgeted = read_reports(page, 2560)
    assert budgeted.entered == planned.entered | {Stage.PLAN_APPROVED, Stage.BUDGET_APPROVED}
    assert {budgeted.stages[stage] for stage in set(Stage) - budgeted.entered} == {OVERDUE}
    assert budgeted.figures == planned.figures.moved(
        at_plan=2, at_plan_approved=1, at_budget_approved=2, budget=Decimal(965_000)
    )
    assert missing_in_province(province, "19", Stage.BUDGET_APPROVED, 2560) == 0


def test_the_sheet_is_worked_by_keyboard_and_a_paste_is_undone_at_once(
    page: Page, sign_in: SignIn, planner: User
) -> None:
    plan = make.PlanFactory(authority=planner.assignments.get().authority, first_year=2560)
    make.ProjectFactory(plan=plan, code="A", name="ถนน")
    make.ProjectFactory(plan=plan, code="B", name="สะพาน")
    sign_in(page, planner)
    open_sheet(page)
    cell = page.locator("#sheet tbody [data-col]")
    page.locator("#sheet tbody [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = page.locator("#sheet :focus")
    expect(focused).to_have_attribute("data-value", "B")
    page.keyboard.type("Z")
    page.keyboard.press("Escape")
    expect(focused).to_have_text("B")
    page.keyboard.press("F2")
    page.keyboard.type("C")
    page.keyboard.press("Tab")
    expect(focused).to_have_attribute("data-col", "programme")
    expect(page.locator("#sheet .edited")).to_have_text("C")
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("data-col", "name")
    paste(page, "รหัส\tโครงการ\nX\tหนึ่ง\nY\tสอง\nZ\tสาม")
    expect(page.locator("#sheet tbody tr")).to_have_count(3)
    expect(cell.nth(1)).to_have_text("X")
    page.keyboard.press("Control+z")
    expect(page.locator("#sheet tbody tr")).to_have_count(2)
    expect(cell.nth(1)).to_have_text("A")
    expect(page.locator("#sheet .edited")).to_have_text("C")
    page.keyboard.press("Control+y")
    expect(cell.nth(1)).to_have_text("X")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("#sheet .edited")).to_have_count(0)
    expect(page.locator(".pw-paste")).to_be_hidden()


def test_leaving_with_unsaved_cells_is_asked_about(page: Page, sign_in: SignIn, planner: User) -> None:
    plan = make.PlanFactory(authority=planner.assignments.get().authority, first_year=2560)
    make.ProjectFactory(plan=plan, code="A")
    sign_in(page, planner)
    open_sheet(page)
    page.locator("#sheet tbody [data-col=village]").click()
    page.keyboard.press("F2")
    page.keyboard.type("หมู่ 4")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet .edited")).to_have_text("หมู่ 4")
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.reload()
    assert asked == ["beforeunload"]


def test_a_row_that_somebody_changed_shows_both_versions(page: Page, sign_in: SignIn, planner: User) -> None:
    plan = make.PlanFactory(authority=planner.assignments.get().authority, first_year=2560)
    project = make.ProjectFactory(plan=plan, code="A", name="เดิม")
    sign_in(page, planner)
    open_sheet(page)
    Project.objects.filter(pk=project.pk).update(name="ของผู้อื่น", version=2)
    page.locator("#sheet tbody [data-col=village]").click()
    page.keyboard.press("F2")
    page.keyboard.type("หมู่ 4")
    page.keyboard.press("Enter")
    panel = page.locator(".pw-conflict")
    expect(panel).to_contain_text("ของผู้อื่น")
    assert_accessible(page)
    panel.get_by_role("button", name="ใช้ของท่าน").click()
    page.get_by_role("button", name="บันทึกแถวที่ใช้ได้ 1 แถว").click()
    expect(page.locator(".pw-paste")).to_contain_text("บันทึกแล้ว 1 แถว")
    project.refresh_from_db()
    assert (project.name, project.village, project.version) == ("เดิม", "หมู่ 4", 3)


@pytest.mark.parametrize("width", [320, 1440])
def test_every_page_of_a_plan_fits_and_can_be_read(
    new_page: NewPage, sign_in: SignIn, live_server: Any, planner: User, width: int
) -> None:
    plan = make.PlanFactory(authority=planner.assignments.get().authority, first_year=2560)
    make.VisionFactory(plan=plan)
    strategy = make.StrategyFactory(plan=plan, number=1)
    project = make.ProjectFactory(plan=plan, strategy=strategy)
    base = f"/plans/{plan.pk}"
    pages = ("vision/", "strategies/", f"strategies/{strategy.pk}/", f"projects/{project.pk}/", "revisions/", "edit/")
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, planner)
    for language in ("th", "en"):
        page.context.add_cookies([{**ENGLISH, "value": language, "url": live_server.url}])
        open_sheet(page)
        assert_accessible(page)
        assert_fits(page)
        for name in pages:
            page.goto(f"{base}/{name}")
            assert_accessible(page)
            assert_fits(page)
