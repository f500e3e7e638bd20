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
from projects.services.checking import locked, locked_projects, require_version
from projects.services.entering import change_project, checked_project, code_twice, enter_project

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
def enter_rows(*, plan: DevelopmentPlan, rows: Sequence[ProjectRow], by: User) -> list[RowOutcome]:
    """Keep the rows of a sheet one after the other, each by itself: a refused row leaves the others kept.

    Raises PermissionDenied, and ValidationError `too_many_rows`.
    """
    _require_few(plan, rows, by)
    act_as(by)
    standing = [row.project.pk for row in rows if row.project is not None]
    live = Project.objects.live().filter(authority_id=plan.authority_id, plan_id=plan.pk, pk__in=standing)
    if found := list(live):
        locked_projects(found)
    plan = locked(plan)
    return [_kept(row, plan, by) for row in rows]


def try_rows(*, plan: DevelopmentPlan, rows: Sequence[ProjectRow], by: User) -> list[RowOutcome]:
    """Say of each row whether `enter_rows` would keep it, by the same rules, in the same order; nothing is written.

    Raises as `enter_rows` does.
    """
    _require_few(plan, rows, by)
    names = _names_by_code(plan, rows)
    return [_tried(row, plan, names) for row in rows]


def _require_few(plan: DevelopmentPlan, rows: Sequence[ProjectRow], by: User) -> None:
    require_entry(by, Record.PROJECT, authority_id=plan.authority_id)
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("%(count)d rows were sent at once; send at most %(most)d.") % {"count": len(rows), "most": MOST_ROWS},
            code="too_many_rows",
        )


def _names_by_code(plan: DevelopmentPlan, rows: Sequence[ProjectRow]) -> dict[tuple[int, str], str]:
    """The codes of the rows that are taken in the authority already: the project's name by year and code."""
    codes = {str(row.said.get("code", "")) for row in rows}
    taken = Project.objects.live().filter(authority_id=plan.authority_id, code__in=codes)
    return {(year, code): name for year, code, name in taken.values_list("fiscal_year", "code", "name")}


def _tried(row: ProjectRow, plan: DevelopmentPlan, names: dict[tuple[int, str], str]) -> RowOutcome:
    standing = row.project
    try:
        if standing is not None:
            require_version(standing, row.expected_version)
        project = checked_project(plan=plan, given=row.said, planned_years=row.planned_years, standing=standing)
        here = (project.fiscal_year, project.code)
        before = (standing.fiscal_year, standing.code) if standing is not None else None
        if here != before and here in names:
            raise code_twice(project, names[here])
    except ValidationError as error:
        return RowOutcome(row.key, refusal=error)
    if before is not None:
        names.pop(before, None)
    names[here] = project.name
    return RowOutcome(row.key, project=project)


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
