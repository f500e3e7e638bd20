"""The five states, as a rule and as the database has them: both must say the same."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.utils import timezone

from coordination.models import StageExemption, WorkCalendarEntry
from coordination.rules import state_of
from gis_reports.reports.completeness.authorities import matrix
from gis_reports.reports.completeness.rules import ListedState
from gis_reports.reports.reach import Reach
from projects.enums import Stage, StageState
from projects.models import StageLedger
from tests.factories import (
    AuthorityFactory,
    BudgetApprovalFactory,
    PlanFactory,
    ProjectFactory,
    StrategyFactory,
    VisionFactory,
)

OPENS, DUE = dt.date(2016, 9, 1), dt.date(2016, 10, 10)
BEFORE, OPEN, LATE = dt.date(2016, 8, 31), dt.date(2016, 10, 10), dt.date(2016, 10, 11)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"day": BEFORE}, (StageState.NOT_OPEN, False)),
        ({"day": BEFORE, "entered": True}, (StageState.NOT_OPEN, False)),
        ({"day": LATE, "opens_on": None, "due_on": None}, (StageState.NOT_OPEN, False)),
        ({"day": OPENS}, (StageState.MISSING, False)),
        ({"day": OPEN}, (StageState.MISSING, False)),
        ({"day": LATE}, (StageState.MISSING, True)),
        ({"day": LATE, "exempt": True}, (StageState.NOT_APPLICABLE, False)),
        ({"day": LATE, "entered": True}, (StageState.ENTERED, False)),
        ({"day": LATE, "entered": True, "exempt": True}, (StageState.ENTERED, False)),
        ({"day": LATE, "entered": True, "problem": True}, (StageState.PROBLEM, False)),
    ],
)
def test_the_five_states(words: dict[str, object], expected: tuple[StageState, bool]) -> None:
    asked = {"entered": False, "problem": False, "opens_on": OPENS, "due_on": DUE, "exempt": False} | words
    reading = state_of(**asked)  # type: ignore[arg-type]  # the words of the table above
    assert (reading.state, reading.overdue) == expected


@pytest.mark.django_db
def test_the_database_says_the_same_of_every_stage() -> None:
    authority = AuthorityFactory()
    today = timezone.localdate()  # the day in Thailand: seven hours of each day it is not the one in Greenwich
    soon, past, far = today + dt.timedelta(days=5), today - dt.timedelta(days=5), today - dt.timedelta(days=90)
    windows = {
        Stage.VISION: (far, past),
        Stage.STRATEGY: (far, soon),
        Stage.PLAN: (soon, soon),
        Stage.PLAN_APPROVED: (far, past),
        Stage.BUDGET_APPROVED: (far, past),
        Stage.CONTRACT_SIGNED: (far, today),
        Stage.DISBURSED: (far, past),
    }
    for stage, (opens, due) in windows.items():
        WorkCalendarEntry.objects.create(fiscal_year=2559, stage=stage, opens_on=opens, due_on=due)
    for stage in (Stage.VISION, Stage.DISBURSED):
        StageExemption.objects.create(authority=authority, fiscal_year=2559, stage=stage, since=far, reason="ไม่มีในปีนี้")
    plan = PlanFactory(authority=authority)
    VisionFactory(plan=plan)
    StrategyFactory(plan=plan)
    BudgetApprovalFactory(project=ProjectFactory(plan=plan))  # without plan approval: a problem
    kept = StageLedger.objects.get(authority=authority, fiscal_year=2559)
    for day in (today, today + dt.timedelta(days=1), today + dt.timedelta(days=30)):
        found = matrix(as_of=day, reach=Reach(provinces=(), authorities=(authority.pk,)), years=[2559])
        masks = next(iter(found.values()))[2559]
        for stage in Stage:
            opens, due = windows.get(stage, (None, None))
            reading = state_of(
                entered=bool(kept.entered & stage.bit),
                problem=bool(kept.problems & stage.bit),
                opens_on=opens,
                due_on=due,
                exempt=stage in {Stage.VISION, Stage.DISBURSED},
                day=day,
            )
            said = ListedState.OVERDUE if reading.overdue else ListedState(reading.state.value)
            assert masks.state_of(stage) is said, (day, stage)


def test_only_the_missing_can_be_overdue() -> None:
    for entered, problem, exempt, day in itertools.product(
        (True, False), (True, False), (True, False), (BEFORE, OPEN, LATE)
    ):
        reading = state_of(entered=entered, problem=problem, opens_on=OPENS, due_on=DUE, exempt=exempt, day=day)
        assert not reading.overdue or reading.state is StageState.MISSING
