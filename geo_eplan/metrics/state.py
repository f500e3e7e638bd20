"""What the database knows of the site's work: its queue, its exports, and how old what is derived from the records is.

Health and Prometheus ask the same questions. All raise DatabaseError when the database does not answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import connection

QUEUE: Final = """
    select task_name,
           count(*) filter (where status = 'todo' and (scheduled_at is null or scheduled_at <= now())) as waiting,
           count(*) filter (where status = 'doing') as running,
           coalesce(extract(epoch from now() - min(coalesce(scheduled_at, queued.at))
               filter (where status = 'todo' and (scheduled_at is null or scheduled_at <= now()))), 0)::int as oldest
      from procrastinate_jobs
      left join lateral (
           select max(at) as at from procrastinate_events where job_id = procrastinate_jobs.id
      ) as queued on true
     where status in ('todo', 'doing')
     group by task_name
     order by task_name
"""
WORKER: Final = "select extract(epoch from now() - max(last_heartbeat))::int from procrastinate_workers"
EXPORTS: Final = "select state, count(*) from gis_reports_exportjob where state in ('queued', 'running') group by state"


class Task(NamedTuple):
    """Jobs of one task: waiting and due, running, and for how many seconds the oldest of the waiting ones waits."""

    name: str
    waiting: int
    running: int
    oldest_seconds: int


@dataclass(frozen=True, slots=True)
class Derived:
    """Figures that follow their records from a list of what has changed; `changed` is that list's time column."""

    name: str
    changes: str
    changed: str


# What is kept inside the transaction of the write (ledgers, map points) has no age and is not here.
DERIVED: Final = (
    Derived("map_cells", "projects_mapdirty", "at"),
    Derived("province_ledger", "projects_provinceposting", "at"),
    Derived("tallies", "projects_tallyposting", "at"),
)


class Age(NamedTuple):
    """How many changes a derived table has not taken in yet, and the seconds since the oldest of them (0 for none)."""

    name: str
    pending: int
    seconds: float


def tasks() -> list[Task]:
    """The queue, by task."""
    return [Task(*row) for row in _rows(QUEUE)]


def worker_seen() -> int | None:
    """Seconds since a worker gave a sign of life; None when none ever did."""
    return next(_rows(WORKER))[0]  # type: ignore[no-any-return]  # a column of the query above


def exports() -> dict[str, int]:
    """Exports that are waiting or running, by state."""
    return {"queued": 0, "running": 0} | dict(_rows(EXPORTS))


def ages() -> list[Age]:
    """How far each derived table is behind its records; what this database does not keep is left out."""
    kept = {name for (name,) in _rows("select relname from pg_class where relkind in ('r', 'p')")}
    return [_age(derived) for derived in DERIVED if derived.changes in kept]


def _age(derived: Derived) -> Age:
    question = (
        f"select count(*), coalesce(extract(epoch from clock_timestamp() - min({derived.changed})), 0)::float8"  # noqa: S608 - names from the table above
        f" from {derived.changes}"
    )
    pending, seconds = next(_rows(question))
    return Age(derived.name, pending, max(seconds, 0.0))


def _rows(question: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        yield from cursor.fetchall()
