"""The tallies of provinces say what the projects say: while differences are on their way, folded, and after a move."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.enums import Role
from accounts.models import User
from layers.models import AuthorityPeriod
from projects.enums import Stage
from projects.models import Project, Tally, TallyPosting
from projects.selection import ProjectSelection, SelectionTotals
from projects.services.ledger import differences, refresh_all
from projects.services.tallies import fold_tallies
from tests import factories as make

pytestmark = pytest.mark.django_db

WIDE: list[dict[str, Any]] = [
    {},
    {"province": "19"},
    {"fiscal_year": (2559,)},
    {"stage": (Stage.BUDGET_APPROVED, Stage.PLAN)},
    {"programme": (3,), "fiscal_year": (2559, 2560)},
    {"province": "50", "programme": (9,), "stage": (Stage.DISBURSED,)},
]


@pytest.fixture
def department() -> User:
    return make.make_user(Role.DEPARTMENT_ANALYST)


@pytest.fixture
def country() -> list[Project]:
    """Two provinces, two programmes, several stages, with and without a place."""
    plans = [
        make.PlanFactory(authority=make.AuthorityFactory(province_id=province)) for province in ("19", "19", "50", "50")
    ]
    projects = [
        make.ProjectFactory(plan=plan, programme_id=programme, fiscal_year=year)
        for plan in plans
        for programme, year in ((3, 2559), (9, 2559), (9, 2560))
    ]
    for place, project in enumerate(projects):
        if place % 2:
            make.BudgetApprovalFactory(project=project)
        if place % 3 == 0:
            make.PositionFactory(project=project)
        if place % 5 == 0:
            make.DisbursementFactory(project=project)
    return projects


def both(choice: dict[str, Any], user: User) -> tuple[SelectionTotals, SelectionTotals]:
    """The totals from the tallies, and from the projects one by one."""
    selection = ProjectSelection(**choice)
    assert selection._is_tallied(user)
    return selection.totals(user), selection._added_up(selection._counted(user))


@pytest.mark.parametrize("choice", WIDE)
def test_the_tallies_say_what_the_projects_say(
    country: list[Project], department: User, choice: dict[str, Any]
) -> None:
    tallied, counted = both(choice, department)
    assert tallied == counted
    fold_tallies()
    assert not TallyPosting.objects.exists()
    assert both(choice, department)[0] == counted


def test_every_write_is_counted_at_once(country: list[Project], department: User) -> None:
    fold_tallies()
    make.PositionFactory(project=country[1])
    make.ContractShareFactory(project=country[2])
    Project.objects.filter(pk=country[3].pk).update(set_aside_at="2016-01-01T00:00:00+07:00")
    Project.objects.filter(pk=country[4].pk).update(planned_budget=7, programme_id=1)
    for choice in WIDE:
        tallied, counted = both(choice, department)
        assert tallied == counted
    assert differences() == []


def test_moving_a_pin_leaves_nothing_to_fold(country: list[Project]) -> None:
    fold_tallies()
    make.PositionFactory(project=country[0], sequence=2, kind="CONTRACT")
    assert not TallyPosting.objects.exists()


def test_a_province_sees_its_own_and_nobody_sees_more(country: list[Project], department: User) -> None:
    analyst = make.make_user(Role.PROVINCIAL_ANALYST, authority=country[0].authority)
    assert both({}, analyst)[0] == both({"province": "19"}, department)[0]
    planner = make.make_user(Role.PLANNER, authority=country[0].authority)
    assert not ProjectSelection()._is_tallied(planner)
    assert ProjectSelection().totals(planner).count == 3
    nobody = make.make_user(Role.PLANNER, authority=make.AuthorityFactory())
    assert ProjectSelection().totals(nobody).count == 0


def test_an_authority_takes_its_projects_along(country: list[Project], department: User) -> None:
    fold_tallies()
    project = country[0]
    make.BudgetApprovalFactory(project=project)  # still on its way when the authority moves
    AuthorityPeriod.objects.filter(authority=project.authority).update(province_id="50")
    project.authority.refresh_from_db()
    assert project.authority.province_id == "50"
    make.PositionFactory(project=project, sequence=9, kind="AS_BUILT")
    for choice in WIDE:
        tallied, counted = both(choice, department)
        assert tallied == counted
    fold_tallies()
    assert differences() == []
    assert both({"province": "50"}, department)[0].count == 9


def test_what_was_spoilt_is_found_and_mended(country: list[Project]) -> None:
    fold_tallies()
    Tally.objects.filter(province_id="19", fiscal_year=2559, programme_id=3).update(projects=77)
    (found, *_others) = differences()
    assert (found.what, found.key[:7]) == ("tally", "19 2559")
    assert refresh_all() == []
    assert differences() == []


def test_the_age_of_the_oldest_difference_is_known(country: list[Project]) -> None:
    oldest = TallyPosting.objects.order_by("at").values_list("at", flat=True).first()
    assert oldest is not None
    assert dt.datetime.now(dt.UTC) - oldest < dt.timedelta(minutes=5)
