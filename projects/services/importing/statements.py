"""The set-based statements of imports, in their files, run one after the other."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

HERE = Path(__file__).parent


@cache
def statements_of(name: str) -> tuple[str, ...]:
    """The statements of a file of this folder; they are divided by blank lines."""
    parts = (HERE / f"{name}.sql").read_text(encoding="utf-8").split("\n\n")
    return tuple(part for part in parts if any(line and not line.startswith("--") for line in part.splitlines()))


def run(name: str, **parameters: Any) -> None:
    """Run the statements of a file in the transaction that is under way."""
    with connection.cursor() as cursor:
        for statement in statements_of(name):
            cursor.execute(statement, parameters)
