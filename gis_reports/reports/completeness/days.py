"""The days a reader can go to: yesterday, tomorrow, and the marks of the year around the day asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.thai import fiscal_year_of, fiscal_year_range
from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import Column

# A due date so soon after the end of a fiscal year still belongs to the work of that year (10 October in the circular).
DAYS_OF_GRACE = 31
QUARTERS = ((10, 1), (1, 1), (4, 1), (7, 1))


@dataclass(frozen=True, slots=True)
class Mark:
    """A day under the slider and its address; `is_due` when something is due on it."""

    day: dt.date
    href: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class Days:
    """The slider: its first and last day, its marks, the days beside the one asked for, and today.

    An address is empty where the day lies ahead or is the one asked for.
    """

    first: dt.date
    last: dt.date
    marks: tuple[Mark, ...]
    before: str
    after: str
    today: str

    @property
    def length(self) -> int:
        """The value of the last day; the first is 0."""
        return (self.last - self.first).days


def days(question: Question, columns: Sequence[Column], *, today: dt.date) -> Days:
    """The fiscal year around the day, stretched to the due date that falls soon after it, and never past today."""
    day = question.as_of
    due = {column.due_on for column in columns if column.due_on is not None}
    year = fiscal_year_of(day)
    start, end = fiscal_year_range(year)
    if any(day <= one < start + dt.timedelta(days=DAYS_OF_GRACE) for one in due):
        start, end = fiscal_year_range(year - 1)
    late = [one for one in due if end < one < end + dt.timedelta(days=DAYS_OF_GRACE)]
    last = min(max([end, *late]), today)
    quarters = {dt.date(start.year if month == 10 else end.year, month, first) for month, first in QUARTERS}
    marked = sorted(one for one in quarters | set(late) if start <= one <= last)
    return Days(
        first=start,
        last=last,
        marks=tuple(Mark(day=one, href="?" + question.address(as_of=one), is_due=one in due) for one in marked),
        before="?" + question.address(as_of=day - dt.timedelta(days=1)),
        after="?" + question.address(as_of=day + dt.timedelta(days=1)) if day < today else "",
        today="?" + question.address(as_of=today) if day < today else "",
    )
