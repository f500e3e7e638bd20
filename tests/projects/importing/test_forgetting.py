"""Files that were sent in and their rows go thirty days after an import ended; what it wrote stays."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from layers.models import LocalAuthority
from projects.models import ChangeLog, ImportJob, ImportRow, Project
from projects.models.imports import folder
from projects.services.forgetting_imports import forget_old_imports
from projects.services.importing.applying import cancel_import
from projects.services.importing.undoing import undo_import
from tests.projects.importing.test_apply import applied, brought, lines

pytestmark = pytest.mark.django_db


def days_from_now(days: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def aged(job: ImportJob, days: int) -> ImportJob:
    """The import as if everything about it had happened so many days ago."""
    moments = ("created_at", "checked_at", "applied_at", "undone_at")
    job.refresh_from_db()
    ago = dt.timedelta(days=days)
    known = {name: getattr(job, name) - ago for name in moments if getattr(job, name) is not None}
    ImportJob.objects.filter(authority_id=job.authority_id, pk=job.pk).update(**known)
    job.refresh_from_db()
    return job


def test_an_import_is_forgotten_when_it_can_no_longer_be_taken_back(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    job = applied(brought(authority, planner, tmp_path, lines(3)), planner)
    events = ChangeLog.objects.count()
    aged(job, 29)
    assert forget_old_imports() == 0
    assert (job.path.is_file(), ImportRow.objects.count()) == (True, 3)
    aged(job, 2)
    assert forget_old_imports() == 1
    assert (job.path.exists(), ImportRow.objects.count()) == (False, 0)
    assert (Project.objects.live().count(), ChangeLog.objects.count()) == (3, events)
    assert ImportJob.objects.get(pk=job.pk).counts["new"] == 3
    with pytest.raises(ValidationError) as refused:
        undo_import(job=job, by=planner)
    assert refused.value.code == "too_late"
    assert forget_old_imports() == 0


def test_within_thirty_days_it_can_still_be_taken_back(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    job = aged(applied(brought(authority, planner, tmp_path, lines(2)), planner), 29)
    assert forget_old_imports() == 0
    undo_import(job=job, by=planner)
    assert not Project.objects.live().exists()
    assert forget_old_imports(now=days_from_now(29)) == 0
    assert forget_old_imports(now=days_from_now(31)) == 1


def test_what_waits_for_somebody_is_kept_and_what_was_cancelled_goes(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    waiting = brought(authority, planner, tmp_path, lines(2))
    cancelled = cancel_import(job=brought(authority, planner, tmp_path, lines(4)), by=planner)
    assert forget_old_imports(now=days_from_now(31)) == 1
    assert set(ImportRow.objects.values_list("job_id", flat=True)) == {waiting.pk}
    assert (waiting.path.is_file(), cancelled.path.exists()) == (True, False)


def test_a_file_of_no_import_goes_and_what_is_no_file_of_ours_stays(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    job = brought(authority, planner, tmp_path, lines(1))
    left_over, younger, other = folder() / str(uuid.uuid4()), folder() / str(uuid.uuid4()), folder() / "README"
    for path in (left_over, younger, other):
        path.write_text("x")
    long_ago = days_from_now(-31).timestamp()
    for path in (left_over, other, job.path):
        os.utime(path, (long_ago, long_ago))
    forget_old_imports()
    assert not left_over.exists()
    assert all(path.exists() for path in (younger, other, job.path))


def test_without_any_upload_there_is_nothing_to_do() -> None:
    assert forget_old_imports() == 0
