"""The finance officer's verbs: contracts corrected, scheduled, paid, carried over, closed; what each one refuses."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from projects.errors import StaleVersion
from projects.models import (
    CarryOver,
    ChangeLog,
    Contract,
    ContractAmendment,
    Disbursement,
    Project,
    RetentionRelease,
    StageLedger,
)
from projects.services.carrying_over import carry_over
from projects.services.closing import close_contract, release_retention, reopen_contract
from projects.services.contract_sums import account_of
from projects.services.contracting import amend_contract, change_contract, pay, sign_contract
from projects.services.history import history_of_project
from projects.services.ledger import differences
from projects.services.scheduling import InstalmentLine, enter_schedule, schedule_warning
from projects.services.setting_aside import set_aside
from projects.services.works import hand_over
from tests import factories as make
from tests.projects.test_verbs import codes_of, refused

pytestmark = pytest.mark.django_db

BAHT = Decimal
DAY = dt.date
SIGNED = DAY(2016, 1, 20)
MOST_STATEMENTS = 25


@pytest.fixture
def project() -> Project:
    return make.ProjectFactory(code="P59-1")


@pytest.fixture
def other(project: Project) -> Project:
    return make.ProjectFactory(plan=project.plan, code="P59-2")


@pytest.fixture
def finance(project: Project) -> User:
    return make.make_user(Role.FINANCE, authority=project.authority)


@pytest.fixture
def contract(project: Project, other: Project, finance: User) -> Contract:
    """500 baht: 300 for the first project, 200 for the other."""
    return signed(finance, (project, BAHT(300)), (other, BAHT(200)))


def signed(by: User, *shares: tuple[Project, Decimal], **more: Any) -> Contract:
    given: dict[str, Any] = {
        "number": "1/2559",
        "signed_on": SIGNED,
        "contractor_name": "หจก. ทดสอบ",
        "amount": sum((share for _project, share in shares), BAHT(0)),
    }
    return sign_contract(shares=list(shares), by=by, **{**given, **more})


def lines(*amounts: int) -> list[InstalmentLine]:
    return [InstalmentLine(number, BAHT(amount)) for number, amount in enumerate(amounts, start=1)]


@pytest.mark.parametrize("number", ["0105531001231", "๓-๑๐๐๖-๐๐๔๔๕-๖๓-๕", ""])
def test_a_tax_id_of_either_kind_of_person_is_kept(project: Project, finance: User, number: str) -> None:
    assert signed(finance, (project, BAHT(1)), contractor_tax_id=number).contractor_tax_id in {
        "0105531001231",
        "3100600445635",
        "",
    }


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        ({"contractor_tax_id": "0105531001234"}, "tax_id_check_digit", "0105531001234"),
        ({"contractor_tax_id": "010553100123"}, "tax_id_wrong", "12"),
        ({"contractor_tax_id": "9105531001237"}, "tax_id_check_digit", "9105531001237"),
        ({"egp_number": "5913001234567"}, "egp_number_wrong", "5913001234567"),
        ({"egp_number": "5990012345"}, "egp_number_wrong", "5990012345"),
    ],
)
def test_numbers_that_cannot_be_are_refused_in_words(
    project: Project, finance: User, change: dict[str, Any], code: str, word: str
) -> None:
    error = refused(lambda: signed(finance, (project, BAHT(1)), **change))
    assert codes_of(error) == {code}
    assert word in error.messages[0]


@pytest.mark.parametrize("number", ["59010012345", "๕๙๐๑-๐๐๑๒๓๔๕๖", ""])
def test_a_number_of_e_gp_is_kept_in_arabic_digits(project: Project, finance: User, number: str) -> None:
    assert signed(finance, (project, BAHT(1)), egp_number=number).egp_number in {"59010012345", "590100123456", ""}


def test_a_contract_is_corrected_with_its_shares(
    project: Project, other: Project, contract: Contract, finance: User
) -> None:
    changed = change_contract(
        contract=contract,
        by=finance,
        expected_version=1,
        contractor_name="บจก. ใหม่",
        amount=BAHT(400),
        shares=[(project, BAHT(400))],
    )
    assert (changed.contractor_name, changed.amount, changed.version) == ("บจก. ใหม่", 400, 2)
    project.refresh_from_db()
    other.refresh_from_db()
    assert (project.contract_total, other.contract_total) == (400, 0)
    with pytest.raises(StaleVersion) as stale:
        change_contract(contract=contract, by=finance, expected_version=1, contractor_name="ช้าไป")
    assert stale.value.current.contractor_name == "บจก. ใหม่"
    assert differences() == []


def test_a_correction_cannot_go_below_what_was_paid(
    project: Project, other: Project, contract: Contract, finance: User
) -> None:
    pay(project=project, by=finance, amount=BAHT(250), paid_on=DAY(2016, 3, 1), contract=contract)
    told: dict[str, Any] = {"contract": contract, "by": finance, "expected_version": 1}
    shares = [(project, BAHT(200)), (other, BAHT(300))]
    error = refused(lambda: change_contract(**told, shares=shares))
    assert codes_of(error) == {"share_below_payments"}
    assert "250.00" in error.messages[0]
    assert codes_of(refused(lambda: change_contract(**told, shares=[(other, BAHT(500))]))) == {"share_below_payments"}
    assert codes_of(refused(lambda: change_contract(**told, amount=BAHT(600)))) == {"shares_do_not_sum"}


def test_what_an_old_contract_says_need_not_be_mended_to_change_the_rest(project: Project, finance: User) -> None:
    contract = make.ContractFactory(authority=project.authority, contractor_tax_id="0000000000000", egp_number="1")
    make.ContractShareFactory(project=project, contract=contract)
    terms = {"contractor_tax_id": "0000000000000", "egp_number": "1", "contractor_name": "ใหม่"}
    assert change_contract(contract=contract, by=finance, expected_version=1, **terms).contractor_name == "ใหม่"


def test_a_whole_schedule_is_entered_changed_and_compared_with_the_contract(
    project: Project, contract: Contract, finance: User
) -> None:
    told: dict[str, Any] = {"contract": contract, "by": finance}
    first, second = enter_schedule(**told, expected_version=1, lines=lines(200, 200))
    assert "100.00" in schedule_warning(contract)
    with pytest.raises(StaleVersion):
        enter_schedule(**told, expected_version=1, lines=lines(500))
    kept = enter_schedule(**told, expected_version=2, lines=lines(200, 300))
    assert [one.pk for one in kept] == [first.pk, second.pk]
    assert schedule_warning(contract) == ""
    amend_contract(**told, signed_on=DAY(2016, 2, 1), amount_change=BAHT(-50), project=project)
    assert "50.00" in schedule_warning(contract)
    pay(project=project, by=finance, amount=BAHT(200), paid_on=DAY(2016, 3, 1), contract=contract, instalment=first)
    refusal = refused(lambda: enter_schedule(**told, expected_version=3, lines=lines(199, 251)))
    assert codes_of(refusal) == {"instalment_paid"}
    assert "200.00" in refusal.messages[0]
    assert codes_of(refused(lambda: enter_schedule(**told, expected_version=3, lines=lines()))) == {"missing"}
    shorter = enter_schedule(**told, expected_version=3, lines=lines(450))
    assert [one.number for one in shorter] == [1]
    second.refresh_from_db()
    assert second.set_aside_at is not None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (InstalmentLine(0, BAHT(1)), "number_out_of_range"),
        (InstalmentLine(1, BAHT(1)), "number_twice"),
        (InstalmentLine(2, BAHT(0)), "amount_not_positive"),
        (InstalmentLine(2, BAHT(1), due_on=DAY(2559, 1, 1)), "day_in_wrong_era"),
    ],
)
def test_a_wrong_line_of_a_schedule_is_named(
    contract: Contract, finance: User, line: InstalmentLine, code: str
) -> None:
    error = refused(lambda: enter_schedule(contract=contract, by=finance, expected_version=1, lines=[*lines(1), line]))
    assert codes_of(error) == {code}
    assert str(line.number) in error.messages[0]


def test_a_payment_fits_its_instalment_and_its_share(
    project: Project, other: Project, contract: Contract, finance: User
) -> None:
    first, _second = enter_schedule(contract=contract, by=finance, expected_version=1, lines=lines(250, 250))
    told: dict[str, Any] = {"by": finance, "paid_on": DAY(2016, 3, 1), "contract": contract}
    error = refused(lambda: pay(**told, project=project, amount=BAHT(251), instalment=first))
    assert codes_of(error) == {"exceeds_instalment"}
    assert "250.00" in error.messages[0]
    share = refused(lambda: pay(**told, project=other, amount=BAHT(201)))
    assert codes_of(share) == {"exceeds_share"}
    assert "200.00" in share.messages[0]
    pay(**told, project=project, amount=BAHT(150), instalment=first)
    pay(**told, project=other, amount=BAHT(100), instalment=first)
    assert codes_of(refused(lambda: pay(**told, project=project, amount=BAHT(1), instalment=first))) == {
        "exceeds_instalment"
    }


def test_sent_twice_is_kept_once(project: Project, contract: Contract, finance: User) -> None:
    sender = uuid.uuid4()
    told: dict[str, Any] = {"project": project, "by": finance, "paid_on": DAY(2016, 3, 1), "client_id": sender}
    payment = pay(**told, amount=BAHT(100), contract=contract, voucher_number="ฎ.1", retention=BAHT(5))
    again = pay(**told, amount=BAHT(100), contract=contract, voucher_number="ฎ.1", retention=BAHT(5))
    assert again.pk == payment.pk
    assert codes_of(refused(lambda: pay(**told, amount=BAHT(101), contract=contract))) == {"client_id_used"}
    for _time in range(2):
        release_retention(contract=contract, by=finance, released_on=DAY(2016, 9, 1), amount=BAHT(5), client_id=sender)
        carry_over(project=project, by=finance, amount=BAHT(50), approved_on=DAY(2016, 9, 20), client_id=sender)
        amend_contract(
            contract=contract, by=finance, signed_on=DAY(2016, 2, 1), project=project, amount_change=BAHT(9),
            client_id=sender,
        )  # fmt: skip
    assert [model.objects.count() for model in (Disbursement, RetentionRelease, CarryOver, ContractAmendment)] == [
        1
    ] * 4


def test_after_september_only_carried_over_money_is_paid_and_it_counts_in_its_own_year(
    project: Project, contract: Contract, finance: User
) -> None:
    told: dict[str, Any] = {"project": project, "by": finance, "contract": contract}
    pay(**told, amount=BAHT(100), paid_on=DAY(2016, 9, 30))
    error = refused(lambda: pay(**told, amount=BAHT(50), paid_on=DAY(2016, 10, 1)))
    assert codes_of(error) == {"not_carried_over"}
    assert "2559" in error.messages[0]
    too_much = refused(lambda: carry_over(project=project, by=finance, amount=BAHT(201), approved_on=DAY(2016, 9, 20)))
    assert codes_of(too_much) == {"exceeds_unpaid"}
    assert "200.00" in too_much.messages[0]
    kept = carry_over(project=project, by=finance, amount=BAHT(150), approved_on=DAY(2016, 9, 20), paper="อนุมัติ ๑")
    assert (kept.from_year, kept.to_year) == (2559, 2560)
    second = refused(lambda: carry_over(project=project, by=finance, amount=BAHT(51), approved_on=DAY(2016, 9, 20)))
    assert codes_of(second) == {"exceeds_unpaid"}
    payment = pay(**told, amount=BAHT(100), paid_on=DAY(2016, 10, 5))
    assert payment.fiscal_year == 2559
    left = refused(lambda: pay(**told, amount=BAHT(51), paid_on=DAY(2016, 10, 6)))
    assert codes_of(left) == {"exceeds_carry_over"}
    assert "50.00" in left.messages[0]
    too_late = refused(lambda: pay(**told, amount=BAHT(1), paid_on=DAY(2017, 10, 1)))
    assert codes_of(too_late) == {"not_carried_over"}
    assert StageLedger.objects.get(authority=project.authority, fiscal_year=2559).paid_sum == 200
    assert codes_of(refused(lambda: set_aside(record=kept, by=finance, reason="ผิด"))) == {"carry_over_paid"}
    assert differences() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to_year": 2559}, "years_reversed"),
        ({"to_year": 2570}, "too_many_years"),
        ({"from_year": 2016}, "year_in_wrong_era"),
        ({"approved_on": DAY(2015, 9, 1)}, "before_year"),
        ({"amount": BAHT(0)}, "amount_not_positive"),
    ],
)
def test_a_carry_over_that_cannot_be_is_refused(
    project: Project, contract: Contract, finance: User, change: dict[str, Any], code: str
) -> None:
    given: dict[str, Any] = {"amount": BAHT(1), "approved_on": DAY(2016, 9, 20), **change}
    assert codes_of(refused(lambda: carry_over(project=project, by=finance, **given))) == {code}


def test_retention_is_held_and_never_more_than_that_is_given_back(
    project: Project, contract: Contract, finance: User
) -> None:
    payment = pay(
        project=project, by=finance, amount=BAHT(100), paid_on=DAY(2016, 3, 1), contract=contract, retention=BAHT(5)
    )
    told: dict[str, Any] = {"contract": contract, "by": finance, "released_on": DAY(2016, 9, 1)}
    error = refused(lambda: release_retention(**told, amount=BAHT("5.01")))
    assert codes_of(error) == {"exceeds_held"}
    assert "5.00" in error.messages[0]
    release = release_retention(**told, amount=BAHT(3), paper="ฎ.9")
    assert account_of(contract).held == 2
    assert codes_of(refused(lambda: set_aside(record=payment, by=finance, reason="ผิด"))) == {"retention_released"}
    set_aside(record=release, by=finance, reason="ผิด")
    set_aside(record=payment, by=finance, reason="ผิด")
    assert {change.table for change in history_of_project(project)} >= {"projects_retentionrelease"}
    without = refused(
        lambda: pay(project=project, by=finance, amount=BAHT(1), paid_on=DAY(2016, 3, 1), retention=BAHT(1))
    )
    assert codes_of(without) == {"retention_without_contract"}


def test_a_contract_is_closed_on_evidence_and_opened_again_with_a_reason(
    project: Project, other: Project, contract: Contract, finance: User
) -> None:
    pay(project=project, by=finance, amount=BAHT(300), paid_on=DAY(2016, 3, 1), contract=contract, retention=BAHT(15))
    told: dict[str, Any] = {"contract": contract, "by": finance, "closed_on": DAY(2016, 9, 1), "expected_version": 1}
    error = refused(lambda: close_contract(**told))
    assert codes_of(error) == {"not_accepted"}
    assert "P59-1, P59-2" in error.messages[0]
    hand_over(project=project, by=finance, accepted_on=DAY(2016, 3, 1), contract=contract)
    hand_over(project=other, by=finance, accepted_on=DAY(2016, 3, 1))
    unpaid = refused(lambda: close_contract(**told))
    assert codes_of(unpaid) == {"unpaid_unexplained"}
    assert "200.00" in unpaid.messages[0]
    assert codes_of(refused(lambda: close_contract(**told, note="งดจ่าย"))) == {"retention_held"}
    early = {**told, "closed_on": DAY(2016, 2, 1)}
    assert codes_of(refused(lambda: close_contract(**early))) == {"before_payments"}
    closed = close_contract(**told, note="งดจ่าย", retention_until=DAY(2018, 3, 1))
    assert (closed.closed_on, closed.version) == (DAY(2016, 9, 1), 2)
    more: dict[str, Any] = {"project": other, "by": finance, "paid_on": DAY(2016, 9, 1), "contract": contract}
    assert codes_of(refused(lambda: pay(**more, amount=BAHT(1)))) == {"contract_closed"}
    release_retention(contract=contract, by=finance, released_on=DAY(2016, 9, 2), amount=BAHT(15))
    assert codes_of(
        refused(lambda: reopen_contract(contract=contract, by=finance, reason=" ", expected_version=2))
    ) == {"reason_missing"}
    reopened = reopen_contract(contract=contract, by=finance, reason="จ่ายเพิ่ม", expected_version=2)
    assert (reopened.closed_on, reopened.closing_note) == (None, "จ่ายเพิ่ม")
    pay(**more, amount=BAHT(1))


VERBS: dict[str, Callable[[Contract, Project, User], Any]] = {
    "change": lambda contract, project, by: change_contract(
        contract=contract, by=by, expected_version=1, contractor_name="ข"
    ),
    "schedule": lambda contract, project, by: enter_schedule(
        contract=contract, by=by, expected_version=1, lines=lines(500)
    ),
    "carry_over": lambda contract, project, by: carry_over(
        project=project, by=by, amount=BAHT(1), approved_on=DAY(2016, 9, 20)
    ),
    "release": lambda contract, project, by: release_retention(
        contract=contract, by=by, released_on=DAY(2016, 9, 20), amount=BAHT(1)
    ),
    "close": lambda contract, project, by: close_contract(
        contract=contract, by=by, closed_on=DAY(2016, 9, 20), expected_version=1
    ),
    "reopen": lambda contract, project, by: reopen_contract(contract=contract, by=by, reason="ก", expected_version=1),
}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FINANCE])
@pytest.mark.parametrize("verb", VERBS)
def test_nobody_but_the_finance_officer_says_these_verbs(
    contract: Contract, project: Project, verb: str, role: Role
) -> None:
    with pytest.raises(PermissionDenied):
        VERBS[verb](contract, project, make.make_user(role, authority=project.authority))


@pytest.mark.parametrize("verb", VERBS)
def test_the_finance_officer_of_a_neighbour_says_none_of_them(contract: Contract, project: Project, verb: str) -> None:
    neighbour = make.make_user(Role.FINANCE, authority=make.AuthorityFactory())
    with pytest.raises(PermissionDenied):
        VERBS[verb](contract, project, neighbour)


def test_one_payment_takes_few_statements(project: Project, contract: Contract, finance: User) -> None:
    """All that Django sends, with the ledger, the sums and the history current when the last one has run."""
    first, _second = enter_schedule(contract=contract, by=finance, expected_version=1, lines=lines(250, 250))
    finance.scope  # noqa: B018 - read with the request, before any verb
    with CaptureQueriesContext(
        connection,
    ) as captured:
        payment = pay(
            project=project,
            by=finance,
            amount=BAHT(100),
            paid_on=DAY(2016, 3, 1),
            contract=contract,
            instalment=first,
            retention=BAHT(5),
            voucher_number="ฎ.1/2559",
            client_id=uuid.uuid4(),
        )
    assert len(captured) <= MOST_STATEMENTS, "\n".join(query["sql"] for query in captured.captured_queries)
    project.refresh_from_db()
    ledger = StageLedger.objects.get(authority=project.authority, fiscal_year=2559)
    assert (project.paid_total, ledger.paid_sum) == (100, 100)
    assert ChangeLog.objects.filter(table_name="projects_disbursement", record_id=payment.pk, by=finance).exists()
