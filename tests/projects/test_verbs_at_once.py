"""Several people at the same moment: nothing is entered twice, nothing waits in a circle, no count is lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import Role
from projects.errors import StaleVersion
from projects.models import Contract, Disbursement, Project, StageLedger
from projects.services.contracting import pay, sign_contract
from projects.services.entering import approve_budget, approve_plan, change_project, enter_project
from projects.services.ledger import differences
from tests import factories as make
from tests.projects.simultaneous import at_the_same_time

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2016, 3, 1)


def test_contracts_over_the_same_projects_in_opposite_order_do_not_deadlock() -> None:
    plan = make.PlanFactory()
    first, second = make.ProjectFactory.create_batch(2, plan=plan)
    finance = make.make_user(Role.FINANCE, authority=plan.authority)
    planner = make.make_user(Role.PLANNER, authority=plan.authority)

    def sign(number: str, *projects: Project) -> Contract:
        return sign_contract(
            shares=[(project, Decimal(10)) for project in projects],
            by=finance,
            number=number,
            signed_on=DAY,
            contractor_name="หจก. ทดสอบ",
            amount=Decimal(10) * len(projects),
        )

    results = at_the_same_time(
        lambda: sign("1", first, second),
        lambda: sign("2", second, first),
        lambda: sign("3", first),
        lambda: pay(project=second, by=finance, amount=Decimal(5), paid_on=DAY),
        lambda: approve_plan(project=first, by=planner, approved_on=DAY),
        lambda: approve_budget(project=second, by=planner, approved_on=DAY, amount=Decimal(7)),
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    ledger = StageLedger.objects.get(authority=plan.authority, fiscal_year=2559)
    assert (ledger.contract_sum, ledger.paid_sum, ledger.budget_sum) == (50, 5, 7)
    assert differences() == []


def test_a_contract_is_not_overpaid_by_two_payments_at_once() -> None:
    project = make.ProjectFactory()
    finance = make.make_user(Role.FINANCE, authority=project.authority)
    contract = make.ContractFactory(authority=project.authority, amount=Decimal(100), signed_on=DAY)
    make.ContractShareFactory(project=project, contract=contract, amount=Decimal(100))
    results = at_the_same_time(
        *[lambda: pay(project=project, by=finance, amount=Decimal(60), paid_on=DAY, contract=contract)] * 3
    )
    assert sum(isinstance(result, Disbursement) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 2


def test_the_same_code_entered_twice_at_once_is_entered_once() -> None:
    plan = make.PlanFactory()
    planner = make.make_user(Role.PLANNER, authority=plan.authority)
    programme = make.ProjectFactory.build(plan=plan).programme

    def enter() -> Project:
        return enter_project(
            plan=plan,
            by=planner,
            fiscal_year=2559,
            code="1",
            name="ถนน",
            programme=programme,
            planned_budget=Decimal(1),
        )

    results = at_the_same_time(enter, enter, enter)
    assert sum(isinstance(result, Project) for result in results) == 1
    assert {next(iter(result.error_dict)) for result in results if isinstance(result, ValidationError)} == {"code"}


def test_of_two_changes_of_one_version_the_second_is_told() -> None:
    project = make.ProjectFactory()
    planner = make.make_user(Role.PLANNER, authority=project.authority)
    results = at_the_same_time(
        lambda: change_project(project=project, by=planner, expected_version=1, name="หนึ่ง"),
        lambda: change_project(project=project, by=planner, expected_version=1, name="สอง"),
    )
    assert sum(isinstance(result, StaleVersion) for result in results) == 1
