"""The burn-down's value of a day is the completeness report's figure as of that day, for every day and province."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from coordination.models import WorkCalendarEntry
from gis_reports.reports.completeness.report import completeness
from gis_reports.reports.pace.report import Opening, Pace, asked_next, openings, pace
from gis_reports.reports.pace.rules import Outlook, PaceOrder
from gis_reports.reports.pace.stages import stages_of
from gis_reports.reports.reach import Reach
from layers.models import AuthorityPeriod, LocalAuthority, Province
from projects.enums import Stage
from projects.models import StageInterval
from tests.gis_reports.tiny import DAY, authority_in, entered, exempt, moment, open_calendar

pytestmark = pytest.mark.django_db

FIRST = dt.date(2016, 8, 20)
LAST = dt.date(2016, 10, 20)
PROVINCES = ("19", "55", "14")
MOMENTS = ("00:00", "00:00:00.000001", "11:30", "23:59:59.999999")


def burn_down(day: dt.date, *, stage: Stage = Stage.PLAN, reach: Reach | None = None, year: int = 2559) -> Pace:
    return pace(as_of=day, stage=stage, fiscal_year=year, reach=reach or Reach(), calendar=openings())


def random_country(seed: int) -> None:
    """Authorities that begin, end and move between provinces, enter and leave, on days and moments drawn by chance."""
    draw = random.Random(seed)  # the same country for the same seed
    WorkCalendarEntry.objects.create(
        fiscal_year=2559, stage=Stage.PLAN, opens_on=dt.date(2016, 9, 1), due_on=dt.date(2016, 10, 10)
    )

    def day() -> dt.date:
        return FIRST + dt.timedelta(days=draw.randrange(60))

    for _number in range(12):
        authority = authority_in(draw.choice(PROVINCES))
        if draw.random() < 0.4:
            change_registry(authority, day(), draw)
        at = [f"{day()} {draw.choice(MOMENTS)}" for _ in range(2 * draw.randrange(3) + draw.randrange(2))]
        at = sorted(set(at), key=moment)
        for since, until in zip(at[::2], [*at[1::2], None], strict=False):
            entered(authority, Stage.PLAN, since, until)
        if draw.random() < 0.3:
            exempt(authority, Stage.PLAN, since=day())


def change_registry(authority: LocalAuthority, day: dt.date, draw: random.Random) -> None:
    """The authority ends on a day, begins on it, or belongs to another province from it."""
    period = authority.periods.get()
    how = draw.choice(("ends", "begins", "moves"))
    if how == "begins":
        period.during = (day, None)
    else:
        period.during = (dt.date(1999, 10, 1), day)
    period.save()
    if how == "moves":
        AuthorityPeriod.objects.create(
            authority=authority,
            during=(day, None),
            kind=period.kind,
            code=period.code,
            name_th=period.name_th,
            name_en=period.name_en,
            province=Province.objects.get(code=draw.choice(PROVINCES)),
        )


@pytest.mark.parametrize("seed", range(6))
def test_every_day_of_the_curve_is_the_completeness_of_that_day(seed: int) -> None:
    random_country(seed)
    report = burn_down(LAST)
    assert report.opening is not None
    curves = {place.code: place.curve for place in (*report.places, report.total)}
    for number in range((LAST - report.opening.opens_on).days + 1):
        day = report.opening.opens_on + dt.timedelta(days=number)
        then = completeness(as_of=day, reach=Reach(), fiscal_year=2559)
        for line in (*then.lines, then.total):
            missing = line.cells[Stage.PLAN, 2559].missing
            assert (curves[line.code].at(number) if line.code in curves else 0) == missing, (day, line.code)


@pytest.mark.parametrize("seed", range(3))
def test_what_was_known_on_a_day_does_not_depend_on_what_came_later(seed: int) -> None:
    random_country(seed)
    late = burn_down(LAST)
    day = dt.date(2016, 9, 15)
    early = burn_down(day)
    after = (day - dt.date(2016, 9, 1)).days
    places = {place.code: place for place in late.places}
    for place in early.places:
        for number in range(after + 1):
            assert place.curve.at(number) == places[place.code].curve.at(number)
        assert place.authorities == completeness(as_of=day, reach=Reach()).line(place.code).authorities  # type: ignore[union-attr]  # it has such a line


def test_a_neighbour_sees_the_curve_of_its_own_provinces() -> None:
    random_country(7)
    whole = burn_down(LAST)
    own = burn_down(LAST, reach=Reach(provinces=("19",), authorities=()))
    assert [place.code for place in own.places] == ["19"]
    assert own.places[0] == whole.place("19")
    assert own.total.curve.values == own.places[0].curve.values


def test_entering_and_leaving_on_one_day_leaves_the_evening_s_state() -> None:
    open_calendar()
    authority = authority_in("19")
    entered(authority, Stage.PLAN, "2016-09-05 09:00", "2016-09-05 10:00")
    entered(authority, Stage.PLAN, "2016-09-06 09:00", "2016-09-07 00:00")
    (place,) = burn_down(DAY).places
    opens_on = dt.date(2015, 6, 1)
    left = [place.curve.at((dt.date(2016, 9, day) - opens_on).days) for day in (4, 5, 6, 7)]
    assert left == [1, 1, 0, 1]


def test_a_place_where_nobody_is_missing_says_since_when() -> None:
    open_calendar()
    for code, day in (("19", "2016-09-01"), ("19", "2016-09-05"), ("55", "2016-09-02")):
        entered(authority_in(code), Stage.PLAN, f"{day} 09:00")
    authority_in("14")
    report = burn_down(DAY).ordered(PaceOrder.SOONEST, in_english=False)
    assert [place.code for place in report.places] == ["55", "19", "14"]
    assert [place.foreseen.outlook for place in report.places] == [
        Outlook.COMPLETE,
        Outlook.COMPLETE,
        Outlook.NOT_IN_SIGHT,
    ]
    assert report.places[1].foreseen.expected == dt.date(2016, 9, 5)


def test_nothing_is_missing_before_the_stage_opens() -> None:
    open_calendar()
    authority_in("19")
    report = burn_down(DAY, stage=Stage.COMPLETED, year=2560)
    assert not report.is_open
    assert (report.places, report.total.missing) == ((), 0)


def test_the_calendar_asks_next_for_what_is_due_next() -> None:
    def line(year: int, stage: Stage, opens: int, due: int) -> Opening:
        return Opening(year, stage, dt.date(2016, opens, 1), dt.date(2016, due, 1))

    calendar = [line(2559, Stage.VISION, 1, 3), line(2559, Stage.PLAN, 2, 6), line(2560, Stage.PLAN, 2, 6)]
    assert asked_next(calendar, dt.date(2016, 2, 15)) == calendar[0]
    assert asked_next(calendar, dt.date(2016, 4, 15)) == calendar[2]
    assert asked_next(calendar, dt.date(2016, 9, 15)) == calendar[2]
    assert asked_next(calendar, dt.date(2015, 9, 15)) is None


def test_one_authority_s_stages_against_the_calendar() -> None:
    open_calendar()
    authority = authority_in("19")
    entered(authority, Stage.VISION, "2016-09-01 08:00")
    entered(authority, Stage.PLAN, "2016-10-12 08:00")
    day = dt.date(2016, 10, 20)
    found = stages_of(authority.pk, as_of=day, fiscal_year=2559, calendar=openings())
    states = {one.stage: (one.state.value, one.since, one.days_late) for one in found.stages}
    assert states[Stage.VISION] == ("entered", dt.date(2016, 9, 1), -39)
    assert states[Stage.PLAN] == ("entered", dt.date(2016, 10, 12), 2)
    assert states[Stage.STRATEGY] == ("overdue", None, 10)
    assert found.missing == 6
    assert found.first is not None
    assert found.curve.at((dt.date(2016, 8, 31) - found.first).days) == 8
    assert StageInterval.objects.count() == 2
