"""The finance officer's verbs: contracts, their amendments, and payments. Every amount is in baht."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.thai import from_thai_digits
from projects.enums import ProcurementMethod, Record
from projects.models import Contract, ContractAmendment, ContractShare, Disbursement, Instalment, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.carrying_over import require_year_of_money
from projects.services.checking import (
    locked,
    locked_projects,
    naming_duplicates,
    require_baht,
    require_day,
    require_fiscal_year,
    require_live,
    require_positive,
    require_version,
    text_of,
    wrong,
)
from projects.services.contract_sums import (
    NOTHING,
    account_of,
    in_words,
    paid_on_instalment,
    require_open,
)
from projects.services.contract_terms import Shares, check_shares, number_taken, set_terms
from projects.services.sending import already_kept, keep

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def sign_contract(
    *,
    shares: Shares,
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
    names both sums), `contract_twice` naming the contractor who has the number, `tax_id_wrong`,
    `tax_id_check_digit`, `egp_number_wrong`, `days_reversed`.
    """
    if not shares:
        raise wrong("shares", _("Say which project the contract is for."), code="shares_missing")
    projects = [project for project, _amount in shares]
    authority_id = projects[0].authority_id
    require_entry(by, Record.CONTRACT, authority_id=authority_id)
    act_as(by)
    check_shares(shares, amount)
    locked_projects(projects)
    contract = Contract(authority_id=authority_id, recorded_by=by)
    given = {
        "number": number,
        "signed_on": signed_on,
        "starts_on": starts_on,
        "due_on": due_on,
        "contractor_name": contractor_name,
        "contractor_tax_id": contractor_tax_id,
        "method": method,
        "egp_number": egp_number,
        "amount": amount,
        "retention_percent": retention_percent,
    }
    set_terms(contract, given)
    with naming_duplicates(projects_contract_number=number_taken(contract)):
        contract.save(force_insert=True)
    ContractShare.objects.bulk_create([_share(contract, project, share, by) for project, share in shares])
    contract.refresh_from_db()
    return contract


