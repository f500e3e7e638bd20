"""The days a reader of the completeness report can go to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from coordination.models import WorkCalendarEntry
from gis_reports.reports.as_of import AsOf, as_of_line
from gis_reports.reports.completeness.question import Question
from layers.reading import reading_alias

# Choices with fields of their own on the page; the form would send them twice.
IN_FIELDS = ("as_of", "state", "sort", "page")


def days(question: Question, *, today: dt.date) -> AsOf:
    """Every day from the first opening of the work calendar, before which nothing is missing, to today."""
    calendar = calendar_days()
    return as_of_line(
        question.as_of,
        today=today,
        first=min((opens_on for opens_on, _due_on in calendar), default=None),
        due={due_on for _opens_on, due_on in calendar},
        address=lambda day: question.address(as_of=day),
        kept={name: value for name, value in question.parts().items() if name not in IN_FIELDS},
    )


def calendar_days() -> Sequence[tuple[dt.date, dt.date]]:
    """Opening and due day of every line of the work calendar."""
    return list(WorkCalendarEntry.objects.using(reading_alias()).values_list("opens_on", "due_on"))
