"""Approving several projects by one paper, in the plan or with money: all of them or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import Fund, Record
from projects.models import BudgetApproval, PlanApproval, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import locked_projects, require_day, text_of
from projects.services.entering import approve_budget, approve_plan

if TYPE_CHECKING:
    from accounts.models import User

Approval = TypeVar("Approval", PlanApproval, BudgetApproval)


class ProjectsRefused(ValidationError):
    """Some of the projects cannot be approved, so that none was. `by_project` tells why, by the project's id."""

    def __init__(self, by_project: Mapping[int, ValidationError]) -> None:
        super().__init__(
            _("Nothing was approved: %(count)d of the projects cannot be. Each says why.") % {"count": len(by_project)},
            code="projects_refused",
        )
        self.by_project = dict(by_project)


@transaction.atomic
def approve_plans(
    *, projects: Sequence[Project], by: User, approved_on: dt.date, paper: str = ""
) -> list[PlanApproval]:
    """Record that projects were approved in the plan on one day by one paper.

    Raises PermissionDenied, `nothing_chosen`, `different_authorities`, codes of days and texts, and ProjectsRefused
    with `approved_twice` or `set_aside` for each project that keeps the others from being approved.
    """
    authority_id = _authority_of(projects)
    require_entry(by, Record.PLAN_APPROVAL, authority_id=authority_id)
    act_as(by)
    require_day(approved_on, field="approved_on")
    text_of(paper, field="paper", most=200)
    return _each(projects, lambda one: approve_plan(project=one, by=by, approved_on=approved_on, paper=paper))


@transaction.atomic
def approve_budgets(
    *,
    amounts: Sequence[tuple[Project, Decimal]],
    by: User,
    approved_on: dt.date,
    source: Fund | str = Fund.ORDINANCE,
    ordinance: str = "",
    expected: Mapping[int, int] | None = None,
) -> list[BudgetApproval]:
    """Record money approved for projects, in baht each, on one day by one paper.

    A project may be approved money several times, so `expected` tells how many approvals of each project the person
    had seen: `approved_meanwhile` is raised for one that has more, which is how a form sent twice counts once.
    Otherwise as `approve_plans`, with the codes of amounts.
    """
    projects = [project for project, _amount in amounts]
    authority_id = _authority_of(projects)
    require_entry(by, Record.BUDGET_APPROVAL, authority_id=authority_id)
    act_as(by)
    require_day(approved_on, field="approved_on")
    text_of(ordinance, field="ordinance", most=200)
    by_id = {project.pk: amount for project, amount in amounts}

    def approve(project: Project) -> BudgetApproval:
        if expected is not None:
            _require_nothing_new(project, expected.get(project.pk, 0))
        return approve_budget(
            project=project,
            by=by,
            approved_on=approved_on,
            amount=by_id[project.pk],
            source=source,
            ordinance=ordinance,
        )

    return _each(projects, approve)


def _authority_of(projects: Sequence[Project]) -> int:
    if not projects:
        raise ValidationError(_("Choose at least one project."), code="nothing_chosen")
    if len({project.authority_id for project in projects}) > 1:
        raise ValidationError(_("The projects belong to different local authorities."), code="different_authorities")
    return projects[0].authority_id


def _each(projects: Sequence[Project], approve: Callable[[Project], Approval]) -> list[Approval]:
    """Approve one project after the other, locked together in the order every verb keeps."""
    once = list({project.pk: project for project in projects}.values())
    known = Project.objects.live().filter(authority_id=once[0].authority_id, pk__in=[one.pk for one in once])
    live = set(known.values_list("pk", flat=True))
    standing = [one for one in once if one.pk in live]
    if standing:
        locked_projects(standing)
    kept: list[Approval] = []
    refused: dict[int, ValidationError] = {}
    for project in sorted(once, key=lambda one: one.pk):
        try:
            kept.append(approve(project))
        except ValidationError as error:
            refused[project.pk] = error
    if refused:
        raise ProjectsRefused(refused)
    return kept


def _require_nothing_new(project: Project, seen: int) -> None:
    approvals = BudgetApproval.objects.live().filter(authority_id=project.authority_id, project_id=project.pk)
    if approvals.count() > seen:
        raise ValidationError(
            _("Money was approved for this project since you opened the form. Look again before you approve more."),
            code="approved_meanwhile",
        )
