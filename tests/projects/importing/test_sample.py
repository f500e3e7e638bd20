"""The sample workbook: columns named as they are known, and a row that itself comes in without a refused cell."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import Assignment, User
from layers.models import LocalAuthority
from projects.importing.fields import FIELDS, Field
from projects.importing.heads import meaning_of
from projects.models import Contract, Disbursement, ImportJob, ImportRow, Position, Progress, Project
from projects.pages.importing.sample import head_of_field
from projects.services.importing.checking import check_import
from projects.services.importing.starting import match_columns, start_import
from tests.factories import AuthorityFactory, PlanFactory, ProjectFactory, make_user
from tests.projects.importing.test_apply import applied

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


@pytest.mark.parametrize("field", FIELDS, ids=[field.key for field in FIELDS])
def test_every_column_of_the_sample_is_recognised_by_its_name(field: Field) -> None:
    assert meaning_of(head_of_field(field)) == field.key


def downloaded(client: Client, authority: LocalAuthority) -> bytes:
    page = client.get("/imports/").content.decode()
    address = f"/imports/sample.xlsx?authority={authority.pk}"
    assert f'href="{address}"' in page
    return client.get(address).content


def checked(content: bytes, authority: LocalAuthority, by: User, folder: Path) -> ImportJob:
    """The workbook sent in and checked, with every column as it was suggested and nothing else said."""
    path = folder / "sample.xlsx"
    path.write_bytes(content)
    job = start_import(authority=authority, by=by, name="sample.xlsx", path=path)
    assert all(job.mapping), job.columns
    match_columns(job=job, by=by, mapping=job.mapping, options=job.options)
    check_import(job_id=job.pk, authority_id=authority.pk)
    job.refresh_from_db()
    assert not any(one["l"] == "bad" for row in ImportRow.objects.filter(job_id=job.pk) for one in row.remarks or [])
    assert (job.total, job.ready, job.counts.get("refused", 0)) == (1, 1, 0)
    return job


def test_a_planners_sample_becomes_a_project_with_its_approvals(
    signed_in: SignIn, authority: LocalAuthority, tmp_path: Path
) -> None:
    planner = make_user(Role.PLANNER, authority=authority)
    client = signed_in(planner)
    content = downloaded(client, authority)
    heads = [cell.value for cell in openpyxl.load_workbook(BytesIO(content)).worksheets[0][1]]
    assert "รหัสโครงการ" in heads
    assert "เลขที่สัญญา" not in heads
    applied(checked(content, authority, planner, tmp_path), planner)
    project = Project.objects.get()
    assert (project.code, project.fiscal_year, project.budget_total) == ("ตัวอย่าง-1", 2561, 480_000)
    applied(checked(downloaded(client, authority), authority, planner, tmp_path), planner)
    assert Project.objects.count() == 2, "a second sample has a code of its own"


@pytest.mark.parametrize("year", [2559, 2571])
def test_samples_of_finance_and_engineer_are_about_a_project_of_theirs(
    signed_in: SignIn, tmp_path: Path, year: int
) -> None:
    authority = AuthorityFactory()
    project = ProjectFactory(plan=PlanFactory(authority=authority, first_year=year))
    finance, engineer = (make_user(role, authority=authority) for role in (Role.FINANCE, Role.ENGINEER))
    for person in (finance, engineer):
        content = downloaded(signed_in(person), authority)
        applied(checked(content, authority, person, tmp_path), person)
    assert Contract.objects.get().shares.get().project == project
    assert {Disbursement.objects.get().project, Position.objects.get().project} == {project}
    assert {progress.project for progress in Progress.objects.all()} == {project}


def test_one_person_with_every_role_gets_every_column(
    signed_in: SignIn, authority: LocalAuthority, tmp_path: Path
) -> None:
    person = make_user(Role.PLANNER, authority=authority)
    for role in (Role.FINANCE, Role.ENGINEER):
        Assignment.objects.create(user=person, role=role, authority=authority)
    job = checked(downloaded(signed_in(person), authority), authority, person, tmp_path)
    assert sorted(job.mapping) == sorted(field.key for field in FIELDS)


def test_the_sample_of_a_neighbour_is_not_found_and_who_enters_nothing_gets_none(
    signed_in: SignIn, authority: LocalAuthority
) -> None:
    neighbour = AuthorityFactory()
    client = signed_in(make_user(Role.PLANNER, authority=authority))
    for asked in (str(neighbour.pk), "x", "9" * 30):
        assert client.get(f"/imports/sample.xlsx?authority={asked}").status_code == 404
    assert client.get("/imports/sample.xlsx").status_code == 200
    assert signed_in(make_user(Role.EXECUTIVE, authority=authority)).get("/imports/sample.xlsx").status_code == 403
