"""The planner's verbs for a revision of a plan: an addition, a change or a correction, each with its own approval."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from projects.enums import Record, RevisionKind, Stage
from projects.models import DevelopmentPlan, PlanRevision, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.approving import approve_plans
from projects.services.checking import (
    locked,
    naming_duplicates,
    require_day,
    require_version,
    text_of,
    wrong,
)

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def enter_revision(
    *, plan: DevelopmentPlan, by: User, kind: RevisionKind | str, number: int | None = None, reason: str = ""
) -> PlanRevision:
    """Enter an addition, change or correction of a plan; without a number it gets the next of its kind.

    It is approved later, by `approve_revision`. Raises `kind_unknown`, `number_out_of_range`, `number_twice`.
    """
    require_entry(by, Record.PLAN_REVISION, authority_id=plan.authority_id)
    act_as(by)
    plan = locked(plan)
    revision = PlanRevision(plan=plan, authority_id=plan.authority_id, recorded_by=by)
    _set(revision, kind=kind, number=number, reason=reason)
    with naming_duplicates(projects_revision_number=_taken(revision)):
        revision.save(force_insert=True)
    return revision


@transaction.atomic
def change_revision(
    *,
    revision: PlanRevision,
    by: User,
    expected_version: int,
    kind: RevisionKind | str,
    number: int,
    reason: str = "",
) -> PlanRevision:
    """Change kind, number or reason of a revision. Raises StaleVersion and the codes of `enter_revision`."""
    require_entry(by, Record.PLAN_REVISION, authority_id=revision.authority_id)
    act_as(by)
    current = locked(revision)
    require_version(current, expected_version)
    _set(current, kind=kind, number=number, reason=reason)
    current.version += 1
    with naming_duplicates(projects_revision_number=_taken(current)):
        current.save(update_fields=["kind", "number", "reason", "version"])
    return current


@transaction.atomic
def approve_revision(
    *,
    revision: PlanRevision,
    by: User,
    approved_on: dt.date,
    paper: str,
    expected_version: int | None = None,
    with_projects: bool = False,
) -> PlanRevision:
    """Record the day and the paper of a revision's approval; said again, it corrects them.

    `with_projects` also approves in the plan, on the same day and by the same paper, those projects that came by
    the revision and are not approved yet. Raises StaleVersion, `missing` without a paper, and codes of days.
    """
    require_entry(by, Record.PLAN_REVISION, authority_id=revision.authority_id)
    act_as(by)
    require_day(approved_on, field="approved_on")
    paper = text_of(paper, field="paper", most=200, required=True)
    if with_projects:
        # before the revision: every verb locks projects first
        came = list(waiting_projects(revision))
        if came:
            approve_plans(projects=came, by=by, approved_on=approved_on, paper=paper)
    current = locked(revision)
    require_version(current, expected_version)
    current.approved_on, current.paper = approved_on, paper
    current.version += 1
    current.save(update_fields=["approved_on", "paper", "version"])
    return current


def waiting_projects(revision: PlanRevision) -> list[Project]:
    """The projects that came by a revision and are not approved in the plan."""
    came = Project.objects.live().filter(authority_id=revision.authority_id, revision_id=revision.pk)
    return [project for project in came.order_by("id") if not project.stages & Stage.PLAN_APPROVED.bit]


def _set(revision: PlanRevision, *, kind: RevisionKind | str, number: int | None, reason: str) -> None:
    if kind not in RevisionKind.values:
        raise wrong("kind", _("A revision is an addition, a change or a correction."), code="kind_unknown")
    revision.kind = RevisionKind(kind)
    revision.number = _next_number(revision) if number is None else number
    if not 1 <= revision.number <= 999:
        raise wrong("number", _("Numbers run from 1 to 999."), code="number_out_of_range")
    revision.reason = text_of(reason, field="reason", most=5000)


def _siblings(revision: PlanRevision) -> Any:
    return (
        PlanRevision.objects.live()
        .filter(authority_id=revision.authority_id, plan_id=revision.plan_id, kind=revision.kind)
        .exclude(pk=revision.pk)
    )


def _next_number(revision: PlanRevision) -> int:
    last: int | None = _siblings(revision).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _taken(revision: PlanRevision) -> ValidationError:
    message = _("%(kind)s number %(number)d of this plan is entered already.") % {
        "kind": revision.get_kind_display(),
        "number": revision.number,
    }
    return wrong("number", message, code="number_twice")
