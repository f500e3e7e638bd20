"""Applying a checked import, in batches: each batch is one transaction with its mark of progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.systems import WGS84
from projects.enums import Record
from projects.importing.fields import records_in
from projects.models import ImportJob, ImportRow
from projects.models.imports import ImportState, Outcome
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.importing.running import AT_ONCE, CalledOff, claim, guarded, hand_over, mine
from projects.services.importing.starting import held_job, require_import
from projects.services.importing.statements import run
from projects.services.placement import UNKNOWN_BOUNDARY_ACCURACY_M

if TYPE_CHECKING:
    from accounts.models import User

# Large enough that a statement costs little beside its rows, small enough that nobody waits long for a locked project.
BATCH = 10_000
ATTEMPTS_OF_BATCH: Final = 3
# In a young database a plan made for ten rows would be kept for ten thousand: there batches begin small and grow, and
# what they write is analysed whenever it has doubled.
FIRST_BATCH: Final = 250
GROWING: Final = (
    "projects_project, projects_projectwords, projects_mappoint, projects_plannedbudget, projects_planapproval,"
    " projects_budgetapproval, projects_contract, projects_contractshare, projects_disbursement, projects_progress,"
    " projects_position, projects_stageinterval"
)


@transaction.atomic
def request_apply(*, job: ImportJob, by: User) -> ImportJob:
    """Say that a checked import shall be written, as `by`. The work itself is `apply_import`.

    Raises PermissionDenied for a kind of record that the person may not enter, and ValidationError `wrong_state`.
    """
    require_import(by, authority_id=job.authority_id)
    for record in sorted(records_in(job.mapping)):
        require_entry(by, record, authority_id=job.authority_id)
    held = held_job(job)
    if held.state not in (ImportState.CHECKED, ImportState.HELD):
        raise ValidationError(
            _("This cannot be done now: the import is “%(state)s”.") % {"state": held.get_state_display()},
            code="wrong_state",
        )
    if not held.ready:
        raise ValidationError(_("No row can be imported. Mend the file, and send it again."), code="nothing_to_import")
    held.state, held.applied_by, held.heartbeat_at = ImportState.APPLYING, by, None
    held.cancel_requested, held.error = False, ""
    held.save(update_fields=["state", "applied_by", "heartbeat_at", "cancel_requested", "error"])
    if held.total > AT_ONCE:
        hand_over(held)
    return held


def apply_import(*, job_id: int, authority_id: int, batch: int | None = None) -> ImportState | None:
    """Write what is good, from where the job stands to its end. Returns the state it ended in; None when another run
    has it. A run that is killed loses the batch it was at and nothing else."""
    job = claim(job_id, authority_id, ImportState.APPLYING)
    return None if job is None else guarded(job, lambda one: _apply(one, batch or BATCH))


def _apply(job: ImportJob, batch: int) -> ImportState:
    known, written = _known_projects(), 0
    while job.done < job.total:
        size = min(batch, max(FIRST_BATCH, known), job.total - job.done)
        _write_batch(job, job.done + size)
        written += size
        if written >= known:
            known, written = _analysed(), 0
    with transaction.atomic():
        counts = job.counts | dict.fromkeys(Outcome.values, 0) | _counted(job)
        now = timezone.now()
        if not mine(job).update(state=ImportState.DONE, counts=counts, applied_at=now, heartbeat_at=None):
            raise CalledOff
    return ImportState.DONE


def _known_projects() -> int:
    """How many projects the planner believes that there are."""
    with connection.cursor() as cursor:
        cursor.execute("select greatest(reltuples, 0)::bigint from pg_class where oid = 'projects_project'::regclass")
        return int(cursor.fetchone()[0])


def _analysed() -> int:
    """Have the planner look at what imports write; returns how many projects it knows then."""
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {GROWING}")
    return _known_projects()


def _write_batch(job: ImportJob, high: int) -> None:
    """One batch. Where somebody enters the same number in the same instant, the batch is done again and sees it."""
    for attempt in range(1, ATTEMPTS_OF_BATCH + 1):
        try:
            with transaction.atomic():
                _write(job, high)
        except IntegrityError:
            if attempt == ATTEMPTS_OF_BATCH:
                raise
        else:
            job.done = high
            return


def _write(job: ImportJob, high: int) -> None:
    by = job.applied_by
    if by is None:
        raise CalledOff
    _require_all(job, by)
    act_as(by)
    # the mark of progress first: it is conditional on the job being this run's, and locks it until the batch is in
    if not mine(job).filter(cancel_requested=False, done=job.done).update(done=high, heartbeat_at=timezone.now()):
        raise CalledOff
    parameters: dict[str, Any] = {
        "authority": job.authority_id,
        "job": job.pk,
        "low": job.done,
        "high": high,
        "user": by.pk,
        "today": timezone.localdate(),
        "system": "wgs84",
        "unknown_accuracy_m": UNKNOWN_BOUNDARY_ACCURACY_M,
        "wgs84": WGS84,
    }
    run("apply", **parameters)
    if job.counts.get(Outcome.CHANGE):
        run("apply_changes", **parameters)
    if records_in(job.mapping) - {Record.PROJECT}:
        run("apply_records", **parameters)


def _require_all(job: ImportJob, by: User) -> None:
    """A role may be taken away while the job waits."""
    try:
        for record in records_in(job.mapping):
            require_entry(by, record, authority_id=job.authority_id)
    except PermissionDenied as refused:
        mine(job).update(error=str(refused))
        raise CalledOff from refused


def _counted(job: ImportJob) -> dict[str, int]:
    rows = ImportRow.objects.filter(authority_id=job.authority_id, job_id=job.pk).order_by()
    return dict(rows.values_list("outcome").annotate(Count("number")))


@transaction.atomic
def cancel_import(*, job: ImportJob, by: User) -> ImportJob:
    """Stop a job: one that waits ends at once, one that runs ends before its next batch. What is written stays, and can
    be gone on with or taken back. Repeating is harmless."""
    require_import(by, authority_id=job.authority_id)
    held = held_job(job)
    if held.is_running and held.heartbeat_at is not None:
        held.cancel_requested = True
    elif held.state == ImportState.APPLYING and held.done:
        held.state = ImportState.HELD
    elif held.state == ImportState.HELD:
        _leave_it(held)
    elif held.state in (ImportState.READ, ImportState.CHECKING, ImportState.CHECKED, ImportState.APPLYING):
        held.state = ImportState.CANCELLED
    held.save(update_fields=["state", "cancel_requested", "applied_at", "total", "counts"])
    return held


def _leave_it(held: ImportJob) -> None:
    """Given up for good: what was written is this import and can be taken back; the rest of the file is forgotten."""
    if not held.done:
        held.state = ImportState.CANCELLED
        return
    rows = ImportRow.objects.filter(authority_id=held.authority_id, job_id=held.pk, number__gt=held.done)
    rows._raw_delete(rows.db)  # nothing refers to a row
    held.state, held.applied_at, held.total = ImportState.DONE, timezone.now(), held.done
    held.counts = held.counts | dict.fromkeys(Outcome.values, 0) | _counted(held)


def forget_rows(job: ImportJob) -> None:
    """Remove the rows and the file of a job that nobody needs any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from projects_importrow where authority_id = %s and job_id = %s", [job.authority_id, job.pk]
        )
    job.path.unlink(missing_ok=True)
