"""Exports as jobs: at once or by the worker, with progress, cancelled, recovered, in the reach of their owner."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.enums import Role
from accounts.models import Assignment, User
from gis_reports.enums import Encoding, ExportState, Format
from gis_reports.models import ExportJob, folder
from gis_reports.services import exports, running
from gis_reports.services.exports import cancel_export, request_export
from gis_reports.services.keeping import recover_silent, remove_expired
from gis_reports.services.running import KEPT_FOR, MOST_ATTEMPTS, SILENCE, run_export
from layers.models import LocalAuthority
from projects.errors import OutOfScope
from projects.selection import ProjectSelection
from tests.factories import AuthorityFactory, make_user
from tests.gis_reports.outputs.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings take any name


@pytest.fixture
def town() -> LocalAuthority:
    authority: LocalAuthority = AuthorityFactory()
    make_world(authority)
    return authority


@pytest.fixture
def planner(town: LocalAuthority) -> User:
    return make_user(Role.PLANNER, authority=town)


@pytest.fixture
def _by_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is large enough for the worker."""
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    monkeypatch.setattr(running, "SECONDS_BETWEEN_REPORTS", 0.0)


def queued() -> list[int]:
    return [job.args["job_id"] for job in ProcrastinateJob.objects.filter(task_name="gis_reports.write_export")]


def test_a_small_selection_is_ready_at_once(planner: User) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(fiscal_year=(2559,)), form=Format.GEOJSON)
    assert (job.state, job.done, job.total, job.with_place) == (ExportState.DONE, 6, 6, 4)
    assert job.has_file
    assert job.file_name == "projects-2559.geojson"
    assert hashlib.sha256(job.path.read_bytes()).hexdigest() == job.sha256
    assert job.path.stat().st_size == job.size
    assert queued() == []


@pytest.mark.usefixtures("_by_worker")
def test_a_large_selection_waits_for_the_worker_and_tells_how_far_it_is(
    planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    assert (job.state, job.total, queued()) == (ExportState.QUEUED, 6, [job.pk])
    seen: list[int] = []
    original = running._Reporter.__call__

    def listen(reporter: running._Reporter, done: int) -> None:
        original(reporter, done)
        seen.append(ExportJob.objects.get(pk=job.pk).done)

    monkeypatch.setattr(running._Reporter, "__call__", listen)
    assert run_export(job.pk) == ExportState.DONE
    assert seen[0] == 0
    assert seen[-1] == 6
    assert run_export(job.pk) is None, "a finished job is not run again"


@pytest.mark.usefixtures("_by_worker")
def test_cancelling_a_waiting_export_ends_it(planner: User) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    assert cancel_export(job=job).state == ExportState.CANCELLED
    assert run_export(job.pk) is None
    assert cancel_export(job=job).state == ExportState.CANCELLED


@pytest.mark.usefixtures("_by_worker")
def test_cancelling_a_running_export_stops_it_and_leaves_no_file(
    planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gis_reports.outputs import rows, writing

    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.GPKG)
    monkeypatch.setattr(writing, "REPORT_EVERY", 1)
    read: list[int] = []
    original = rows.read_rows

    def cancel_on_the_way(projects: object) -> Iterator[rows.ProjectRow]:
        for row in original(projects):  # type: ignore[arg-type]  # handed through
            read.append(row.id)
            if len(read) == 3:
                cancel_export(job=job)
            yield row

    monkeypatch.setattr(rows, "read_rows", cancel_on_the_way)
    assert run_export(job.pk) == ExportState.CANCELLED
    assert len(read) < 6
    assert list(folder().iterdir()) == []


@pytest.mark.usefixtures("_by_worker")
def test_a_dead_run_is_taken_up_again_and_fails_in_words_in_the_end(planner: User) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        dead = running._claim(job.pk)
        assert dead is not None
        assert dead.attempts == attempt
        assert recover_silent() == {"again": [], "failed": [], "cancelled": []}, "it may still be alive"
        ExportJob.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - SILENCE - dt.timedelta(seconds=1))
        found = recover_silent()
        assert found["again" if attempt < MOST_ATTEMPTS else "failed"] == [job.pk]
    job.refresh_from_db()
    assert job.state == ExportState.FAILED
    assert str(MOST_ATTEMPTS) in job.error
    assert queued() == [job.pk] * MOST_ATTEMPTS


