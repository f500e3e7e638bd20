"""Completeness: how many authorities have not entered a stage, by province, stage and fiscal year, on any day.

The lists behind the figures come from the database function `gis_reports_authority_years`, and so do the figures of a
reader who sees single authorities. Whole provinces are counted from the ledger by province and its days, which say the
same in a few milliseconds. Fiscal years are Buddhist era; days are Python dates (common era) and end at midnight in
Bangkok.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from coordination.models import WorkCalendarEntry
from geo.thai import fiscal_year_of
from gis_reports.reports.asking import ask
from gis_reports.reports.completeness.provinces import ProvinceYear, read_lines
from gis_reports.reports.completeness.rules import (
    WHOLE,
    WITHOUT_AUTHORITIES,
    YEARS_SHOWN,
    Counts,
    ListedState,
    Order,
    years_shown,
)
from gis_reports.reports.reach import Reach
from projects.enums import Stage

HERE = Path(__file__).parent
# A country has thousands of figures: place in the arrays and bit of each stage are looked up once.
PLACES = tuple((stage, stage.value - 1, stage.bit) for stage in Stage)


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of one fiscal year, and what the work calendar says of it on the day."""

    stage: Stage
    fiscal_year: int
    opens_on: dt.date | None
    due_on: dt.date | None
    is_open: bool

    @property
    def key(self) -> tuple[Stage, int]:
        """Stage and fiscal year."""
        return self.stage, self.fiscal_year


@dataclass(frozen=True, slots=True)
class Line:
    """One province, or the whole, with its figures by stage and fiscal year."""

    code: str
    name_th: str
    name_en: str
    authorities: int
    place_in_alphabet: int
    cells: dict[tuple[Stage, int], Counts]


