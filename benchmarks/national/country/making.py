"""Makes the country: ground, plans, then the projects batch by batch on two connections, keys and indexes at the end.

What bulk loading does with one transaction is done here with its pieces, so that both processors have work: indexes
and references of the filled tables rest (all but the primary keys), records are entered with `geo_eplan.bulk_loading`
set, so that the change log is written by its own triggers and the ledger waits; then everything is made again, and
checked by the database for all rows together, and the ledger is refreshed and proved.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from benchmarks.national.country import ground
from benchmarks.national.country.resting import continue_numbering, make_again, put_to_rest
from geo.systems import WGS84
from projects.services.ledger import refresh_all

HERE = Path(__file__).parent
WORKERS = 2
BATCH = 130_000
UNTIL = dt.datetime(2017, 6, 30, 11, tzinfo=dt.UTC)
LOCATED = 0.76

Say = Callable[[str], None]
Words = dict[str, int | float | str | dt.datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The country that is asked for; another `seed` is another country. `most_authorities` is for tests."""

    projects: int
    seed: int = 2559
    batch: int = BATCH
    most_authorities: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """How long it took, in seconds, by step."""

    seconds: dict[str, float]


def make_country(wanted: Wanted, say: Say) -> Made:
    """Fill the empty database of the default connection. Raises ValueError when there are authorities already."""
    watch = _Watch(say)
    with watch("authorities, people, places"), transaction.atomic():
        if _one("select exists (select from layers_localauthority)"):
            raise ValueError("There are authorities already; the country is made in an empty database")
        _run("before.sql", {})
        registries = ground.load_registry(wanted.most_authorities)
        ground.load_calendar()
        ground.load_people()
        ground.load_places(registries, wanted.projects)
        ground.load_phrases()
        _run("allotment.sql", _words(wanted))
    put_to_rest()
    with watch("records"):
        _enter(wanted, say)
    with watch("keys, indexes and references"):
        make_again(WORKERS)
    with watch("ledgers and everything derived"):
        refresh_all()
    with watch("vacuum"), connection.cursor() as cursor:
        # what a settled database has: rows known to be visible to all, and statistics
        cursor.execute("vacuum (analyze)")
    with connection.cursor() as cursor:
        for table in ("place", "phrase", "allotment"):
            cursor.execute(f"drop table benchmark.{table}")
        cursor.execute("create table benchmark.done as select %s::bigint as projects", [wanted.projects])
    return Made(watch.seconds)


def is_made(projects: int) -> bool:
    """True where the default connection's database holds a finished country of that size."""
    return bool(
        _one("select to_regclass('benchmark.done') is not null")
        and _one("select projects from benchmark.done") == projects
    )


def _enter(wanted: Wanted, say: Say) -> None:
    with transaction.atomic(), _bulk():
        _run("plans.sql", _words(wanted))
    with connection.cursor() as cursor:
        cursor.execute("select fiscal_year, part, first_id, projects from benchmark.batch order by fiscal_year, part")
        batches = cursor.fetchall()
    begun, entered = time.monotonic(), 0
    with ThreadPoolExecutor(WORKERS) as pool:
        for count in pool.map(lambda batch: _batch(wanted, *batch), batches):
            entered += count
            pace = entered / (time.monotonic() - begun)
            say(f"  {entered:,} projects entered, {pace:,.0f} a second")
    continue_numbering()


def _batch(wanted: Wanted, fiscal_year: int, part: int, first_id: int, projects: int) -> int:
    """One batch in a transaction of its own."""
    try:
        words: Words = {
            **_words(wanted),
            "fiscal_year": fiscal_year,
            "part": part,
            "first_id": first_id,
            "until": UNTIL,
            "located": LOCATED + 0.02 * (fiscal_year - ground.LAST_YEAR),
            "phrases": ground.PHRASES,
            "wgs84": WGS84,
        }
        with transaction.atomic(), _bulk():
            _run("batch.sql", words)
            _run("records.sql", words)
    finally:
        connection.close()  # the thread's own
    return projects


def _words(wanted: Wanted) -> Words:
    return {
        "projects": wanted.projects,
        "seed": wanted.seed,
        "batch": wanted.batch,
        "first_year": ground.FIRST_YEAR,
        "last_year": ground.LAST_YEAR,
    }


@contextmanager
def _bulk() -> Iterator[None]:
    """For this transaction: records carry the moment they were recorded, the ledger waits, memory for one batch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('geo_eplan.bulk_loading', 'on', true), set_config('work_mem', '256MB', true),"
            " set_config('synchronous_commit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
        )
    yield


def _run(file: str, words: Words) -> None:
    """Run a file's statements one after the other; `;` at the end of a line ends one."""
    text = (HERE / file).read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        for statement in text.split(";\n"):
            if statement.strip():
                cursor.execute(statement, words)


def _one(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        return row[0] if row else None


class _Watch:
    """Says what is done and keeps how long it took."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.seconds[what] = time.monotonic() - begun
        self.say(f"{what}: {self.seconds[what]:.1f} s")
