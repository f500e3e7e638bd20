"""The five states of a stage, at the end of a day in Bangkok, by the registry of that day."""

from __future__ import annotations

import datetime as dt

import pytest

from gis_reports.reports.completeness.authorities import matrix
from gis_reports.reports.completeness.report import completeness
from gis_reports.reports.completeness.rules import ListedState, Masks
from gis_reports.reports.reach import Reach
from layers.enums import AuthorityKind
from layers.models import AuthorityPeriod, LocalAuthority
from projects.enums import LedgerState, Stage
from projects.services.bulk import bulk_loading
from tests import factories as make
from tests.gis_reports.tiny import DAY, DUE, entered, exempt, moment, open_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar() -> None:
    open_calendar()


def masks(authority: LocalAuthority, day: dt.date = DAY, year: int = 2559) -> Masks:
    (by_year,) = matrix(as_of=day, reach=Reach((), (authority.pk,)), years=[year]).values()
    return by_year[year]


def state(authority: LocalAuthority, stage: Stage, day: dt.date = DAY, year: int = 2559) -> ListedState:
    return masks(authority, day, year).state_of(stage)


def test_what_nobody_has_entered_is_missing_and_after_its_due_date_overdue() -> None:
    authority = make.AuthorityFactory()
    assert state(authority, Stage.VISION) is ListedState.MISSING
    assert state(authority, Stage.VISION, DUE) is ListedState.MISSING
    assert state(authority, Stage.VISION, DUE + dt.timedelta(days=1)) is ListedState.OVERDUE


def test_a_stage_that_the_calendar_has_not_opened_is_not_open_even_when_it_was_entered() -> None:
    authority = make.AuthorityFactory()
    entered(authority, Stage.CONTRACT_SIGNED, "2016-09-01 08:00", year=2560)
    assert state(authority, Stage.CONTRACT_SIGNED, year=2560) is ListedState.NOT_OPEN
    assert state(authority, Stage.CONTRACT_SIGNED, dt.date(2016, 10, 31), 2560) is ListedState.NOT_OPEN
    assert state(authority, Stage.CONTRACT_SIGNED, dt.date(2016, 11, 1), 2560) is ListedState.ENTERED


def test_a_year_without_a_calendar_is_not_open() -> None:
    authority = make.AuthorityFactory()
    assert {state(authority, stage, year=2570) for stage in Stage} == {ListedState.NOT_OPEN}


def test_an_entered_stage_is_entered_and_one_that_fails_a_check_has_problems() -> None:
    authority = make.AuthorityFactory()
    entered(authority, Stage.DISBURSED, "2016-09-01 08:00")
    assert state(authority, Stage.DISBURSED) is ListedState.ENTERED
    entered(authority, Stage.DISBURSED, "2016-09-20 08:00", state=LedgerState.PROBLEM)
    assert state(authority, Stage.DISBURSED) is ListedState.PROBLEM
    assert state(authority, Stage.DISBURSED, dt.date(2016, 9, 19)) is ListedState.ENTERED


def test_an_exemption_counts_from_its_day_and_hides_nothing_that_was_entered() -> None:
    authority = make.AuthorityFactory()
    exempt(authority, Stage.DISBURSED, since=DAY)
    assert state(authority, Stage.DISBURSED, DAY - dt.timedelta(days=1)) is ListedState.MISSING
    assert state(authority, Stage.DISBURSED, DAY) is ListedState.NOT_APPLICABLE
    entered(authority, Stage.DISBURSED, "2016-09-29 08:00")
    assert state(authority, Stage.DISBURSED, DAY) is ListedState.ENTERED


def test_a_day_ends_at_midnight_in_bangkok() -> None:
    authority = make.AuthorityFactory()
    entered(authority, Stage.VISION, "2016-09-29 23:59:59.999999")
    entered(authority, Stage.STRATEGY, "2016-09-30 00:00")
    entered(authority, Stage.PLAN, "2016-09-01 00:00", "2016-09-29 23:59:59.999999")
    entered(authority, Stage.PLAN_APPROVED, "2016-09-01 00:00", "2016-09-30 00:00")
    assert state(authority, Stage.VISION, DAY) is ListedState.ENTERED
    assert state(authority, Stage.STRATEGY, DAY) is ListedState.MISSING
    assert state(authority, Stage.STRATEGY, DAY + dt.timedelta(days=1)) is ListedState.ENTERED
    assert state(authority, Stage.PLAN, DAY) is ListedState.MISSING
    assert state(authority, Stage.PLAN_APPROVED, DAY) is ListedState.ENTERED
    assert state(authority, Stage.PLAN_APPROVED, DAY + dt.timedelta(days=1)) is ListedState.MISSING


def test_ordinary_records_reach_the_report_through_the_ledger() -> None:
    with bulk_loading():
        vision = make.VisionFactory(recorded_at=moment("2016-09-29 23:59"))
        make.StrategyFactory(plan=vision.plan, recorded_at=moment("2016-09-30 00:00"))
    assert state(vision.authority, Stage.VISION) is ListedState.ENTERED
    assert state(vision.authority, Stage.STRATEGY) is ListedState.MISSING
    assert state(vision.authority, Stage.STRATEGY, DAY + dt.timedelta(days=1)) is ListedState.ENTERED


def test_the_five_states_share_out_the_eight_stages() -> None:
    authority = make.AuthorityFactory()
    entered(authority, Stage.VISION, "2016-09-01 08:00")
    entered(authority, Stage.PLAN, "2016-09-01 08:00")
    entered(authority, Stage.PLAN, "2016-09-01 08:00", state=LedgerState.PROBLEM)
    exempt(authority, Stage.STRATEGY, year=2559)
    found = masks(authority)
    five = (found.not_open, found.not_applicable, found.missing, found.problem, found.entered)
    assert sum(five) == 255
    assert found.overdue & ~found.missing == 0


def test_a_past_day_uses_the_registry_of_that_day() -> None:
    """Two SAOs merge on 1 January 2560 into a municipality, and one of them lay in another province until then."""
    moved = make.AuthorityFactory(kind=AuthorityKind.SAO, period=dt.date(1999, 10, 1))
    AuthorityPeriod.objects.filter(authority=moved).update(during=(dt.date(1999, 10, 1), dt.date(2017, 1, 1)))
    AuthorityPeriod.objects.create(
        authority=moved,
        during=(dt.date(2017, 1, 1), None),
        kind=AuthorityKind.SUBDISTRICT,
        name_th="ชื่อใหม่",
        province_id="14",
    )
    merged = make.AuthorityFactory(kind=AuthorityKind.SAO)
    AuthorityPeriod.objects.filter(authority=merged).update(during=(dt.date(1999, 10, 1), dt.date(2017, 1, 1)))
    before = completeness(as_of=dt.date(2016, 12, 31), reach=Reach())
    after = completeness(as_of=dt.date(2017, 1, 1), reach=Reach())
    assert [(line.code, line.authorities) for line in before.lines if line.authorities] == [("19", 2)]
    assert [(line.code, line.authorities) for line in after.lines if line.authorities] == [("14", 1)]
    (named,) = matrix(as_of=dt.date(2017, 1, 1), reach=Reach(), years=[2559])
    assert (named.kind, named.short_name(in_english=False)) == (AuthorityKind.SUBDISTRICT, "ทต.ชื่อใหม่")