@pytest.mark.usefixtures("_by_worker")
def test_a_job_of_a_worker_known_to_be_dead_does_not_wait_for_silence(planner: User) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    running._claim(job.pk)
    assert recover_silent(known_dead=[job.pk])["again"] == [job.pk]
    assert run_export(job.pk) == ExportState.DONE


@pytest.mark.usefixtures("_by_worker")
def test_a_run_that_was_given_up_does_not_speak_for_the_job(planner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from gis_reports.outputs import rows

    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    original = rows.read_rows

    def overtaken(projects: object) -> Iterable[rows.ProjectRow]:
        monkeypatch.setattr(rows, "read_rows", original)
        recover_silent(known_dead=[job.pk])
        assert run_export(job.pk) == ExportState.DONE
        return original(projects)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(rows, "read_rows", overtaken)
    assert run_export(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (ExportState.DONE, 2)
    assert [path.name for path in folder().iterdir()] == [job.file]


@pytest.mark.usefixtures("_by_worker")
def test_a_waiting_job_that_the_queue_lost_is_handed_over_again(planner: User) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    ExportJob.objects.update(created_at=timezone.now() - SILENCE * 2)
    assert recover_silent()["again"] == []
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    assert recover_silent()["again"] == [job.pk]
    assert queued() == [job.pk]


@pytest.mark.usefixtures("_by_worker")
def test_the_reach_that_counts_is_that_of_the_moment_it_is_written(planner: User, town: LocalAuthority) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(authority=town.pk), form=Format.CSV)
    everything = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    Assignment.objects.filter(user=planner).update(until=timezone.localdate())
    assert run_export(job.pk) == ExportState.FAILED
    assert run_export(everything.pk) == ExportState.DONE
    everything.refresh_from_db()
    assert everything.done == 0


def test_the_neighbours_planner_gets_nothing(town: LocalAuthority) -> None:
    neighbour = make_user(Role.PLANNER, authority=AuthorityFactory())
    with pytest.raises(OutOfScope):
        request_export(owner=neighbour, selection=ProjectSelection(authority=town.pk), form=Format.CSV)
    job = request_export(owner=neighbour, selection=ProjectSelection(), form=Format.GEOJSON)
    assert json.loads(job.path.read_text(encoding="utf-8"))["features"] == []


def test_only_shapefiles_choose_their_encoding(planner: User) -> None:
    with pytest.raises(ValidationError) as refused:
        request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV, encoding=Encoding.CP874)
    assert refused.value.error_dict["encoding"][0].code == "encoding_not_for_format"


@pytest.mark.usefixtures("_by_worker")
def test_nobody_waits_for_more_than_a_handful(planner: User) -> None:
    for _number in range(exports.MOST_OPEN):
        request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    with pytest.raises(ValidationError) as refused:
        request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    assert refused.value.code == "too_many_open"


def test_a_failure_is_told_without_its_secrets(planner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        raise RuntimeError("password=secret")

    monkeypatch.setattr(running, "write_selection", fail)
    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    assert job.state == ExportState.FAILED
    assert job.error
    assert "secret" not in job.error


def test_files_go_after_their_time_and_what_was_left_behind_too(planner: User) -> None:
    job = request_export(owner=planner, selection=ProjectSelection(), form=Format.CSV)
    kept = request_export(owner=planner, selection=ProjectSelection(), form=Format.XLSX)
    stray = folder() / "stray.csv"
    stray.write_text("left by a killed worker", encoding="utf-8")
    import os

    os.utime(stray, (0, 0))
    ExportJob.objects.filter(pk=job.pk).update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    assert remove_expired() == 2
    job.refresh_from_db()
    assert not job.has_file
    assert kept.path.exists()
    ExportJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() - KEPT_FOR * 10)
    remove_expired()
    assert list(ExportJob.objects.values_list("pk", flat=True)) == [kept.pk]
