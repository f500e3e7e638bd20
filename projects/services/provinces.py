"""The ledger by province from the outside: fold the differences that are on their way."""

from __future__ import annotations

from django.db import connection, transaction


def fold_province_postings() -> int:
    """Add every committed difference to the ledger of its province and to its day; gives how many were added.

    Readers see exact figures before, during and after. One folds at a time: while somebody else does, this gives 0.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select projects_fold_postings()")
        return int(cursor.fetchone()[0])
