"""Loading records of the past: the only way to set `recorded_at`, and one refresh of the ledger at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from projects.services.ledger import refresh_all


@contextmanager
def bulk_loading() -> Iterator[None]:
    """Within this block records may carry the moment they were recorded, and the ledger rests.

    When the block ends, every derived column and every ledger row is refreshed in the same transaction, and stages
    that became entered get the moment of the earliest record that proves them.
    """
    with transaction.atomic():
        _set_bulk("on")
        try:
            yield
            refresh_all()
        finally:
            if not connection.needs_rollback:
                _set_bulk("")


def _set_bulk(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('geo_eplan.bulk_loading', %s, true)", [value])
