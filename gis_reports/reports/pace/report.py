"""The burn-down: how many authorities were still missing on each day, by province, and when nobody will be.

Everything comes from one question (`changes.sql`) about the stored intervals, the dated registry, the exemptions and
the work calendar; the value of a day equals the completeness report as of that day. Fiscal years are Buddhist era.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from django.db.models.functions import Collate

from coordination.models import WorkCalendarEntry
from gis_reports.reports.asking import ask
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.pace.rules import Curve, Forecast, PaceOrder, forecast, order_key, together
from gis_reports.reports.reach import Reach
from layers.models import Province
from layers.reading import reading_alias
from projects.enums import Stage

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Opening:
    """One line of the work calendar: a stage of a fiscal year (BE) and its days."""

    fiscal_year: int
    stage: Stage
    opens_on: dt.date
    due_on: dt.date


class Changes(NamedTuple):
    """How the counts of one province and stage change; `days` from the opening. The five lists are alike in length."""

    code: str
    stage: int
    days: Sequence[int]
    authorities: Sequence[int]
    entered: Sequence[int]
    exempt: Sequence[int]

    @property
    def missing(self) -> list[int]:
        """The change of those who are missing: of the authorities, those who neither entered nor are exempted."""
        rows = zip(self.authorities, self.entered, self.exempt, strict=True)
        return [authorities - entered - exempt for authorities, entered, exempt in rows]


@dataclass(frozen=True, slots=True)
class Place:
    """A province, or the whole as `00`: its curve, what is left on the day, and when nothing will be.

    `start` is how many had to enter the stage on the day of its opening.
    """

    code: str
    name_th: str
    name_en: str
    authorities: int
    missing: int
    start: int
    curve: Curve
    foreseen: Forecast


@dataclass(frozen=True, slots=True)
class Pace:
    """The burn-down of one stage as known at the end of a day. `total` is the sum of `places`.

    `opening` is None for a stage the work calendar does not name; nothing is missing before it opens.
    """

    as_of: dt.date
    stage: Stage
    fiscal_year: int
    opening: Opening | None
    places: tuple[Place, ...]
    total: Place

    @property
    def is_open(self) -> bool:
        """Whether the stage is open on the day."""
        return self.opening is not None and self.opening.opens_on <= self.as_of

    def place(self, code: str | None) -> Place | None:
        """A province of this report; the whole for None."""
        if code is None:
            return self.total
        return next((place for place in self.places if place.code == code), None)

    def ordered(self, order: PaceOrder, *, in_english: bool) -> Pace:
        """The same report with its places in another order; it comes in that of a Thai dictionary."""
        if order is PaceOrder.ALPHABET:
            places = sorted(self.places, key=lambda place: place.name_en) if in_english else self.places
        else:
            places = sorted(self.places, key=lambda place: (order_key(place.foreseen), place.missing))
        if order is PaceOrder.LATEST:
            places = list(reversed(places))
        return replace(self, places=tuple(places))


def openings() -> list[Opening]:
    """The whole work calendar, newest year first, stages in order."""
    entries = WorkCalendarEntry.objects.using(reading_alias()).order_by("-fiscal_year", "stage")
    return [
        Opening(year, Stage(stage), opens_on, due_on)
        for year, stage, opens_on, due_on in entries.values_list("fiscal_year", "stage", "opens_on", "due_on")
    ]


def asked_next(calendar: Iterable[Opening], as_of: dt.date) -> Opening | None:
    """What the work calendar asks for on a day: of what is open, the next to be due, else the last that was.

    Of several due together, the newest year and the furthest stage.
    """
    opened = [one for one in calendar if one.opens_on <= as_of]
    ahead = [one for one in opened if one.due_on >= as_of]
    if ahead:
        return min(ahead, key=lambda one: (one.due_on, -one.fiscal_year, -one.stage))
    return max(opened, key=lambda one: (one.due_on, one.fiscal_year, one.stage), default=None)


def changes(*, as_of: dt.date, fiscal_year: int, stages: Sequence[Stage], reach: Reach) -> list[Changes]:
    """How the counts changed from the opening of each stage to the end of `as_of`, for what `reach` covers."""
    parameters = {"as_of": as_of, "year": fiscal_year, "stages": [stage.value for stage in stages], **reach.parameters}
    return ask(HERE / "changes.sql", parameters, Changes)


def pace(*, as_of: dt.date, stage: Stage, fiscal_year: int, reach: Reach, calendar: Sequence[Opening]) -> Pace:
    """The burn-down of a stage at the end of `as_of` (Bangkok), for what `reach` covers."""
    rows = changes(as_of=as_of, fiscal_year=fiscal_year, stages=[stage], reach=reach)
    return built(rows, as_of=as_of, stage=stage, fiscal_year=fiscal_year, calendar=calendar)


def built(
    rows: Sequence[Changes], *, as_of: dt.date, stage: Stage, fiscal_year: int, calendar: Sequence[Opening]
) -> Pace:
    """The burn-down that follows from the changes read."""
    opening = next((one for one in calendar if (one.stage, one.fiscal_year) == (stage, fiscal_year)), None)
    opens_on = opening.opens_on if opening else as_of
    names = {code: (name_th, name_en) for code, name_th, name_en in _names()}
    found = {row.code: row for row in rows}
    places = tuple(_place(found[code], *names[code], opens_on=opens_on, as_of=as_of) for code in names if code in found)
    whole = Changes(WHOLE, stage.value, *_summed(rows))
    return Pace(
        as_of=as_of,
        stage=stage,
        fiscal_year=fiscal_year,
        opening=opening,
        places=places,
        total=_place(whole, "รวมทั้งหมด", "Total", opens_on=opens_on, as_of=as_of),
    )


def _names() -> Iterable[tuple[str, str, str]]:
    """Provinces in the order of a Thai dictionary."""
    ordered = Province.objects.using(reading_alias()).order_by(Collate("name_th", "th-x-icu"))
    return ordered.values_list("code", "name_th", "name_en")


def _summed(rows: Sequence[Changes]) -> tuple[list[int], list[int], list[int], list[int]]:
    days, authorities = together((row.days, row.authorities) for row in rows)
    _days, entered = together((row.days, row.entered) for row in rows)
    _days, exempt = together((row.days, row.exempt) for row in rows)
    return days, authorities, entered, exempt


def _place(row: Changes, name_th: str, name_en: str, *, opens_on: dt.date, as_of: dt.date) -> Place:
    last = (as_of - opens_on).days
    authorities = Curve.adding_up(row.days, row.authorities)
    missing = Curve.adding_up(row.days, row.missing)
    exempt = Curve.adding_up(row.days, row.exempt)
    return Place(
        code=row.code,
        name_th=name_th,
        name_en=name_en,
        authorities=authorities.at(last),
        missing=missing.at(last),
        start=authorities.at(0) - exempt.at(0),
        curve=missing,
        foreseen=forecast(missing, authorities=authorities.at(last), opens_on=opens_on, as_of=as_of),
    )
