"""Looking after exports: runs that died are taken up again, files past their time are removed."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import BigIntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_reports.enums import ExportState
from gis_reports.models import ExportJob, folder
from gis_reports.services.exports import WORKER_TASK, hand_to_worker
from gis_reports.services.running import MOST_ATTEMPTS, SILENCE, is_silent

# Jobs are listed for so long after they ended; their files go earlier.
LISTED_FOR_DAYS: Final = 60
LEFTOVER_SECONDS: Final = 24 * 3600


def recover_silent(*, known_dead: Iterable[int] = ()) -> dict[str, list[int]]:
    """Take up again what died on the way: once more to the worker, or failed in plain words after the last attempt.

    `known_dead` are jobs whose worker is known to have died; the others are recognised by their silence.

    A job that waits although no worker has it in its queue (the request that made it died) is handed over too.
    """
    found: dict[str, list[int]] = {"again": [], "failed": [], "cancelled": []}
    lost = is_silent() | _forgotten() | Q(state=ExportState.RUNNING, pk__in=list(known_dead))
    for job_id in list(ExportJob.objects.filter(lost).values_list("pk", flat=True)):
        with transaction.atomic():
            job = ExportJob.objects.select_for_update(skip_locked=True).filter(lost, pk=job_id).first()
            if job is None:
                continue
            found[_recover(job)].append(job_id)
    return found


def _recover(job: ExportJob) -> str:
    """Decide on one job, which is locked."""
    now = timezone.now()
    if job.cancel_requested:
        job.state, job.finished_at = ExportState.CANCELLED, now
        outcome = "cancelled"
    elif job.attempts >= MOST_ATTEMPTS:
        job.state, job.finished_at = ExportState.FAILED, now
        job.error = _(
            "The work stopped %(count)d times before its end. Choose a smaller selection, or ask the administrators."
        ) % {"count": job.attempts}
        outcome = "failed"
    else:
        job.state, job.heartbeat_at = ExportState.QUEUED, now
        hand_to_worker(job)
        outcome = "again"
    job.save(update_fields=["state", "finished_at", "error", "heartbeat_at"])
    return outcome


def _forgotten() -> Q:
    """Jobs that wait while the queue knows nothing of them."""
    known = (
        ProcrastinateJob.objects.filter(task_name=WORKER_TASK, status__in=("todo", "doing"))
        .annotate(export=Cast(KeyTextTransform("job_id", "args"), BigIntegerField()))
        .values("export")
    )
    return Q(state=ExportState.QUEUED, created_at__lt=timezone.now() - SILENCE) & ~Q(pk__in=known)


def remove_expired() -> int:
    """Remove files past their time, what dead runs left behind, and old entries. Returns the number of files."""
    now = timezone.now()
    removed = 0
    for job in ExportJob.objects.filter(expires_at__lt=now).exclude(file=""):
        job.path.unlink(missing_ok=True)
        ExportJob.objects.filter(pk=job.pk).update(file="")
        removed += 1
    ExportJob.objects.filter(file="", finished_at__lt=now - dt.timedelta(days=LISTED_FOR_DAYS)).delete()
    known = set(ExportJob.objects.exclude(file="").values_list("file", flat=True))
    for path in folder().glob("*") if folder().is_dir() else ():
        if path.is_file() and path.name not in known and path.stat().st_mtime < time.time() - LEFTOVER_SECONDS:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
