"""The work calendar as the home page shows it: what is due and what opens, the nearest first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from coordination.models import WorkCalendarEntry

SHOWN = 4


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the calendar. `days_left` is negative for what is past; `stages` is filled for what opens."""

    day: dt.date
    is_due: bool
    years: str
    stages: tuple[int, ...]
    days_left: int

    @property
    def days_over(self) -> int:
        """Days since the day, for what is past."""
        return -self.days_left


def span(years: Iterable[int]) -> str:
    """Fiscal years as `2557–2560`, or one of them."""
    found = sorted(set(years))
    return str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"


def calendar_days(entries: Iterable[WorkCalendarEntry], today: dt.date) -> list[CalendarDay]:
    """What lies ahead, the nearest first, then due days that are past, the latest first; four at the most."""
    due: dict[dt.date, set[int]] = defaultdict(set)
    opening: dict[dt.date, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for entry in entries:
        due[entry.due_on].add(entry.fiscal_year)
        if entry.opens_on > today:
            opening[entry.opens_on][entry.fiscal_year].add(entry.stage)
    days = [
        CalendarDay(day=day, is_due=True, years=span(years), stages=(), days_left=(day - today).days)
        for day, years in due.items()
    ]
    days += [
        CalendarDay(day=day, is_due=False, years=str(year), stages=tuple(sorted(stages)), days_left=(day - today).days)
        for day, by_year in opening.items()
        for year, stages in by_year.items()
    ]
    ahead = sorted((day for day in days if day.days_left >= 0), key=lambda day: (day.day, not day.is_due))
    past = sorted((day for day in days if day.days_left < 0), key=lambda day: day.day, reverse=True)
    return (ahead + past)[:SHOWN]
