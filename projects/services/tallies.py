"""Tallies of provinces from the outside: fold the differences on their way, work them out anew, prove them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import connection, transaction

RENEWED = Path(__file__).with_name("tallies_renewed.sql").read_text(encoding="utf-8")
DIFFERENCES = Path(__file__).with_name("tally_differences.sql").read_text(encoding="utf-8")


def fold_tallies() -> int:
    """Add every committed difference to the tallies of its province; gives how many were added.

    Readers see exact counts before, during and after. One folds at a time: while somebody else does, this gives 0.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select projects_fold_tallies()")
        return int(cursor.fetchone()[0])


def refresh_tallies(limit: int = 100) -> list[tuple[Any, ...]]:
    """Count all projects anew. Whoever calls this holds the projects still (projects.services.ledger.refresh_all).

    Gives what still differs afterwards, as `tally_differences`: nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _keep_truth_aside(cursor)
        cursor.execute("delete from projects_tallyposting; delete from projects_tally")
        cursor.execute(RENEWED)
        cursor.execute("analyze projects_tally")
        return _differing(cursor, "tally_truth", limit)


def tally_differences(limit: int = 100) -> list[tuple[Any, ...]]:
    """Where the tallies are not what the projects say, at one moment: what, 0 for the authority, key, kept, true."""
    with connection.cursor() as cursor:
        return _differing(cursor, "projects_tally_truth", limit)


def _keep_truth_aside(cursor: Any) -> None:
    cursor.execute("drop table if exists tally_truth")
    cursor.execute("create temporary table tally_truth on commit drop as select * from projects_tally_truth")


def _differing(cursor: Any, truth: str, limit: int) -> list[tuple[Any, ...]]:
    cursor.execute(DIFFERENCES.replace("from true_tallies", f"from {truth}"), {"limit": limit})
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
