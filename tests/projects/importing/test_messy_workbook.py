"""A workbook as planners keep it: what is taken, what is refused, and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.models import User
from layers.models import LocalAuthority
from projects.importing.remarks import in_words
from projects.models import BudgetApproval, ImportJob, ImportRow, Project
from projects.models.imports import Outcome
from projects.services.importing.applying import apply_import, request_apply
from projects.services.importing.checking import check_import
from projects.services.importing.starting import match_columns, start_import
from tests.projects.importing.workbooks import messy_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(authority: LocalAuthority, planner: User, tmp_path: Path) -> ImportJob:
    path = messy_workbook(tmp_path)
    return start_import(authority=authority, by=planner, name=path.name, path=path)


def checked(job: ImportJob, by: User, **options: object) -> dict[int, ImportRow]:
    match_columns(job=job, by=by, mapping=job.mapping, options=options)
    check_import(job_id=job.pk, authority_id=job.authority_id)
    job.refresh_from_db()
    assert job.state == "checked", job.error
    return {row.line: row for row in ImportRow.objects.filter(job_id=job.pk)}


def test_the_sheet_the_head_of_two_rows_and_the_columns_are_found(job: ImportJob) -> None:
    assert (job.sheet, job.head_line) == (1, 3)
    assert job.mapping == [
        "code",
        "name",
        "fiscal_year",
        "programme",
        "planned_budget",
        "budget_amount",
        "budget_on",
        "budget_paper",
    ]
    assert job.columns[5:] == ["อนุมัติงบประมาณ จำนวนเงิน", "อนุมัติงบประมาณ วันที่", "อนุมัติงบประมาณ เอกสาร"]


def test_what_is_taken_and_what_is_refused(job: ImportJob, planner: User) -> None:
    rows = checked(job, planner)
    said = {line: [one["c"] for one in row.remarks or [] if one["l"] == "bad"] for line, row in rows.items()}
    assert {line: row.outcome for line, row in rows.items()} == {
        **dict.fromkeys((5, 6, 9, 10, 11), Outcome.NEW),
        **dict.fromkeys((7, 19), Outcome.SKIPPED),
        **dict.fromkeys((4, 12, 13, 14, 15, 16, 17, 18), Outcome.REFUSED),
    }
    assert said[4] == said[17] == ["code_twice"]
    assert said[12] == ["year_is_ce"]
    assert said[13] == ["day_short"]
    assert said[14] == ["formula"]
    assert said[15] == ["day_era"]
    assert said[16] == ["given"]
    assert said[18] == ["code_missing"]
    assert job.counts["blank"] == 1
    assert sum(job.counts.get(outcome, 0) for outcome in Outcome.values) == job.total == 15


def test_five_spellings_are_one_day_and_amounts_are_exact(job: ImportJob, planner: User) -> None:
    rows = checked(job, planner)
    assert {rows[line].budget_on for line in (5, 6, 9, 10, 11)} == {dt.date(2015, 9, 29)}
    assert rows[4].budget_on == dt.date(2015, 9, 29)
    assert (rows[4].planned_budget, rows[4].fiscal_year) == (Decimal(380000), 2559)
    assert rows[5].planned_budget == Decimal("1250000.50")
    assert [one["l"] for one in rows[4].remarks or [] if one["f"] == "fiscal_year"] == ["look"]
    assert rows[11].looks  # the serial number was read for the person


def test_two_digits_are_read_once_somebody_has_said_what_they_mean(job: ImportJob, planner: User) -> None:
    rows = checked(job, planner, two_digits="be")
    assert rows[13].outcome == Outcome.NEW
    assert rows[13].budget_on == dt.date(2015, 9, 29)


def test_every_refusal_has_words(job: ImportJob, planner: User) -> None:
    for row in checked(job, planner).values():
        for one in row.remarks or []:
            assert len(in_words(one)) > 5


def test_what_is_good_is_written_whole(job: ImportJob, planner: User) -> None:
    checked(job, planner)
    request_apply(job=job, by=planner)
    apply_import(job_id=job.pk, authority_id=job.authority_id)
    assert sorted(Project.objects.values_list("code", flat=True)) == [f"P59-000{n}" for n in (2, 3, 4, 5, 6)]
    assert BudgetApproval.objects.count() == 5
    assert Project.objects.get(code="P59-0002").budget_total == Decimal("1250000.50")
