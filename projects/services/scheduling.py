"""The instalments of a contract, entered as one schedule. Every amount is in baht."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.models import Contract, Instalment
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import require_day, require_positive, require_version, text_of, wrong
from projects.services.contract_sums import NOTHING, contract_sum, in_words, locked_contract, require_open

if TYPE_CHECKING:
    from accounts.models import User

MOST_INSTALMENTS = 200


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    """One line of a schedule: the number of the instalment, its amount in baht, the day and the work it is due for."""

    number: int
    amount: Decimal
    due_on: dt.date | None = None
    work: str = ""


@transaction.atomic
def enter_schedule(
    *, contract: Contract, lines: Sequence[InstalmentLine], by: User, expected_version: int
) -> list[Instalment]:
    """Enter the whole schedule of a contract; instalments of the same number are changed, missing ones set aside.

    A schedule that does not add up to the contract is kept; `schedule_warning` says so. Raises StaleVersion (its
    `current` is the contract), `contract_closed`, `number_twice`, `number_out_of_range`, `instalment_paid` naming
    what was paid. The message of a wrong line begins with its number.
    """
    require_entry(by, Record.CONTRACT, authority_id=contract.authority_id)
    act_as(by)
    contract = locked_contract(contract)
    require_version(contract, expected_version)
    require_open(contract)
    _check_lines(lines)
    kept = {one.number: one for one in contract.instalments.live()}
    paid = _paid_by_instalment(contract)
    named = {line.number for line in lines}
    for number, instalment in kept.items():
        if number not in named and instalment.pk in paid:
            raise _is_paid(number, paid[instalment.pk])
    rows = Instalment.objects.filter(authority_id=contract.authority_id, contract_id=contract.pk)
    gone = rows.filter(pk__in=[one.pk for number, one in kept.items() if number not in named])
    gone.update(
        set_aside_at=timezone.now(),
        set_aside_by=by,
        set_aside_reason=_("Not in the new schedule"),
        version=F("version") + 1,
    )
    for line in lines:
        _keep_line(contract, line, kept.get(line.number), paid, by)
    Contract.objects.filter(authority_id=contract.authority_id, pk=contract.pk).update(version=F("version") + 1)
    return list(rows.live().order_by("number"))


def schedule_warning(contract: Contract) -> str:
    """A sentence when the instalments do not add up to the contract with its amendments; empty when they do, or when
    there are none."""
    together = contract.instalments.live().aggregate(total=Sum("amount"))["total"]
    total = contract_sum(contract)
    if together is None or together == total:
        return ""
    words = {
        "together": in_words(together),
        "total": in_words(total),
        "difference": in_words(abs(total - together)),
    }
    if together < total:
        return (
            _("The instalments add up to %(together)s baht, %(difference)s less than the contract (%(total)s).") % words
        )
    return _("The instalments add up to %(together)s baht, %(difference)s more than the contract (%(total)s).") % words


def _check_lines(lines: Sequence[InstalmentLine]) -> None:
    if not lines:
        raise wrong("lines", _("Enter at least one instalment."), code="missing")
    if len(lines) > MOST_INSTALMENTS:
        message = _("A contract has %(most)d instalments at most.") % {"most": MOST_INSTALMENTS}
        raise wrong("lines", message, code="too_many")
    seen: set[int] = set()
    for line in lines:
        try:
            _check_line(line, seen)
        except ValidationError as error:
            code = next(iter(error.error_dict.values()))[0].code
            words = {"number": line.number, "message": " ".join(error.messages)}
            raise wrong("lines", _("Instalment %(number)d: %(message)s") % words, code=str(code)) from error


def _check_line(line: InstalmentLine, seen: set[int]) -> None:
    if not 1 <= line.number <= 999:
        raise wrong("number", _("Numbers run from 1 to 999."), code="number_out_of_range")
    if line.number in seen:
        raise wrong("number", _("The number stands twice."), code="number_twice")
    seen.add(line.number)
    require_positive(line.amount)
    if line.due_on is not None:
        require_day(line.due_on, field="due_on", in_future=True)
    text_of(line.work, field="work", most=5000)


def _paid_by_instalment(contract: Contract) -> dict[int, Decimal]:
    """What was paid on each instalment of a contract; those on which nothing was paid are left out."""
    payments = contract.disbursements.live().filter(instalment__isnull=False)
    return dict(payments.order_by().values_list("instalment_id").annotate(total=Sum("amount")))


def _is_paid(number: int, paid: Decimal) -> ValidationError:
    message = _(
        "Instalment %(number)d: %(paid)s baht have been paid on it; it cannot be taken out or go below that."
    ) % {
        "number": number,
        "paid": in_words(paid),
    }
    return wrong("lines", message, code="instalment_paid")


def _keep_line(
    contract: Contract, line: InstalmentLine, kept: Instalment | None, paid: dict[int, Decimal], by: User
) -> None:
    told = {"amount": line.amount, "due_on": line.due_on, "work": line.work.replace("\x00", "").strip()}
    if kept is None:
        Instalment.objects.create(
            contract=contract, authority_id=contract.authority_id, number=line.number, recorded_by=by, **told
        )
        return
    if line.amount < paid.get(kept.pk, NOTHING):
        raise _is_paid(line.number, paid[kept.pk])
    if any(getattr(kept, name) != value for name, value in told.items()):
        Instalment.objects.filter(authority_id=kept.authority_id, pk=kept.pk).update(version=F("version") + 1, **told)
