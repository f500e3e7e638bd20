"""What projects are searched by follows every write of theirs, and can be proved equal to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.models import Project, ProjectWords
from projects.searching.words import form_of
from projects.services.bringing_back import bring_back
from projects.services.bulk import bulk_loading
from projects.services.entering import change_project
from projects.services.importing.undoing import undo_import
from projects.services.ledger import differences, refresh_all
from projects.services.searched_words import refresh_words, word_differences
from projects.services.setting_aside import set_aside
from tests.factories import AuthorityFactory, PlanFactory, PositionFactory, ProjectFactory, make_user
from tests.projects.importing.test_apply import applied, brought, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> LocalAuthority:
    made: LocalAuthority = AuthorityFactory()
    return made


@pytest.fixture
def planner(own: LocalAuthority) -> User:
    return make_user(Role.PLANNER, authority=own)


@pytest.fixture
def road(own: LocalAuthority) -> Project:
    made: Project = ProjectFactory(plan=PlanFactory(authority=own), name="ถนนเดิม", village="บ้านเดิม", code="P1-เดิม")
    return made


def words_of(project: Project) -> str | None:
    found = ProjectWords.objects.filter(authority=project.authority, project_id=project.pk).first()
    return found.words if found else None


def found(text: str) -> list[int]:
    return sorted(Project.objects.live().searched(text).values_list("pk", flat=True))


def test_a_project_is_searched_by_name_place_and_code_in_one_form(road: Project) -> None:
    assert words_of(road) == "ถนนเดิม|บานเดิม|p1เดิม"
    assert word_differences() == []


@pytest.mark.parametrize("column", ["name", "village", "code"])
def test_a_renamed_project_is_found_by_the_new_words_only(column: str, road: Project) -> None:
    Project.objects.filter(pk=road.pk).update(**{column: "ใหม่เอี่ยม"})
    assert found("ใหม่เอียม") == [road.pk]
    before = {"name": "ถนนเดิม", "village": "บ้านเดิม", "code": "P1-เดิม"}[column]
    assert found(before) == []
    assert word_differences() == []


def test_a_verb_changes_them_as_well(road: Project, planner: User) -> None:
    road.refresh_from_db()
    change_project(project=road, by=planner, expected_version=road.version, name="ถนนสายใหม่")
    assert found("สายใหม่") == [road.pk]


def test_other_writes_leave_them_alone(road: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select ctid::text, xmin::text from projects_projectwords where project_id = %s", [road.pk])
        before = cursor.fetchone()
        PositionFactory(project=road)
        Project.objects.filter(pk=road.pk).update(objective="อื่น")
        cursor.execute("select ctid::text, xmin::text from projects_projectwords where project_id = %s", [road.pk])
        assert cursor.fetchone() == before


def test_what_is_set_aside_is_not_found_and_is_found_when_it_is_back(road: Project, planner: User) -> None:
    gone = set_aside(record=road, by=planner, reason="พิมพ์ผิด")
    assert found("เดิม") == []
    assert words_of(road) is None
    assert word_differences() == []
    bring_back(record=gone, by=planner)
    assert found("เดิม") == [road.pk]
    assert word_differences() == []


def test_a_deleted_project_leaves_nothing_behind(road: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from projects_plannedbudget; delete from projects_project where id = %s", [road.pk])
    assert words_of(road) is None


def test_bulk_loading_rests_and_makes_good_at_its_end(road: Project) -> None:
    with bulk_loading():
        new = ProjectFactory(plan=road.plan, name="เข้ามาเป็นชุด")
        Project.objects.filter(pk=road.pk).update(name="เปลี่ยนเป็นชุด")
        assert words_of(new) is None
    assert found("เป็นชุด") == sorted([road.pk, new.pk])
    assert differences() == []


def test_an_import_brings_them_in_and_takes_them_back(
    own: LocalAuthority, planner: User, tmp_path: Path, settings: object
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings take any name
    PlanFactory(authority=own)
    applied(brought(own, planner, tmp_path, lines(5)), planner, batch=2)
    assert len(found("ก่อสร้างถนน สาย")) == 5
    changed = brought(own, planner, tmp_path, lines(5).replace("ถนน สาย 3", "สะพาน สาย 3"))
    changed = applied(changed, planner)
    assert len(found("สะพาน")) == 1
    assert differences() == []
    undo_import(job=changed, by=planner)
    assert found("สะพาน") == []
    assert len(found("ถนน สาย 3")) == 1
    assert differences() == []


def test_a_deliberate_difference_is_found_and_mended(road: Project) -> None:
    kept, lost, alone = (ProjectFactory(plan=road.plan) for _ in range(3))
    ProjectWords.objects.filter(project_id=kept.pk).update(words="ผิด")
    ProjectWords.objects.filter(project_id=lost.pk).delete()
    ProjectWords.objects.filter(project_id=alone.pk).update(project_id=alone.pk + 1_000_000)
    differing = {int(one.key) for one in differences() if one.what == "searched words"}
    assert differing == {kept.pk, lost.pk, alone.pk, alone.pk + 1_000_000}
    assert refresh_words() == []
    assert word_differences() == []
    ProjectWords.objects.all().delete()
    assert refresh_all() == []
    assert words_of(kept) is not None


@given(st.text(alphabet="กขAbZ09๐๙๑ ่้๊๋์็ําำเแ-.–,:()\"'“”‘’ฯ/|\\%_*[]^\u00a0\u200bÀΣ", max_size=40))
def test_the_database_and_the_site_have_the_same_form_of_any_text(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select projects_search_form(%s)", [text])
        assert cursor.fetchone()[0] == form_of(text)


@pytest.mark.parametrize("typed", ["100%", "a_b", "\\", "ก|ข", "๕๙/๐๑"])
def test_signs_of_patterns_are_only_signs(typed: str, road: Project) -> None:
    assert found(typed) == []
    Project.objects.filter(pk=road.pk).update(name="100% a_b \\ ก ข 59/01")
    assert found(typed) == [road.pk]


@pytest.mark.parametrize("typed", ["", " ", "-", "ฯ"])
def test_a_text_without_any_letter_asks_for_nothing(typed: str, road: Project) -> None:
    assert found(typed) == [road.pk]


def test_the_index_is_used() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select project_id from projects_projectwords where words like '%หนองบัว%'")
        assert "projects_projectwords_form" in "\n".join(row[0] for row in cursor.fetchall())
