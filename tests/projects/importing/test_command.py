"""The command says what it would do, and does it when asked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from accounts.models import User
from projects.models import ImportJob, Project
from tests.factories import AuthorityFactory, PlanFactory, make_user
from tests.projects.importing.test_apply import lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner() -> User:
    authority = AuthorityFactory()
    PlanFactory(authority=authority)
    return make_user(Role.PLANNER, authority=authority)


def told(path: Path, by: User, **options: object) -> str:
    said = io.StringIO()
    call_command("import_projects", str(path), by=by.username, stdout=said, stderr=said, **options)
    return said.getvalue()


def test_without_apply_it_says_what_would_be_done_and_keeps_nothing(planner: User, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(lines(2) + "P1,ชื่อ,2016,9,5\n", encoding="utf-8")
    said = told(path, planner)
    assert "3 rows: new 2" in said
    assert "row 4: fiscal_year" in said
    assert "Nothing was written" in said
    assert not Project.objects.exists()
    assert not ImportJob.objects.exists()


def test_with_apply_it_writes_and_a_second_time_changes_nothing(planner: User, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(lines(2), encoding="utf-8")
    told(path, planner, apply=True)
    assert "same 2" in told(path, planner, apply=True)
    assert Project.objects.count() == 2


def test_a_person_without_an_authority_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(lines(1), encoding="utf-8")
    with pytest.raises(CommandError, match="serves in 0"):
        told(path, make_user())
