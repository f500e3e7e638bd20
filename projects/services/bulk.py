"""Loading records of the past: the only way to set `recorded_at`, and one refresh of the ledger at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from projects.services.ledger import BEYOND, refresh_all

# Indexes that only make reading faster, and references between tables, of everything in this app. Indexes that guard
# uniqueness stay, and so does what a refresh keeps aside in temporary tables. Each row: the statement that takes it
# away and the one that makes it again, indexes first.
RESTING = """
select format('drop index %s', indexed.indexrelid::regclass), pg_get_indexdef(indexed.indexrelid)
from pg_index as indexed
join pg_class as of_table on of_table.oid = indexed.indrelid
where of_table.relname like 'projects\\_%' and of_table.relpersistence = 'p' and not indexed.indisunique
    and not exists (select from pg_constraint where conindid = indexed.indexrelid)
union all
select
    format('alter table %s drop constraint %I', reference.conrelid::regclass, reference.conname),
    format('alter table %s add constraint %I %s', reference.conrelid::regclass, reference.conname,
           pg_get_constraintdef(reference.oid))
from pg_constraint as reference
join pg_class as of_table on of_table.oid = reference.conrelid
where of_table.relname like 'projects\\_%' and reference.contype = 'f'
"""


@contextmanager
def bulk_loading(*, into_empty: bool = False) -> Iterator[None]:
    """Within this block records may carry the moment they were recorded, and the ledger rests.

    When the block ends, every derived column and every ledger row is refreshed in the same transaction, and stages
    that became entered get the moment of the earliest record that proves them.

    `into_empty` is for filling a database that has no project yet: indexes and references rest as well and are made,
    and checked, once at the end, for all rows together. Raises ValueError when there are projects.
    """
    with transaction.atomic():
        _set_bulk("on")
        made_again = _put_to_rest() if into_empty else []
        try:
            yield
            # without indexes there are no ranges of authorities: everything is read once
            refresh_all(at_once=BEYOND if into_empty else None)
            _run(made_again)
        finally:
            if not connection.needs_rollback:
                _set_bulk("")


def _put_to_rest() -> list[str]:
    """Take away what can be made again; gives the statements that do so."""
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from projects_project)")
        if cursor.fetchone()[0]:
            raise ValueError("There are projects already; only an empty database is loaded without its indexes")
        cursor.execute("set constraints all immediate")
        cursor.execute(RESTING)
        pairs = cursor.fetchall()
    _run([taken_away for taken_away, _made in pairs])
    return [made for _taken_away, made in pairs]


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _set_bulk(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('geo_eplan.bulk_loading', %s, true)", [value])
