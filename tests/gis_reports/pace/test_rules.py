"""How a burn-down is read: curves, rates, and forecasts that never promise a day that has passed."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from gis_reports.reports.pace.chart import round_scale, stairs
from gis_reports.reports.pace.rules import (
    HORIZON,
    LEAST_DAYS,
    Curve,
    Outlook,
    days_marked,
    forecast,
    ideal_at,
    order_key,
    rates,
    together,
)

OPENS = dt.date(2016, 6, 1)


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    """A place of some authorities that enters, sets aside and enters again, never fewer than none missing."""
    start = draw(st.integers(1, 400))
    days, values = [0], [start]
    for step in draw(st.lists(st.tuples(st.integers(1, 40), st.integers(-60, 20)), max_size=30)):
        days.append(days[-1] + step[0])
        values.append(max(0, values[-1] + step[1]))
    return Curve(tuple(days), tuple(values))


@given(curves(), st.integers(0, 900))
def test_a_forecast_lies_ahead_and_inside_its_range(curve: Curve, after: int) -> None:
    as_of = OPENS + dt.timedelta(days=after)
    found = forecast(curve, authorities=500, opens_on=OPENS, as_of=as_of)
    if found.outlook is Outlook.EXPECTED:
        assert found.expected is not None
        assert found.earliest is not None
        assert as_of < found.earliest <= found.expected <= as_of + dt.timedelta(days=HORIZON + 1)
        assert found.latest is None or found.expected <= found.latest
        assert found.rate > 0
    else:
        assert found.earliest is None
        assert found.latest is None


@given(curves(), st.integers(0, 900))
def test_complete_is_said_when_nobody_is_missing_and_since_when_is_the_first_such_day(curve: Curve, after: int) -> None:
    found = forecast(
        Curve.adding_up(*cut(curve, after)), authorities=500, opens_on=OPENS, as_of=OPENS + dt.timedelta(days=after)
    )
    assert (found.outlook is Outlook.COMPLETE) == (curve.at(after) == 0)
    if found.outlook is Outlook.COMPLETE:
        assert found.expected is not None
        since = (found.expected - OPENS).days
        assert all(curve.at(day) == 0 for day in range(since, after + 1))
        assert since == 0 or curve.at(since - 1) > 0


def cut(curve: Curve, after: int) -> tuple[list[int], list[int]]:
    """The changes of a curve up to a day, as the database gives them."""
    days = [day for day in curve.days if day <= after]
    values = [0, *(curve.at(day) for day in days)]
    return days, [later - earlier for earlier, later in itertools.pairwise(values)]


@given(st.integers(1, 400), st.integers(LEAST_DAYS, 500))
def test_where_nothing_moves_the_end_is_not_in_sight(left: int, after: int) -> None:
    found = forecast(Curve((0,), (left,)), authorities=left, opens_on=OPENS, as_of=OPENS + dt.timedelta(days=after))
    assert found.outlook is Outlook.NOT_IN_SIGHT


@given(curves(), st.integers(60, 900), st.integers(1, 500))
def test_the_same_progress_with_more_left_ends_no_earlier(curve: Curve, after: int, more: int) -> None:
    fuller = Curve(curve.days, tuple(value + more for value in curve.values))
    as_of = OPENS + dt.timedelta(days=after)
    short, long = (forecast(one, authorities=1_000, opens_on=OPENS, as_of=as_of) for one in (curve, fuller))
    if short.expected and short.outlook is Outlook.EXPECTED and long.expected:
        assert long.expected >= short.expected


def test_an_even_pace_is_carried_on_to_its_end() -> None:
    steady = Curve(tuple(range(80)), tuple(100 - day for day in range(80)))
    as_of = OPENS + dt.timedelta(days=79)
    found = forecast(steady, authorities=100, opens_on=OPENS, as_of=as_of)
    assert found.expected == found.earliest == found.latest == OPENS + dt.timedelta(days=100)
    assert found.days_late(OPENS + dt.timedelta(days=90)) == 10


def test_one_busy_fortnight_does_not_decide() -> None:
    # 56 quiet days at one every eighth day, then one every day for a fortnight
    values = [100 - day // 8 for day in range(57)] + [93 - day for day in range(1, 15)]
    curve = Curve(tuple(range(len(values))), tuple(values))
    fortnight, month, two_months = rates(curve, len(values) - 1)
    assert fortnight == 1
    assert fortnight > month > two_months > 0
    found = forecast(curve, authorities=100, opens_on=OPENS, as_of=OPENS + dt.timedelta(days=len(values) - 1))
    assert found.rate == month
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest < found.expected < found.latest  # type: ignore[operator]  # expected is known here


def test_in_the_first_week_it_is_too_early_to_say() -> None:
    curve = Curve((0, 1, 2), (10, 9, 8))
    found = forecast(curve, authorities=10, opens_on=OPENS, as_of=OPENS + dt.timedelta(days=3))
    assert found.outlook is Outlook.TOO_EARLY


def test_places_stand_in_the_order_in_which_they_are_complete() -> None:
    as_of = OPENS + dt.timedelta(days=100)
    done = Curve((0, 50), (3, 0))
    earlier = Curve((0, 40), (3, 0))
    moving = Curve(tuple(range(100)), tuple(200 - day for day in range(100)))
    still = Curve((0,), (3,))
    keys = [
        order_key(forecast(curve, authorities=9, opens_on=OPENS, as_of=as_of))
        for curve in (earlier, done, moving, still)
    ]
    assert keys == sorted(keys)


@given(st.integers(0, 5_000), st.integers(1, 1_000), st.integers(-30, 2_000))
def test_the_even_line_falls_from_all_to_none(start: int, length: int, day: int) -> None:
    due = OPENS + dt.timedelta(days=length)
    here, next_day = (
        ideal_at(OPENS + dt.timedelta(days=one), start=start, opens_on=OPENS, due_on=due) for one in (day, day + 1)
    )
    assert 0 <= next_day <= here <= start
    assert ideal_at(due, start=start, opens_on=OPENS, due_on=due) == 0


@given(st.lists(curves(), max_size=4), st.integers(0, 900))
def test_the_curve_of_the_whole_is_the_sum_of_its_parts(parts: list[Curve], day: int) -> None:
    whole = Curve.adding_up(*together(cut(curve, 2_000) for curve in parts))
    assert whole.at(day) == sum(curve.at(day) for curve in parts)


@given(st.integers(1, 10_000_000))
def test_a_scale_holds_its_figures_in_a_few_round_levels(most: int) -> None:
    step, end = round_scale(most)
    assert most <= end < most + step
    assert end % step == 0
    assert end // step <= 5


@given(curves(), st.integers(0, 300))
def test_the_drawn_line_stays_in_the_drawing(curve: Curve, last: int) -> None:
    most = max(curve.values)
    path = stairs(curve, last, most)
    assert path.endswith(f"H{last}")
    assert "-" not in path


@given(st.integers(0, 6_000))
def test_days_are_marked_between_the_ends_and_not_too_many(length: int) -> None:
    last = OPENS + dt.timedelta(days=length)
    marked = days_marked(OPENS, last)
    assert marked == sorted(marked)
    assert all(OPENS < day < last for day in marked)
    assert len(marked) <= 40
