"""Entering a whole sheet of projects: every good row is kept, every refused one says why. Also a trial of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.errors import StaleVersion
from projects.models import DevelopmentPlan, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import locked, locked_projects
from projects.services.entering import change_project, enter_project

if TYPE_CHECKING:
    from accounts.models import User

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One row to keep. `project` is None for a new one; `said` goes to `enter_project` or `change_project`."""

    key: str
    said: Mapping[str, Any]
    planned_years: Mapping[int, Decimal]
    project: Project | None = None
    expected_version: int = 0


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row: the project as it was kept, or what refused it (StaleVersion carries the other version)."""

    key: str
    project: Project | None = None
    refusal: ValidationError | None = None


@transaction.atomic
def enter_rows(
    *, plan: DevelopmentPlan, rows: Sequence[ProjectRow], by: User, is_trial: bool = False
) -> list[RowOutcome]:
    """Keep the rows of a sheet one after the other, each by itself: a refused row leaves the others kept.

    A trial does all the same and takes it back, so that it refuses exactly what keeping would. Raises
    PermissionDenied, and ValidationError `too_many_rows`.
    """
    require_entry(by, Record.PROJECT, authority_id=plan.authority_id)
    act_as(by)
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("%(count)d rows were sent at once; send at most %(most)d.") % {"count": len(rows), "most": MOST_ROWS},
            code="too_many_rows",
        )
    standing = [row.project for row in rows if row.project is not None]
    live = Project.objects.live().filter(
        authority_id=plan.authority_id, plan_id=plan.pk, pk__in=[one.pk for one in standing]
    )
    if found := list(live):
        locked_projects(found)
    plan = locked(plan)
    outcomes = [_kept(row, plan, by) for row in rows]
    if is_trial:
        transaction.set_rollback(True)
    return outcomes


def _kept(row: ProjectRow, plan: DevelopmentPlan, by: User) -> RowOutcome:
    try:
        with transaction.atomic():
            if row.project is None:
                kept = enter_project(plan=plan, by=by, planned_years=row.planned_years, **row.said)
            else:
                kept = change_project(
                    project=row.project,
                    by=by,
                    expected_version=row.expected_version,
                    planned_years=row.planned_years,
                    **row.said,
                )
    except (StaleVersion, ValidationError) as error:
        return RowOutcome(row.key, refusal=error)
    return RowOutcome(row.key, project=kept)
