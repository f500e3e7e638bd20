"""The questions every verb asks first: is this in words a person understands, and may it be so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.errors import GeoError
from geo.thai import BE_OFFSET, FIRST_BE_YEAR, format_date_en, format_date_th
from projects.errors import StaleVersion
from projects.models import AuthorityRecord, Project

if TYPE_CHECKING:
    from accounts.models import User

AnyRecord = TypeVar("AnyRecord", bound=AuthorityRecord)

FIRST_DAY = dt.date(1957, 1, 1)  # 2500 BE: before any plan this system can hold


def language() -> str:
    """`en` or `th`: the two languages in which the geometry shelf explains itself."""
    return "en" if (get_language() or "th").startswith("en") else "th"


def refusal_of(error: GeoError, *, field: str | None = None) -> ValidationError:
    """A refusal of the geometry shelf as a ValidationError in the reader's language, its code kept."""
    refused = ValidationError(error.text(language()), code=error.code)
    return ValidationError({field: refused}) if field else refused


def wrong(field: str, message: str, *, code: str) -> ValidationError:
    """A ValidationError for one field."""
    return ValidationError({field: ValidationError(message, code=code)})


def require_positive(amount: Decimal, *, field: str = "amount") -> None:
    """Raise unless the amount is finite and more than nothing, with satang at most (`amount_…` codes)."""
    if not amount.is_finite():
        raise wrong(field, _("The amount is not a number."), code="amount_not_a_number")
    if amount <= 0:
        raise wrong(field, _("The amount must be more than zero."), code="amount_not_positive")
    require_baht(amount, field=field)


def require_baht(amount: Decimal, *, field: str = "amount") -> None:
    """Raise unless the amount fits the column: thirteen digits of baht and two of satang."""
    if not amount.is_finite():
        raise wrong(field, _("The amount is not a number."), code="amount_not_a_number")
    if abs(amount) >= Decimal(10) ** 13:  # asked first: so long a number cannot be brought to two decimals
        raise wrong(field, _("The amount is too large to be true."), code="amount_too_large")
    if amount != amount.quantize(Decimal("0.01")):
        raise wrong(field, _("The amount has more than two decimals."), code="amount_too_fine")


def require_day(day: dt.date, *, field: str, in_future: bool = False) -> None:
    """Raise for a day that was typed in the wrong era, and for one that has not come (unless `in_future`)."""
    if day.year > FIRST_BE_YEAR:
        raise wrong(
            field,
            _("The year %(year)d looks Buddhist-era where a common-era one is kept; did you mean %(meant)d?")
            % {"year": day.year, "meant": day.year - BE_OFFSET},
            code="day_in_wrong_era",
        )
    if day < FIRST_DAY:
        raise wrong(field, _("The day lies before 2500 BE; was the era changed twice?"), code="day_in_wrong_era")
    if not in_future and day > timezone.localdate():
        raise wrong(field, _("The day has not come yet."), code="day_in_future")


def require_fiscal_year(year: int, *, field: str = "fiscal_year") -> None:
    """Raise unless the year is a Buddhist-era year of this system (2500–2700)."""
    if 1900 <= year < 2200:
        raise wrong(
            field,
            _("%(year)d looks like a common-era year; fiscal years are Buddhist-era: %(meant)d.")
            % {"year": year, "meant": year + BE_OFFSET},
            code="year_in_wrong_era",
        )
    if not 2500 <= year <= 2700:
        raise wrong(field, _("%(year)d is not a fiscal year.") % {"year": year}, code="year_out_of_range")


def require_reason(reason: str) -> str:
    """The reason without surrounding spaces; raises when there is none or it is too long to keep."""
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise wrong("reason", _("Say why."), code="reason_missing")
    if len(reason) > 300:
        raise wrong("reason", _("The reason is longer than 300 characters."), code="reason_too_long")
    return reason


def require_live(record: AuthorityRecord) -> None:
    """Raise when the record was set aside: nothing can be entered for it any more."""
    if record.set_aside_at is not None:
        raise ValidationError(_("This record was set aside; enter a new one."), code="set_aside")


def locked(record: AnyRecord) -> AnyRecord:
    """The record as it stands now, locked until the transaction ends.

    Every verb locks the projects it touches first, in the order of their ids, before it writes anything: two
    writers then wait for each other in one direction only. Raises `set_aside` when it is gone.
    """
    manager: Any = type(record)._default_manager
    fresh: AnyRecord | None = (
        manager.select_for_update(no_key=True, of=("self",))
        .filter(authority_id=record.authority_id, pk=record.pk)
        .order_by("authority_id", "id")
        .first()
    )
    if fresh is None:
        raise ValidationError(_("This record no longer exists."), code="set_aside")
    require_live(fresh)
    return fresh


def locked_projects(projects: list[Project]) -> dict[int, Project]:
    """Several projects of one authority, locked in the order of their ids."""
    authorities = {project.authority_id for project in projects}
    if len(authorities) != 1:
        raise ValidationError(_("The projects belong to different local authorities."), code="different_authorities")
    found = (
        Project.objects.select_for_update(no_key=True, of=("self",))
        .filter(authority_id=authorities.pop(), pk__in=[project.pk for project in projects])
        .order_by("authority_id", "id")
    )
    by_id = {project.pk: project for project in found}
    for project in projects:
        if project.pk not in by_id:
            raise ValidationError(_("This record no longer exists."), code="set_aside")
        require_live(by_id[project.pk])
    return by_id


def require_version(record: AuthorityRecord, expected: int | None) -> None:
    """Raise StaleVersion, naming who changed the record last and when, unless it is at the expected version."""
    if expected is not None and record.version != expected:
        raise StaleVersion(
            _("Somebody changed this since you opened it. Compare the two versions and decide anew."), current=record
        )


def who_and_when(by: User | None, at: dt.datetime) -> dict[str, str]:
    """The name and the moment for a sentence about a change."""
    here = timezone.localtime(at)
    written = format_date_en(here.date()) if language() == "en" else format_date_th(here.date())
    return {"who": by.get_full_name() if by else _("somebody"), "when": f"{written} {here:%H.%M}"}


@contextmanager
def naming_duplicates(**constraints: ValidationError) -> Iterator[None]:
    """Within this block the database's refusal of a constraint becomes the error named for it.

    Asking first would not do: another transaction may enter the same number between the question and the answer.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name in constraints:
            raise constraints[name] from error
        raise


def text_of(text: str, *, field: str, most: int, required: bool = False) -> str:
    """The text in one piece, without surrounding spaces; raises when it is missing or too long to keep."""
    text = text.replace("\x00", "").strip()
    if required and not text:
        raise wrong(field, _("This must be filled in."), code="missing")
    if len(text) > most:
        raise wrong(field, _("The text is longer than %(most)d characters.") % {"most": most}, code="too_long")
    return text
