"""One authority against the calendar: its eight stages of a fiscal year, and how many were missing on each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gis_reports.reports.completeness.authorities import matrix
from gis_reports.reports.completeness.rules import ListedState
from gis_reports.reports.pace.report import Changes, Opening, changes
from gis_reports.reports.pace.rules import Curve, together
from gis_reports.reports.reach import Reach
from projects.enums import Stage


@dataclass(frozen=True, slots=True)
class OneStage:
    """How a stage stands: its days in the calendar, its state, and since when it is entered.

    `days_late` counts from the due date to the day it was entered, or to the day asked for while it is missing;
    negative before the due date, None where nothing is due or entered.
    """

    stage: Stage
    opening: Opening | None
    state: ListedState
    since: dt.date | None
    days_late: int | None


@dataclass(frozen=True, slots=True)
class StagesOfAuthority:
    """The eight stages, and the curve of how many of those open were missing, in days after `first`."""

    stages: tuple[OneStage, ...]
    curve: Curve
    first: dt.date | None
    missing: int


def stages_of(authority_id: int, *, as_of: dt.date, fiscal_year: int, calendar: Sequence[Opening]) -> StagesOfAuthority:
    """The stages of one authority at the end of `as_of`. Whether they may be seen is decided by the caller."""
    opened = {one.stage: one for one in calendar if one.fiscal_year == fiscal_year}
    reach = Reach(provinces=(), authorities=(authority_id,))
    rows = changes(as_of=as_of, fiscal_year=fiscal_year, stages=list(Stage), reach=reach)
    masks = next(
        (by_year[fiscal_year] for by_year in matrix(as_of=as_of, reach=reach, years=[fiscal_year]).values()), None
    )
    stages = tuple(
        _one(
            stage,
            opened.get(stage),
            masks.state_of(stage) if masks else ListedState.NOT_OPEN,
            [row for row in rows if row.stage == stage],
            as_of,
        )
        for stage in Stage
    )
    begun = [one.opens_on for one in opened.values() if one.opens_on <= as_of]
    if not begun:
        return StagesOfAuthority(stages, Curve(), None, 0)
    first = min(begun)
    moved = []
    for row in rows:
        later = (opened[Stage(row.stage)].opens_on - first).days
        moved.append(([day + later for day in row.days], row.missing))
    curve = Curve.adding_up(*together(moved))
    return StagesOfAuthority(stages, curve, first, curve.at((as_of - first).days))


def _one(
    stage: Stage, opening: Opening | None, state: ListedState, rows: Sequence[Changes], as_of: dt.date
) -> OneStage:
    if opening is None or state in (ListedState.NOT_OPEN, ListedState.NOT_APPLICABLE):
        return OneStage(stage, opening, state, None, None)
    if state in (ListedState.MISSING, ListedState.OVERDUE):
        return OneStage(stage, opening, state, None, (as_of - opening.due_on).days)
    entered = Curve.adding_up(*together((row.days, row.entered) for row in rows))
    since = opening.opens_on + dt.timedelta(days=entered.since())
    return OneStage(stage, opening, state, since, (since - opening.due_on).days)