@transaction.atomic
def change_contract(
    *, contract: Contract, by: User, expected_version: int, shares: Shares | None = None, **changes: Any
) -> Contract:
    """Correct what was entered of a contract; `changes` and `shares` are those of `sign_contract`.

    What the parties agreed on later is an amendment, not a correction. Terms that stay as they are are not checked
    again. Raises StaleVersion (its `current` is the contract as it stands), `contract_closed`, `sum_below_payments`
    and `share_below_payments` besides the refusals of `sign_contract`.
    """
    require_entry(by, Record.CONTRACT, authority_id=contract.authority_id)
    act_as(by)
    kept = _locked_shares(contract, [project for project, _amount in shares or ()])
    current = locked(contract)
    require_version(current, expected_version)
    require_open(current)
    amount = changes.get("amount", current.amount)
    told = shares if shares is not None else _following([*kept.values()], amount)
    check_shares(told, amount)
    set_terms(current, changes)
    current.version += 1
    with naming_duplicates(projects_contract_number=number_taken(current)):
        current.save(update_fields=[*changes, "version"])
    _set_shares(current, kept, told, by)
    if account_of(current).left < 0:
        raise wrong("amount", _("More than that has been paid already."), code="sum_below_payments")
    current.refresh_from_db()
    return current


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
    client_id: uuid.UUID | None = None,
) -> ContractAmendment:
    """Record a change of a contract's sum (for one of its projects) or of its time.

    The project may be left out when the contract has only one. Sending the same amendment twice under one `client_id`
    keeps one. Raises `nothing_changes`, `project_missing`, `project_not_in_contract`, `sum_below_zero`,
    `sum_below_payments`, `share_below_payments`, `contract_closed` and `client_id_used`.
    """
    require_entry(by, Record.CONTRACT, authority_id=contract.authority_id)
    act_as(by)
    require_day(signed_on, field="signed_on")
    require_baht(amount_change, field="amount_change")
    if not amount_change and new_due_on is None:
        raise ValidationError(_("The amendment changes neither the sum nor the time."), code="nothing_changes")
    if new_due_on is not None:
        require_day(new_due_on, field="new_due_on", in_future=True)
    shares = _locked_shares(contract)
    contract = locked(contract)
    project_id = _amended_project(shares, project, amount_change)
    told = {
        "contract_id": contract.pk,
        "project_id": project_id,
        "signed_on": signed_on,
        "amount_change": amount_change,
        "new_due_on": new_due_on,
        "reason": text_of(reason, field="reason", most=5000),
    }
    sent = already_kept(ContractAmendment, authority_id=contract.authority_id, client_id=client_id, told=told)
    if sent is not None:
        return sent
    require_open(contract)
    if signed_on < contract.signed_on:
        raise wrong("signed_on", _("The amendment cannot come before the contract."), code="before_contract")
    if new_due_on is not None and new_due_on < (contract.starts_on or contract.signed_on):
        raise wrong("new_due_on", _("The work would have to end before it begins."), code="days_reversed")
    _check_new_sum(contract, amount_change, project_id)
    last = ContractAmendment.objects.filter(authority_id=contract.authority_id, contract_id=contract.pk)
    number = (last.aggregate(last=Max("number"))["last"] or 0) + 1
    amendment = ContractAmendment(
        authority_id=contract.authority_id, number=number, recorded_by=by, client_id=client_id, **told
    )
    return keep(amendment, table="amendment")


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
    client_id: uuid.UUID | None = None,
) -> Disbursement:
    """Record a payment for a project. `fiscal_year` (BE) is the year whose money it is, the project's own by default.

    A contract is usual but not required. After the end of that year only money that was carried over may be paid.
    Sending the same payment twice under one `client_id` keeps one. Raises `contract_of_another_project`,
    `before_contract`, `contract_closed`, `exceeds_contract`, `exceeds_share` and `exceeds_instalment` (the messages
    name what is left), `not_carried_over`, `exceeds_carry_over`, `retention_exceeds_payment`,
    `retention_without_contract`, `voucher_twice`, `client_id_used`.
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
    contract = locked(contract) if contract is not None else None
    told = {
        "project_id": project.pk,
        "contract_id": contract.pk if contract else None,
        "instalment_id": instalment.pk if instalment else None,
        "fiscal_year": fiscal_year,
        "voucher_number": text_of(from_thai_digits(voucher_number), field="voucher_number", most=60),
        "paid_on": paid_on,
        "amount": amount,
        "retention": retention,
    }
    sent = already_kept(Disbursement, authority_id=project.authority_id, client_id=client_id, told=told)
    if sent is not None:
        return sent
    if contract is not None:
        _check_against_contract(contract, project, amount, paid_on, instalment)
    elif retention:
        message = _("Retention is held under a contract. Choose the contract, or leave the retention empty.")
        raise wrong("retention", message, code="retention_without_contract")
    require_year_of_money(project, fiscal_year=fiscal_year, paid_on=paid_on, amount=amount)
    _check_voucher(project, fiscal_year, str(told["voucher_number"]))
    payment = Disbursement(authority_id=project.authority_id, recorded_by=by, client_id=client_id, **told)
    return keep(payment, table="disbursement")


def _share(contract: Contract, project: Project, amount: Decimal, by: User) -> ContractShare:
    return ContractShare(
        contract=contract, project=project, authority_id=contract.authority_id, amount=amount, recorded_by=by
    )


def _locked_shares(contract: Contract, others: list[Project] | None = None) -> dict[int, ContractShare]:
    """The shares of a contract by project, all their projects locked, and `others` with them."""
    shares = {share.project_id: share for share in contract.shares.live().select_related("project")}
    locked_projects([*(share.project for share in shares.values()), *(others or ())])
    return shares


def _following(shares: list[ContractShare], amount: Decimal) -> Shares:
    """The shares as they stand; that of a contract for one project follows the sum."""
    if len(shares) == 1:
        return [(shares[0].project, amount)]
    return [(share.project, share.amount) for share in shares]


def _set_shares(contract: Contract, kept: dict[int, ContractShare], told: Shares, by: User) -> None:
    """Bring the shares to what was told; what was paid for a project or agreed on in amendments must still fit."""
    named = {project.pk: amount for project, amount in told}
    gone = [share.pk for project_id, share in kept.items() if project_id not in named]
    rows = ContractShare.objects.filter(authority_id=contract.authority_id)
    if gone:
        reason = _("Not in the contract any more")
        aside = {"set_aside_at": timezone.now(), "set_aside_by": by, "set_aside_reason": reason}
        rows.filter(pk__in=gone).update(version=F("version") + 1, **aside)
    for project, amount in told:
        share = kept.get(project.pk)
        if share is None:
            _share(contract, project, amount, by).save(force_insert=True)
        elif share.amount != amount:
            rows.filter(pk=share.pk).update(amount=amount, version=share.version + 1)
    for project_id in {*kept, *named}:
        account = account_of(contract, project_id=project_id)
        _require_share_covers(account.share or NOTHING, account.paid_for_project)
    if contract.amendments.live().exclude(project_id__in=named).exclude(project=None).exists():
        message = _("An amendment changes the sum of a project that would leave the contract. Set the amendment aside.")
        raise wrong("shares", message, code="has_records")


def _require_share_covers(share: Decimal, paid: Decimal) -> None:
    if share < paid:
        message = _("%(paid)s baht have been paid for a project whose share would be %(share)s.") % {
            "paid": in_words(paid),
            "share": in_words(share),
        }
        raise wrong("shares", message, code="share_below_payments")


def _amended_project(shares: dict[int, ContractShare], project: Project | None, amount_change: Decimal) -> int | None:
    if project is not None:
        if project.pk not in shares:
            raise wrong("project", _("The contract is not for this project."), code="project_not_in_contract")
        return int(project.pk)
    if len(shares) == 1:
        return next(iter(shares))
    if amount_change:
        raise wrong("project", _("Say which project of the contract the change is for."), code="project_missing")
    return None


def _check_new_sum(contract: Contract, amount_change: Decimal, project_id: int | None) -> None:
    account = account_of(contract, project_id=project_id)
    new_sum = account.total + amount_change
    if new_sum <= 0:
        raise wrong("amount_change", _("The contract would be worth nothing or less."), code="sum_below_zero")
    if new_sum < account.paid:
        raise wrong("amount_change", _("More than that has been paid already."), code="sum_below_payments")
    if account.share is not None:
        _require_share_covers(account.share + amount_change, account.paid_for_project)


def _check_against_contract(
    contract: Contract, project: Project, amount: Decimal, paid_on: dt.date, instalment: Instalment | None
) -> None:
    account = account_of(contract, project_id=project.pk)
    if account.share is None:
        raise wrong("contract", _("The contract is not for this project."), code="contract_of_another_project")
    require_open(contract)
    if paid_on < contract.signed_on:
        raise wrong("paid_on", _("The payment cannot come before the contract."), code="before_contract")
    if amount > account.left:
        message = _("Only %(left)s baht of the contract are left to pay.") % {"left": in_words(account.left)}
        raise wrong("amount", message, code="exceeds_contract")
    left = account.share - account.paid_for_project
    if amount > left:
        message = _("Only %(left)s baht of this project's share are left to pay.") % {"left": in_words(left)}
        raise wrong("amount", message, code="exceeds_share")
    if instalment is not None:
        _check_against_instalment(contract, instalment, amount)


def _check_against_instalment(contract: Contract, instalment: Instalment, amount: Decimal) -> None:
    if instalment.contract_id != contract.pk:
        raise wrong("instalment", _("The instalment belongs to another contract."), code="of_another_contract")
    # whoever sets an instalment aside or changes it holds the contract, which is locked here
    instalment = Instalment.objects.get(authority_id=contract.authority_id, pk=instalment.pk)
    require_live(instalment)
    left = instalment.amount - paid_on_instalment(instalment)
    if amount > left:
        message = _("Only %(left)s baht of instalment %(number)d are left to pay.") % {
            "left": in_words(left),
            "number": instalment.number,
        }
        raise wrong("amount", message, code="exceeds_instalment")


def _check_voucher(project: Project, fiscal_year: int, voucher_number: str) -> None:
    if (
        voucher_number
        and project.disbursements.live().filter(fiscal_year=fiscal_year, voucher_number=voucher_number).exists()
    ):
        message = _("Voucher %(number)s is already entered for this project.") % {"number": voucher_number}
        raise wrong("voucher_number", message, code="voucher_twice")
