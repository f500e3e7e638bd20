"""A finance officer's day: one contract for two projects from its signing to its closing, across two fiscal years."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.enums import Stage
from projects.models import Contract, Disbursement, Project, StageLedger
from projects.services.ledger import differences
from tests import factories as make
from tests.browser.accessibility import assert_accessible
from tests.browser.reports import Figures, read_reports
from tests.gis_reports.tiny import open_calendar

pytestmark = pytest.mark.django_db(transaction=True)

NewPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 320, "height": 700}
ENGLISH = {"name": "django_language", "value": "en"}


@pytest.fixture
def authority(live_server: object) -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง", name_en="Klang")


@pytest.fixture
def projects(authority: LocalAuthority) -> list[Project]:
    plan = make.PlanFactory(authority=authority)
    found = [make.ProjectFactory(plan=plan, code=f"P59-000{n}", name=f"ถนนสาย {n}") for n in (1, 2)]
    for project in found:
        make.PlanApprovalFactory(project=project)
        make.BudgetApprovalFactory(project=project, amount=Decimal(300_000))
    return found


@pytest.fixture
def finance(authority: LocalAuthority) -> User:
    return make.make_user(Role.FINANCE, authority=authority, full_name="สมศรี การคลัง")


def figure(page: Page, name: str) -> Any:
    return page.locator(".fi-figs > div").filter(has_text=name).locator("dd .d-ar")


def task(page: Page, name: str) -> Any:
    """The panel at the right with this form open."""
    page.get_by_role("navigation", name="รายการที่ทำกับสัญญา").get_by_role("link", name=name, exact=True).click()
    panel = page.locator(".fi-form")
    expect(panel.get_by_role("heading", name=name, exact=True)).to_be_visible()
    return panel


def fill(panel: Any, fields: dict[str, str]) -> None:
    for label, text in fields.items():
        panel.get_by_label(label, exact=True).fill(text)


def sign(page: Page, projects: list[Project]) -> None:
    page.get_by_role("link", name="เพิ่มสัญญา P59-0001").click()
    terms = {
        "เลขที่สัญญา": "๒๔/๒๕๕๙",
        "ลงนาม": "20 ม.ค. 2559",
        "คู่สัญญา": "หจก. ทดสอบก่อสร้าง",
        "เลขประจำตัวผู้เสียภาษีของคู่สัญญา": "0-1055-31001-23-1",
    }
    fill(page, terms)
    page.get_by_label("วิธีจัดซื้อจัดจ้าง").select_option("E_BIDDING")
    page.get_by_label("วงเงินตามสัญญา (บาท)").fill("๕๐๐,๐๐๐")
    page.get_by_label("เงินประกันผลงาน (%)").fill("5")
    page.get_by_label(re.compile("ที่จะเพิ่ม")).select_option(str(projects[1].pk))
    page.get_by_role("button", name="เพิ่มโครงการ").click()
    page.get_by_label(re.compile("P59-0001")).fill("๓๐๐,๐๐๐")
    expect(page.locator("[data-sum-says]")).to_contain_text("200,000.00")
    page.get_by_label(re.compile("P59-0002")).fill("200000")
    expect(page.locator("[data-sum-says]")).to_have_text("ยอดรวมตรงกับวงเงินตามสัญญา")
    assert_accessible(page)
    page.get_by_role("button", name="บันทึกสัญญา").last.click()
    expect(page.get_by_role("heading", name="สัญญา 24/2559")).to_be_visible()


def schedule(page: Page) -> None:
    page.get_by_role("link", name="เพิ่มงวดงาน").click()
    page.get_by_label("จำนวนเงิน บรรทัด 1", exact=True).fill("300,000")
    page.get_by_label("งาน บรรทัด 1", exact=True).fill("งานดินและชั้นทาง")
    page.get_by_label("จำนวนเงิน บรรทัด 2", exact=True).fill("๒๐๐๐๐๐")
    expect(page.locator("[data-sum-says]")).to_have_text("ยอดรวมงวดงานตรงกับวงเงินตามสัญญา")
    assert_accessible(page)
    page.get_by_role("button", name="บันทึกงวดงาน").last.click()
    expect(page.get_by_role("status").first).to_contain_text("ยอดรวมตรงกับสัญญา")


def pay(page: Page, project: Project, voucher: str, day: str, amount: str, retention: str = "") -> None:
    panel = page.locator(".fi-form")
    panel.get_by_label("โครงการ", exact=True).select_option(str(project.pk))
    fill(panel, {"เลขที่ฎีกา": voucher, "วันที่จ่าย": day, "จำนวนเงิน (บาท)": amount})
    fill(panel, {"หักเงินประกันผลงาน (บาท)": retention})
    assert_accessible(page)
    panel.get_by_role("button", name="บันทึกการเบิกจ่าย").click()


def test_a_finance_officers_day(
    page: Page, sign_in: SignIn, finance: User, authority: LocalAuthority, projects: list[Project]
) -> None:
    open_calendar()
    sign_in(page, finance)
    before = read_reports(page, 2559)
    assert before.entered == {Stage.PLAN, Stage.PLAN_APPROVED, Stage.BUDGET_APPROVED}
    page.goto("/")
    page.get_by_role("navigation", name="เมนูหลัก").get_by_role("link", name="การคลัง").click()
    expect(page.get_by_role("heading", name="สัญญาและเบิกจ่าย")).to_be_visible()
    assert_accessible(page)
    sign(page, projects)
    expect(figure(page, "ตามสัญญา").first).to_have_text("500,000")
    schedule(page)
    signed = read_reports(page, 2559)
    assert signed.entered == before.entered | {Stage.CONTRACT_SIGNED}
    assert signed.figures == before.figures.moved(
        at_budget_approved=0, at_contract_signed=2, contract=before.figures.contract + 500_000
    )

    page.goto(f"/finance/contracts/{Contract.objects.get().pk}/")
    page.get_by_role("link", name="เบิกจ่ายงวด 1").click()
    pay(page, projects[0], "ฎ.๑/๒๕๕๙", "1 มี.ค. 2559", "300000", "๑๕,๐๐๐")
    expect(page.get_by_role("status").first).to_contain_text("บันทึกการเบิกจ่ายแล้ว")
    expect(figure(page, "เบิกจ่าย")).to_have_text("300,000")
    expect(figure(page, "เงินประกันผลงาน")).to_have_text("15,000")
    assert StageLedger.objects.get(authority=authority, fiscal_year=2559).paid_sum == 300_000

    # the next fiscal year has begun: the rest is refused first, then carried over, then paid as money of 2559
    pay(page, projects[1], "ฎ.๙/๒๕๖๐", "5 ต.ค. 2559", "200000")
    expect(page.locator("#fi-errors")).to_contain_text("โปรดนำเข้าการกันเงินก่อน")
    panel = task(page, "กันเงินเหลื่อมปี")
    panel.get_by_label("โครงการ", exact=True).select_option(str(projects[1].pk))
    fill(panel, {"จำนวนเงินที่กัน (บาท)": "200,000", "วันที่อนุมัติกันเงิน": "20 ก.ย. 2559"})
    panel.get_by_role("button", name="บันทึกการกันเงิน").click()
    expect(page.get_by_role("region", name="เงินกันเหลื่อมปี", exact=True)).to_contain_text("200,000.00")
    task(page, "เบิกจ่าย")
    pay(page, projects[1], "ฎ.๙/๒๕๖๐", "5 ต.ค. 2559", "200000")
    expect(figure(page, "เบิกจ่าย")).to_have_text("500,000")
    assert Disbursement.objects.order_by("-id")[0].fiscal_year == 2559
    expect(page.get_by_role("button", name="บันทึกการเบิกจ่าย")).to_be_disabled()
    expect(page.locator("#fi-why")).to_contain_text("จ่ายครบตามสัญญาแล้ว")

    for project in projects:
        panel = task(page, "ตรวจรับ")
        panel.get_by_label("โครงการ", exact=True).select_option(str(project.pk))
        fill(panel, {"วันที่ตรวจรับงาน": "4 ต.ค. 2559", "เอกสารตรวจรับ": "ใบตรวจรับ ๑"})
        panel.get_by_role("button", name="บันทึกการตรวจรับ").click()
        expect(page.get_by_role("status").first).to_contain_text("บันทึกการตรวจรับงานแล้ว")
    panel = task(page, "ปิดสัญญา")
    fill(panel, {"วันที่ปิดสัญญา": "6 ต.ค. 2559", "วันสิ้นสุดการค้ำประกัน": "4 ต.ค. 2561"})
    panel.get_by_role("button", name="ปิดสัญญานี้").click()
    expect(page.get_by_text("ปิดเมื่อ 6 ต.ค. 2559")).to_be_visible()
    assert_accessible(page)
    assert Contract.objects.get().closed_on is not None

    # what was entered is seen at once where stages and sums are counted; the money stays in the year of the budget
    paid = read_reports(page, 2559)
    assert paid.entered == signed.entered | {Stage.DISBURSED}
    assert paid.figures == signed.figures.moved(
        at_contract_signed=0, at_disbursed=2, paid=Decimal(500_000), with_problems=2
    )
    assert paid.problems == {Stage.CONTRACT_SIGNED}
    assert read_reports(page, 2560).figures == Figures()
    ledger = StageLedger.objects.get(authority=authority, fiscal_year=2559)
    assert (ledger.contract_sum, ledger.paid_sum) == (500_000, 500_000)
    assert differences() == []
    page.goto(f"/projects/{projects[0].pk}/")
    page.get_by_role("link", name="งวดงานและการเบิกจ่าย").click()
    expect(page.get_by_role("heading", name="สัญญา 24/2559")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_fits_its_window_in_both_languages(
    new_page: NewPage,
    sign_in: SignIn,
    finance: User,
    projects: list[Project],
    live_server: Any,
    size: dict[str, int],
    language: str,
) -> None:
    page = new_page(viewport=size)
    sign_in(page, finance)
    page.context.add_cookies([{**ENGLISH, "value": language, "url": live_server.url}])
    contract = make.ContractFactory(authority=finance.scope and projects[0].authority)
    make.ContractShareFactory(project=projects[0], contract=contract)
    addresses = [
        "/finance/",
        "/finance/?show=waiting",
        f"/finance/contracts/{contract.pk}/",
        f"/finance/contracts/{contract.pk}/?do=close",
        f"/finance/contracts/{contract.pk}/change/",
        f"/finance/contracts/{contract.pk}/schedule/",
        f"/finance/projects/{projects[1].pk}/",
    ]
    for address in addresses:
        page.goto(address)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), address
        assert_accessible(page)


def test_the_same_day_is_possible_without_the_script(
    new_page: NewPage, sign_in: SignIn, finance: User, projects: list[Project]
) -> None:
    page = new_page(viewport=WIDE, java_script_enabled=False)
    sign_in(page, finance)
    page.goto(f"/finance/contracts/new/?year=2559&project={projects[0].pk}")
    fill(page, {"เลขที่สัญญา": "1/2559", "ลงนาม": "20/1/2559", "คู่สัญญา": "หจก. ทดสอบ"})
    page.get_by_label("วิธีจัดซื้อจัดจ้าง").select_option("SPECIFIC")
    page.get_by_label("วงเงินตามสัญญา (บาท)").fill("100")
    page.get_by_label(re.compile("P59-0001")).fill("90")
    page.get_by_label("คู่สัญญา", exact=True).press("Enter")
    expect(page.locator("#fi-errors")).to_contain_text("90.00")
    page.get_by_label(re.compile("P59-0001")).fill("100")
    page.get_by_role("button", name="บันทึกสัญญา").last.click()
    expect(page.get_by_role("heading", name="สัญญา 1/2559")).to_be_visible()
