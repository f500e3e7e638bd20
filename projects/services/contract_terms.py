"""What a contract may say: its days, its shares, the contractor's tax id, the number in e-GP."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.th import moa, tin

from geo.thai import from_thai_digits
from projects.enums import ProcurementMethod
from projects.models import Contract, Project
from projects.services.checking import require_baht, require_day, require_positive, text_of, wrong
from projects.services.contract_sums import NOTHING, in_words

Shares = Sequence[tuple[Project, Decimal]]
# The number of a project in e-GP has 11 digits, that of a contract 12: two of the year (BE), two of the month, then
# a running number.
EGP_NUMBER = re.compile(r"\d\d(0[1-9]|1[0-2])\d{7,8}", re.ASCII)


def check_shares(shares: Shares, amount: Decimal) -> None:
    """Raise `shares_missing`, `project_twice`, `amount_negative`, or `shares_do_not_sum` naming both sums."""
    if not shares:
        raise wrong("shares", _("Say which project the contract is for."), code="shares_missing")
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
            "together": in_words(together),
            "amount": in_words(amount),
        }
        raise wrong("shares", message, code="shares_do_not_sum")


def check_days(signed_on: dt.date, starts_on: dt.date | None, due_on: dt.date | None) -> None:
    """Raise `days_reversed`, or what `require_day` raises."""
    require_day(signed_on, field="signed_on")
    for field, day in (("starts_on", starts_on), ("due_on", due_on)):
        if day is not None:
            require_day(day, field=field, in_future=True)
    begins = starts_on or signed_on
    if starts_on is not None and starts_on < signed_on:
        raise wrong("starts_on", _("The work cannot begin before the contract is signed."), code="days_reversed")
    if due_on is not None and due_on < begins:
        raise wrong("due_on", _("The work would have to end before it begins."), code="days_reversed")


def checked_tax_id(text: str) -> str:
    """Thirteen digits of a juristic or a natural person whose last one fits the others; empty when not known.

    Raises `tax_id_wrong`, `tax_id_check_digit`.
    """
    digits = "".join(sign for sign in from_thai_digits(text) if sign not in " -\u2013")
    if not digits:
        return ""
    if not (len(digits) == 13 and digits.isascii() and digits.isdigit()):
        message = _("A tax id has thirteen digits; this one has %(count)d signs.") % {"count": len(digits)}
        raise wrong("contractor_tax_id", message, code="tax_id_wrong")
    if moa.calc_check_digit(digits) != digits[-1]:
        message = _(
            "The last digit of tax id %(number)s does not fit the other twelve, so one of them is wrong. Compare it"
            " with the contract, or leave the field empty."
        ) % {"number": digits}
        raise wrong("contractor_tax_id", message, code="tax_id_check_digit")
    if not tin.is_valid(digits):
        message = _(
            "Tax id %(number)s is neither that of a juristic person (it begins with 0) nor of a natural one (1 to 8)."
        ) % {"number": digits}
        raise wrong("contractor_tax_id", message, code="tax_id_wrong")
    return digits


def checked_egp_number(text: str) -> str:
    """The number in e-GP, in Arabic digits; empty when there is none. Raises `egp_number_wrong`."""
    digits = "".join(sign for sign in from_thai_digits(text_of(text, field="egp_number", most=40)) if sign not in " -")
    if digits and not EGP_NUMBER.fullmatch(digits):
        message = _(
            "An e-GP number has 11 digits (project) or 12 (contract) and begins with year and month, such as 5902…;"
            " this is “%(text)s”."
        ) % {"text": digits}
        raise wrong("egp_number", message, code="egp_number_wrong")
    return digits


def checked_method(method: ProcurementMethod | str) -> ProcurementMethod:
    """The method of procurement. Raises `method_unknown`."""
    if method not in ProcurementMethod.values:
        raise wrong("method", _("This method of procurement is not known here."), code="method_unknown")
    return ProcurementMethod(method)


def checked_percent(percent: Decimal) -> Decimal:
    """A retention in percent with two decimals at most. Raises `percent_out_of_range`."""
    if not (percent.is_finite() and 0 <= percent <= 100 and percent == percent.quantize(Decimal("0.01"))):
        raise wrong("retention_percent", _("A percentage lies between 0 and 100."), code="percent_out_of_range")
    return percent


CHECKS: dict[str, Any] = {
    "number": lambda text: text_of(from_thai_digits(text), field="number", most=60, required=True),
    "contractor_name": lambda text: text_of(text, field="contractor_name", most=200, required=True),
    "contractor_tax_id": checked_tax_id,
    "method": checked_method,
    "egp_number": checked_egp_number,
    "retention_percent": checked_percent,
}
DAYS = ("signed_on", "starts_on", "due_on")


def set_terms(contract: Contract, given: dict[str, Any]) -> None:
    """Put the terms into the contract after checking each that is new; raises for a name that is none."""
    if unknown := given.keys() - CHECKS.keys() - set(DAYS) - {"amount"}:
        raise TypeError(f"a contract has no {', '.join(sorted(unknown))} to set")
    for name, value in given.items():
        if name in CHECKS and (contract.pk is None or getattr(contract, name) != value):
            value = CHECKS[name](value)
        setattr(contract, name, value)
    if set(DAYS) & given.keys():
        check_days(contract.signed_on, contract.starts_on, contract.due_on)


def number_taken(contract: Contract) -> ValidationError:
    """The refusal of a number that another contract of that day has, naming its contractor."""
    other = (
        Contract.objects.live()
        .filter(authority_id=contract.authority_id, number=contract.number, signed_on=contract.signed_on)
        .exclude(pk=contract.pk)
        .first()
    )
    message = _("Contract %(number)s of that day is already entered, with %(contractor)s.") % {
        "number": contract.number,
        "contractor": other.contractor_name if other else "",
    }
    return wrong("number", message, code="contract_twice")
