"""How a burn-down is read: its curve, the line it should keep to, and when it will reach nobody missing.

**The forecast.** Of the last 2, 4 and 8 weeks (or of the time since the opening, where that is shorter) each gives a
rate: by how many authorities a day the missing became fewer. The middle one of the three rates carried on in a
straight line gives the expected day; the fastest and the slowest give the earliest and the latest. So neither one
busy fortnight nor one quiet one decides, and the range shows how steady the work is. Where the middle rate is nil or
negative, or the end would lie more than three years ahead, the end is *not in sight*. In the first week it is too
early to say. The method knows nothing of holidays or of reminders, and those left last are usually the hardest, so
that the truth lies in the later part of the range more often than in the earlier.

Days are counted from the opening of the stage, which is day 0. No database, clock or request here.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

WINDOWS = (14, 28, 56)
LEAST_DAYS = 7
HORIZON = 3 * 365


class Outlook(StrEnum):
    """What can be said of the end."""

    COMPLETE = "complete"
    EXPECTED = "expected"
    NOT_IN_SIGHT = "not_in_sight"
    TOO_EARLY = "too_early"
    NOBODY = "nobody"


class PaceOrder(StrEnum):
    """The order of the places: the last to be complete first, the first to be complete first, or by name."""

    LATEST = "latest"
    SOONEST = "soonest"
    ALPHABET = "alphabet"


@dataclass(frozen=True, slots=True)
class Curve:
    """A count that changes on some days and stays in between; 0 before the first of `days`."""

    days: tuple[int, ...] = ()
    values: tuple[int, ...] = ()

    @classmethod
    def adding_up(cls, days: Sequence[int], changes: Sequence[int]) -> Curve:
        """The curve of the sums of `changes`; `days` ascend."""
        return cls(tuple(days), tuple(accumulate(changes)))

    def at(self, day: int) -> int:
        """The count at the end of a day."""
        place = bisect_right(self.days, day)
        return self.values[place - 1] if place else 0

    def since(self) -> int:
        """The first day from which the count has been what it is at the end."""
        if not self.days:
            return 0
        last = self.values[-1]
        for place in range(len(self.values) - 1, -1, -1):
            if self.values[place] != last:
                return self.days[place + 1]
        return self.days[0]


def together(changes: Iterable[tuple[Sequence[int], Sequence[int]]]) -> tuple[list[int], list[int]]:
    """The days and changes of several places as those of one."""
    by_day: dict[int, int] = {}
    for days, amounts in changes:
        for day, amount in zip(days, amounts, strict=True):
            by_day[day] = by_day.get(day, 0) + amount
    ordered = sorted(by_day)
    return ordered, [by_day[day] for day in ordered]


@dataclass(frozen=True, slots=True)
class Forecast:
    """When nobody will be missing. For `COMPLETE`, `expected` is since when; `latest` None means open-ended.

    `rate` is the middle rate, in authorities a day.
    """

    outlook: Outlook
    expected: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    rate: float = 0.0

    def days_late(self, due_on: dt.date) -> int | None:
        """Days after the due date (negative: before it); None where no day can be named."""
        return (self.expected - due_on).days if self.expected else None


def forecast(missing: Curve, *, authorities: int, opens_on: dt.date, as_of: dt.date) -> Forecast:
    """When the missing of a place will be none, as can be told at the end of `as_of` (see the top of this file)."""
    today = (as_of - opens_on).days
    left = missing.at(today)
    if not authorities:
        return Forecast(Outlook.NOBODY)
    if not left:
        return Forecast(Outlook.COMPLETE, expected=opens_on + dt.timedelta(days=max(0, missing.since())))
    if today < LEAST_DAYS:
        return Forecast(Outlook.TOO_EARLY)
    slowest, middle, fastest = sorted(rates(missing, today))
    expected = _day_at(as_of, left, middle)
    if expected is None:
        return Forecast(Outlook.NOT_IN_SIGHT, rate=middle)
    return Forecast(
        Outlook.EXPECTED,
        expected=expected,
        earliest=_day_at(as_of, left, fastest),
        latest=_day_at(as_of, left, slowest),
        rate=middle,
    )


def rates(missing: Curve, today: int) -> list[float]:
    """By how many a day the missing became fewer over each of the windows; negative where they became more."""
    left = missing.at(today)
    return [(missing.at(today - days) - left) / days for days in (min(window, today) for window in WINDOWS)]


def _day_at(as_of: dt.date, left: int, rate: float) -> dt.date | None:
    """The day on which `left` will be done at so many a day; None when that is not within the horizon."""
    if rate <= 0 or left / rate > HORIZON:
        return None
    return as_of + dt.timedelta(days=max(1, math.ceil(left / rate)))


def ideal_at(day: dt.date, *, start: int, opens_on: dt.date, due_on: dt.date) -> float:
    """How many would be missing on a day if the work went evenly from the opening to the due date."""
    if day >= due_on:
        return 0.0
    if day <= opens_on:
        return float(start)
    return start * (due_on - day).days / (due_on - opens_on).days


def order_key(foreseen: Forecast) -> tuple[int, int]:
    """Places in the order in which they are, or will be, complete; those of which no day can be named come last."""
    place = {
        Outlook.NOBODY: 0,
        Outlook.COMPLETE: 1,
        Outlook.EXPECTED: 2,
        Outlook.TOO_EARLY: 3,
        Outlook.NOT_IN_SIGHT: 4,
    }[foreseen.outlook]
    return place, foreseen.expected.toordinal() if foreseen.expected else 0


def days_marked(first: dt.date, last: dt.date) -> list[dt.date]:
    """Days to look at between two: Mondays of a short time, firsts of months of a longer one, or of October."""
    span = (last - first).days
    if span <= 100:
        days = (first + dt.timedelta(days=number) for number in range(1, span))
        return [day for day in days if day.weekday() == 0]
    months = range(1, 13) if span <= 1_100 else (10,)
    firsts = (dt.date(year, month, 1) for year in range(first.year, last.year + 1) for month in months)
    return [day for day in firsts if first < day < last]
