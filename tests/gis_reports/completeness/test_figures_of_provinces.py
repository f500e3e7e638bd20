"""The quick figures of whole provinces equal those counted one authority at a time, now and on any past day."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from django.utils import timezone

from gis_reports.reports.completeness.authorities import named_authorities
from gis_reports.reports.completeness.report import Completeness, completeness
from gis_reports.reports.completeness.rules import WHOLE, ListedState
from gis_reports.reports.reach import Reach
from layers.models import AuthorityPeriod, LocalAuthority, Province
from projects.enums import LedgerState, Stage
from projects.models import Project
from projects.services.ledger import differences
from projects.services.provinces import fold_province_postings
from tests import factories as make
from tests.gis_reports.tiny import DAY, DUE, authority_in, entered, exempt, open_calendar

pytestmark = pytest.mark.django_db

BEGAN = dt.date(1999, 10, 1)
TURN = dt.date(2016, 9, 20)
DAYS = (dt.date(2016, 9, 5), TURN - dt.timedelta(days=1), TURN, DAY, DUE + dt.timedelta(days=1), dt.date(2017, 2, 1))


def one_by_one(day: dt.date) -> Completeness:
    """The same report, counted from each authority: what a reader of single authorities gets."""
    everywhere = tuple(Province.objects.values_list("code", flat=True))
    return completeness(as_of=day, reach=Reach(everywhere, (0,)))


def assert_alike(day: dt.date) -> None:
    quick, slow = completeness(as_of=day, reach=Reach()), one_by_one(day)
    assert [line.code for line in quick.lines] == [line.code for line in slow.lines]
    for line, other in zip((*quick.lines, quick.total), (*slow.lines, slow.total), strict=True):
        assert line == other, (day, line.code)


def change_registry(authority: LocalAuthority, last: dt.date | None, *, to: str | None, since: dt.date) -> None:
    """The authority's period ends, and another in a province begins, if any."""
    AuthorityPeriod.objects.filter(authority=authority).update(during=(BEGAN, last))
    if to is not None:
        AuthorityPeriod.objects.create(
            authority=authority, during=(since, None), kind=authority.kind, name_th="ใหม่", province_id=to
        )


def test_whatever_happens_to_authorities_the_figures_are_those_of_the_lists() -> None:
    """Dissolved, moved at once, moved in the future, with a gap, never registered, exempted: dice, always the same."""
    open_calendar()
    dice = random.Random(2560)
    today = timezone.localdate()
    fates = ("stays", "dissolved", "moved", "moves later", "gap", "unknown to the registry", "stays")
    for fate, province in zip(fates, itertools.cycle(("19", "14", "50"))):
        authority = authority_in(province)
        for year, stage in itertools.product((2559, 2560), Stage):
            throw = dice.randrange(6)
            since = f"2016-09-{dice.randrange(1, 28):02d} 08:00"
            if throw in (1, 2):
                entered(authority, stage, since, year=year)
            if throw == 2:
                entered(
                    authority, stage, f"2016-09-28 {dice.randrange(10, 23)}:00", year=year, state=LedgerState.PROBLEM
                )
            if throw == 3:
                entered(authority, stage, since, "2016-10-05 08:00", year=year)
            if throw == 4:
                exempt(authority, stage, since=dt.date(2016, 9, dice.randrange(1, 28)), year=year)
        if fate == "dissolved":
            change_registry(authority, TURN, to=None, since=TURN)
        elif fate == "moved":
            change_registry(authority, TURN, to="50", since=TURN)
        elif fate == "moves later":
            later = today + dt.timedelta(days=30)
            change_registry(authority, later, to="50", since=later)
        elif fate == "gap":
            change_registry(authority, TURN, to="14", since=TURN + dt.timedelta(days=20))
        elif fate == "unknown to the registry":
            AuthorityPeriod.objects.filter(authority=authority).delete()
    for _again in range(2):
        for day in (*DAYS, today, today + dt.timedelta(days=31)):
            assert_alike(day)
        fold_province_postings()
    # the stages were entered past every record, so only the ledger itself knows of them
    assert {difference.what for difference in differences(1000)} == {"ledger"}


def test_real_writes_reach_the_figures_of_today_and_of_the_day_they_were_made() -> None:
    open_calendar()
    today = timezone.localdate()
    paid = make.DisbursementFactory()
    vision = make.VisionFactory(plan=paid.project.plan)
    assert_alike(today)
    change_registry(paid.authority, today, to="50", since=today)
    make.PlanApprovalFactory(project=paid.project)
    vision.delete()
    assert_alike(today)
    fold_province_postings()
    assert_alike(today)
    Project.objects.filter(pk=paid.project.pk).update(set_aside_at=timezone.now())
    assert_alike(today)
    for state in ListedState:
        listing = named_authorities(as_of=today, reach=Reach(), stage=Stage.DISBURSED, fiscal_year=2559, state=state)
        line = completeness(as_of=today, reach=Reach(), fiscal_year=2559).line(WHOLE)
        assert line is not None
        assert line.cells[Stage.DISBURSED, 2559].of(state) == listing.count
    fold_province_postings()
    assert differences() == []
