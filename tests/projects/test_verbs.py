"""The verbs of the life cycle: what each one keeps, what it refuses and in which words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority, Province
from projects.enums import Stage
from projects.errors import StaleVersion
from projects.models import ChangeLog, DevelopmentPlan, Handover, PlannedBudget, Programme, Project, StageLedger
from projects.services.contracting import amend_contract, pay, sign_contract
from projects.services.entering import approve_budget, approve_plan, change_project, enter_project
from projects.services.history import history_of, history_of_project
from projects.services.ledger import differences
from projects.services.plans import enter_approach, enter_plan, enter_strategy, enter_vision
from projects.services.setting_aside import set_aside
from projects.services.works import hand_over, report_progress
from tests import factories as make

pytestmark = pytest.mark.django_db

BAHT = Decimal
DAY = dt.date


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง")


@pytest.fixture
def planner(authority: LocalAuthority) -> User:
    return make.make_user(Role.PLANNER, authority=authority, full_name="วิไล วางแผน")


@pytest.fixture
def finance(authority: LocalAuthority) -> User:
    return make.make_user(Role.FINANCE, authority=authority)


@pytest.fixture
def plan(authority: LocalAuthority) -> DevelopmentPlan:
    return make.PlanFactory(authority=authority, first_year=2559)


@pytest.fixture
def project(plan: DevelopmentPlan) -> Project:
    return make.ProjectFactory(plan=plan, code="P59-1", name="ถนนสายกลาง")


def road(plan: DevelopmentPlan, by: User, **more: Any) -> Project:
    given: dict[str, Any] = {
        "fiscal_year": 2559,
        "code": "P59-9",
        "name": "ก่อสร้างถนน",
        "programme": Programme.objects.get(code=9),
        "planned_budget": BAHT(500_000),
    }
    return enter_project(plan=plan, by=by, **{**given, **more})


def contract_for(*shares: tuple[Project, Decimal], by: User, **more: Any) -> Any:
    given: dict[str, Any] = {
        "number": "1/2559",
        "signed_on": DAY(2016, 1, 20),
        "contractor_name": "หจก. ทดสอบ",
        "amount": sum((share for _project, share in shares), BAHT(0)),
    }
    return sign_contract(shares=list(shares), by=by, **{**given, **more})


def codes_of(error: ValidationError) -> set[str]:
    single = (
        [one for errors in error.error_dict.values() for one in errors]
        if hasattr(error, "error_dict")
        else error.error_list
    )
    return {str(one.code) for one in single}


def refused(act: Callable[[], Any]) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        act()
    return caught.value


def test_the_whole_life_of_a_project_from_vision_to_handover(
    authority: LocalAuthority, planner: User, finance: User
) -> None:
    plan = enter_plan(authority=authority, by=planner, first_year=2559)
    enter_vision(plan=plan, by=planner, text="ตำบลน่าอยู่")
    strategy = enter_strategy(plan=plan, by=planner, number=1, name="โครงสร้างพื้นฐาน")
    approach = enter_approach(strategy=strategy, by=planner, number=1, name="ถนน")
    project = road(plan, planner, strategy=strategy, approach=approach)
    approve_plan(project=project, by=planner, approved_on=DAY(2015, 6, 15))
    approve_budget(project=project, by=planner, approved_on=DAY(2015, 9, 15), amount=BAHT(480_000))
    contract = contract_for((project, BAHT(450_000)), by=finance)
    pay(project=project, by=finance, amount=BAHT(450_000), paid_on=DAY(2016, 4, 20), contract=contract)
    report_progress(project=project, by=finance, reported_on=DAY(2016, 4, 1), percent=BAHT(100))
    hand_over(project=project, by=finance, accepted_on=DAY(2016, 4, 10), contract=contract)

    ledger = StageLedger.objects.get(authority=authority, fiscal_year=2559)
    assert {stage for stage in Stage if ledger.entered & stage.bit} == set(Stage)
    assert ledger.problems == 0
    assert (ledger.planned_sum, ledger.contract_sum, ledger.paid_sum) == (500_000, 450_000, 450_000)
    assert Handover.objects.get().contract == contract
    assert PlannedBudget.objects.get().amount == 500_000
    assert differences() == []
    assert not ChangeLog.objects.filter(by=None, table_name="projects_project", action="I").exists()


# Which verb each role may say, from the department's letter; everybody else may say none.
VERBS: dict[str, tuple[set[Role], Callable[[Project, User], Any]]] = {
    "enter_plan": ({Role.PLANNER}, lambda project, by: enter_plan(authority=project.authority, by=by, first_year=2560)),
    "enter_vision": ({Role.PLANNER}, lambda project, by: enter_vision(plan=project.plan, by=by, text="ก")),
    "enter_strategy": (
        {Role.PLANNER},
        lambda project, by: enter_strategy(plan=project.plan, by=by, number=1, name="ก"),
    ),
    "enter_project": ({Role.PLANNER}, lambda project, by: road(project.plan, by)),
    "change_project": (
        {Role.PLANNER},
        lambda project, by: change_project(project=project, by=by, expected_version=1, name="ข"),
    ),
    "approve_plan": (
        {Role.PLANNER},
        lambda project, by: approve_plan(project=project, by=by, approved_on=DAY(2015, 6, 1)),
    ),
    "approve_budget": (
        {Role.PLANNER},
        lambda project, by: approve_budget(project=project, by=by, approved_on=DAY(2015, 9, 1), amount=BAHT(1)),
    ),
    "sign_contract": ({Role.FINANCE}, lambda project, by: contract_for((project, BAHT(1)), by=by)),
    "pay": ({Role.FINANCE}, lambda project, by: pay(project=project, by=by, amount=BAHT(1), paid_on=DAY(2016, 4, 1))),
    "report_progress": (
        {Role.FINANCE, Role.ENGINEER},
        lambda project, by: report_progress(project=project, by=by, reported_on=DAY(2016, 4, 1), percent=BAHT(5)),
    ),
    "hand_over": (
        {Role.FINANCE, Role.ENGINEER},
        lambda project, by: hand_over(project=project, by=by, accepted_on=DAY(2016, 4, 1)),
    ),
    "set_aside": ({Role.PLANNER}, lambda project, by: set_aside(record=project, by=by, reason="ซ้ำ")),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verb", VERBS)
def test_who_may_say_which_verb(project: Project, verb: str, role: Role) -> None:
    allowed, act = VERBS[verb]
    by = make.make_user(role, authority=project.authority)
    if role in allowed:
        act(project, by)
    else:
        with pytest.raises(PermissionDenied):
            act(project, by)


@pytest.mark.parametrize("province", ["19", "30"])
@pytest.mark.parametrize("verb", VERBS)
def test_the_same_role_in_another_authority_may_say_none(project: Project, verb: str, province: str) -> None:
    allowed, act = VERBS[verb]
    neighbour = make.AuthorityFactory(province=Province.objects.get(code=province))
    for role in allowed:
        with pytest.raises(PermissionDenied):
            act(project, make.make_user(role, authority=neighbour))


def test_a_second_plan_in_force_in_the_same_year_is_refused(authority: LocalAuthority, planner: User) -> None:
    enter_plan(authority=authority, by=planner, first_year=2561, length=4)
    enter_plan(authority=authority, by=planner, first_year=2560)
    assert codes_of(refused(lambda: enter_plan(authority=authority, by=planner, first_year=2564))) == {"plan_overlaps"}
    assert codes_of(refused(lambda: enter_plan(authority=authority, by=planner, first_year=2017))) == {
        "year_in_wrong_era"
    }
    assert codes_of(refused(lambda: enter_plan(authority=authority, by=planner, first_year=2570, length=7))) == {
        "length_unknown"
    }


def test_a_taken_number_is_named(plan: DevelopmentPlan, planner: User) -> None:
    enter_strategy(plan=plan, by=planner, number=1, name="โครงสร้างพื้นฐาน")
    error = refused(lambda: enter_strategy(plan=plan, by=planner, number=1, name="อื่น"))
    assert codes_of(error) == {"number_twice"}
    assert "โครงสร้างพื้นฐาน" in error.messages[0]
    enter_vision(plan=plan, by=planner, text="หนึ่ง")
    assert codes_of(refused(lambda: enter_vision(plan=plan, by=planner, text="สอง"))) == {"vision_twice"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fiscal_year": 2563}, "year_outside_plan"),
        ({"fiscal_year": 2016}, "year_in_wrong_era"),
        ({"code": "P59-1"}, "code_twice"),
        ({"name": "  "}, "missing"),
        ({"name": "ก" * 301}, "too_long"),
        ({"planned_budget": BAHT(-1)}, "amount_negative"),
        ({"planned_budget": BAHT("0.001")}, "amount_too_fine"),
        ({"planned_budget": BAHT("NaN")}, "amount_not_a_number"),
        ({"planned_budget": BAHT(10) ** 13}, "amount_too_large"),
        ({"fund": "GIFT"}, "fund_unknown"),
    ],
)
def test_what_cannot_be_a_project_is_refused_in_words(
    plan: DevelopmentPlan, planner: User, project: Project, change: dict[str, Any], code: str
) -> None:
    error = refused(lambda: road(plan, planner, **change))
    assert codes_of(error) == {code}
    assert all(error.messages)
    assert Project.objects.count() == 1


def test_a_strategy_of_another_plan_is_refused(plan: DevelopmentPlan, planner: User) -> None:
    foreign = make.StrategyFactory()
    assert codes_of(refused(lambda: road(plan, planner, strategy=foreign))) == {"of_another_plan"}


def test_a_change_asks_for_the_version_that_was_read(project: Project, planner: User) -> None:
    changed = change_project(project=project, by=planner, expected_version=1, name="ใหม่", planned_budget=BAHT(7))
    assert (changed.version, changed.name) == (2, "ใหม่")
    assert PlannedBudget.objects.get().amount == 7
    with pytest.raises(StaleVersion) as stale:
        change_project(project=project, by=planner, expected_version=1, name="ช้าไป")
    assert stale.value.current.name == "ใหม่"
    assert differences() == []


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (DAY(2559, 6, 15), "day_in_wrong_era"),
        (DAY(1472, 6, 15), "day_in_wrong_era"),
        (DAY(2399, 1, 1), "day_in_future"),
    ],
)
def test_days_of_the_wrong_era_are_recognised(project: Project, planner: User, day: dt.date, code: str) -> None:
    assert codes_of(refused(lambda: approve_plan(project=project, by=planner, approved_on=day))) == {code}


def test_a_contract_of_two_projects_is_shared_exactly(plan: DevelopmentPlan, project: Project, finance: User) -> None:
    second = make.ProjectFactory(plan=plan)
    shares = [(project, BAHT(300)), (second, BAHT(200))]
    error = refused(lambda: contract_for(*shares, by=finance, amount=BAHT(501)))
    assert codes_of(error) == {"shares_do_not_sum"}
    assert "500.00" in error.messages[0]
    assert "501.00" in error.messages[0]
    contract = contract_for(*shares, by=finance)
    project.refresh_from_db()
    assert (contract.amount, project.contract_total) == (500, 300)
    twice = refused(lambda: contract_for((project, BAHT(1)), by=finance))
    assert codes_of(twice) == {"contract_twice"}
    assert "หจก. ทดสอบ" in twice.messages[0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contractor_tax_id": "123"}, "tax_id_wrong"),
        ({"due_on": DAY(2016, 1, 1)}, "days_reversed"),
        ({"starts_on": DAY(2016, 1, 1)}, "days_reversed"),
        ({"signed_on": DAY(2559, 1, 20)}, "day_in_wrong_era"),
        ({"method": "BY_FRIENDSHIP"}, "method_unknown"),
        ({"retention_percent": BAHT(101)}, "percent_out_of_range"),
        ({"number": ""}, "missing"),
    ],
)
def test_what_cannot_be_a_contract_is_refused(
    project: Project, finance: User, change: dict[str, Any], code: str
) -> None:
    assert codes_of(refused(lambda: contract_for((project, BAHT(100)), by=finance, **change))) == {code}


def test_thai_digits_in_numbers_are_kept_as_arabic_ones(project: Project, finance: User) -> None:
    contract = contract_for((project, BAHT(100)), by=finance, number="๑๒/๒๕๕๙", contractor_tax_id="๐-๑๐๕๕-๓๑๐๐๑-๒๓-๑")
    assert (contract.number, contract.contractor_tax_id) == ("12/2559", "0105531001231")


def test_an_amendment_moves_the_sum_of_its_project(plan: DevelopmentPlan, project: Project, finance: User) -> None:
    second = make.ProjectFactory(plan=plan)
    contract = contract_for((project, BAHT(300)), (second, BAHT(200)), by=finance)
    amend: dict[str, Any] = {"contract": contract, "by": finance, "signed_on": DAY(2016, 2, 1)}
    assert codes_of(refused(lambda: amend_contract(**amend))) == {"nothing_changes"}
    assert codes_of(refused(lambda: amend_contract(**amend, amount_change=BAHT(5)))) == {"project_missing"}
    amend_contract(**amend, amount_change=BAHT(-50), project=project)
    project.refresh_from_db()
    assert project.contract_total == 250
    assert amend_contract(**amend, new_due_on=DAY(2016, 9, 1)).number == 2
    pay(project=project, by=finance, amount=BAHT(250), paid_on=DAY(2016, 3, 1), contract=contract)
    assert codes_of(refused(lambda: amend_contract(**amend, amount_change=BAHT(-201), project=second))) == {
        "sum_below_payments"
    }


def test_a_payment_fits_its_contract(plan: DevelopmentPlan, project: Project, finance: User) -> None:
    contract = contract_for((project, BAHT(300)), by=finance)
    told: dict[str, Any] = {"project": project, "by": finance, "paid_on": DAY(2016, 3, 1), "contract": contract}
    error = refused(lambda: pay(**told, amount=BAHT(301)))
    assert codes_of(error) == {"exceeds_contract"}
    assert "300.00" in error.messages[0]
    assert codes_of(refused(lambda: pay(**{**told, "paid_on": DAY(2016, 1, 1)}, amount=BAHT(1)))) == {"before_contract"}
    other = make.ProjectFactory(plan=plan)
    assert codes_of(refused(lambda: pay(**{**told, "project": other}, amount=BAHT(1)))) == {
        "contract_of_another_project"
    }
    assert codes_of(refused(lambda: pay(**told, amount=BAHT(1), retention=BAHT(2)))) == {"retention_exceeds_payment"}
    pay(**told, amount=BAHT(1), voucher_number="ฎ๑")
    assert codes_of(refused(lambda: pay(**told, amount=BAHT(1), voucher_number="ฎ1"))) == {"voucher_twice"}
    assert codes_of(refused(lambda: pay(**told, amount=BAHT(0)))) == {"amount_not_positive"}


def test_the_latest_report_counts_and_the_same_report_twice_is_one(project: Project, finance: User) -> None:
    sender = uuid.uuid4()
    told: dict[str, Any] = {"project": project, "by": finance, "reported_on": DAY(2016, 4, 1), "client_id": sender}
    first = report_progress(**told, percent=BAHT(40))
    assert report_progress(**told, percent=BAHT(40)).pk == first.pk
    assert codes_of(refused(lambda: report_progress(**told, percent=BAHT(50)))) == {"client_id_used"}
    assert codes_of(refused(lambda: report_progress(**{**told, "client_id": None}, percent=BAHT("100.5")))) == {
        "percent_out_of_range"
    }


def test_what_something_hangs_on_cannot_be_set_aside(project: Project, planner: User, finance: User) -> None:
    contract = contract_for((project, BAHT(300)), by=finance)
    payment = pay(project=project, by=finance, amount=BAHT(1), paid_on=DAY(2016, 3, 1), contract=contract)
    assert codes_of(refused(lambda: set_aside(record=project, by=planner, reason="ซ้ำ"))) == {"has_records"}
    assert codes_of(refused(lambda: set_aside(record=contract, by=finance, reason="ซ้ำ"))) == {"has_records"}
    set_aside(record=payment, by=finance, reason="ลงผิด")
    set_aside(record=contract, by=finance, reason="ลงผิด")
    gone = set_aside(record=project, by=planner, reason="ซ้ำ")
    assert gone.set_aside_by == planner
    assert set_aside(record=gone, by=planner, reason="อีกครั้ง").set_aside_reason == "ซ้ำ"
    assert StageLedger.objects.get(authority=project.authority, fiscal_year=2559).projects == 0
    assert codes_of(refused(lambda: approve_plan(project=project, by=planner, approved_on=DAY(2015, 1, 1)))) == {
        "set_aside"
    }
    assert differences() == []


def test_the_history_tells_who_changed_what(project: Project, planner: User, finance: User) -> None:
    change_project(project=project, by=planner, expected_version=1, name="ชื่อใหม่")
    contract_for((project, BAHT(300)), by=finance)
    (newest, *_older) = history_of(project)
    assert newest.who == "วิไล วางแผน"
    assert [(one.name, one.before, one.after) for one in newest.fields] == [("name", "ถนนสายกลาง", "ชื่อใหม่")]
    tables = {change.table for change in history_of_project(project)}
    assert tables == {"projects_project", "projects_contract", "projects_contractshare"}
