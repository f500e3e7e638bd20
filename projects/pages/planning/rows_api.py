"""The sheet's own two questions, asked by its script: would these rows be kept, and keep them.

Both take `{"rows": [{"key": "n1", "id": null, "version": 0, "cells": {"name": "…"}}]}` and answer with one entry for
each row: `errors` and `notes` by column, `kept` with the row as it stands, or `theirs` when somebody was faster.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import Record
from projects.errors import StaleVersion
from projects.models import DevelopmentPlan, Project
from projects.pages.planning.desk import plan_of
from projects.pages.planning.row_reading import LONGEST_CELL, ReadRow, RowReader, column_of
from projects.pages.planning.sheet import typed_cells, with_cells
from projects.permissions import require_entry
from projects.services.entering_rows import MOST_ROWS, ProjectRow, RowOutcome, enter_rows, try_rows

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class SentRow:
    """One row as the script sent it."""

    key: str
    project_id: int | None
    version: int
    cells: dict[str, str]


@require_POST
def rows_check(request: HttpRequest, plan: int) -> JsonResponse:
    """Say of each row whether it would be kept. Nothing is saved."""
    return _answer(request, plan, is_trial=True)


@require_POST
def rows_save(request: HttpRequest, plan: int) -> JsonResponse:
    """Keep the good rows and name the refused ones."""
    return _answer(request, plan, is_trial=False)


def _answer(request: HttpRequest, pk: int, *, is_trial: bool) -> JsonResponse:
    user = cast("User", request.user)
    plan = plan_of(user, pk)
    require_entry(user, Record.PROJECT, authority_id=plan.authority_id)
    try:
        sent = _sent_rows(request.body)
    except ValidationError as error:
        return JsonResponse({"detail": " ".join(error.messages)}, status=400)
    return JsonResponse({"rows": _outcomes(plan, sent, user, is_trial=is_trial)})


def _outcomes(plan: DevelopmentPlan, sent: list[SentRow], user: User, *, is_trial: bool) -> list[dict[str, Any]]:
    reader = RowReader(plan)
    ids = [row.project_id for row in sent if row.project_id is not None]
    mine = with_cells(Project.objects.visible_to(user).of_authority(plan.authority_id).filter(plan=plan, pk__in=ids))
    standing = {project.pk: project for project in mine}
    read = {row.key: reader.read(row.cells) for row in sent}
    gone = {row.key for row in sent if row.project_id is not None and row.project_id not in standing}
    good = [
        ProjectRow(
            key=row.key,
            said=read[row.key].said,
            planned_years=read[row.key].planned_years,
            project=standing[row.project_id] if row.project_id else None,
            expected_version=row.version,
        )
        for row in sent
        if row.key not in gone and not read[row.key].errors
    ]
    answer = try_rows if is_trial else enter_rows
    outcomes = {one.key: one for one in answer(plan=plan, rows=good, by=user)}
    kept = {one.project.pk for one in outcomes.values() if one.project} if not is_trial else set()
    fresh = {
        one.pk: one for one in with_cells(Project.objects.live().filter(authority_id=plan.authority_id, pk__in=kept))
    }
    return [_told(row, read[row.key], outcomes.get(row.key), standing, fresh) for row in sent]


def _told(
    row: SentRow,
    read: ReadRow,
    outcome: RowOutcome | None,
    standing: dict[int, Project],
    fresh: dict[int, Project],
) -> dict[str, Any]:
    """What the script is told of one row."""
    told: dict[str, Any] = {"key": row.key, "errors": dict(read.errors), "notes": read.notes, "row_errors": []}
    if row.project_id is not None and row.project_id not in standing:
        told["row_errors"] = [_("This project is no longer in the plan. Load the page again.")]
    elif row.project_id is not None and standing[row.project_id].version != row.version:
        theirs = standing[row.project_id]
        told["theirs"] = {"version": theirs.version, "cells": typed_cells(theirs)}
    elif outcome is not None and outcome.refusal is not None:
        _note_refusal(told, outcome.refusal, read)
    elif outcome is not None and outcome.project is not None and outcome.project.pk in fresh:
        project = fresh[outcome.project.pk]
        told["kept"] = {"id": project.pk, "version": project.version, "cells": typed_cells(project)}
    return told


def _note_refusal(told: dict[str, Any], refusal: ValidationError, read: ReadRow) -> None:
    if isinstance(refusal, StaleVersion):
        told["theirs"] = {
            "version": refusal.current.version,
            "cells": typed_cells(refusal.current),
        }
        return
    named = refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
    for name, messages in named.items():
        column = column_of(name, read.said.get("fiscal_year"))
        if column:
            told["errors"][column] = " ".join(messages)
        else:
            told["row_errors"] += messages


def _sent_rows(body: bytes) -> list[SentRow]:
    """The rows of a request. Raises ValidationError, in one sentence, for anything that is not of that form."""
    unreadable = ValidationError(_("The rows could not be read. Load the page again."), code="unreadable")
    try:
        rows = json.loads(body)["rows"]
        sent = [_sent_row(row) for row in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise unreadable from error
    if len({row.key for row in sent}) != len(sent):
        raise unreadable
    if len(sent) > MOST_ROWS:
        raise ValidationError(
            _("%(count)d rows were sent at once; send at most %(most)d.") % {"count": len(sent), "most": MOST_ROWS}
        )
    return sent


def _sent_row(row: Any) -> SentRow:
    cells = {str(name): str(text)[:LONGEST_CELL].replace("\x00", "") for name, text in row["cells"].items()}
    for text in cells.values():
        text.encode()  # half a character, which JSON can write, is none
    number = row.get("id")
    if number is not None and not (type(number) is int and 0 < number < 2**63):
        raise ValueError("not the number of a project")
    version = row.get("version") or 0
    if not (type(version) is int and 0 <= version < 2**31):
        raise ValueError("not a version")
    return SentRow(key=str(row["key"])[:40], project_id=number, version=version, cells=cells)
