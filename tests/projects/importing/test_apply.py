"""From a file to records: what is new, what changes, what is left alone, what is refused, and back again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.models import ChangeLog, ImportJob, ImportRow, PlannedBudget, Project, StageLedger
from projects.models.imports import ImportState, Outcome
from projects.services.importing import applying
from projects.services.importing.applying import apply_import, cancel_import, request_apply
from projects.services.importing.checking import check_import
from projects.services.importing.starting import match_columns, start_import
from projects.services.importing.undoing import standing_against, undo_import
from projects.services.ledger import differences
from tests.factories import AuthorityFactory, PlanFactory, ProjectFactory, make_user

pytestmark = pytest.mark.django_db

HEAD = "รหัสโครงการ,ชื่อโครงการ,ปีงบประมาณ,แผนงาน,งบประมาณ (บาท)"


@pytest.fixture
def authority() -> LocalAuthority:
    made: LocalAuthority = AuthorityFactory()
    return made


def brought(authority: LocalAuthority, by: User, folder: Path, text: str, **options: object) -> ImportJob:
    """A job for a CSV file, its columns matched as suggested, checked."""
    path = folder / "plan.csv"
    path.write_text(text, encoding="utf-8")
    job = start_import(authority=authority, by=by, name="plan.csv", path=path)
    match_columns(job=job, by=by, mapping=job.mapping, options={**job.options, **options})
    assert check_import(job_id=job.pk, authority_id=authority.pk) == ImportState.CHECKED
    job.refresh_from_db()
    return job


def applied(job: ImportJob, by: User, batch: int = 5000) -> ImportJob:
    request_apply(job=job, by=by)
    assert apply_import(job_id=job.pk, authority_id=job.authority_id, batch=batch) == ImportState.DONE
    job.refresh_from_db()
    return job


def lines(count: int, first: int = 1) -> str:
    rows = [
        f"P59-{n:04d},ก่อสร้างถนน สาย {n},2559,แผนงานอุตสาหกรรมและการโยธา,{n}000.50" for n in range(first, first + count)
    ]
    return "\n".join([HEAD, *rows]) + "\n"


def test_new_projects_come_in_with_their_plan_budget_history_and_ledger(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    PlanFactory(authority=authority)
    job = brought(authority, planner, tmp_path, lines(7))
    assert job.counts["new"] == 7
    assert not Project.objects.exists()
    applied(job, planner, batch=3)
    first = Project.objects.get(code="P59-0001")
    assert (first.name, first.planned_budget, first.programme_id) == ("ก่อสร้างถนน สาย 1", Decimal("1000.50"), 9)
    assert PlannedBudget.objects.filter(project=first).get().amount == Decimal("1000.50")
    assert StageLedger.objects.get(authority=authority, fiscal_year=2559).projects == 7
    assert ChangeLog.objects.filter(table_name="projects_project", by=planner).count() == 7
    assert differences() == []


def test_the_same_file_again_changes_nothing(authority: LocalAuthority, planner: User, tmp_path: Path) -> None:
    PlanFactory(authority=authority)
    applied(brought(authority, planner, tmp_path, lines(3)), planner)
    again = brought(authority, planner, tmp_path, lines(4))
    assert (again.counts["same"], again.counts["new"]) == (3, 1)
    applied(again, planner)
    assert Project.objects.count() == 4


def test_what_differs_is_changed_and_given_back(authority: LocalAuthority, planner: User, tmp_path: Path) -> None:
    plan = PlanFactory(authority=authority)
    held = ProjectFactory(plan=plan, code="P59-0001", name="เดิม", planned_budget=Decimal(7))
    job = brought(authority, planner, tmp_path, lines(2))
    assert (job.counts["change"], job.counts["new"]) == (1, 1)
    applied(job, planner)
    held.refresh_from_db()
    assert (held.name, held.version) == ("ก่อสร้างถนน สาย 1", 2)
    assert standing_against(job) == []
    undo_import(job=job, by=planner)
    held.refresh_from_db()
    assert (held.name, held.planned_budget) == ("เดิม", Decimal("7.00"))
    assert Project.objects.live().count() == 1
    assert differences() == []


def test_what_somebody_changed_since_is_named_and_nothing_is_taken_back(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    PlanFactory(authority=authority)
    job = applied(brought(authority, planner, tmp_path, lines(2)), planner)
    Project.objects.filter(code="P59-0002").update(version=2)
    with pytest.raises(ValidationError) as refused:
        undo_import(job=job, by=planner)
    assert refused.value.code == "changed_since"
    assert [(one.code, one.reason) for one in standing_against(job)] == [("P59-0002", "changed")]
    assert Project.objects.live().count() == 2


def test_a_killed_import_goes_on_and_ends_with_the_same_rows(
    authority: LocalAuthority, planner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PlanFactory(authority=authority)
    job = brought(authority, planner, tmp_path, lines(10))
    request_apply(job=job, by=planner)
    written = applying._write
    calls = []

    def killed(*arguments: object) -> None:
        calls.append(arguments)
        written(*arguments)  # type: ignore[arg-type]  # handed on as they came
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(applying, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        apply_import(job_id=job.pk, authority_id=authority.pk, batch=2)
    assert Project.objects.count() == 4
    job.refresh_from_db()
    assert job.done == 4
    monkeypatch.setattr(applying, "_write", written)
    ImportJob.objects.update(heartbeat_at=None)
    assert apply_import(job_id=job.pk, authority_id=authority.pk, batch=2) == ImportState.DONE
    assert sorted(Project.objects.values_list("code", flat=True)) == [f"P59-{n:04d}" for n in range(1, 11)]
    assert differences() == []


def test_a_project_changed_after_the_check_is_not_overwritten(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    plan = PlanFactory(authority=authority)
    ProjectFactory(plan=plan, code="P59-0001", name="เดิม")
    job = brought(authority, planner, tmp_path, lines(2))
    Project.objects.update(name="ใหม่กว่า", version=2)
    ProjectFactory(plan=plan, code="P59-0002", name="มาก่อน")
    applied(job, planner)
    assert sorted(Project.objects.values_list("name", flat=True)) == sorted(["ใหม่กว่า", "มาก่อน"])
    said = [row.remarks[-1]["c"] for row in ImportRow.objects.filter(outcome=Outcome.REFUSED)]
    assert said == ["changed_meanwhile", "entered_meanwhile"]


def test_a_neighbour_brings_nothing_in(authority: LocalAuthority, planner: User, tmp_path: Path) -> None:
    PlanFactory(authority=authority)
    stranger = make_user(Role.PLANNER, authority=AuthorityFactory())
    job = brought(authority, planner, tmp_path, lines(1))
    assert not ImportJob.objects.visible_to(stranger).exists()
    assert not ImportRow.objects.visible_to(stranger).exists()
    with pytest.raises(PermissionDenied):
        request_apply(job=job, by=stranger)
    with pytest.raises(PermissionDenied):
        start_import(authority=authority, by=stranger, name="plan.csv", path=tmp_path / "plan.csv")


def test_a_planner_is_told_which_columns_are_not_his(authority: LocalAuthority, planner: User, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("รหัสโครงการ,ชื่อโครงการ,ปีงบประมาณ,เลขที่สัญญา\nP1,ถนน,2559,1/2559\n", encoding="utf-8")
    job = start_import(authority=authority, by=planner, name="all.csv", path=path)
    assert job.mapping == ["code", "name", "fiscal_year", ""]
    with pytest.raises(ValidationError) as refused:
        match_columns(job=job, by=planner, mapping=["code", "name", "fiscal_year", "contract_number"], options={})
    assert any("เลขที่สัญญา" in message for message in refused.value.messages)


def test_a_stopped_import_keeps_what_is_written_and_goes_on_or_is_left_so(
    authority: LocalAuthority, planner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PlanFactory(authority=authority)
    job = brought(authority, planner, tmp_path, lines(6))
    request_apply(job=job, by=planner)
    written = applying._write

    def stopped(one: ImportJob, high: int) -> None:
        written(one, high)
        cancel_import(job=one, by=planner)

    monkeypatch.setattr(applying, "_write", stopped)
    assert apply_import(job_id=job.pk, authority_id=authority.pk, batch=2) == ImportState.HELD
    assert Project.objects.count() == 2
    monkeypatch.setattr(applying, "_write", written)
    request_apply(job=job, by=planner)
    assert apply_import(job_id=job.pk, authority_id=authority.pk, batch=2) == ImportState.DONE
    assert Project.objects.count() == 6


def test_a_fault_on_our_side_is_told_and_loses_nothing(
    authority: LocalAuthority, planner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    PlanFactory(authority=authority)
    job = brought(authority, planner, tmp_path, lines(2))
    request_apply(job=job, by=planner)
    monkeypatch.setattr(applying, "run", lambda *_arguments, **_options: 1 / 0)
    assert apply_import(job_id=job.pk, authority_id=authority.pk) == ImportState.HELD
    job.refresh_from_db()
    assert job.error
    assert not Project.objects.exists()


def test_a_role_that_was_taken_away_stops_the_import(authority: LocalAuthority, planner: User, tmp_path: Path) -> None:
    PlanFactory(authority=authority)
    job = brought(authority, planner, tmp_path, lines(2))
    request_apply(job=job, by=planner)
    planner.assignments.all().delete()
    apply_import(job_id=job.pk, authority_id=authority.pk)
    assert not Project.objects.exists()


def test_an_import_is_taken_back_for_thirty_days_only(authority: LocalAuthority, planner: User, tmp_path: Path) -> None:
    PlanFactory(authority=authority)
    job = applied(brought(authority, planner, tmp_path, lines(1)), planner)
    ImportJob.objects.update(applied_at=timezone.now() - dt.timedelta(days=31))
    job.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        undo_import(job=job, by=planner)
    assert refused.value.code == "too_late"


def test_a_stopped_import_can_be_left_at_what_is_written(
    authority: LocalAuthority, planner: User, tmp_path: Path
) -> None:
    PlanFactory(authority=authority)
    job = brought(authority, planner, tmp_path, lines(6))
    request_apply(job=job, by=planner)
    ImportJob.objects.update(state=ImportState.HELD)
    assert cancel_import(job=job, by=planner).state == ImportState.CANCELLED
    ImportJob.objects.update(state=ImportState.HELD, done=4)
    left = cancel_import(job=job, by=planner)
    assert (left.state, left.total, left.counts["new"]) == (ImportState.DONE, 4, 4)