@dataclass(frozen=True, slots=True)
class Completeness:
    """The report of one day. `total` is the sum of the lines."""

    as_of: dt.date
    years: tuple[int, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line

    def line(self, code: str | None) -> Line | None:
        """The line of a province code, or of the whole for `00`; None for what is not in this report."""
        if code == WHOLE:
            return self.total
        return next((line for line in self.lines if line.code == code), None)

    def column(self, stage: Stage, fiscal_year: int) -> Column:
        """The column of a stage and fiscal year of this report."""
        return next(column for column in self.columns if column.key == (stage, fiscal_year))

    def most_missing(self) -> Column | None:
        """The open column with the largest total, where most remains to be done; None when nothing is open."""
        opened = [column for column in self.columns if column.is_open]
        return max(opened, key=lambda column: self.total.cells[column.key].missing, default=None)

    def ordered(self, order: Order, *, column: Column | None, state: ListedState, in_english: bool) -> Completeness:
        """The same report with its lines in another order. The annex sorts Thai names by code point."""
        lines = sorted(self.lines, key=lambda line: line.name_th)
        if order is Order.ALPHABET:
            lines.sort(key=lambda line: (line.name_en,) if in_english else (line.place_in_alphabet,))
        elif order is Order.MOST and column is not None:
            lines.sort(key=lambda line: -line.cells[column.key].of(state))
        return replace(self, lines=tuple(lines))


class _Figure(NamedTuple):
    code: str
    name_th: str
    name_en: str
    place_in_alphabet: int
    fiscal_year: int
    stage: int
    authorities: int
    not_open: int
    not_applicable: int
    missing: int
    overdue: int
    problem: int
    entered: int

    @property
    def counts(self) -> Counts:
        return Counts(*self[6:])


class _Calendar(NamedTuple):
    fiscal_year: int
    stage: int
    opens_on: dt.date
    due_on: dt.date


def completeness(*, as_of: dt.date, reach: Reach, fiscal_year: int | None = None) -> Completeness:
    """The report at the end of `as_of` (Bangkok), for what `reach` covers, in the order of the annex.

    The columns are the newest year the work calendar had opened by then and the three before it; a `fiscal_year`
    that is not among them moves the columns, so that any year can be asked for.
    """
    if reach.authorities:
        return _of_authorities(as_of, reach, fiscal_year)
    parameters = {
        "as_of": as_of,
        "is_now": as_of >= timezone.localdate(),
        "asked": fiscal_year,
        "shown": YEARS_SHOWN,
        "otherwise": fiscal_year_of(as_of),
        **reach.parameters,
    }
    (packed,) = ask(HERE / "packed.sql", parameters, _Packed)
    calendar = _calendar(packed.entries)
    years = _years(calendar, as_of, fiscal_year)
    lines, total = _of_provinces(packed.lines, years)
    return Completeness(as_of=as_of, years=years, columns=_columns(calendar, years, as_of), lines=lines, total=total)


def _of_authorities(as_of: dt.date, reach: Reach, fiscal_year: int | None) -> Completeness:
    entries = WorkCalendarEntry.objects.values_list("fiscal_year", "stage", "opens_on", "due_on")
    calendar = tuple(_Calendar(*entry) for entry in entries)
    years = _years(calendar, as_of, fiscal_year)
    figures = ask(HERE / "of_authorities.sql", {"as_of": as_of, "years": list(years), **reach.parameters}, _Figure)
    lines, total = _added_up(((figure, [(Stage(figure.stage), figure.counts)]) for figure in figures), years)
    return Completeness(as_of=as_of, years=years, columns=_columns(calendar, years, as_of), lines=lines, total=total)


@lru_cache(maxsize=4)
def _calendar(entries: str) -> tuple[_Calendar, ...]:
    """The entries of packed.sql."""
    found = []
    for entry in entries.split("\n") if entries else ():
        year, stage, opens_on, due_on = entry.split("\t")
        found.append(_Calendar(int(year), int(stage), dt.date.fromisoformat(opens_on), dt.date.fromisoformat(due_on)))
    return tuple(found)


def _years(calendar: Sequence[_Calendar], as_of: dt.date, asked: int | None) -> tuple[int, ...]:
    newest = max((entry.fiscal_year for entry in calendar if entry.opens_on <= as_of), default=fiscal_year_of(as_of))
    return years_shown(newest, asked)


def _columns(calendar: Sequence[_Calendar], years: Sequence[int], as_of: dt.date) -> tuple[Column, ...]:
    entries = {(entry.stage, entry.fiscal_year): entry for entry in calendar}
    columns = []
    for stage in Stage:
        for year in years:
            entry = entries.get((stage.value, year))
            columns.append(
                Column(
                    stage=stage,
                    fiscal_year=year,
                    opens_on=entry.opens_on if entry else None,
                    due_on=entry.due_on if entry else None,
                    is_open=entry is not None and entry.opens_on <= as_of,
                )
            )
    return tuple(columns)


class _Packed(NamedTuple):
    entries: str
    lines: str


@lru_cache(maxsize=32)
def _of_provinces(text: str, years: tuple[int, ...]) -> tuple[tuple[Line, ...], Line]:
    """A line for each province that has, or could have, an authority within reach, and their sum."""
    return _added_up(((row, _counts(row)) for row in read_lines(text)), years)


def _counts(row: ProvinceYear) -> Iterator[tuple[Stage, Counts]]:
    """The figures of the eight stages: what is neither entered nor exempted is missing, once it is open."""
    entered, problem, excused = row.entered, row.problem, row.not_applicable
    all_of_them = row.authorities
    closed = Counts(all_of_them, not_open=all_of_them)
    for stage, place, bit in PLACES:
        if not row.opened & bit:
            yield stage, closed
            continue
        missing = all_of_them - entered[place] - problem[place] - excused[place]
        overdue = missing if row.past_due & bit else 0
        # in the order of the fields, because a country has thousands
        yield stage, Counts._make((all_of_them, 0, excused[place], missing, overdue, problem[place], entered[place]))


def _added_up(
    rows: Iterable[tuple[ProvinceYear | _Figure, Iterable[tuple[Stage, Counts]]]], years: Sequence[int]
) -> tuple[tuple[Line, ...], Line]:
    lines: dict[str, Line] = {}
    for row, figures in rows:
        line = lines.get(row.code)
        if line is None:
            line = Line(row.code, row.name_th, row.name_en, row.authorities, row.place_in_alphabet, {})
            lines[row.code] = line
        for stage, counts in figures:
            line.cells[stage, row.fiscal_year] = counts
    shown = [line for line in lines.values() if line.code != WITHOUT_AUTHORITIES or line.authorities]
    return tuple(sorted(shown, key=lambda line: line.name_th)), _total(shown, years)


def _total(lines: Sequence[Line], years: Sequence[int]) -> Line:
    return Line(
        code=WHOLE,
        name_th="รวมทั้งหมด",
        name_en="Total",
        authorities=sum(line.authorities for line in lines),
        place_in_alphabet=0,
        cells={
            (stage, year): Counts(*map(sum, zip(*(line.cells[stage, year] for line in lines), strict=True)))
            for stage in Stage
            for year in years
        },
    )
