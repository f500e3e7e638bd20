"""Several officers at the same moment: nothing is paid, carried or given back twice, and nobody waits in a circle."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import Role
from accounts.models import User
from projects.errors import StaleVersion
from projects.models import CarryOver, Contract, Disbursement, Project, RetentionRelease
from projects.services.carrying_over import carry_over
from projects.services.closing import release_retention
from projects.services.contracting import amend_contract, change_contract, pay, sign_contract
from projects.services.ledger import differences
from projects.services.scheduling import InstalmentLine, enter_schedule
from tests import factories as make
from tests.projects.simultaneous import at_the_same_time

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2016, 3, 1)


def signed() -> tuple[User, Contract, Project]:
    """A contract of 100 baht for one project."""
    project = make.ProjectFactory()
    finance = make.make_user(Role.FINANCE, authority=project.authority)
    contract = sign_contract(
        shares=[(project, Decimal(100))],
        by=finance,
        number="1",
        signed_on=DAY,
        contractor_name="หจก. ทดสอบ",
        amount=Decimal(100),
    )
    return finance, contract, project


def test_verbs_on_one_contract_do_not_wait_in_a_circle() -> None:
    finance, contract, project = signed()

    def one_payment() -> Disbursement:
        return pay(project=project, by=finance, amount=Decimal(10), paid_on=DAY, contract=contract)

    results = at_the_same_time(
        one_payment,
        lambda: enter_schedule(
            contract=contract, by=finance, expected_version=1, lines=[InstalmentLine(1, Decimal(100))]
        ),
        one_payment,
        lambda: amend_contract(contract=contract, by=finance, signed_on=DAY, amount_change=Decimal(5)),
        lambda: change_contract(contract=contract, by=finance, expected_version=1, contractor_name="ข"),
    )
    wrong = [result for result in results if isinstance(result, Exception) and not isinstance(result, StaleVersion)]
    assert wrong == []
    assert sum(isinstance(result, StaleVersion) for result in results) == 1
    assert differences() == []


def test_one_payment_sent_by_an_impatient_hand_is_kept_once() -> None:
    finance, contract, project = signed()
    sender = uuid.uuid4()
    results = at_the_same_time(
        *[
            lambda: pay(
                project=project, by=finance, amount=Decimal(10), paid_on=DAY, contract=contract, client_id=sender
            )
        ]
        * 4
    )
    assert {getattr(result, "pk", result) for result in results} == {Disbursement.objects.get().pk}


def test_no_more_is_carried_over_or_given_back_than_there_is() -> None:
    finance, contract, project = signed()
    pay(project=project, by=finance, amount=Decimal(40), paid_on=DAY, contract=contract, retention=Decimal(10))
    carried = at_the_same_time(
        *[lambda: carry_over(project=project, by=finance, amount=Decimal(60), approved_on=DAY)] * 3
    )
    given_back = at_the_same_time(
        *[lambda: release_retention(contract=contract, by=finance, released_on=DAY, amount=Decimal(10))] * 3
    )
    assert sum(isinstance(result, CarryOver) for result in carried) == 1
    assert sum(isinstance(result, RetentionRelease) for result in given_back) == 1
    refused = [result for result in (*carried, *given_back) if isinstance(result, ValidationError)]
    assert len(refused) == 4
