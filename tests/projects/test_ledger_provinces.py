"""The ledger by province: exact before, during and after folding, for authorities that move, and on past days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from gis_reports.reports.figures import ProvinceFigures, province_figures
from gis_reports.reports.reach import Reach
from layers.models import AuthorityPeriod, LocalAuthority
from projects.enums import Stage
from projects.models import ProvinceLedger, ProvincePosting, StageLedger
from projects.services.provinces import fold_province_postings
from tests import factories as make

pytestmark = pytest.mark.django_db


def figures(province: str = "19", year: int = 2559, as_of: dt.date | None = None) -> ProvinceFigures:
    (found,) = province_figures([year], Reach((province,), ()), as_of)
    return found


def corrections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from projects_province_corrections")
        return int(cursor.fetchone()[0])


def move(authority: LocalAuthority, province: str) -> None:
    """The authority changes province through its registry, as a boundary change does."""
    AuthorityPeriod.objects.filter(authority=authority).update(during=(dt.date(1999, 10, 1), dt.date(2017, 1, 1)))
    AuthorityPeriod.objects.create(
        authority=authority,
        during=(dt.date(2017, 1, 1), None),
        kind=authority.kind,
        name_th=authority.name_th,
        province_id=province,
    )


def test_a_write_is_in_the_figures_of_its_province_at_once_and_after_folding() -> None:
    project = make.ProjectFactory()
    make.DisbursementFactory(project=project)
    for _again in range(2):
        found = figures()
        assert (found.authorities, found.sums.projects, found.sums.with_problems) == (1, 1, 1)
        assert found.sums.paid == Decimal("450000.00")
        assert (found.entered, found.problem) == ((0, 0, 1, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 1, 0))
        assert found.entered_at(Stage.DISBURSED) == 1
        fold_province_postings()
    assert not ProvincePosting.objects.exists()
    assert ProvinceLedger.objects.get(province="19", fiscal_year=2559).projects == 1
    assert fold_province_postings() == 0


def test_a_write_that_changes_no_figure_posts_nothing() -> None:
    position = make.PositionFactory()
    call_command("fold_province_postings")
    make.PositionFactory(project=position.project, kind="CONTRACT")
    assert not ProvincePosting.objects.exists()


def test_what_is_taken_back_leaves_the_figures_and_stays_in_those_of_its_day() -> None:
    project = make.ProjectFactory()
    ProvincePosting.objects.update(at=dt.datetime(2016, 9, 29, 16, 59, tzinfo=dt.UTC))
    fold_province_postings()
    project.delete()
    fold_province_postings()
    assert figures().sums.projects == 0
    assert figures(as_of=dt.date(2016, 9, 29)).sums.projects == 1
    assert figures(as_of=dt.date(2016, 9, 28)).sums.projects == 0


def test_a_difference_that_arrives_late_counts_on_every_day_since() -> None:
    first = make.ProjectFactory()
    ProvincePosting.objects.update(at=dt.datetime(2016, 9, 30, 5, tzinfo=dt.UTC))
    fold_province_postings()
    make.ProjectFactory(plan=first.plan)
    ProvincePosting.objects.update(at=dt.datetime(2016, 9, 29, 5, tzinfo=dt.UTC))
    days = [figures(as_of=dt.date(2016, 9, day)).sums.projects for day in (28, 29, 30)]
    fold_province_postings()
    assert days == [figures(as_of=dt.date(2016, 9, day)).sums.projects for day in (28, 29, 30)]


@pytest.mark.parametrize("folded_before", [True, False])
@pytest.mark.parametrize("folded_between", [True, False])
def test_an_authority_takes_its_figures_to_another_province(folded_before: bool, folded_between: bool) -> None:
    project = make.ProjectFactory()
    if folded_before:
        fold_province_postings()
    make.PlanApprovalFactory(project=project)
    move(project.authority, "14")
    if folded_between:
        fold_province_postings()
    make.BudgetApprovalFactory(project=project)
    for _again in range(2):
        assert (figures("19").sums.projects, figures("14").sums.projects) == (0, 1)
        assert figures("14").sums.budget == Decimal("480000.00")
        assert (figures("19").authorities, figures("14").authorities) == (0, 1)
        assert corrections() == 0
        fold_province_postings()


def test_the_ledger_bent_by_hand_is_followed_and_a_deleted_authority_leaves_nothing() -> None:
    ledger = StageLedger.objects.create(authority=make.AuthorityFactory(), fiscal_year=2559, projects=3, entered=4)
    StageLedger.objects.update(projects=7)
    assert figures().sums.projects == 7
    ledger.authority.delete()
    assert figures().sums.projects == figures().authorities == 0
    assert corrections() == 0
    fold_province_postings()
    assert corrections() == 0
