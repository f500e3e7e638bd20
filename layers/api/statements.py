"""A queryset inside a statement of our own: scope and filters stay in Python, GeoJSON and tiles are made by PostGIS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import OperationalError, connections, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from psycopg.errors import QueryCanceled
from psycopg.pq import Format
from psycopg.types.string import ByteaBinaryLoader

from layers.reading import reading_alias, reading_connection

_PLACEHOLDER = re.compile(r"%%|%s")
# A name by which a statement calls rows that are put in its place: `from chosen_rows`, `lateral chosen_rows`.
_ROWS = re.compile(r"\b(from|join|lateral) (\w+_rows)\b")
TOO_WIDE = "too_wide"
# Nobody waits longer for a page, and a page that takes longer takes the machine from everybody else.
SECONDS_FOR_A_PAGE = 5


class Later(str):
    """Stands among a queryset's parameters for one that is known by this name and given when the statement runs."""

    __slots__ = ()


@cache
def sql_of(path: Path) -> str:
    """The SQL of a file without its comments."""
    return "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))


def statement(
    path: Path, rows: QuerySet[Any], **others: QuerySet[Any] | Path | None
) -> tuple[str, dict[str, Any]] | None:
    """The SQL of a file with `chosen_rows` standing for the queryset's rows, and the queryset's parameters by name.

    `others` stand for further names that end in `_rows`: querysets, or files that may name rows themselves. None when
    a queryset can have no rows (somebody without an assignment). A queryset must be a `values` one whose columns have
    distinct names.
    """
    given: dict[str, Any] = {"chosen_rows": rows, **others}
    params: dict[str, Any] = {}

    def put_in(found: re.Match[str]) -> str:
        word, name = found.groups()
        source = given.get(name)
        if source is None:
            return found.group()
        inner = _ROWS.sub(put_in, sql_of(source)) if isinstance(source, Path) else _compiled(source, params)
        return f"{word} ({inner}) as {name}"

    try:
        return _ROWS.sub(put_in, sql_of(path)), params
    except EmptyResultSet:
        return None


def _compiled(rows: QuerySet[Any], params: dict[str, Any]) -> str:
    """The queryset's SQL, its parameters added to `params` under names of their own."""
    sql, given = rows.query.sql_with_params()
    values = iter(given)

    def named(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%%"
        value = next(values)
        if isinstance(value, Later):
            return f"%({value})s"
        name = f"given_{len(params)}"
        params[name] = value
        return f"%({name})s"

    return _PLACEHOLDER.sub(named, sql)


def run(sql: str, params: dict[str, Any]) -> tuple[Any, ...]:
    """The one row that a statement gives."""
    with reading_connection().cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def run_as_bytes(sql: str, params: dict[str, Any]) -> tuple[Any, ...]:
    """The one row that a statement gives, its text as the bytes of UTF-8: a page of JSON is passed on as it is. Half a
    megabyte of Thai takes 5 ms to decode and encode again."""
    connection = reading_connection()
    with connection.cursor() as cursor:
        written = cursor.mogrify(sql, params)
    # Django's own cursor puts the parameters in by itself, as here, but then fetches text only
    binary = psycopg.Cursor(connection.connection)
    binary.format = Format.BINARY
    binary.adapters.register_loader("text", ByteaBinaryLoader)
    with connection._prepare_cursor(binary) as cursor:  # type: ignore[attr-defined]  # of Django's base wrapper, not in the stubs
        cursor.execute(written)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


@contextmanager
def in_bounded_time(*, seconds: float = SECONDS_FOR_A_PAGE, alias: str | None = None) -> Iterator[None]:
    """Within this block no statement that reads runs longer; the reader is told to narrow the question down.

    `alias` is the database asked, the one of `layers.reading` when None. Raises ValidationError `too_wide`.
    """
    connection = connections[alias or reading_alias()]
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [f"{round(seconds * 1000)}ms"])
            yield
            if len(connection.savepoint_ids):  # within a longer transaction, which keeps its own patience
                cursor.execute("set local statement_timeout to default")
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        message = _(
            "This question takes too long over so many projects. Narrow it down: a province, an authority or a year."
        )
        raise ValidationError(message, code=TOO_WIDE) from error
