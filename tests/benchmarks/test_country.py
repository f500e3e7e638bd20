"""The benchmark's country: through the real tables, exact in number, inside the boundaries, always the same."""

from collections.abc import Iterator

import pytest
from django.db import connection

from benchmarks.national.country import ground
from benchmarks.national.country.making import Wanted, is_made, make_country
from projects.models import ChangeLog, Project, StageLedger
from projects.services.ledger import differences

PROJECTS = 3000
AUTHORITIES = 60


def _one(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _kept_by_the_database() -> object:
    """Indexes and constraints of the project tables, as one text."""
    return _one(
        "select string_agg(line, e'\\n' order by line) from ("
        " select indexdef from pg_indexes where tablename like 'projects\\_%'"
        " union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated"
        " from pg_constraint where conrelid::regclass::text like 'projects\\_%') as every (line)"
    )


def _content() -> object:
    """What the projects say, whatever their numbers."""
    return _one(
        "select md5(string_agg(line, ',' order by line)) from (select concat_ws(' ', authority.code, authority.name_th,"
        " fiscal_year, project.code, project.name, planned_budget, stages, budget_total, contract_total, paid_total,"
        " percent, st_astext(location), project.recorded_at)"
        " from projects_project as project"
        " inner join layers_localauthority as authority on authority.id = authority_id) as every (line)"
    )


def _leave_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop schema if exists benchmark cascade")


@pytest.fixture
def _clean() -> Iterator[None]:
    _leave_nothing()
    yield
    _leave_nothing()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_clean")
def test_a_small_country_is_whole_and_the_same_at_every_making() -> None:
    before = _kept_by_the_database()
    said: list[str] = []
    make_country(Wanted(PROJECTS, most_authorities=AUTHORITIES), said.append)

    assert is_made(PROJECTS)
    assert not is_made(PROJECTS + 1)
    assert Project.objects.count() == PROJECTS
    assert differences() == []
    assert _kept_by_the_database() == before, "an index or a reference was not made again"
    assert any("ledgers" in words for words in said)

    _its_places_lie_within_the_boundaries()
    _its_history_has_every_record()
    _its_pipeline_falls_off()

    first = _content()
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(format('%I', tablename), ', ') from pg_tables where tablename ~ '^projects_'")
        emptied = cursor.fetchone()[0]
        kept = {"projects_programme", "projects_urgentpolicy", "projects_mapstate"}
        emptied = ", ".join(name for name in emptied.split(", ") if name not in kept)
        cursor.execute(
            f"truncate {emptied}, layers_localauthority, layers_district, layers_authorityperiod,"
            " layers_authoritysuccession, coordination_workcalendarentry, coordination_stageexemption, accounts_user,"
            " accounts_assignment restart identity cascade"
        )
    _leave_nothing()
    make_country(Wanted(PROJECTS, batch=100, most_authorities=AUTHORITIES), said.append)
    assert _content() == first, "the cut into batches must not change what is made"


def _its_places_lie_within_the_boundaries() -> None:
    assert Project.objects.with_location().count() > PROJECTS / 2
    outside = _one(
        "select count(*) from projects_project as project"
        " inner join layers_localauthority as authority on authority.id = project.authority_id"
        " where not st_covers(authority.boundary, project.location)"
    )
    assert outside == 0


def _its_history_has_every_record() -> None:
    logged = ChangeLog.objects.filter(table_name="projects_project", action="I").count()
    assert logged == PROJECTS
    assert ChangeLog.objects.filter(by__isnull=True).count() == 0
    assert not ChangeLog.objects.exclude(action="I").exists()


def _its_pipeline_falls_off() -> None:
    counts = [Project.objects.filter(latest_stage__gte=stage).count() for stage in range(3, 9)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] > PROJECTS / 5
    assert 0 < Project.objects.filter(problems__gt=0).count() < PROJECTS / 10
    last_year = Project.objects.filter(fiscal_year=2560)
    assert not last_year.filter(latest_stage=8).exists()
    missing = StageLedger.objects.filter(projects=0).count()
    assert missing < StageLedger.objects.count() / 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_clean")
def test_a_country_is_made_in_an_empty_database_only() -> None:
    make_country(Wanted(200, most_authorities=AUTHORITIES), lambda words: None)
    with pytest.raises(ValueError, match="empty database"):
        make_country(Wanted(200, most_authorities=AUTHORITIES), lambda words: None)


def test_phrases_are_drawn_alike_each_time() -> None:
    first, second = list(ground._phrases()), list(ground._phrases())
    assert first == second
    assert len(first) == 2 * ground.PHRASES
    assert all(len(line.split("\t")) == 7 for line in first)
    assert not any("{" in line for line in first)
