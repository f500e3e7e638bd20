"""Files that were sent in, and their rows, are kept as long as an import can be taken back, and no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from projects.models import ImportJob, ImportRow
from projects.models.imports import UNDO_FOR, ImportState, folder
from projects.services.importing.applying import forget_rows

# What has ended so needs its file and rows no more once it cannot be taken back; the others wait for somebody.
ENDED: Final = (ImportState.DONE, ImportState.UNDONE, ImportState.CANCELLED, ImportState.FAILED)


def forget_old_imports(*, now: dt.datetime | None = None) -> int:
    """Remove files and rows of imports that ended more than UNDO_FOR ago; returns of how many imports.

    The imports stay in the list with their sums, and what they wrote stays with its history. A file that belongs to no
    import (its request broke off) goes after the same time. Repeating is harmless.
    """
    before = (now or timezone.now()) - UNDO_FOR
    forgotten = set()
    for job in _with_rows(before):
        with transaction.atomic():
            forget_rows(job)
        forgotten.add(job.pk)
    return len(forgotten | _remove(dict(_files()), before))


def _with_rows(before: dt.datetime) -> list[ImportJob]:
    rows = ImportRow.objects.filter(authority_id=OuterRef("authority_id"), job_id=OuterRef("pk"))
    return list(_ended(before).filter(Exists(rows)).only("id", "authority_id", "key"))


def _ended(before: dt.datetime) -> QuerySet[ImportJob]:
    """Imports that ended before a moment. One that was never applied ended when it was last looked at."""
    last = Greatest("created_at", "checked_at", "applied_at", "undone_at")
    return ImportJob.objects.filter(state__in=ENDED).annotate(ended_at=last).filter(ended_at__lt=before)


def _files() -> Iterator[tuple[UUID, Path]]:
    """The files that lie in the folder, by their key; what is named otherwise is none of ours."""
    for path in folder().iterdir() if folder().is_dir() else ():
        try:
            yield UUID(path.name), path
        except ValueError:
            continue


def _remove(paths: dict[UUID, Path], before: dt.datetime) -> set[int]:
    """Remove those of these files whose import ended before a moment, or which belong to none and are as old."""
    known = dict(ImportJob.objects.filter(key__in=paths).values_list("key", "pk"))
    ended = dict(_ended(before).filter(key__in=paths).values_list("key", "pk"))
    for key, path in paths.items():
        is_left_over = key not in known and path.stat().st_mtime < before.timestamp()
        if key in ended or is_left_over:
            path.unlink(missing_ok=True)
    return set(ended.values())
