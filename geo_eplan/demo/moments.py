"""Days and minutes of the demonstration: whole minutes counted from day 0 in Bangkok time, and how they are written.

A moment is `day ordinal × 1440 + minute of the day`. Fiscal year N (Buddhist era) begins on 1 October N − 544 of the
common era.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random

from geo_eplan.demo.annex import DAY
from projects.enums import Stage

MINUTES = 1440
OPENING, CLOSING = 8 * 60 + 30, 16 * 60 + 45


def ordinal(year: int, month: int, day: int) -> int:
    """The day's number."""
    return dt.date(year, month, day).toordinal()


DAY_NUMBER = DAY.toordinal()
DAY_END = DAY_NUMBER * MINUTES + MINUTES - 1
DEADLINE = ordinal(2016, 10, 10) * MINUTES + 18 * 60
YEAR_END = ordinal(2016, 12, 31) * MINUTES
LATER_STAGES_OPEN = ordinal(2016, 11, 1) * MINUTES
END = ordinal(2017, 5, 31) * MINUTES


def begins(fiscal_year: int) -> int:
    """Number of the first day of a fiscal year (BE)."""
    return ordinal(fiscal_year - 544, 10, 1)


def opens(fiscal_year: int, stage: Stage = Stage.VISION) -> int:
    """The day on which the work calendar opens a stage of 2557-2560."""
    if fiscal_year < 2560:
        return begins(fiscal_year)
    return ordinal(2016, 11, 1) if stage >= Stage.CONTRACT_SIGNED else ordinal(2016, 6, 1)


@cache
def day_text(day: int) -> str:
    """A day as 2016-09-29."""
    return dt.date.fromordinal(day).isoformat()


@cache
def _minute_text(minute: int) -> str:
    return f" {minute // 60:02d}:{minute % 60:02d}:00+07"


def moment_text(moment: int) -> str:
    """A moment as the database reads it, with the offset of Bangkok."""
    return day_text(moment // MINUTES) + _minute_text(moment % MINUTES)


def in_office_hours(chance: Random, moment: int, low: int, high: int) -> int:
    """A moment of the same day in office hours, after `low` and not after `high`; soon after `low` where none is."""
    day = moment // MINUTES
    weekday = (day + 6) % 7
    if weekday > 4 and chance.random() < 0.9:
        day -= weekday - 4
    found = day * MINUTES + OPENING + int(chance.random() * (CLOSING - OPENING))
    if low < found <= high:
        return found
    return min(high, low + 1 + int(chance.random() * 40))
