"""The burn-down as tables to take away: a line for each province, and a line for each day of one curve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from gis_reports.reports.pace.report import Pace, Place
from gis_reports.reports.pace.rules import ideal_at

COLUMNS = (
    "province_code",
    "province_th",
    "province_en",
    "stage",
    "fiscal_year",
    "authorities",
    "missing",
    "missing_28_days_before",
    "a_week",
    "outlook",
    "expected",
    "earliest",
    "latest",
    "due_on",
    "days_after_due",
)
FOUR_WEEKS = 28


def rows(report: Pace) -> Iterator[tuple[Any, ...]]:
    """The places as ordered in the report, the total last. Days are written year-month-day in the common era."""
    due_on = report.opening.due_on if report.opening else None
    for place in (*report.places, report.total):
        foreseen = place.foreseen
        yield (
            place.code,
            place.name_th,
            place.name_en,
            report.stage.slug,
            report.fiscal_year,
            place.authorities,
            place.missing,
            missing_before(report, place, FOUR_WEEKS),
            round(foreseen.rate * 7, 2),
            foreseen.outlook.value,
            *(
                day.isoformat() if day else None
                for day in (foreseen.expected, foreseen.earliest, foreseen.latest, due_on)
            ),
            foreseen.days_late(due_on) if due_on else None,
        )


def missing_before(report: Pace, place: Place, days: int) -> int | None:
    """How many were missing so many days earlier; None where the stage was not open then."""
    if report.opening is None:
        return None
    day = (report.as_of - report.opening.opens_on).days - days
    return place.curve.at(day) if day >= 0 else None


CURVE_COLUMNS = ("day", "missing", "ideal")


def curve_rows(report: Pace, place: Place) -> Iterator[tuple[str, int, float]]:
    """Every day from the opening to the day asked for: the missing, and how many they would be if work went evenly."""
    if report.opening is None:
        return
    opening = report.opening
    for number in range((report.as_of - opening.opens_on).days + 1):
        day = opening.opens_on + dt.timedelta(days=number)
        ideal = ideal_at(day, start=place.start, opens_on=opening.opens_on, due_on=opening.due_on)
        yield day.isoformat(), place.curve.at(number), round(ideal, 1)
