"""One run of an export: claimed, written with reports of how far it is, and finished, failed or called off.

A job belongs to the run that claimed it last. Every report and the end are conditional on that, so that a run which was
given up for dead and wakes up again changes nothing; it stops at its next report.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import time
from pathlib import Path
from typing import Final

from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_reports.enums import Encoding, ExportState, Format
from gis_reports.models import ExportJob, folder
from gis_reports.services.selections import file_name_of
from gis_reports.services.writing import write_selection
from layers.reading import read_again_on_primary, reading_alias
from projects.errors import OutOfScope
from projects.selection import ProjectSelection

logger = logging.getLogger(__name__)

# A run that has not reported for so long is given up for dead. Reports come with the rows; the longest time without any
# is the compressing of the largest file at the end. (A dead worker is noticed earlier, by its own signs of life.)
SILENCE: Final = dt.timedelta(minutes=5)
MOST_ATTEMPTS: Final = 3
KEPT_FOR: Final = dt.timedelta(days=7)
SECONDS_BETWEEN_REPORTS: Final = 0.5


class CalledOff(Exception):
    """The owner cancelled the job."""


class Superseded(Exception):
    """Another run has taken the job over."""


def run_export(job_id: int) -> ExportState | None:
    """Write the file of a job. Returns the state it ended in; None when another run has it or nothing is left to do."""
    job = _claim(job_id)
    if job is None:
        return None
    try:
        _write(job)
    except Superseded:
        logger.warning("export %s: run %s was given up and stops", job.pk, job.attempts)
        return None
    except CalledOff:
        return _end(job, ExportState.CANCELLED)
    except OutOfScope:
        return _end(job, ExportState.FAILED, error=_("Part of what was asked for is not yours to see any more."))
    except DatabaseError:
        raise  # the job stays running and is taken up again once the database answers
    except Exception as error:  # whatever happens, the owner is told
        return _end(job, ExportState.FAILED, error=_reason(error))
    return ExportState.DONE


def _reason(error: Exception) -> str:
    """What to tell the owner. Only errors written for people are shown."""
    from gis_reports.outputs.read_back import OutputError

    if isinstance(error, OutputError):
        return str(error)
    logger.error("an export failed", exc_info=error)
    return _("Something went wrong on our side; the administrators can read what in the log. Please try again.")


def is_silent() -> Q:
    """The condition of a run that has not reported for too long."""
    return Q(state=ExportState.RUNNING) & (Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=timezone.now() - SILENCE))


def _claim(job_id: int) -> ExportJob | None:
    now = timezone.now()
    waiting = Q(state=ExportState.QUEUED) | is_silent()
    claimed = ExportJob.objects.filter(waiting, pk=job_id, cancel_requested=False).update(
        state=ExportState.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        heartbeat_at=now,
        done=0,
    )
    return ExportJob.objects.select_related("owner").get(pk=job_id) if claimed else None


def _write(job: ExportJob) -> None:
    selection = ProjectSelection.from_query_string(job.selection)
    total = read_again_on_primary(lambda: selection.queryset(job.owner).using(reading_alias()).count())
    _mine(job).update(total=total)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = file_name_of(selection, Format(job.format))
    path = folder() / f"{job.key}-{job.attempts}{name[name.index('.') :]}"
    try:
        written = write_selection(
            selection=selection,
            reader=job.owner,
            form=Format(job.format),
            path=path,
            encoding=Encoding(job.encoding),
            report=_Reporter(job),
        )
        finished = timezone.now()
        ended = _mine(job).update(
            state=ExportState.DONE,
            done=written.projects,
            total=written.projects,
            with_place=written.with_place,
            file=path.name,
            file_name=name,
            size=path.stat().st_size,
            sha256=_digest(path),
            finished_at=finished,
            expires_at=finished + KEPT_FOR,
            error="",
        )
        if not ended:
            raise Superseded
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class _Reporter:
    """Says how far the run is, not too often; raises when it shall stop."""

    def __init__(self, job: ExportJob) -> None:
        self.job = job
        self.due = 0.0

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + SECONDS_BETWEEN_REPORTS
        if not _mine(self.job).update(done=done, heartbeat_at=timezone.now()):
            raise Superseded
        if ExportJob.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise CalledOff


def _mine(job: ExportJob) -> QuerySet[ExportJob]:
    """The job, as long as it is this run's."""
    return ExportJob.objects.filter(pk=job.pk, state=ExportState.RUNNING, attempts=job.attempts)


def _end(job: ExportJob, state: ExportState, error: str = "") -> ExportState | None:
    ended = _mine(job).update(state=state, error=error, finished_at=timezone.now())
    return state if ended else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
