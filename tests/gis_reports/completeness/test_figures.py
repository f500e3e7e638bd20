"""Every figure of the report: right, a sum where it is a sum, and equal to the list behind it, for whoever asks."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from coordination.models import WorkCalendarEntry
from gis_reports.reports.completeness.authorities import named_authorities
from gis_reports.reports.completeness.report import completeness
from gis_reports.reports.completeness.rules import WHOLE, Counts, ListedState, Order
from gis_reports.reports.reach import Reach
from layers.enums import AuthorityKind
from projects.enums import LedgerState, Stage
from tests import factories as make
from tests.gis_reports.tiny import DAY, DUE, authority_in, entered, exempt, open_calendar

pytestmark = pytest.mark.django_db

DAYS = (DAY, DUE + dt.timedelta(days=1))


@pytest.fixture
def country() -> None:
    """Three provinces with two, two and one authorities in every mixture of states; dice, but always the same."""
    open_calendar()
    dice = random.Random(2559)
    kinds = itertools.cycle(AuthorityKind)
    for code in ("19", "19", "14", "14", "50"):
        authority = authority_in(code, kind=next(kinds))
        for year, stage in itertools.product((2557, 2558, 2559, 2560), Stage):
            fate = dice.randrange(6)
            if fate in (1, 2):
                entered(authority, stage, "2016-09-01 08:00", year=year)
            if fate == 2:
                entered(authority, stage, "2016-09-10 08:00", year=year, state=LedgerState.PROBLEM)
            if fate == 3:
                entered(authority, stage, "2016-10-05 08:00", year=year)
            if fate == 4:
                entered(authority, stage, "2016-09-01 08:00", "2016-10-05 08:00", year=year)
            if fate == 5:
                exempt(authority, stage, year=year)


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("day", DAYS)
def test_every_figure_equals_the_list_behind_it(day: dt.date) -> None:
    report = completeness(as_of=day, reach=Reach())
    for code in ("19", "14", "50", WHOLE):
        line = report.line(code)
        assert line is not None
        for column, state in itertools.product(report.columns, ListedState):
            listing = named_authorities(
                as_of=day,
                reach=Reach(),
                stage=column.stage,
                fiscal_year=column.fiscal_year,
                province=None if code == WHOLE else code,
                state=state,
            )
            figure = line.cells[column.key].of(state)
            assert len(listing.authorities) == listing.count == listing.states[state] == figure
            for named in listing.authorities:
                shown = named.masks.state_of(column.stage)
                assert shown is state or (shown is ListedState.OVERDUE and state is ListedState.MISSING)
                assert code in (WHOLE, named.province_code)


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("day", DAYS)
def test_the_total_is_the_sum_and_the_five_states_add_up(day: dt.date) -> None:
    report = completeness(as_of=day, reach=Reach())
    assert report.total.authorities == 5
    for column in report.columns:
        summed = sum((line.cells[column.key] for line in report.lines), Counts())
        assert report.total.cells[column.key] == summed
        for line in (*report.lines, report.total):
            cell = line.cells[column.key]
            assert cell.not_open + cell.not_applicable + cell.missing + cell.problem + cell.entered == line.authorities
            assert cell.overdue <= cell.missing


def test_every_province_has_a_line_but_bangkok() -> None:
    report = completeness(as_of=DAY, reach=Reach())
    assert len(report.lines) == 76
    assert report.line("10") is None
    assert {line.authorities for line in report.lines} == {0}


def test_lines_come_in_the_order_of_the_annex_or_of_a_dictionary() -> None:
    report = completeness(as_of=DAY, reach=Reach())
    names = [line.name_th for line in report.lines]
    assert names[0] == "กระบี่"
    assert names[-2:] == ["แพร่", "แม่ฮ่องสอน"]
    by_dictionary = report.ordered(Order.ALPHABET, column=None, state=ListedState.MISSING, in_english=False)
    thai = [line.name_th for line in by_dictionary.lines]
    assert thai.index("แพร่") < thai.index("มหาสารคาม") < thai.index("ระนอง")
    english = report.ordered(Order.ALPHABET, column=None, state=ListedState.MISSING, in_english=True).lines
    assert [line.name_en for line in english] == sorted(line.name_en for line in english)


@pytest.mark.usefixtures("country")
def test_the_order_of_most_puts_the_largest_figure_first() -> None:
    report = completeness(as_of=DAY, reach=Reach())
    column = report.column(Stage.BUDGET_APPROVED, 2560)
    figures = [
        line.cells[column.key].missing
        for line in report.ordered(Order.MOST, column=column, state=ListedState.MISSING, in_english=False).lines
    ]
    assert figures == sorted(figures, reverse=True)
    assert figures[0] > 0


def test_the_columns_are_the_newest_open_year_and_three_before_it_unless_another_is_asked_for() -> None:
    open_calendar()
    assert completeness(as_of=DAY, reach=Reach()).years == (2560, 2559, 2558, 2557)
    assert completeness(as_of=DAY, reach=Reach(), fiscal_year=2557).years == (2560, 2559, 2558, 2557)
    assert completeness(as_of=DAY, reach=Reach(), fiscal_year=2555).years == (2555, 2554, 2553, 2552)
    assert completeness(as_of=dt.date(2016, 5, 31), reach=Reach()).years == (2559, 2558, 2557, 2556)
    assert completeness(as_of=dt.date(2010, 5, 31), reach=Reach()).years == (2553, 2552, 2551, 2550)


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("asked", [None, 2540, 2556, 2557, 2558, 2560, 2561, 2575])
def test_the_figures_are_of_the_very_years_that_the_columns_show(asked: int | None) -> None:
    for day in (dt.date(1990, 1, 1), dt.date(2016, 5, 31), DAY, timezone.localdate()):
        report = completeness(as_of=day, reach=Reach(), fiscal_year=asked)
        shown = {column.key for column in report.columns}
        assert all(set(line.cells) == shown for line in report.lines)


def test_without_a_calendar_the_year_of_the_day_is_shown_and_nothing_is_open() -> None:
    WorkCalendarEntry.objects.all().delete()
    report = completeness(as_of=DAY, reach=Reach())
    assert report.years == (2559, 2558, 2557, 2556)
    assert not any(column.is_open for column in report.columns)


@pytest.mark.usefixtures("country")
def test_a_province_sees_its_own_line_and_a_neighbour_nothing() -> None:
    saraburi = make.make_user(Role.PROVINCIAL_ANALYST, authority=authority_in("19"))
    report = completeness(as_of=DAY, reach=Reach.of(saraburi.scope))
    assert [line.code for line in report.lines] == ["19"]
    assert report.total.authorities == report.lines[0].authorities == 3
    neighbour = named_authorities(
        as_of=DAY, reach=Reach.of(saraburi.scope), stage=Stage.VISION, fiscal_year=2559, province="14"
    )
    assert neighbour.authorities == ()
    assert set(neighbour.states.values()) == {0}


@pytest.mark.usefixtures("country")
def test_staff_see_their_own_authority_only_and_nobody_sees_nothing() -> None:
    own = authority_in("19")
    planner = make.make_user(Role.PLANNER, authority=own)
    reach = Reach.of(planner.scope)
    assert completeness(as_of=DAY, reach=reach).total.authorities == 1
    listing = named_authorities(as_of=DAY, reach=reach, stage=Stage.VISION, fiscal_year=2559)
    assert [named.authority_id for named in listing.authorities] == [own.pk]
    nobody = Reach.of(make.make_user().scope)
    assert nobody.is_empty
    assert completeness(as_of=DAY, reach=nobody).lines == ()
    assert named_authorities(as_of=DAY, reach=nobody, stage=Stage.VISION, fiscal_year=2559).count == 0


@pytest.mark.usefixtures("country")
def test_a_list_is_paged_and_counts_kinds_over_all_pages() -> None:
    def page(number: int, kind: AuthorityKind | None = None) -> list[str]:
        listing = named_authorities(
            as_of=DAY,
            reach=Reach(),
            stage=Stage.CONTRACT_SIGNED,
            fiscal_year=2560,
            state=ListedState.NOT_OPEN,
            kind=kind,
            page=number,
            page_size=2,
        )
        assert sum(listing.kinds.values()) == 5
        assert listing.pages == (1 if kind else 3)
        return [named.kind.value for named in listing.authorities]

    assert page(1) + page(2) + page(3) == ["PAO", "CITY", "TOWN", "SUBDISTRICT", "SAO"]
    assert page(4) == []
    assert page(1, AuthorityKind.TOWN) == ["TOWN"]


@pytest.mark.usefixtures("country")
def test_a_report_takes_one_query_and_so_does_a_list() -> None:
    with CaptureQueriesContext(connection) as counted:
        completeness(as_of=DAY, reach=Reach())
    assert len(counted) == 1
    with CaptureQueriesContext(connection) as counted:
        named_authorities(as_of=DAY, reach=Reach(), stage=Stage.VISION, fiscal_year=2559)
    assert len(counted) == 1
