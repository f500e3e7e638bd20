"""Asking the database one question: a file of SQL, its parameters, and the type of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from layers.reading import reading_connection

RowType_co = TypeVar("RowType_co", covariant=True)


class MakesRows(Protocol[RowType_co]):
    """A NamedTuple class, or anything else that is called with one value per column."""

    def __call__(self, *values: Any) -> RowType_co: ...


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def ask(query: Path, parameters: Mapping[str, Any], row: MakesRows[RowType_co]) -> list[RowType_co]:
    """Every row of the question in `query`, made by `row` from the columns in the order of the SQL.

    Asked of the database that answers reports, which may be a copy of the one that is written to.
    """
    with reading_connection().cursor() as cursor:
        cursor.execute(_text(query), dict(parameters))
        return [row(*values) for values in cursor.fetchall()]
