"""The finance officer's verbs: contracts, their amendments, and payments. Every amount is in baht."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from geo.thai import from_thai_digits
from projects.enums import ProcurementMethod, Record
from projects.models import Contract, ContractAmendment, ContractShare, Disbursement, Instalment, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import (
    locked,
    locked_projects,
    naming_duplicates,
    require_baht,
    require_day,
    require_fiscal_year,
    require_positive,
    text_of,
    wrong,
)

if TYPE_CHECKING:
    from accounts.models import User

NOTHING = Decimal("0.00")


@transaction.atomic
def sign_contract(
    *,
    shares: Sequence[tuple[Project, Decimal]],
    by: User,
    number: str,
    signed_on: dt.date,
    contractor_name: str,
    amount: Decimal,
    contractor_tax_id: str = "",
    starts_on: dt.date | None = None,
    due_on: dt.date | None = None,
    method: ProcurementMethod | str = ProcurementMethod.SPECIFIC,
    egp_number: str = "",
    retention_percent: Decimal = NOTHING,
) -> Contract:
    """Record a contract for one project or several, each with its share of the sum.

    Raises PermissionDenied, and ValidationError: `shares_missing`, `project_twice`, `shares_do_not_sum` (the message
    names both sums), `contract_twice` naming the contractor who has the number, `tax_id_wrong`, `days_reversed`.
    """
    if not shares:
        raise wrong("shares", _("Say which project the contract is for."), code="shares_missing")
    projects = [project for project, _amount in shares]
    authority_id = projects[0].authority_id
    require_entry(by, Record.CONTRACT, authority_id=authority_id)
    act_as(by)
    _check_shares(shares, amount)
    _check_contract_days(signed_on, starts_on, due_on)
    locked_projects(projects)
    contract = Contract(
        authority_id=authority_id,
        number=text_of(from_thai_digits(number), field="number", most=60, required=True),
        signed_on=signed_on,
        starts_on=starts_on,
        due_on=due_on,
        contractor_name=text_of(contractor_name, field="contractor_name", most=200, required=True),
        contractor_tax_id=_checked_tax_id(contractor_tax_id),
        method=_checked_method(method),
        egp_number=text_of(from_thai_digits(egp_number), field="egp_number", most=20),
        amount=amount,
        retention_percent=_checked_percent(retention_percent),
        recorded_by=by,
    )
    with naming_duplicates(projects_contract_number=_number_taken(contract)):
        contract.save(force_insert=True)
    ContractShare.objects.bulk_create(
        [
            ContractShare(contract=contract, project=project, authority_id=authority_id, amount=share, recorded_by=by)
            for project, share in shares
        ]
    )
    contract.refresh_from_db()
    return contract


@transaction.atomic
def amend_contract(
    *,
    contract: Contract,
    by: User,
    signed_on: dt.date,
    amount_change: Decimal = NOTHING,
    project: Project | None = None,
    new_due_on: dt.date | None = None,
    reason: str = "",
) -> ContractAmendment:
    """Record a change of a contract's sum (for one of its projects) or of its time.

    The project may be left out when the contract has only one. Raises `nothing_changes`, `project_missing`,
    `project_not_in_contract`, `sum_below_zero` and `sum_below_payments`.
    """
    require_entry(by, Record.CONTRACT, authority_id=contract.authority_id)
    act_as(by)
    require_day(signed_on, field="signed_on")
    require_baht(amount_change, field="amount_change")
    if not amount_change and new_due_on is None:
        raise ValidationError(_("The amendment changes neither the sum nor the time."), code="nothing_changes")
    if new_due_on is not None:
        require_day(new_due_on, field="new_due_on", in_future=True)
    shares = {share.project_id: share for share in contract.shares.live().select_related("project")}
    locked_projects([share.project for share in shares.values()])
    contract = locked(contract)
    if signed_on < contract.signed_on:
        raise wrong("signed_on", _("The amendment cannot come before the contract."), code="before_contract")
    project_id = _amended_project(shares, project, amount_change)
    _check_new_sum(contract, amount_change)
    last = ContractAmendment.objects.filter(authority_id=contract.authority_id, contract_id=contract.pk)
    return ContractAmendment.objects.create(
        contract=contract,
        authority_id=contract.authority_id,
        project_id=project_id,
        number=(last.aggregate(last=Max("number"))["last"] or 0) + 1,
        signed_on=signed_on,
        amount_change=amount_change,
        new_due_on=new_due_on,
        reason=text_of(reason, field="reason", most=5000),
        recorded_by=by,
    )


@transaction.atomic
def pay(
    *,
    project: Project,
    by: User,
    amount: Decimal,
    paid_on: dt.date,
    fiscal_year: int | None = None,
    voucher_number: str = "",
    contract: Contract | None = None,
    instalment: Instalment | None = None,
    retention: Decimal = NOTHING,
) -> Disbursement:
    """Record a payment for a project. `fiscal_year` (BE) is the year whose money it is, the project's own by default.

    A contract is usual but not required. Raises `contract_of_another_project`, `before_contract`, `exceeds_contract`
    (the message names what is left), `retention_exceeds_payment`, `voucher_twice`.
    """
    require_entry(by, Record.DISBURSEMENT, authority_id=project.authority_id)
    act_as(by)
    require_positive(amount)
    require_baht(retention, field="retention")
    if not 0 <= retention <= amount:
        raise wrong("retention", _("The retention is more than the payment."), code="retention_exceeds_payment")
    require_day(paid_on, field="paid_on")
    fiscal_year = project.fiscal_year if fiscal_year is None else fiscal_year
    require_fiscal_year(fiscal_year)
    locked(project)
    if contract is not None:
        _check_against_contract(locked(contract), project, amount, paid_on, instalment)
    voucher_number = text_of(from_thai_digits(voucher_number), field="voucher_number", most=60)
    _check_voucher(project, fiscal_year, voucher_number)
    return Disbursement.objects.create(
        project=project,
        authority_id=project.authority_id,
        contract=contract,
        instalment=instalment,
        fiscal_year=fiscal_year,
        voucher_number=voucher_number,
        paid_on=paid_on,
        amount=amount,
        retention=retention,
        recorded_by=by,
    )


def contract_sum(contract: Contract) -> Decimal:
    """The sum of a contract with its amendments."""
    changes = contract.amendments.live().aggregate(total=Sum("amount_change"))["total"] or NOTHING
    total: Decimal = contract.amount + changes
    return total


def paid_on_contract(contract: Contract) -> Decimal:
    """What has been paid on a contract."""
    total: Decimal = contract.disbursements.live().aggregate(total=Sum("amount"))["total"] or NOTHING
    return total


def _check_shares(shares: Sequence[tuple[Project, Decimal]], amount: Decimal) -> None:
    require_positive(amount)
    if len({project.pk for project, _share in shares}) != len(shares):
        raise wrong("shares", _("A project stands twice among the shares."), code="project_twice")
    for _project, share in shares:
        require_baht(share, field="shares")
        if share < 0:
            raise wrong("shares", _("The amount cannot be less than zero."), code="amount_negative")
    together = sum((share for _project, share in shares), NOTHING)
    if together != amount:
        message = _("The shares add up to %(together)s baht, the contract says %(amount)s.") % {
            "together": f"{together:,.2f}",
            "amount": f"{amount:,.2f}",
        }
        raise wrong("shares", message, code="shares_do_not_sum")


def _check_contract_days(signed_on: dt.date, starts_on: dt.date | None, due_on: dt.date | None) -> None:
    require_day(signed_on, field="signed_on")
    for field, day in (("starts_on", starts_on), ("due_on", due_on)):
        if day is not None:
            require_day(day, field=field, in_future=True)
    begins = starts_on or signed_on
    if starts_on is not None and starts_on < signed_on:
        raise wrong("starts_on", _("The work cannot begin before the contract is signed."), code="days_reversed")
    if due_on is not None and due_on < begins:
        raise wrong("due_on", _("The work would have to end before it begins."), code="days_reversed")


def _checked_tax_id(text: str) -> str:
    digits = "".join(sign for sign in from_thai_digits(text) if sign not in " -\u2013")
    if digits and not (len(digits) == 13 and digits.isascii() and digits.isdigit()):
        raise wrong("contractor_tax_id", _("A tax id has thirteen digits."), code="tax_id_wrong")
    return digits


def _checked_method(method: ProcurementMethod | str) -> ProcurementMethod:
    if method not in ProcurementMethod.values:
        raise wrong("method", _("This method of procurement is not known here."), code="method_unknown")
    return ProcurementMethod(method)


def _checked_percent(percent: Decimal) -> Decimal:
    if not (percent.is_finite() and 0 <= percent <= 100):
        raise wrong("retention_percent", _("A percentage lies between 0 and 100."), code="percent_out_of_range")
    return percent


def _number_taken(contract: Contract) -> ValidationError:
    other = (
        Contract.objects.live()
        .filter(authority_id=contract.authority_id, number=contract.number, signed_on=contract.signed_on)
        .first()
    )
    message = _("Contract %(number)s of that day is already entered, with %(contractor)s.") % {
        "number": contract.number,
        "contractor": other.contractor_name if other else "",
    }
    return wrong("number", message, code="contract_twice")


def _amended_project(shares: dict[int, Any], project: Project | None, amount_change: Decimal) -> int | None:
    if project is not None:
        if project.pk not in shares:
            raise wrong("project", _("The contract is not for this project."), code="project_not_in_contract")
        return int(project.pk)
    if len(shares) == 1:
        only: int = next(iter(shares))
        return only
    if amount_change:
        raise wrong("project", _("Say which project of the contract the change is for."), code="project_missing")
    return None


def _check_new_sum(contract: Contract, amount_change: Decimal) -> None:
    new_sum = contract_sum(contract) + amount_change
    if new_sum <= 0:
        raise wrong("amount_change", _("The contract would be worth nothing or less."), code="sum_below_zero")
    if new_sum < paid_on_contract(contract):
        raise wrong("amount_change", _("More than that has been paid already."), code="sum_below_payments")


def _check_against_contract(
    contract: Contract, project: Project, amount: Decimal, paid_on: dt.date, instalment: Instalment | None
) -> None:
    if not contract.shares.live().filter(project_id=project.pk).exists():
        raise wrong("contract", _("The contract is not for this project."), code="contract_of_another_project")
    if instalment is not None and instalment.contract_id != contract.pk:
        raise wrong("instalment", _("The instalment belongs to another contract."), code="of_another_contract")
    if paid_on < contract.signed_on:
        raise wrong("paid_on", _("The payment cannot come before the contract."), code="before_contract")
    left = contract_sum(contract) - paid_on_contract(contract)
    if amount > left:
        message = _("Only %(left)s baht of the contract are left to pay.") % {"left": f"{left:,.2f}"}
        raise wrong("amount", message, code="exceeds_contract")


def _check_voucher(project: Project, fiscal_year: int, voucher_number: str) -> None:
    if (
        voucher_number
        and project.disbursements.live().filter(fiscal_year=fiscal_year, voucher_number=voucher_number).exists()
    ):
        message = _("Voucher %(number)s is already entered for this project.") % {"number": voucher_number}
        raise wrong("voucher_number", message, code="voucher_twice")
