"""The schema can be distributed by authority on the day when one writer is not enough: read from the catalogue."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from geo_eplan.distribution.plan import plan_for
from geo_eplan.distribution.schema import read_schema

pytestmark = pytest.mark.django_db


def test_every_key_and_reference_under_an_authority_contains_the_authority() -> None:
    plan = plan_for(read_schema())
    assert not plan.obstacles, "Give the key its authority_id:\n" + "\n".join(plan.obstacles)


def test_each_table_goes_where_it_belongs() -> None:
    plan = plan_for(read_schema())
    assert {"projects_project", "projects_position", "projects_stageledger", "projects_changelog"} <= set(
        plan.distributed
    )
    assert {
        "layers_province",
        "layers_localauthority",
        "layers_authorityperiod",
        "accounts_user",
        "accounts_assignment",
        "projects_programme",
        "coordination_workcalendarentry",
        "coordination_stageexemption",
    } <= set(plan.references)
    assert {"django_session", "procrastinate_jobs"} <= set(plan.local)
    order = plan.distributed
    assert order.index("projects_developmentplan") < order.index("projects_project") < order.index("projects_position")


@contextmanager
def changed(*statements: str) -> Iterator[None]:
    """Another schema, inside the test's transaction."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    yield


@pytest.mark.parametrize(
    ("statement", "complaint"),
    [
        ("create unique index by_name on projects_vision (recorded_by_id)", "the key by_name does not contain"),
        ("create table projects_note (id bigint primary key, authority_id bigint not null)", "projects_note_pkey"),
        ("create table projects_note (authority_id bigint primary key default null)", None),
        ("create table projects_note (id bigint, authority_id bigint, unique (id, authority_id))", "may be null"),
        ("create table projects_note (authority_id bigint not null)", "has no primary key"),
        (
            "create table projects_note (authority_id bigint not null, during daterange,"
            " exclude using gist (authority_id with <>, during with &&))",
            "does not contain",
        ),
        (
            "create table projects_note (authority_id bigint primary key,"
            " session varchar(40) references django_session (session_key))",
            None,
        ),
        (
            "create table layers_note (id bigint primary key, project bigint, authority bigint,"
            " foreign key (project, authority) references projects_project (id, authority_id))",
            "which is distributed",
        ),
        (
            "create table projects_note (authority_id bigint primary key, project bigint, other bigint,"
            " foreign key (project, other) references projects_project (id, authority_id))",
            "does not carry",
        ),
    ],
)
def test_what_citus_would_refuse_is_found(statement: str, complaint: str | None) -> None:
    with changed(statement):
        found = "\n".join(plan_for(read_schema()).obstacles)
    assert (complaint in found) if complaint else not found, found


def test_a_trigger_that_writes_past_the_authority_is_named() -> None:
    with changed(
        "create table projects_scratch (province text primary key, seen int)",
        "create function projects_note_it() returns trigger language plpgsql as"
        " $$ begin update projects_scratch set seen = seen + 1; return null; end $$",
        "create trigger tallied after insert on projects_vision for each row execute function projects_note_it()",
    ):
        cautions = plan_for(read_schema()).cautions
    assert any("tallied writes to projects_scratch" in line for line in cautions)


def test_the_statements_leave_every_foreign_key_as_it_was() -> None:
    """Citus cannot be had here: its two functions stand in, PostgreSQL runs the rest."""
    before = read_schema()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("create function create_reference_table(name regclass) returns void language sql as ''")
        cursor.execute(
            "create function create_distributed_table(name regclass, by text, colocate_with text default '')"
            " returns void language sql as ''"
        )
        for statement in plan_for(before).statements:
            cursor.execute(statement)
    after = read_schema()
    assert dataclasses.replace(after, triggers=()) == dataclasses.replace(before, triggers=())


def test_without_citus_the_command_prints_and_changes_nothing() -> None:
    said = io.StringIO()
    call_command("distribute_by_authority", stdout=said)
    assert "select create_reference_table('layers_province');" in said.getvalue()
    assert "nothing stands in the way" in said.getvalue()
    with pytest.raises(CommandError, match="no Citus"):
        call_command("distribute_by_authority", apply=True, stdout=io.StringIO())
