"""The planner's verbs for a project: enter it, change it, record its approvals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import Fund, Record
from projects.models import Approach, BudgetApproval, DevelopmentPlan, PlanApproval, Programme, Project, Strategy
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import (
    locked,
    naming_duplicates,
    require_baht,
    require_day,
    require_fiscal_year,
    require_positive,
    require_version,
    text_of,
    wrong,
)
from projects.services.planned_years import check_amounts, keep_planned_years

if TYPE_CHECKING:
    from accounts.models import User

# What may be said of a project, with the longest text that is kept.
TEXTS = {"code": 20, "name": 300, "village": 120, "objective": 5000, "target": 5000}
REQUIRED_TEXTS = {"code", "name"}
CHANGEABLE = {
    *TEXTS,
    "fiscal_year",
    "programme",
    "fund",
    "planned_budget",
    "strategy",
    "approach",
    "revision",
    "urgent_policy",
}


@transaction.atomic
def enter_project(
    *,
    plan: DevelopmentPlan,
    by: User,
    fiscal_year: int,
    code: str,
    name: str,
    programme: Programme,
    planned_budget: Decimal,
    planned_years: Mapping[int, Decimal] | None = None,
    **more: Any,
) -> Project:
    """Enter a project of one fiscal year (BE) into a plan.

    `more` may give village, objective, target, fund, strategy, approach, revision and urgent_policy. `planned_years`
    are the amounts, in baht, of other years of the plan; the project's own year has `planned_budget`. Raises
    PermissionDenied, and ValidationError: `year_outside_plan`, `code_twice` naming the other project, codes of
    amounts and texts.
    """
    require_entry(by, Record.PROJECT, authority_id=plan.authority_id)
    act_as(by)
    plan = locked(plan)
    project = Project(plan=plan, authority_id=plan.authority_id, recorded_by=by)
    given = {
        "fiscal_year": fiscal_year,
        "code": code,
        "name": name,
        "programme": programme,
        "planned_budget": planned_budget,
        **more,
    }
    _set(project, given)
    with naming_duplicates(projects_project_code=_code_taken(project)):
        project.save(force_insert=True)
    keep_planned_years(project, planned_years or {}, by=by)
    project.refresh_from_db()
    return project


@transaction.atomic
def change_project(
    *,
    project: Project,
    by: User,
    expected_version: int,
    planned_years: Mapping[int, Decimal] | None = None,
    **changes: Any,
) -> Project:
    """Change what is said of a project; `changes` and `planned_years` are those of `enter_project`.

    Years that `planned_years` does not name stay as they are. A project that gets another strategy and no approach
    leaves the approach it was in. Raises StaleVersion (its `current` is the project as it stands) when somebody
    changed it since `expected_version`.
    """
    require_entry(by, Record.PROJECT, authority_id=project.authority_id)
    act_as(by)
    current = locked(project)
    require_version(current, expected_version)
    year_before = current.fiscal_year
    if "strategy" in changes:
        changes.setdefault("approach", _kept_approach(current, changes["strategy"]))
    _set(current, changes)
    current.version += 1
    with naming_duplicates(projects_project_code=_code_taken(current)):
        current.save(update_fields=[*changes, "version"])
    if planned_years or {"planned_budget", "fiscal_year"} & changes.keys():
        keep_planned_years(current, planned_years or {}, by=by, year_before=year_before)
    current.refresh_from_db()
    return current


@transaction.atomic
def move_project(
    *, project: Project, by: User, expected_version: int, strategy: Strategy | None, approach: Approach | None = None
) -> Project:
    """Put a project under another strategy or approach of its plan, or under none.

    Raises StaleVersion, `of_another_plan` and `of_another_strategy`.
    """
    return change_project(
        project=project, by=by, expected_version=expected_version, strategy=strategy, approach=approach
    )


@transaction.atomic
def approve_plan(*, project: Project, by: User, approved_on: dt.date, paper: str = "") -> PlanApproval:
    """Record that a project was approved in the plan. Raises `approved_twice`."""
    require_entry(by, Record.PLAN_APPROVAL, authority_id=project.authority_id)
    act_as(by)
    require_day(approved_on, field="approved_on")
    locked(project)
    approval = PlanApproval(
        project=project,
        authority_id=project.authority_id,
        approved_on=approved_on,
        paper=text_of(paper, field="paper", most=200),
        recorded_by=by,
    )
    twice = ValidationError(_("This project is already approved in the plan."), code="approved_twice")
    with naming_duplicates(projects_plan_approval_once=twice):
        approval.save(force_insert=True)
    return approval


@transaction.atomic
def approve_budget(
    *,
    project: Project,
    by: User,
    approved_on: dt.date,
    amount: Decimal,
    source: Fund | str = Fund.ORDINANCE,
    ordinance: str = "",
) -> BudgetApproval:
    """Record money approved for a project, in baht. A project may have several approvals; they add up."""
    require_entry(by, Record.BUDGET_APPROVAL, authority_id=project.authority_id)
    act_as(by)
    require_day(approved_on, field="approved_on")
    require_positive(amount)
    locked(project)
    return BudgetApproval.objects.create(
        project=project,
        authority_id=project.authority_id,
        source=_checked_fund(source, "source"),
        ordinance=text_of(ordinance, field="ordinance", most=200),
        approved_on=approved_on,
        amount=amount,
        recorded_by=by,
    )


def _set(project: Project, given: dict[str, Any]) -> None:
    """Put the values into the project after checking each; raises for a name that is none."""
    if unknown := given.keys() - CHANGEABLE:
        raise TypeError(f"a project has no {', '.join(sorted(unknown))} to set")
    for name, value in given.items():
        if name in TEXTS:
            value = text_of(value, field=name, most=TEXTS[name], required=name in REQUIRED_TEXTS)
        elif name == "fund":
            value = _checked_fund(value, name)
        elif name == "planned_budget":
            _check_planned(value)
        setattr(project, name, value)
    if "fiscal_year" in given:
        _check_year(project)
    for name in ("strategy", "approach", "revision"):
        _check_part(project, name)


def _check_planned(amount: Decimal) -> None:
    require_baht(amount, field="planned_budget")
    if amount < 0:
        raise wrong("planned_budget", _("The amount cannot be less than zero."), code="amount_negative")


def _checked_fund(fund: Fund | str, field: str) -> Fund:
    if fund not in Fund.values:
        raise wrong(field, _("This source of money is not known here."), code="fund_unknown")
    return Fund(fund)


def _check_year(project: Project) -> None:
    require_fiscal_year(project.fiscal_year)
    plan = project.plan
    if not plan.first_year <= project.fiscal_year <= plan.last_year:
        raise wrong(
            "fiscal_year",
            _("The plan covers %(first)d to %(last)d; fiscal year %(year)d is not among them.")
            % {"first": plan.first_year, "last": plan.last_year, "year": project.fiscal_year},
            code="year_outside_plan",
        )


def _check_part(project: Project, name: str) -> None:
    """A strategy, approach or revision must be one of the project's own plan."""
    part = getattr(project, name)
    if part is None:
        return
    plan_id = part.strategy.plan_id if name == "approach" else part.plan_id
    if part.authority_id != project.authority_id or plan_id != project.plan_id:
        raise wrong(name, _("This belongs to another plan."), code="of_another_plan")
    if name == "approach" and part.strategy_id != project.strategy_id:
        raise wrong(name, _("This approach belongs to another strategy."), code="of_another_strategy")


