"""In which of the five states a stage stands, as one pure rule. No database, clock or request here.

The database holds the same rule for whole provinces at once (`gis_reports_authority_years`); a test holds the two
together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from projects.enums import StageState


@dataclass(frozen=True, slots=True)
class StageReading:
    """The state of a stage on a day. Only what is missing can be overdue."""

    state: StageState
    overdue: bool = False


def state_of(
    *,
    entered: bool,
    problem: bool,
    opens_on: dt.date | None,
    due_on: dt.date | None,
    exempt: bool,
    day: dt.date,
) -> StageReading:
    """The state of one stage of an authority and fiscal year at the end of `day`.

    `opens_on` and `due_on` are None for a stage the work calendar does not name, which is not open. What was entered
    stays a fact in spite of an exemption. On the due day itself nothing is overdue yet.
    """
    if opens_on is None or day < opens_on:
        return StageReading(StageState.NOT_OPEN)
    if entered:
        return StageReading(StageState.PROBLEM if problem else StageState.ENTERED)
    if exempt:
        return StageReading(StageState.NOT_APPLICABLE)
    return StageReading(StageState.MISSING, overdue=due_on is not None and due_on < day)
