"""Taking a whole import back, for thirty days: what it made is set aside, what it changed is given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.importing.fields import records_in
from projects.models import ImportJob
from projects.models.imports import ImportState
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.importing.starting import held_job, require_import
from projects.services.importing.statements import run, statements_of

if TYPE_CHECKING:
    from accounts.models import User

MOST_NAMED: Final = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """A project that stands against taking an import back; `reason` is changed, records or contract."""

    line: int
    project_id: int
    code: str
    name: str
    reason: str


def standing_against(job: ImportJob) -> list[Standing]:
    """What somebody has changed of the import since, in the order of the file; at most MOST_NAMED."""
    parameters = {"authority": job.authority_id, "job": job.pk, "done": job.done, "most": MOST_NAMED}
    with connection.cursor() as cursor:
        (statement,) = statements_of("undo_standing")
        cursor.execute(statement, parameters)
        return [Standing(*row) for row in cursor.fetchall()]


@transaction.atomic
def undo_import(*, job: ImportJob, by: User) -> ImportJob:
    """Take an import back, as `by`, in one transaction. Twice changes nothing.

    Raises PermissionDenied, and ValidationError: `too_late` after thirty days, `changed_since` when somebody has
    changed or added to what the import wrote (`standing_against` names it), `wrong_state`.
    """
    require_import(by, authority_id=job.authority_id)
    for record in sorted(records_in(job.mapping)):
        require_entry(by, record, authority_id=job.authority_id)
    act_as(by)
    held = held_job(job)
    if held.state == ImportState.UNDONE:
        return held
    if held.state != ImportState.DONE:
        raise ValidationError(
            _("This cannot be done now: the import is “%(state)s”.") % {"state": held.get_state_display()},
            code="wrong_state",
        )
    if not held.days_to_undo:
        raise ValidationError(_("The thirty days in which an import can be taken back are over."), code="too_late")
    parameters: dict[str, Any] = {
        "authority": held.authority_id,
        "job": held.pk,
        "user": by.pk,
        "done": held.done,
        "reason": (_("import “%(name)s” taken back") % {"name": held.name})[:300],
    }
    with connection.cursor() as cursor:
        cursor.execute(statements_of("undo")[0], parameters)  # locked before it is asked what has changed
    if against := standing_against(held):
        raise ValidationError(
            _("%(count)d projects of this import were changed since. Nothing was taken back.")
            % {"count": len(against)},
            code="changed_since",
        )
    run("undo", **parameters)
    held.state, held.undone_at, held.undone_by = ImportState.UNDONE, timezone.now(), by
    held.save(update_fields=["state", "undone_at", "undone_by"])
    return held
