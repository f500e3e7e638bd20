"""Indexes and references of the filled tables: taken away before, made again on two connections after."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

# The tables that the making fills with millions of rows.
FILLED = (
    "project",
    "planapproval",
    "budgetapproval",
    "contract",
    "contractshare",
    "disbursement",
    "carryover",
    "progress",
    "handover",
    "position",
    "changelog",
    "projectwords",
)
PLANS = ("developmentplan", "vision", "strategy")

# Of every filled table all indexes but the primary key, and all references from it or to it. Kept in a table of the
# benchmark, so that a making that was broken off can be told from a finished one.
_RESTING = """
create table benchmark.resting as
select
    row_number() over (order by what.rank, what.pages desc, what.made) as number, what.*
from (
    select
        case when owned.oid is null then 2 else 1 end as rank, of_table.relname::text as of_table, 0 as pages,
        case
            when owned.oid is null then format('drop index %%s', indexed.indexrelid::regclass)
            else format('alter table %%s drop constraint %%I', indexed.indrelid::regclass, owned.conname)
        end as taken,
        case
            when owned.oid is null then pg_get_indexdef(indexed.indexrelid)
            else format('alter table %%s add constraint %%I %%s', indexed.indrelid::regclass, owned.conname,
                        pg_get_constraintdef(owned.oid))
        end as made,
        '' as checked
    from pg_index as indexed
    inner join pg_class as of_table on of_table.oid = indexed.indrelid
    left join pg_constraint as owned on owned.conindid = indexed.indexrelid and owned.contype in ('u', 'x')
    where of_table.relname = any (%(filled)s) and not indexed.indisprimary
    union all
    select
        3, reference.conrelid::regclass::text, 0,
        format('alter table %%s drop constraint %%I', reference.conrelid::regclass, reference.conname),
        format('alter table %%s add constraint %%I %%s', reference.conrelid::regclass, reference.conname,
               pg_get_constraintdef(reference.oid)),
        format('alter table %%s validate constraint %%I', reference.conrelid::regclass, reference.conname)
    from pg_constraint as reference
    where reference.contype = 'f'
        and (select relname from pg_class where oid = reference.conrelid) = any (%(filled)s)
) as what
"""


def put_to_rest() -> None:
    """Take away what can be made again."""
    with connection.cursor() as cursor:
        cursor.execute(_RESTING, {"filled": [f"projects_{table}" for table in FILLED]})
        cursor.execute("select taken from benchmark.resting order by rank desc, number")
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        for table in FILLED:  # the cleaner of tables would go through each again and again while it grows
            cursor.execute(f"alter table projects_{table} set (autovacuum_enabled = false)")


def make_again(workers: int) -> None:
    """Make indexes again, the longest first, then references: told at once, and held against all rows afterwards.

    Telling a reference locks both its tables, so one follows the other; checking does not, so as many are checked at a
    time as there are workers, and the tables take turns.
    """
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(_make, _statements("made", (1, 2))))
        for told in _statements("made || ' not valid'", (3,)):
            _make(told)
        list(pool.map(_make, _statements("checked", (3,))))
    with connection.cursor() as cursor:
        for table in FILLED:
            cursor.execute(f"alter table projects_{table} reset (autovacuum_enabled)")


def _statements(column: str, ranks: tuple[int, ...]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {column} from benchmark.resting where rank = any (%s)"
            " order by made not like '%%gin%%', row_number() over (partition by of_table order by number), of_table",
            [list(ranks)],
        )
        return [statement for (statement,) in cursor.fetchall()]


def _make(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select set_config('maintenance_work_mem', '1GB', false), set_config('work_mem', '256MB', false),"
                " set_config('max_parallel_maintenance_workers', '0', false)"
            )
            cursor.execute(statement)
    finally:
        connection.close()  # the thread's own


def continue_numbering() -> None:
    """Let new records be numbered after the highest."""
    with connection.cursor() as cursor:
        for table in (*PLANS, *FILLED):
            if table in {"changelog", "projectwords"}:
                continue  # the numbers of the one come from its own sequence, those of the other from the projects
            cursor.execute(
                f"select setval(pg_get_serial_sequence('projects_{table}', 'id'),"
                f" greatest((select max(id) from projects_{table}), 1))"
            )
