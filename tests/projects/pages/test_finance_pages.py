"""The finance officer's pages without their script: lists, figures, forms, refusals, conflicts, and who may."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority, Province
from projects.models import CarryOver, Contract, Disbursement, Handover, Instalment, Project, RetentionRelease
from projects.services.contracting import change_contract, pay, sign_contract
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGE = "/finance/"
SignIn = Callable[[User], Client]
BAHT = Decimal
MOST_STATEMENTS = 25


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง")


@pytest.fixture
def finance(authority: LocalAuthority) -> User:
    return make.make_user(Role.FINANCE, authority=authority, full_name="สมศรี การคลัง")


@pytest.fixture
def projects(authority: LocalAuthority) -> list[Project]:
    plan = make.PlanFactory(authority=authority)
    found = [make.ProjectFactory(plan=plan, code=f"P59-{n}", name=f"ถนนสาย {n}") for n in (1, 2, 3)]
    for project in found:
        make.PlanApprovalFactory(project=project)
        make.BudgetApprovalFactory(project=project, amount=BAHT(500))
    return found


@pytest.fixture
def contract(finance: User, projects: list[Project]) -> Contract:
    return sign_contract(
        shares=[(projects[0], BAHT(300)), (projects[1], BAHT(200))],
        by=finance,
        number="24/2559",
        signed_on=dt.date(2016, 1, 20),
        contractor_name="หจก. ทดสอบ",
        amount=BAHT(500),
        retention_percent=BAHT(5),
    )


def words(response: Any) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, name
    return found[1]


TERMS = {
    "number": "๒๕/๒๕๕๙",
    "signed_on": "20 ม.ค. 2559",
    "contractor_name": "หจก. ใหม่",
    "contractor_tax_id": "0105531001231",
    "method": "SPECIFIC",
    "egp_number": "59010012345",
    "starts_on": "",
    "due_on": "๓๐ มิ.ย. ๒๕๕๙",
    "amount": "๕๐๐",
    "retention_percent": "5",
}


def test_the_first_page_shows_the_year_its_figures_and_what_waits(
    signed_in: SignIn, finance: User, contract: Contract, projects: list[Project]
) -> None:
    pay(
        project=projects[0], by=finance, amount=BAHT(100), paid_on=dt.date(2016, 3, 1), contract=contract,
        retention=BAHT(5),
    )  # fmt: skip
    client = signed_in(finance)
    page = client.get(PAGE)
    figures = page.context["figures"]
    assert (figures.approved, figures.contracted, figures.paid, figures.held, figures.left) == (1500, 500, 100, 5, 400)
    assert figures.counts == {"open": 1, "left": 1, "held": 1, "closed": 0, "all": 1, "waiting": 1}
    assert [line.contract.pk for line in page.context["page"]] == [contract.pk]
    assert [one.pk for one in page.context["waiting"]] == [projects[2].pk]
    for address in page.context["doors"].values():
        assert client.get(address).status_code == 200
    budget = client.get(page.context["doors"]["budget"])
    assert sum(one.budget_total for one in budget.context["page"]) == figures.approved
    paid = client.get(page.context["doors"]["paid"])
    assert sum(one.paid_total for one in paid.context["page"]) == figures.paid


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=๒๔/๒๕๕๙", 1),
        ("q=หจก", 1),
        ("q=สาย 2", 1),
        ("q=P59-3", 0),
        ("show=closed", 0),
        ("show=held", 0),
        ("year=2560", 0),
        ("year=๒๕๕๙&show=all", 1),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    signed_in: SignIn, finance: User, contract: Contract, query: str, count: int
) -> None:
    assert signed_in(finance).get(f"{PAGE}?{query}").context["page"].paginator.count == count


@pytest.mark.parametrize("query", ["show=everything", "page=x", "year=abc", "year=2559&year=2560&show=x"])
def test_an_address_that_cannot_be_read_is_answered_in_words(signed_in: SignIn, finance: User, query: str) -> None:
    assert signed_in(finance).get(f"{PAGE}?{query}").status_code == 400


def test_a_contract_for_two_projects_is_signed_by_plain_forms(
    signed_in: SignIn, finance: User, projects: list[Project]
) -> None:
    client = signed_in(finance)
    address = f"{PAGE}contracts/new/"
    assert "P59-1" in words(client.get(f"{address}?year=2559&project={projects[0].pk}"))
    form = {**TERMS, "project": [projects[0].pk], f"share_{projects[0].pk}": "๓๐๐"}
    added = client.post(f"{address}?year=2559", {**form, "add": projects[1].pk, "action": "add"})
    assert [row.project.pk for row in added.context["sheet"].rows] == [projects[0].pk, projects[1].pk]
    assert added.context["sheet"].rows[0].text == "๓๐๐", "what was typed stays as it was typed"
    assert "๒๕/๒๕๕๙" in added.content.decode()
    form |= {"project": [projects[0].pk, projects[1].pk], f"share_{projects[1].pk}": "199"}
    wrong = client.post(f"{address}?year=2559", {**form, "action": "save"})
    assert "499.00" in words(wrong)
    assert "500.00" in words(wrong)
    assert not Contract.objects.exists()
    form[f"share_{projects[1].pk}"] = "200.00"
    saved = client.post(f"{address}?year=2559", {**form, "action": "save"})
    contract = Contract.objects.get()
    assert (saved.status_code, contract.number, contract.due_on) == (302, "25/2559", dt.date(2016, 6, 30))
    assert client.get(saved["Location"]).status_code == 200
    twice = client.post(f"{address}?year=2559", {**form, "action": "save"})
    assert "หจก. ใหม่" in words(twice)
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"contractor_tax_id": "0105531001234"}, "หลักสุดท้าย"),
        ({"egp_number": "123"}, "11 หลัก"),
        ({"amount": "ห้าร้อย"}, "ไม่ใช่ตัวเลข"),
        ({"signed_on": "31 ก.พ. 2559"}, "ไม่มีวันที่"),
        ({"number": ""}, "โปรดกรอก"),
        ({"retention_percent": "101"}, "100"),
        ({"share": "1,00"}, "ไม่ใช่ตัวเลข"),
        ({"share": ""}, "โปรดกรอก"),
    ],
)
def test_what_is_wrong_with_a_contract_is_said_beside_it_and_nothing_is_lost(
    signed_in: SignIn, finance: User, projects: list[Project], change: dict[str, str], says: str
) -> None:
    form = {**TERMS, "project": [projects[0].pk], f"share_{projects[0].pk}": change.get("share", "500")}
    form |= {name: text for name, text in change.items() if name != "share"}
    answer = signed_in(finance).post(f"{PAGE}contracts/new/?year=2559", {**form, "action": "save"})
    assert answer.status_code == 200
    assert says in words(answer)
    assert "หจก. ใหม่" in answer.content.decode()
    assert not Contract.objects.exists()


def test_a_correction_of_an_older_version_shows_both_and_saves_when_it_was_seen(
    signed_in: SignIn, finance: User, contract: Contract, projects: list[Project]
) -> None:
    client = signed_in(finance)
    address = f"{PAGE}contracts/{contract.pk}/change/"
    opened = client.get(address)
    form = {**TERMS, "expected_version": hidden(opened, "expected_version"), "action": "save"}
    form |= {"project": [one.pk for one in projects[:2]], f"share_{projects[0].pk}": "300"}
    form[f"share_{projects[1].pk}"] = "200"
    change_contract(contract=contract, by=finance, expected_version=1, contractor_name="บจก. เร็วกว่า")
    stale = client.post(address, form)
    assert stale.status_code == 409
    assert "บจก. เร็วกว่า" in words(stale)
    assert "หจก. ใหม่" in stale.content.decode()
    assert "สมศรี การคลัง" in words(stale)
    contract.refresh_from_db()
    assert contract.contractor_name == "บจก. เร็วกว่า"
    seen = client.post(address, {**form, "expected_version": hidden(stale, "expected_version")})
    assert seen.status_code == 302
    contract.refresh_from_db()
    assert contract.contractor_name == "หจก. ใหม่"


def test_a_schedule_is_entered_on_one_page(signed_in: SignIn, finance: User, contract: Contract) -> None:
    client = signed_in(finance)
    address = f"{PAGE}contracts/{contract.pk}/schedule/"
    version = hidden(client.get(address), "expected_version")
    form = {
        "expected_version": version,
        "number": ["1", "๒", "3"],
        "amount": ["๒๐๐", "2x0", ""],
        "due_on": ["1 มี.ค. 2559", "", ""],
        "work": ["งานดิน", "ผิวทาง", ""],
        "action": "save",
    }
    wrong = client.post(address, form)
    assert "ไม่ใช่ตัวเลข" in words(wrong)
    assert "2x0" in wrong.content.decode()
    assert not Instalment.objects.exists()
    form["amount"] = ["200", "200", ""]
    saved = client.post(address, form, follow=True)
    assert "100.00" in words(saved), "the warning names the difference"
    assert [one.number for one in Instalment.objects.order_by("number")] == [1, 2]
    stale = client.post(address, form)
    assert stale.status_code == 409
    assert client.post(address, {**form, "action": "rows"}).status_code == 200


def pay_form(page: Any, **more: Any) -> dict[str, Any]:
    form = page.context["form"]
    given = {
        "pay-voucher_number": "ฎ.๑/๒๕๕๙",
        "pay-paid_on": "1 มี.ค. 2559",
        "pay-amount": "100",
        "pay-retention": "5",
        "pay-fiscal_year": "๒๕๕๙",
        "pay-client_id": str(form["client_id"].value()),
        "pay-instalment": "",
    }
    return {**given, **more}


def test_a_payment_is_saved_once_however_often_it_is_sent_in_few_statements(
    signed_in: SignIn, finance: User, contract: Contract, projects: list[Project]
) -> None:
    client = signed_in(finance)
    address = f"{PAGE}contracts/{contract.pk}/?do=pay"
    form = pay_form(client.get(address), **{"pay-project": projects[0].pk})
    with CaptureQueriesContext(connection) as captured:
        first = client.post(address, form)
    assert first.status_code == 302
    statements = [query["sql"][:120] for query in captured.captured_queries]
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
    assert client.post(address, form).status_code == 302
    payment = Disbursement.objects.get()
    assert (payment.voucher_number, payment.amount, payment.retention) == ("ฎ.1/2559", 100, 5)
    after = client.get(first["Location"])
    assert after.context["figures"].paid == 100
    projects[0].refresh_from_db()
    assert projects[0].paid_total == 100


def test_the_page_of_a_contract_asks_the_database_a_bounded_number_of_times(
    signed_in: SignIn, finance: User, contract: Contract, projects: list[Project]
) -> None:
    client = signed_in(finance)
    address = f"{PAGE}contracts/{contract.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(5):
        sign_contract(
            shares=[(projects[0], BAHT(1))], by=finance, number=f"{number}", signed_on=dt.date(2016, 2, 1),
            contractor_name="หจก.", amount=BAHT(1),
        )  # fmt: skip
        pay(project=projects[0], by=finance, amount=BAHT(1), paid_on=dt.date(2016, 3, 1), contract=contract)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few), "\n".join(query["sql"][:150] for query in many.captured_queries)


def test_a_payment_that_does_not_fit_is_answered_with_what_is_left(
    signed_in: SignIn, finance: User, contract: Contract, projects: list[Project]
) -> None:
    client = signed_in(finance)
    address = f"{PAGE}contracts/{contract.pk}/?do=pay"
    page = client.get(address)
    more = {"pay-project": projects[1].pk, "pay-amount": "๒๐๑"}
    answer = client.post(address, pay_form(page, **more))
    assert "200.00" in words(answer)
    assert "๒๐๑" in answer.content.decode()
    late = {"pay-project": projects[1].pk, "pay-paid_on": "๑ ต.ค. ๒๕๕๙"}
    assert "กันเงิน" in words(client.post(address, pay_form(page, **late)))
    assert not Disbursement.objects.exists()


def test_money_is_carried_over_accepted_released_and_the_contract_closed_and_opened(
    signed_in: SignIn, finance: User, contract: Contract, projects: list[Project]
) -> None:
    client = signed_in(finance)
    address = f"{PAGE}contracts/{contract.pk}/"

    def send(do: str, **fields: Any) -> Any:
        page = client.get(f"{address}?do={do}")
        form = page.context["form"]
        kept = {name: form[name].value() for name in form.fields if form[name].is_hidden}
        typed = {f"{do}-{name}": value for name, value in {**kept, **fields}.items() if value is not None}
        return client.post(f"{address}?do={do}", typed, follow=True)

    send("pay", project=projects[0].pk, voucher_number="1", paid_on="1/3/2559", amount="300", retention="15",
         fiscal_year="2559", instalment="")  # fmt: skip
    send("carry", project=projects[1].pk, amount="200", from_year="2559", to_year="2560", approved_on="20/9/2559")
    assert CarryOver.objects.get().project == projects[1]
    refused = send("close", closed_on="30/9/2559", note="", retention_until="")
    assert "P59-1, P59-2" in words(refused)
    for project in projects[:2]:
        send("handover", project=project.pk, accepted_on="1/9/2559", paper="ใบตรวจรับ 1")
    assert Handover.objects.count() == 2
    send("release", released_on="2/9/2559", amount="15", paper="ฎ.9")
    assert RetentionRelease.objects.get().amount == 15
    send("close", closed_on="30/9/2559", note="ยกเลิกงานส่วนที่สอง", retention_until="")
    contract.refresh_from_db()
    assert contract.closed_on == dt.date(2016, 9, 30)
    stopped = client.post(f"{address}?do=pay", {}, follow=True)
    assert "ทำรายการนี้กับสัญญาไม่ได้แล้ว" in words(stopped)
    send("reopen", reason="จ่ายเพิ่ม")
    contract.refresh_from_db()
    assert contract.closed_on is None


def test_a_project_is_paid_without_a_contract_and_a_payment_set_aside(
    signed_in: SignIn, finance: User, projects: list[Project]
) -> None:
    client = signed_in(finance)
    address = f"{PAGE}projects/{projects[2].pk}/"
    page = client.get(address)
    form = pay_form(page, **{"pay-amount": "50"})
    assert client.post(address, form).status_code == 302
    payment = Disbursement.objects.get()
    assert payment.contract is None
    aside = f"{PAGE}set-aside/payment/{payment.pk}/"
    assert "เหตุผล" in words(client.post(aside, {"reason": "", "back": address}, follow=True))
    answer = client.post(aside, {"reason": "ลงซ้ำ", "back": "https://elsewhere.example/"})
    assert answer["Location"].startswith(PAGE)
    payment.refresh_from_db()
    assert payment.set_aside_reason == "ลงซ้ำ"
    assert client.post(f"{PAGE}set-aside/nothing/{payment.pk}/", {"reason": "ก"}).status_code == 404


@pytest.mark.parametrize("role", [Role.PLANNER, Role.EXECUTIVE, Role.PROVINCIAL_ANALYST, Role.DEPARTMENT_ANALYST])
def test_others_who_may_see_the_authority_look_and_change_nothing(
    signed_in: SignIn, authority: LocalAuthority, contract: Contract, role: Role
) -> None:
    client = signed_in(make.make_user(role, authority=authority))
    address = f"{PAGE}contracts/{contract.pk}/"
    page = client.get(address)
    assert page.status_code == 200
    assert not page.context["may_enter"]
    assert 'method="post" action="/finance' not in page.content.decode()
    assert client.get(f"{PAGE}?authority={authority.pk}").status_code == 200
    assert client.post(f"{address}?do=pay", {}).status_code == 403
    assert client.get(f"{address}change/").status_code == 403
    assert client.get(f"{address}schedule/").status_code == 403
    assert client.get(f"{PAGE}contracts/new/?authority={authority.pk}").status_code == 403
    assert client.post(f"{PAGE}set-aside/contract/{contract.pk}/", {"reason": "ก"}).status_code == 403


@pytest.mark.parametrize("province", ["19", "30"])
def test_a_neighbour_sees_and_changes_nothing(
    signed_in: SignIn, authority: LocalAuthority, contract: Contract, projects: list[Project], province: str
) -> None:
    neighbour = make.AuthorityFactory(province=Province.objects.get(code=province))
    client = signed_in(make.make_user(Role.FINANCE, authority=neighbour))
    for address in (
        f"contracts/{contract.pk}/",
        f"contracts/{contract.pk}/change/",
        f"contracts/{contract.pk}/schedule/",
        f"projects/{projects[0].pk}/",
        f"?authority={authority.pk}",
        f"contracts/new/?authority={authority.pk}",
    ):
        assert client.get(PAGE + address).status_code == 404, address
        assert client.post(PAGE + address).status_code in {404, 405}, address
    assert client.post(f"{PAGE}set-aside/contract/{contract.pk}/", {"reason": "ก"}).status_code == 404
    own = client.get(PAGE)
    assert own.context["page"].paginator.count == 0
    foreign = client.get(f"{PAGE}contracts/new/?project={projects[0].pk}")
    assert foreign.context["sheet"].rows == []
    assert not any("P59-1" in words(one) for one in (own, foreign))
