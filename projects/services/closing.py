"""The end of a contract: retention given back, the contract closed, and opened again. Every amount is in baht."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.models import Contract, Handover, Project, RetentionRelease
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import (
    locked,
    require_day,
    require_positive,
    require_reason,
    require_version,
    text_of,
    wrong,
)
from projects.services.contract_sums import Account, account_of, in_words, locked_contract, require_open
from projects.services.sending import already_kept, keep

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def release_retention(
    *,
    contract: Contract,
    by: User,
    released_on: dt.date,
    amount: Decimal,
    paper: str = "",
    client_id: uuid.UUID | None = None,
) -> RetentionRelease:
    """Give retention back to the contractor, from an open contract or a closed one.

    Sending the same twice under one `client_id` keeps one. Raises `exceeds_held` (the message names what is held),
    `before_contract`, `client_id_used`.
    """
    require_entry(by, Record.DISBURSEMENT, authority_id=contract.authority_id)
    act_as(by)
    require_positive(amount)
    require_day(released_on, field="released_on")
    contract = locked(contract)
    told = {
        "contract_id": contract.pk,
        "released_on": released_on,
        "amount": amount,
        "paper": text_of(paper, field="paper", most=200),
    }
    sent = already_kept(RetentionRelease, authority_id=contract.authority_id, client_id=client_id, told=told)
    if sent is not None:
        return sent
    if released_on < contract.signed_on:
        raise wrong("released_on", _("Retention cannot be given back before the contract."), code="before_contract")
    held = account_of(contract).held
    if amount > held:
        message = _("Only %(held)s baht of retention are held.") % {"held": in_words(held)}
        raise wrong("amount", message, code="exceeds_held")
    release = RetentionRelease(authority_id=contract.authority_id, recorded_by=by, client_id=client_id, **told)
    return keep(release, table="release")


def without_handover(contract: Contract) -> list[Project]:
    """The projects of a contract whose work has not been accepted, neither under it nor for the project alone."""
    accepted = (
        Handover.objects.live()
        .filter(authority_id=contract.authority_id)
        .filter(Q(contract_id=contract.pk) | Q(contract__isnull=True))
    )
    projects = Project.objects.filter(
        authority_id=contract.authority_id,
        pk__in=contract.shares.live().values("project_id"),
    )
    return list(projects.exclude(pk__in=accepted.values("project_id")).order_by("id"))


@transaction.atomic
def close_contract(
    *,
    contract: Contract,
    by: User,
    closed_on: dt.date,
    expected_version: int,
    note: str = "",
    retention_until: dt.date | None = None,
) -> Contract:
    """Close a contract on the evidence that it is done.

    The work of each project must have been accepted (`not_accepted` names those that were not); what is not paid must
    be explained in `note` (`unpaid_unexplained` names the sum); retention that is still held needs the day its
    guarantee ends (`retention_held`). Also raises StaleVersion, `contract_closed`, `before_contract`,
    `before_payments`, `days_reversed`.
    """
    require_entry(by, Record.CONTRACT, authority_id=contract.authority_id)
    act_as(by)
    require_day(closed_on, field="closed_on")
    note = text_of(note, field="note", most=300)
    current = locked_contract(contract)
    require_version(current, expected_version)
    require_open(current)
    account = account_of(current)
    _check_closing_days(current, account, closed_on, retention_until)
    if missing := without_handover(current):
        message = _("The work of %(projects)s has not been accepted. Enter the handover first.") % {
            "projects": ", ".join(project.code for project in missing)
        }
        raise wrong("closed_on", message, code="not_accepted")
    if account.left > 0 and not note:
        message = _("%(left)s baht of the contract are not paid. Say why it is closed all the same.")
        raise wrong("note", message % {"left": in_words(account.left)}, code="unpaid_unexplained")
    if account.held > 0 and retention_until is None:
        message = _("%(held)s baht of retention are held. Release them, or give the day the guarantee ends.")
        raise wrong("retention_until", message % {"held": in_words(account.held)}, code="retention_held")
    current.closed_on, current.closing_note, current.retention_until = closed_on, note, retention_until
    current.version += 1
    current.save(update_fields=["closed_on", "closing_note", "retention_until", "version"])
    return current


@transaction.atomic
def reopen_contract(*, contract: Contract, by: User, reason: str, expected_version: int) -> Contract:
    """Open a closed contract again; the reason stays with it. Raises StaleVersion, `reason_missing`, `not_closed`."""
    require_entry(by, Record.CONTRACT, authority_id=contract.authority_id)
    act_as(by)
    reason = require_reason(reason)
    current = locked_contract(contract)
    require_version(current, expected_version)
    if current.closed_on is None:
        raise wrong("contract", _("The contract is open."), code="not_closed")
    current.closed_on, current.closing_note = None, reason
    current.version += 1
    current.save(update_fields=["closed_on", "closing_note", "version"])
    return current


def _check_closing_days(
    contract: Contract, account: Account, closed_on: dt.date, retention_until: dt.date | None
) -> None:
    if closed_on < contract.signed_on:
        raise wrong("closed_on", _("The contract cannot be closed before it was signed."), code="before_contract")
    if account.last_paid_on is not None and closed_on < account.last_paid_on:
        raise wrong("closed_on", _("There are payments after that day."), code="before_payments")
    if retention_until is not None:
        require_day(retention_until, field="retention_until", in_future=True)
        if retention_until < contract.signed_on:
            raise wrong("retention_until", _("The guarantee cannot end before the contract."), code="days_reversed")
