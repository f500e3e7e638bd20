"""One run of an import's work, in the request or in the worker: claimed, reported on, ended, or stopped by its owner.

A job belongs to the run that claimed it last: what it says of the job is conditional on that, so that a run which was
given up for dead and wakes up again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from geo.errors import GeoError
from projects.models import ImportJob
from projects.models.imports import RUNNING, ImportState
from projects.services.checking import language

logger = logging.getLogger(__name__)

WORKER_TASK: Final = "projects.import_step"
# Up to so many rows the work is done while the person waits; beyond, by the worker.
AT_ONCE: Final = 2_000
# A run that has not reported for so long is given up for dead.
SILENCE: Final = dt.timedelta(minutes=5)


class CalledOff(Exception):
    """The owner stopped the job, or another run has taken it over."""


def claim(job_id: int, authority_id: int, state: ImportState) -> ImportJob | None:
    """Take a job that waits for this work, or whose run has fallen silent. None when there is nothing to take."""
    now = timezone.now()
    free = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - SILENCE)
    jobs = ImportJob.objects.filter(authority_id=authority_id, pk=job_id)
    if not jobs.filter(free, state=state).update(attempts=F("attempts") + 1, heartbeat_at=now):
        return None
    return jobs.select_related("authority", "owner", "applied_by").defer("authority__boundary").get()


def mine(job: ImportJob) -> QuerySet[ImportJob]:
    """The job, as long as it is this run's."""
    return ImportJob.objects.filter(authority_id=job.authority_id, pk=job.pk, attempts=job.attempts)


def report(job: ImportJob, done: int | None) -> None:
    """A sign of life, and how many rows are done. Raises CalledOff when the run shall stop."""
    now = timezone.now()
    told = {"heartbeat_at": now} if done is None else {"heartbeat_at": now, "done": done}
    if not mine(job).filter(cancel_requested=False).update(**told):
        raise CalledOff


def ended(job: ImportJob) -> None:
    """The run has ended; the next may claim the job at once."""
    mine(job).update(heartbeat_at=None)


def guarded(job: ImportJob, work: Callable[[ImportJob], ImportState]) -> ImportState | None:
    """Do the work; whatever happens, the owner is told in words."""
    try:
        return work(job)
    except CalledOff:
        return _stopped(job)
    except GeoError as error:
        return _failed(job, error.text(language()))
    except (OperationalError, InterfaceError):
        raise  # the database is away; the job is taken up again once its run has been silent for long enough
    except FileNotFoundError:
        logger.exception("the file of an import could not be read")
        return _failed(job, _("The file is not here any more. Send it again."))
    except Exception:  # whatever happens, the owner is told
        logger.exception("an import failed")
        words = _("Something went wrong on our side; the administrators can read what in the log. Please try again.")
        return _failed(job, words)


def _stopped(job: ImportJob) -> ImportState | None:
    held = mine(job).first()
    if held is None:
        return None  # another run has it
    state = ImportState.HELD if held.state == ImportState.APPLYING and held.done else ImportState.CANCELLED
    mine(job).update(state=state, heartbeat_at=None, cancel_requested=False)
    return state


def _failed(job: ImportJob, words: str) -> ImportState | None:
    """What is written already is not lost: such a job can be gone on with."""
    state = ImportState.HELD if job.state == ImportState.APPLYING else ImportState.FAILED
    return state if mine(job).update(state=state, error=words, heartbeat_at=None) else None


def hand_over(job: ImportJob) -> None:
    """Put the work into the queue of the worker, in the transaction that is under way."""
    app.configure_task(WORKER_TASK).defer(job_id=job.pk, authority_id=job.authority_id)


def recover_silent() -> int:
    """Hand jobs to the worker again whose run fell silent; returns how many."""
    found = 0
    lost = Q(heartbeat_at__lt=timezone.now() - SILENCE)
    for job in ImportJob.objects.filter(lost, state__in=RUNNING):
        with transaction.atomic():
            taken = ImportJob.objects.filter(lost, authority_id=job.authority_id, pk=job.pk)
            if taken.update(heartbeat_at=None):
                hand_over(job)
                found += 1
    return found