def checked_project(
    *,
    plan: DevelopmentPlan,
    given: Mapping[str, Any],
    planned_years: Mapping[int, Decimal],
    standing: Project | None = None,
) -> Project:
    """A project as it would be entered, or changed from `standing`, by the rules of both verbs; nothing is saved.

    Whether its code is taken is not asked here: that depends on what is entered beside it.
    """
    project = Project(plan=plan, authority_id=plan.authority_id) if standing is None else copy(standing)
    _set(project, dict(given))
    check_amounts(project, {year: amount for year, amount in planned_years.items() if year != project.fiscal_year})
    return project


def code_twice(project: Project, name: str) -> ValidationError:
    """The refusal of a code that the project called `name` has in the same year."""
    message = _("Code %(code)s of fiscal year %(year)d is already “%(name)s”.") % {
        "code": project.code,
        "year": project.fiscal_year,
        "name": name,
    }
    return wrong("code", message, code="code_twice")


def _code_taken(project: Project) -> ValidationError:
    other = (
        Project.objects.live()
        .filter(authority_id=project.authority_id, fiscal_year=project.fiscal_year, code=project.code)
        .exclude(pk=project.pk)
        .first()
    )
    return code_twice(project, other.name if other else "")


def _kept_approach(project: Project, strategy: Strategy | None) -> Approach | None:
    """The approach the project stays in when only its strategy is named."""
    approach = project.approach
    return approach if approach is not None and strategy is not None and approach.strategy_id == strategy.pk else None
