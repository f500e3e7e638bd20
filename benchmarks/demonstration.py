"""Measure the demonstration country: loading it, and the questions people ask of it most.

    bin/database start
    .venv/bin/python benchmarks/demonstration.py [--runs 7] [--keep]

Makes a scratch database beside the configured one, loads the country into it, asks each question several times,
prints medians, and drops the scratch database again. Nothing else is touched.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = "geo_eplan_benchmark"
LOAD_LIMIT_S = 90
PAGE = 1000
DAY = dt.date(2016, 9, 29)
FISCAL_YEAR = 2559


def main() -> None:
    """Read the arguments, make the scratch database, measure, drop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="times each question is asked (default 7)")
    parser.add_argument("--keep", action="store_true", help="leave the scratch database, and use it if it is there")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
    os.environ["GEO_EPLAN_DB_NAME"] = SCRATCH
    made = _make_scratch()
    import django

    django.setup()
    print(
        f"load of this machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors; medians of {arguments.runs} runs"
    )
    try:
        if made:
            _load()
        _ask(arguments.runs)
    finally:
        if not arguments.keep:
            _drop_scratch()


def _administrator() -> object:
    """A connection to the server's own database; the scratch one may not exist yet."""
    import psycopg

    from geo_eplan.settings.database import parse_url, private_cluster_url

    named = parse_url(os.environ.get("DATABASE_URL") or private_cluster_url(ROOT))
    return psycopg.connect(
        host=named["HOST"], port=named["PORT"] or None, user=named["USER"] or None,
        password=named["PASSWORD"] or None, dbname="postgres", autocommit=True, **named["OPTIONS"],
    )  # fmt: skip


def _make_scratch() -> bool:
    """True when the database had to be made, and is empty."""
    with _administrator() as connection:  # type: ignore[attr-defined]  # psycopg is imported late, for a clear error
        if connection.execute("select from pg_database where datname = %s", [SCRATCH]).fetchone() is not None:
            return False
        connection.execute(f"create database {SCRATCH} template template0 encoding 'UTF8'")
        return True


def _drop_scratch() -> None:
    from django.db import connections

    connections.close_all()
    with _administrator() as connection:  # type: ignore[attr-defined]  # as above
        connection.execute(f"drop database if exists {SCRATCH} with (force)")


def _load() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    begun, used = time.perf_counter(), time.process_time()
    call_command("load_demo", stdout=io.StringIO())
    seconds = time.perf_counter() - begun
    _say(
        "loading the demonstration country",
        seconds,
        f"limit {LOAD_LIMIT_S} s; {time.process_time() - used:.0f} s of it in this process",
    )


def _ask(runs: int) -> None:
    from django.db import connection

    from geo.coordinates import read
    from gis_reports.reports.completeness.report import completeness
    from gis_reports.reports.reach import Reach
    from gis_reports.reports.status.report import status

    with connection.cursor() as cursor:
        cursor.execute("analyze")
    _say("completeness of 29 Sep 2559, whole country", _median(lambda: completeness(as_of=DAY, reach=Reach()), runs))
    _say(
        "status of 2559, whole country",
        _median(lambda: status(fiscal_year=FISCAL_YEAR, reach=Reach(), today=DAY), runs),
    )
    _say("reading one UTM pair", _median(lambda: read("47N 720936 1610740"), runs * 20))
    _say("reading one pair of degrees", _median(lambda: read("14°33'56\"N 100°58'58\"E"), runs * 20))
    _pages(runs)


def _pages(runs: int) -> None:
    """One page of features three ways, in the same process, turn by turn, so that a busy machine slows all alike."""
    ways = _ways()
    for way in ways.values():
        way()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - begun)
    limit = statistics.median(taken["the raw statement alone"])
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        _say(f"{PAGE:,} features: {name}", middle, f"{middle / limit:.1f} × the raw statement")


def _ways() -> dict[str, Callable[[], bytes]]:
    import json

    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from benchmarks.stock_layer import stock_page

    settings.ALLOWED_HOSTS = ["testserver"]
    user = User.objects.get(username="department-analyst")
    client = Client()
    client.force_login(user)
    address = f"/api/projects.geojson?fiscal_year={FISCAL_YEAR}&limit={PAGE}"

    def ours() -> bytes:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return answer.content

    def raw() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(_RAW, [FISCAL_YEAR, PAGE])
            return cursor.fetchone()[0].encode()

    def stock() -> bytes:
        return stock_page(user, fiscal_year=FISCAL_YEAR, limit=PAGE)

    ways = {
        "the raw statement alone": raw,
        "/api/projects.geojson": ours,
        "stock djangorestframework-gis": stock,
    }
    for name, way in ways.items():
        returned = len(json.loads(way())["features"])
        if returned != PAGE:
            raise RuntimeError(f"{name} gave {returned} features, not {PAGE}")
    return ways


# What the database needs to write such a page with nobody asking who may see it: the floor for any server.
_RAW = """
select json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
    'type', 'Feature', 'id', id, 'geometry', ST_AsGeoJSON(location, 7)::json,
    'properties', json_build_object('code', code, 'name', name, 'village', village, 'fiscal_year', fiscal_year,
        'authority', authority_id, 'programme', programme_id, 'fund', fund, 'stage', latest_stage, 'problems', problems,
        'planned_budget', planned_budget, 'budget_total', budget_total, 'contract_total', contract_total,
        'paid_total', paid_total, 'percent', percent, 'location_kind', location_kind))))::text
from (
    select * from projects_project
    where fiscal_year = %s and location is not null and set_aside_at is null
    order by id limit %s
) as chosen
"""


def _median(question: Callable[[], object], runs: int) -> float:
    question()
    taken = []
    for _ in range(runs):
        begun = time.perf_counter()
        question()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _say(what: str, seconds: float, beside: str = "") -> None:
    shown = f"{seconds:9.1f} s " if seconds >= 10 else f"{seconds * 1000:9.2f} ms"
    print(f"{what:<48} {shown}   {beside}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
