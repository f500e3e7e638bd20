"""What projects are searched by, from the outside: work it out anew, prove that it equals the projects.

It follows every write by trigger (migrations/sql/searching.sql); bulk loading fills it once, at its end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import connection, transaction

Row = tuple[str, int, str, str, str]
DIFFERING = Path(__file__).with_name("words_differing.sql").read_text(encoding="utf-8")
MENDED = Path(__file__).with_name("words_mended.sql").read_text(encoding="utf-8")
TOLD = Path(__file__).with_name("words_told.sql").read_text(encoding="utf-8")


def refresh_words(limit: int = 100) -> list[Row]:
    """Make the searched words equal to the projects. Writers wait, readers do not.

    Gives what still differs afterwards, as `word_differences`: nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table projects_project in share row exclusive mode")
        return _compare(cursor, limit, mend=True)


def word_differences(limit: int = 100) -> list[Row]:
    """Where the searched words are not those of the projects, at one moment: what, authority, key, kept, true."""
    with transaction.atomic(), connection.cursor() as cursor:
        return _compare(cursor, limit, mend=False)


def _compare(cursor: Any, limit: int, *, mend: bool) -> list[Row]:
    """The truth is worked out once: what differs is kept aside, written if asked, and compared again."""
    cursor.execute("drop table if exists words_differing")
    cursor.execute(f"create temporary table words_differing on commit drop as {DIFFERING}")
    if mend:
        cursor.execute(MENDED)
        cursor.execute("analyze projects_projectwords")
    cursor.execute(TOLD, {"limit": limit})
    found: list[Row] = cursor.fetchall()
    return found
