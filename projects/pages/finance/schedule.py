"""The schedule of a contract: all its instalments on one page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from geo.thai import from_thai_digits
from projects.enums import Record
from projects.errors import StaleVersion
from projects.pages.finance.address import FinanceAddress
from projects.pages.finance.conflicts import Conflict, Row, conflict_of, in_words
from projects.pages.finance.contract import contract_url
from projects.pages.finance.desk import Desk
from projects.pages.finance.fields import BahtField, DayField
from projects.pages.finance.opened import OpenContract
from projects.pages.refusals import unreadable_address
from projects.permissions import require_entry
from projects.services.scheduling import InstalmentLine, enter_schedule, schedule_warning

if TYPE_CHECKING:
    from accounts.models import User

SPARE_ROWS = 3
MOST_ROWS = 200
COLUMNS = ("number", "amount", "due_on", "work")


@dataclass
class ScheduleRow:
    """One line as typed, what it says, and what is wrong with it. A line with nothing but a number is empty."""

    number: str = ""
    amount: str = ""
    due_on: str = ""
    work: str = ""
    line: InstalmentLine | None = None
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.amount.strip() or self.due_on.strip() or self.work.strip())

    def read(self) -> None:
        """Read what was typed; what cannot be read is told in `error`."""
        if self.is_empty:
            return
        digits = from_thai_digits(self.number.strip())
        try:
            if not (digits.isascii() and digits.isdigit() and len(digits) < 5):
                raise ValidationError(_("“%(text)s” is not the number of an instalment.") % {"text": self.number[:20]})
            amount = BahtField(required=True, error_messages={"required": _("The amount is missing.")}).clean(
                self.amount
            )
            day = DayField(required=False).clean(self.due_on)
        except ValidationError as error:
            self.error = " ".join(error.messages)
        else:
            self.line = InstalmentLine(int(digits), amount or Decimal(0), day, self.work)


@require_http_methods(["GET", "HEAD", "POST"])
def contract_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter or change all instalments of a contract at once."""
    user = cast("User", request.user)
    opened = OpenContract.of(user, pk)
    contract = opened.contract
    try:
        address = FinanceAddress.from_params(request.GET)
    except ValidationError as error:
        return unreadable_address(request, error)
    desk = Desk.of(user, opened.beside(address))
    require_entry(user, Record.CONTRACT, authority_id=contract.authority_id)
    if request.method != "POST":
        return _page(request, desk, opened, _standing(opened), version=contract.version)
    rows, version = _typed(request), _version(request)
    if request.POST.get("action") == "rows":
        return _page(request, desk, opened, rows, version=version, spare=SPARE_ROWS * 2)
    for row in rows:
        row.read()
    if any(row.error for row in rows):
        return _page(request, desk, opened, rows, version=version)
    lines = [row.line for row in rows if row.line is not None]
    try:
        enter_schedule(contract=contract, lines=lines, by=user, expected_version=version)
    except StaleVersion as stale:
        now = OpenContract.of(user, pk)
        conflict = conflict_of(stale, _compared(rows, now), keep_url=contract_url(pk, desk.address))
        return _page(request, desk, now, rows, version=conflict.version, conflict=conflict)
    except ValidationError as error:
        return _page(request, desk, opened, rows, version=version, errors=error.messages)
    if warning := schedule_warning(contract):
        messages.warning(request, _("The instalments are saved.") + " " + warning)
    else:
        messages.success(request, _("The instalments are saved, and add up to the contract."))
    return HttpResponseRedirect(contract_url(pk, desk.address))


def _standing(opened: OpenContract) -> list[ScheduleRow]:
    day = DayField()
    return [
        ScheduleRow(
            str(line.instalment.number),
            f"{line.instalment.amount:,.2f}",
            day.prepare_value(line.instalment.due_on) or "",
            line.instalment.work,
        )
        for line in opened.instalments
    ]


def _typed(request: HttpRequest) -> list[ScheduleRow]:
    """The lines of the form; empty ones at its end are left out."""
    columns = [request.POST.getlist(name)[:MOST_ROWS] for name in COLUMNS]
    rows = [ScheduleRow(*(text[:5000] for text in texts)) for texts in zip(*columns, strict=False)]
    while rows and rows[-1].is_empty:
        rows.pop()
    return rows


def _version(request: HttpRequest) -> int:
    text = request.POST.get("expected_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _compared(rows: list[ScheduleRow], opened: OpenContract) -> list[Row]:
    """Each instalment as typed and as it stands."""
    mine = {row.line.number: row.line for row in rows if row.line is not None}
    theirs = {line.instalment.number: line.instalment for line in opened.instalments}
    return [
        Row(
            _("Instalment %(number)d") % {"number": number},
            _told(mine.get(number)),
            _told(theirs.get(number)),
        )
        for number in sorted({*mine, *theirs})
    ]


def _told(line: Any) -> str:
    if line is None:
        return "-"
    return " · ".join(in_words(part) for part in (line.amount, line.due_on, line.work) if part not in (None, ""))


def _page(
    request: HttpRequest,
    desk: Desk,
    opened: OpenContract,
    rows: list[ScheduleRow],
    *,
    version: int,
    spare: int = SPARE_ROWS,
    errors: list[str] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    contract = opened.contract
    last = max((int(row.number) for row in rows if row.number.isascii() and row.number.isdigit()), default=0)
    empty = [ScheduleRow(str(last + number)) for number in range(1, spare + 1)]
    title = _("Instalments of contract %(number)s") % {"number": contract.number}
    context = {
        "desk": desk,
        "authority": desk.authority,
        "title": title,
        "contract": contract,
        "rows": [*rows, *empty],
        "version": version,
        "errors": errors or [],
        "bad_rows": [(number, row) for number, row in enumerate(rows, start=1) if row.error],
        "conflict": conflict,
        "action": f"{reverse('contract_schedule', args=[contract.pk])}?{desk.address.query_string()}",
        "back": contract_url(contract.pk, desk.address),
        "crumbs": desk.crumbs(title),
    }
    return render(request, "projects/finance/schedule.html", context, status=409 if conflict else 200)
