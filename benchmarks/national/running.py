"""A whole run: the database, the country, the parts, the result. The management command hands its arguments to this."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from benchmarks.national import machine
from benchmarks.national.country.making import Wanted, is_made, make_country
from benchmarks.national.measuring import browser, deadline, pages, pins, reports, tiles
from benchmarks.national.measuring.bench import Bench, load_words
from benchmarks.national.results import Figure, Result
from projects.services.ledger import differences
from projects.services.mapping import refresh_cells
from projects.services.provinces import fold_province_postings

MADE_WITHIN_S = {1_000_000: 180.0, 10_000_000: 1800.0}
DISK_BYTES = 45 * 1024**3


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the command."""

    projects: int
    database: str
    parts: tuple[str, ...]
    keep: bool
    result: Path
    minutes: float
    think_s: float
    pins: int
    seed: int


QUEUES = ("projects_mapdirty", "projects_provinceposting", "projects_mapcell", "projects_mappoint")
PARTS: dict[str, Callable[[Bench, Asked], None]] = {
    "tiles": lambda bench, asked: tiles.measure(bench),
    "reports": lambda bench, asked: reports.measure(bench),
    "pages": lambda bench, asked: pages.measure(bench),
    "browser": lambda bench, asked: browser.measure(bench),
    "pins": lambda bench, asked: pins.measure(bench, asked.pins),
    "deadline": lambda bench, asked: deadline.measure(bench, minutes=asked.minutes, think_s=asked.think_s),
    "proof": lambda bench, asked: pins.prove(bench),
}


def run(asked: Asked) -> Result:
    """Make the country where it is not there yet, measure, write the result, drop the database unless it is kept."""
    logging.getLogger("geo_eplan").setLevel(logging.ERROR)  # slow statements are what is measured here
    signal.signal(signal.SIGTERM, lambda *_called: sys.exit(143))  # called off: what was started is ended
    print(load_words(), flush=True)
    was_there = _make_database(asked.database)
    _use(asked.database)
    bench = Bench(Result(asked.projects, {}))
    try:
        if not (was_there and is_made(asked.projects)):
            if was_there:
                raise ValueError(
                    f"The database {asked.database} is there and holds no finished country of {asked.projects:,}"
                    " projects; name another, or drop it"
                )
            _make(asked, bench)
        bench.result.machine = machine.describe()
        for part in asked.parts:
            _settle()
            print(f"\n{part}  ({load_words()})", flush=True)
            _carry_out(part, bench, asked)
            bench.result.machine["load_at_end"] = [round(load, 2) for load in os.getloadavg()]
            bench.result.write(asked.result)
    finally:
        bench.stop()
        connections.close_all()
        if not asked.keep and not was_there:
            _drop(asked.database)
    _sum_up(bench.result, asked.result)
    return bench.result


def _carry_out(part: str, bench: Bench, asked: Asked) -> None:
    """One part; what breaks off is told and counts as missed, and the others go on."""
    try:
        PARTS[part](bench, asked)
    except Exception as error:
        traceback.print_exc()
        bench.add(part, f"{part}: carried out to the end", 0, "", target=1, direction="least", note=str(error)[:300])


def _settle() -> None:
    """What worker and database would have done since the last part, had it not been measured at once."""
    fold_province_postings()
    refresh_cells()
    with connection.cursor() as cursor:
        for table in QUEUES:
            cursor.execute(f"vacuum (analyze) {table}")


def _make(asked: Asked, bench: Bench) -> None:
    print(f"\nmaking a country of {asked.projects:,} projects in {asked.database}", flush=True)
    begun = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    gc.collect()
    made = make_country(Wanted(asked.projects, seed=asked.seed), lambda words: print(f"  {words}", flush=True))
    seconds = time.monotonic() - begun
    note = ", ".join(f"{what} {taken:.0f} s" for what, taken in made.seconds.items())
    target = next((limit for size, limit in MADE_WITHIN_S.items() if asked.projects <= size), None)
    bench.add("making", "making the country", seconds, "s", target=target, note=note)
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    bench.add("making", "size of the database", size / 1024**3, "GiB", target=DISK_BYTES / 1024**3)
    begun = time.monotonic()
    different = differences(limit=10)
    bench.add("making", "proving it", time.monotonic() - begun, "s")
    bench.add("making", "differences after the making", len(different), "", target=0, note=str(different[:2] or ""))


def default_result(projects: int) -> Path:
    """A file of its own for every run, under var/."""
    now = dt.datetime.now(tz=dt.UTC).strftime("%Y%m%d-%H%M%S")
    return Path(settings.BASE_DIR) / "var" / "national" / f"result-{projects}-{now}.json"


def _make_database(name: str) -> bool:
    """True where it was there already."""
    with _administrator() as cursor:
        cursor.execute("select exists (select from pg_database where datname = %s)", [name])
        (is_there,) = cursor.fetchone()
        if not is_there:
            cursor.execute(f'create database "{name}" template template0')
    return bool(is_there)


def _drop(name: str) -> None:
    with _administrator() as cursor:
        cursor.execute(f'drop database "{name}" with (force)')


class _administrator:  # noqa: N801 - a block, used like a function
    """A cursor outside of any transaction, in the server's own database."""

    def __enter__(self):  # type: ignore[no-untyped-def]  # Django's wrapper of a cursor has no public type
        self.connection = connection.copy()
        self.connection.settings_dict = {**self.connection.settings_dict, "NAME": "postgres"}
        return self.connection.cursor()

    def __exit__(self, *_error: object) -> None:
        self.connection.close()


def _use(name: str) -> None:
    """Let this process, and all it starts, work in that database."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    os.environ["GEO_EPLAN_DB_NAME"] = name
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")


def _sum_up(result: Result, path: Path) -> None:
    judged: list[Figure] = [figure for figure in result.figures if figure.target is not None]
    missed = [figure for figure in judged if not figure.is_reached]
    print(f"\n{len(judged) - len(missed)} of {len(judged)} targets reached; all figures are in {path}")
    for figure in missed:
        print(f"  missed: {figure.key}")
