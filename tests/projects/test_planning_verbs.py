"""The planner's further verbs: changing what was entered, years of the plan, revisions, approvals of many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.enums import Role
from accounts.models import User
from projects.enums import Fund, RevisionKind, Stage
from projects.errors import StaleVersion
from projects.models import (
    BudgetApproval,
    DevelopmentPlan,
    PlanApproval,
    PlannedBudget,
    Programme,
    Project,
    StageLedger,
)
from projects.services.approving import ProjectsRefused, approve_budgets, approve_plans
from projects.services.entering import approve_budget, change_project, enter_project, move_project
from projects.services.ledger import differences
from projects.services.planned_years import plan_years
from projects.services.plans import (
    change_approach,
    change_plan,
    change_strategy,
    change_vision,
    enter_approach,
    enter_strategy,
    enter_vision,
)
from projects.services.revising import approve_revision, change_revision, enter_revision
from projects.services.setting_aside import set_aside
from tests import factories as make
from tests.projects.test_verbs import codes_of, refused

pytestmark = pytest.mark.django_db

BAHT = Decimal
DAY = dt.date(2015, 6, 15)


@pytest.fixture
def plan() -> DevelopmentPlan:
    return make.PlanFactory(first_year=2559)


@pytest.fixture
def planner(plan: DevelopmentPlan) -> User:
    return make.make_user(Role.PLANNER, authority=plan.authority)


@pytest.fixture
def projects(plan: DevelopmentPlan) -> list[Project]:
    return [make.ProjectFactory(plan=plan, code=f"P59-{n}") for n in (1, 2, 3)]


def amounts_of(project: Project) -> dict[int, Decimal]:
    rows = PlannedBudget.objects.live().filter(project=project, amount__gt=0)
    return {row.fiscal_year: row.amount for row in rows}


def road(plan: DevelopmentPlan, by: User, **more: Any) -> Project:
    given: dict[str, Any] = {
        "fiscal_year": 2559,
        "code": "P59-9",
        "name": "ก่อสร้างถนน",
        "programme": Programme.objects.get(code=9),
        "planned_budget": BAHT(500_000),
    }
    return enter_project(plan=plan, by=by, **{**given, **more})


def test_vision_strategy_and_approach_are_changed_and_the_next_version_is_kept(
    plan: DevelopmentPlan, planner: User
) -> None:
    vision = enter_vision(plan=plan, by=planner, text="เดิม")
    strategy = enter_strategy(plan=plan, by=planner, number=1, name="เดิม")
    approach = enter_approach(strategy=strategy, by=planner, number=1, name="เดิม")
    assert change_vision(vision=vision, by=planner, expected_version=1, text="ใหม่").text == "ใหม่"
    changed = change_strategy(strategy=strategy, by=planner, expected_version=1, number=2, name="ใหม่")
    assert (changed.number, changed.name, changed.version) == (2, "ใหม่", 2)
    assert change_approach(approach=approach, by=planner, expected_version=1, number=3, name="ใหม่").number == 3
    assert differences() == []


def test_two_strategies_and_two_approaches_never_share_a_number(plan: DevelopmentPlan, planner: User) -> None:
    first = enter_strategy(plan=plan, by=planner, number=1, name="หนึ่ง")
    second = enter_strategy(plan=plan, by=planner, number=2, name="สอง")
    error = refused(lambda: change_strategy(strategy=second, by=planner, expected_version=1, number=1, name="สอง"))
    assert codes_of(error) == {"number_twice"}
    assert "หนึ่ง" in str(error)
    one = enter_approach(strategy=first, by=planner, number=1, name="ก")
    enter_approach(strategy=first, by=planner, number=2, name="ข")
    error = refused(lambda: change_approach(approach=one, by=planner, expected_version=1, number=2, name="ก"))
    assert codes_of(error) == {"number_twice"}


def test_a_plan_changes_its_years_unless_projects_would_be_left_without_theirs(
    plan: DevelopmentPlan, planner: User, projects: list[Project]
) -> None:
    longer = change_plan(plan=plan, by=planner, expected_version=1, first_year=2559, length=5)
    assert longer.last_year == 2563
    error = refused(lambda: change_plan(plan=plan, by=planner, expected_version=2, first_year=2560, length=3))
    assert codes_of(error) == {"projects_outside_years"}
    assert "3" in str(error)
    make.PlanFactory(authority=plan.authority, first_year=2564, length=4)
    error = refused(lambda: change_plan(plan=plan, by=planner, expected_version=2, first_year=2559, length=6))
    assert codes_of(error) == {"length_unknown"}
    make.ProjectFactory(plan=plan, fiscal_year=2563)


def test_a_stale_change_names_what_stands_now(plan: DevelopmentPlan, planner: User) -> None:
    vision = enter_vision(plan=plan, by=planner, text="เดิม")
    change_vision(vision=vision, by=planner, expected_version=1, text="ของผู้อื่น")
    with pytest.raises(StaleVersion) as caught:
        change_vision(vision=vision, by=planner, expected_version=1, text="ของเรา")
    assert caught.value.current.text == "ของผู้อื่น"


def test_a_project_has_an_amount_for_every_year_of_its_plan(plan: DevelopmentPlan, planner: User) -> None:
    project = road(plan, planner, planned_years={2560: BAHT(200), 2561: BAHT(0)})
    assert amounts_of(project) == {2559: 500_000, 2560: 200}
    changed = plan_years(project=project, by=planner, expected_version=1, amounts={2559: BAHT(7), 2561: BAHT(300)})
    assert (changed.planned_budget, changed.version) == (7, 2)
    assert amounts_of(project) == {2559: 7, 2560: 200, 2561: 300}
    change_project(project=project, by=planner, expected_version=2, planned_years={2560: BAHT(0)})
    assert amounts_of(project) == {2559: 7, 2561: 300}
    assert differences() == []


def test_the_money_goes_with_a_project_to_another_year(plan: DevelopmentPlan, planner: User) -> None:
    project = road(plan, planner)
    change_project(project=project, by=planner, expected_version=1, fiscal_year=2560)
    assert amounts_of(project) == {2560: 500_000}
    assert differences() == []


@pytest.mark.parametrize(
    ("amounts", "code", "field"),
    [
        ({2562: BAHT(1)}, "year_outside_plan", "year_2562"),
        ({2560: BAHT(-1)}, "amount_negative", "year_2560"),
        ({2559: BAHT("0.001")}, "amount_too_fine", "year_2559"),
        ({2561: BAHT("Infinity")}, "amount_not_a_number", "year_2561"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_at_its_year(
    plan: DevelopmentPlan, planner: User, amounts: dict[int, Decimal], code: str, field: str
) -> None:
    project = road(plan, planner)
    error = refused(lambda: plan_years(project=project, by=planner, expected_version=1, amounts=amounts))
    assert codes_of(error) == {code}
    assert list(error.message_dict) == [field]
    assert amounts_of(project) == {2559: 500_000}


def test_a_project_moves_between_strategies_and_leaves_the_approach_behind(
    plan: DevelopmentPlan, planner: User
) -> None:
    first = enter_strategy(plan=plan, by=planner, number=1, name="ก")
    second = enter_strategy(plan=plan, by=planner, number=2, name="ข")
    approach = enter_approach(strategy=first, by=planner, number=1, name="ถนน")
    project = road(plan, planner, strategy=first, approach=approach)
    moved = move_project(project=project, by=planner, expected_version=1, strategy=second)
    assert (moved.strategy, moved.approach) == (second, None)
    back = change_project(project=moved, by=planner, expected_version=2, strategy=first, approach=approach)
    kept = change_project(project=back, by=planner, expected_version=3, strategy=first)
    assert kept.approach == approach
    error = refused(
        lambda: move_project(project=kept, by=planner, expected_version=4, strategy=second, approach=approach)
    )
    assert codes_of(error) == {"of_another_strategy"}


def test_revisions_are_numbered_by_kind_and_approved_on_their_own_day(plan: DevelopmentPlan, planner: User) -> None:
    first = enter_revision(plan=plan, by=planner, kind=RevisionKind.ADDITION, reason="อุทกภัย")
    second = enter_revision(plan=plan, by=planner, kind=RevisionKind.ADDITION)
    other = enter_revision(plan=plan, by=planner, kind="CHANGE")
    assert (first.number, second.number, other.number) == (1, 2, 1)
    error = refused(lambda: enter_revision(plan=plan, by=planner, kind="CHANGE", number=1))
    assert codes_of(error) == {"number_twice"}
    assert codes_of(refused(lambda: enter_revision(plan=plan, by=planner, kind="NEW"))) == {"kind_unknown"}
    changed = change_revision(revision=second, by=planner, expected_version=1, kind="CORRECTION", number=4)
    assert (changed.kind, changed.number, changed.reason) == ("CORRECTION", 4, "")
    assert codes_of(refused(lambda: approve_revision(revision=first, by=planner, approved_on=DAY, paper=" "))) == {
        "missing"
    }
    approved = approve_revision(revision=first, by=planner, approved_on=DAY, paper="ทต. 3/2558", expected_version=1)
    assert (approved.approved_on, approved.paper, approved.version) == (DAY, "ทต. 3/2558", 2)


def test_a_revision_is_approved_with_the_projects_that_came_by_it(plan: DevelopmentPlan, planner: User) -> None:
    revision = enter_revision(plan=plan, by=planner, kind="ADDITION")
    came, other = road(plan, planner, revision=revision), road(plan, planner, code="P59-10")
    approve_revision(revision=revision, by=planner, approved_on=DAY, paper="ก", with_projects=True)
    approve_revision(revision=revision, by=planner, approved_on=DAY, paper="ข", with_projects=True)
    assert [one.project for one in PlanApproval.objects.live()] == [came]
    assert PlanApproval.objects.get().paper == "ก"
    assert not PlanApproval.objects.filter(project=other).exists()


def test_many_are_approved_in_the_plan_at_once_or_none(
    plan: DevelopmentPlan, planner: User, projects: list[Project]
) -> None:
    make.PlanApprovalFactory(project=projects[1])
    with pytest.raises(ProjectsRefused) as caught:
        approve_plans(projects=projects, by=planner, approved_on=DAY, paper="ทต. 1/2558")
    assert {pk: codes_of(one) for pk, one in caught.value.by_project.items()} == {projects[1].pk: {"approved_twice"}}
    assert PlanApproval.objects.count() == 1
    kept = approve_plans(projects=[projects[2], projects[0]], by=planner, approved_on=DAY, paper="ทต. 1/2558")
    assert {one.paper for one in kept} == {"ทต. 1/2558"}
    assert StageLedger.objects.get(fiscal_year=2559).entered & Stage.PLAN_APPROVED.bit
    assert differences() == []


def test_many_get_their_budget_at_once_or_none(plan: DevelopmentPlan, planner: User, projects: list[Project]) -> None:
    set_aside(record=projects[2], by=planner, reason="ซ้ำ")
    asked = [(projects[0], BAHT(100)), (projects[1], BAHT(0)), (projects[2], BAHT(5))]
    with pytest.raises(ProjectsRefused) as caught:
        approve_budgets(amounts=asked, by=planner, approved_on=DAY, source=Fund.RESERVES)
    assert {pk: codes_of(one) for pk, one in caught.value.by_project.items()} == {
        projects[1].pk: {"amount_not_positive"},
        projects[2].pk: {"set_aside"},
    }
    assert not BudgetApproval.objects.exists()
    approve_budgets(
        amounts=[(projects[0], BAHT(100)), (projects[1], BAHT(250))],
        by=planner,
        approved_on=DAY,
        source=Fund.RESERVES,
        ordinance="ข้อบัญญัติ 2559",
    )
    assert StageLedger.objects.get(fiscal_year=2559).budget_sum == 350
    assert set(BudgetApproval.objects.values_list("source", "ordinance")) == {("RESERVES", "ข้อบัญญัติ 2559")}


def test_a_form_that_is_sent_twice_approves_money_once(planner: User, projects: list[Project]) -> None:
    def send() -> None:
        approve_budgets(amounts=[(projects[0], BAHT(100))], by=planner, approved_on=DAY, expected={projects[0].pk: 0})

    send()
    error = refused(send)
    assert isinstance(error, ProjectsRefused)
    assert codes_of(error.by_project[projects[0].pk]) == {"approved_meanwhile"}
    approve_budget(project=projects[0], by=planner, approved_on=DAY, amount=BAHT(9))
    assert BudgetApproval.objects.count() == 2


def test_projects_of_two_authorities_are_never_approved_together(planner: User, projects: list[Project]) -> None:
    strange = make.ProjectFactory()
    error = refused(lambda: approve_plans(projects=[projects[0], strange], by=planner, approved_on=DAY))
    assert codes_of(error) == {"different_authorities"}
    assert codes_of(refused(lambda: approve_plans(projects=[], by=planner, approved_on=DAY))) == {"nothing_chosen"}


VERBS: dict[str, Callable[[Project, User], Any]] = {
    "change_plan": lambda one, by: change_plan(plan=one.plan, by=by, expected_version=1, first_year=2556, length=3),
    "plan_years": lambda one, by: plan_years(project=one, by=by, expected_version=1, amounts={2557: BAHT(1)}),
    "move_project": lambda one, by: move_project(project=one, by=by, expected_version=1, strategy=None),
    "enter_revision": lambda one, by: enter_revision(plan=one.plan, by=by, kind="CHANGE"),
    "approve_plans": lambda one, by: approve_plans(projects=[one], by=by, approved_on=DAY),
    "approve_budgets": lambda one, by: approve_budgets(amounts=[(one, BAHT(1))], by=by, approved_on=DAY),
    "change_vision": lambda one, by: change_vision(
        vision=one.plan.visions.first() or make.VisionFactory(plan=one.plan), by=by, expected_version=1, text="ก"
    ),
    "change_strategy": lambda one, by: change_strategy(
        strategy=make.StrategyFactory(plan=one.plan), by=by, expected_version=1, number=900, name="ก"
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_planner_of_the_very_authority_says_these_verbs(verb: str, planner: User) -> None:
    project = make.ProjectFactory(
        plan=make.PlanFactory(authority=planner.assignments.get().authority, first_year=2556), fiscal_year=2556
    )
    colleague = make.make_user(Role.FINANCE, authority=project.authority)
    neighbour = make.make_user(Role.PLANNER, authority=make.AuthorityFactory())
    analyst = make.make_user(Role.PROVINCIAL_ANALYST, authority=project.authority)
    for person in (colleague, neighbour, analyst):
        with pytest.raises(PermissionDenied):
            VERBS[verb](project, person)
    VERBS[verb](project, planner)
