"""What stands on a record of money: it cannot be taken back while something else is paid out of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from projects.models import AuthorityRecord, CarryOver, ContractAmendment, Disbursement, RetentionRelease
from projects.services.carrying_over import carried
from projects.services.checking import locked, wrong
from projects.services.contract_sums import NOTHING, account_of, in_words, require_open


def require_still_covered(record: AuthorityRecord) -> None:
    """Raise when payments, or retention given back, would stand on nothing without this record.

    `contract_closed` for what belongs to a closed contract, `sum_below_payments`, `retention_released`,
    `carry_over_paid`. The projects of the record must be locked; the contract is locked here.
    """
    if isinstance(record, CarryOver):
        _require_paid_from_others(record)
        return
    if not isinstance(record, Disbursement | ContractAmendment | RetentionRelease) or record.contract is None:
        return
    contract = locked(record.contract)
    if isinstance(record, RetentionRelease):
        return
    require_open(contract)
    account = account_of(contract, project_id=record.project_id)
    if isinstance(record, Disbursement):
        if record.retention > account.held:
            message = _("Retention of this payment was given back: set that release aside first.")
            raise wrong("retention", message, code="retention_released")
        return
    below = account.share is not None and account.share - record.amount_change < account.paid_for_project
    if below or account.left < record.amount_change:
        message = _("Without this amendment more would be paid than the contract says: set the payments aside first.")
        raise wrong("amount_change", message, code="sum_below_payments")


def _require_paid_from_others(record: CarryOver) -> None:
    found = carried(record.project, from_year=record.from_year, paid_in=record.from_year + 1)
    if found.paid > NOTHING and found.left < record.amount:
        message = _("%(paid)s baht have been paid out of carried-over money: set those payments aside first.")
        raise wrong("amount", message % {"paid": in_words(found.paid)}, code="carry_over_paid")
