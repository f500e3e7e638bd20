"""A queryset inside a statement of our own: scope and filters stay in Python, GeoJSON and tiles are made by PostGIS."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_PLACEHOLDER = re.compile(r"%%|%s")
# The name by which the statements call the rows of the queryset.
ROWS = re.compile(r"\bfrom chosen_rows\b")


def statement(path: Path, rows: QuerySet[Any]) -> tuple[str, dict[str, Any]] | None:
    """The SQL of a file with `chosen_rows` standing for the queryset's rows, and the queryset's parameters by name.

    None when the queryset can have no rows (somebody without an assignment). The queryset must be a `values` one
    whose columns have distinct names.
    """
    try:
        inner, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    params: dict[str, Any] = {}

    def named(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%%"
        name = f"given_{len(params)}"
        params[name] = given[len(params)]
        return f"%({name})s"

    inner = _PLACEHOLDER.sub(named, inner)
    outer = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("--"))
    return ROWS.sub(lambda _found: f"from ({inner}) as chosen_rows", outer), params


def run(sql: str, params: dict[str, Any]) -> tuple[Any, ...]:
    """The one row that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
