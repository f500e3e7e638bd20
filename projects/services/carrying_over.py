"""Money and its fiscal year: until when it may be paid, and carrying it over to a later year. Amounts are in baht."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from geo.thai import fiscal_year_of, fiscal_year_range, format_date_en, format_date_th
from projects.enums import Record
from projects.models import CarryOver, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import (
    language,
    locked,
    require_day,
    require_fiscal_year,
    require_positive,
    text_of,
    wrong,
)
from projects.services.contract_sums import in_words
from projects.services.sending import already_kept, keep

if TYPE_CHECKING:
    from accounts.models import User

# Carrying over for longer than this is a slip of the keyboard: the regulations know one year and its extensions.
MOST_YEARS = 5

# %(authority)s, %(project)s   the project
# %(year)s                     the fiscal year (BE) whose money it is
# %(last_day)s                 the last day of that year
# %(paid_in)s                  the fiscal year (BE) the money would be paid in
CARRIED = """
select
    coalesce((
        select sum(amount) from projects_carryover
        where authority_id = %(authority)s and project_id = %(project)s and from_year = %(year)s
            and to_year >= %(paid_in)s and set_aside_at is null), 0),
    coalesce((
        select sum(amount) from projects_disbursement
        where authority_id = %(authority)s and project_id = %(project)s and fiscal_year = %(year)s
            and paid_on > %(last_day)s and set_aside_at is null), 0)
"""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried over out of one fiscal year for a project, and what was paid from it since, in baht."""

    amount: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be paid from it."""
        return self.amount - self.paid


def last_day_of(fiscal_year: int) -> dt.date:
    """30 September: the last day on which the money of a fiscal year (BE) may be paid without a carry-over."""
    return fiscal_year_range(fiscal_year)[1]


def carried(project: Project, *, from_year: int, paid_in: int) -> Carried:
    """What was carried over from `from_year` so that it may be paid in the fiscal year `paid_in` (both BE)."""
    named: dict[str, int | dt.date] = {
        "authority": project.authority_id,
        "project": project.pk,
        "year": from_year,
        "paid_in": paid_in,
        "last_day": last_day_of(from_year),
    }
    with connection.cursor() as cursor:
        cursor.execute(CARRIED, named)
        amount, paid = cursor.fetchone()
    return Carried(amount, paid)


def may_carry_over(project: Project, *, from_year: int) -> Decimal:
    """What can still be carried over: the larger of budget and contracts, without what is paid or carried already."""
    fresh = Project.objects.get(authority_id=project.authority_id, pk=project.pk)
    before = carried(fresh, from_year=from_year, paid_in=from_year + 1)
    left: Decimal = max(fresh.budget_total, fresh.contract_total) - fresh.paid_total - max(before.left, Decimal(0))
    return max(left, Decimal(0))


@transaction.atomic
def carry_over(
    *,
    project: Project,
    by: User,
    amount: Decimal,
    approved_on: dt.date,
    from_year: int | None = None,
    to_year: int | None = None,
    paper: str = "",
    client_id: uuid.UUID | None = None,
) -> CarryOver:
    """Carry money of a fiscal year over, so that it may be paid until the end of `to_year` (BE).

    `from_year` is the project's own by default and `to_year` the one after it. Payments from it count in `from_year`.
    Sending the same twice under one `client_id` keeps one. Raises `years_reversed`, `too_many_years`, `before_year`,
    `exceeds_unpaid` (the message names what can be carried over) and `client_id_used`.
    """
    require_entry(by, Record.DISBURSEMENT, authority_id=project.authority_id)
    act_as(by)
    require_positive(amount)
    require_day(approved_on, field="approved_on")
    from_year = project.fiscal_year if from_year is None else from_year
    to_year = from_year + 1 if to_year is None else to_year
    _check_years(from_year, to_year, approved_on)
    project = locked(project)
    told = {
        "project_id": project.pk,
        "from_year": from_year,
        "to_year": to_year,
        "amount": amount,
        "approved_on": approved_on,
        "paper": text_of(paper, field="paper", most=200),
    }
    sent = already_kept(CarryOver, authority_id=project.authority_id, client_id=client_id, told=told)
    if sent is not None:
        return sent
    left = may_carry_over(project, from_year=from_year)
    if amount > left:
        message = _(
            "Only %(left)s baht can be carried over: budget or contract, without what is paid or carried over already."
        ) % {"left": in_words(left)}
        raise wrong("amount", message, code="exceeds_unpaid")
    record = CarryOver(authority_id=project.authority_id, recorded_by=by, client_id=client_id, **told)
    return keep(record, table="carryover")


def require_year_of_money(project: Project, *, fiscal_year: int, paid_on: dt.date, amount: Decimal) -> None:
    """Raise unless the money of `fiscal_year` (BE) may be paid on that day; the project must be locked.

    After 30 September only what was carried over may be paid: `not_carried_over` names the way out,
    `exceeds_carry_over` what is left of it.
    """
    paid_in = fiscal_year_of(paid_on)
    if paid_in <= fiscal_year:
        return
    found = carried(project, from_year=fiscal_year, paid_in=paid_in)
    if amount <= found.left:
        return
    words = {"year": fiscal_year, "last_day": _written(last_day_of(fiscal_year)), "left": in_words(found.left)}
    if found.amount <= 0:
        message = _(
            "Money of fiscal year %(year)d could be paid until %(last_day)s. Enter the carry-over first, or choose"
            " another fiscal year if the money is of that year."
        )
        raise wrong("paid_on", message % words, code="not_carried_over")
    message = _("Only %(left)s baht carried over from fiscal year %(year)d are left to pay.")
    raise wrong("amount", message % words, code="exceeds_carry_over")


def _written(day: dt.date) -> str:
    return format_date_en(day) if language() == "en" else format_date_th(day)


def _check_years(from_year: int, to_year: int, approved_on: dt.date) -> None:
    require_fiscal_year(from_year, field="from_year")
    require_fiscal_year(to_year, field="to_year")
    if to_year <= from_year:
        raise wrong("to_year", _("Money is carried over to a later fiscal year."), code="years_reversed")
    if to_year - from_year > MOST_YEARS:
        message = _("Money is carried over for %(most)d years at most.") % {"most": MOST_YEARS}
        raise wrong("to_year", message, code="too_many_years")
    if approved_on < fiscal_year_range(from_year)[0]:
        message = _("The carry-over cannot be approved before fiscal year %(year)d begins.") % {"year": from_year}
        raise wrong("approved_on", message, code="before_year")
