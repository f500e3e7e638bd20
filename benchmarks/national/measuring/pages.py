"""Pages of 1,000 features: ours by key with many clients, first, middle and last; the ways of others on the same."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from accounts.models import User
from benchmarks.national.driving import Plan, Step
from benchmarks.national.lines import Line, request_bytes
from benchmarks.national.measuring.bench import PYGEOAPI_PORT, TIPG_PORT, Bench
from benchmarks.national.peers.serving import TABLE, MissingPeerError, start_pygeoapi, start_tipg
from benchmarks.national.results import milliseconds
from benchmarks.stock_layer import numbered_stock_page

YEAR = 2559
SIZE = 1000
CLIENTS = 16
SECONDS = 20
PAGES_EACH = 12
PER_SECOND, BY_TIPG, BY_STOCK = 80, 8, 20
# What the layer of the site tells of a project, for those who can be told which columns to send.
COLUMNS = (
    "code", "name", "village", "fiscal_year", "authority_id", "programme_id", "fund", "latest_stage", "problems",
    "planned_budget", "budget_total", "contract_total", "paid_total", "percent", "location_kind",
)  # fmt: skip


def measure(bench: Bench) -> None:
    """All of it."""
    marks = _marks()
    ours = _ours(bench, marks)
    _places(bench, marks)
    _others(bench, marks, ours)


def _marks() -> list[int]:
    """Ids that cut the year's projects with a place into equal parts, the first 0, the last before the last page."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from {TABLE}"
            " where fiscal_year = %s and location is not null and set_aside_at is null order by id",
            [YEAR],
        )
        ids = [number for (number,) in cursor.fetchall()]
    if len(ids) < SIZE * 4:
        raise ValueError(f"There are only {len(ids)} projects with a place in {YEAR}; ask for more projects")
    parts = min(CLIENTS * PAGES_EACH, len(ids) // SIZE)
    return [0, *(ids[len(ids) * part // parts] for part in range(1, parts - 1)), ids[-SIZE - 1]]


def _path(after: int) -> str:
    return f"/api/projects.geojson?fiscal_year={YEAR}&limit={SIZE}" + (f"&after={after}" if after else "")


def _ours(bench: Bench, marks: list[int]) -> float:
    """Pages a second with 16 people, each on pages of their own all through the year."""
    people = bench.people([f"department-{number}" for number in range(1, CLIENTS + 1)])
    clients = [
        [Step("page", person.get(_path(after))) for after in (marks[number::CLIENTS] or marks)]
        for number, person in enumerate(people)
    ]
    assert bench.site
    outcome, used = bench.drive(Plan(bench.port, clients, seconds=SECONDS, warm_up_s=3))
    if outcome.errors:
        bench.note(f"pages: {dict(outcome.errors)} {outcome.said[:2]}")
    latencies = outcome.latencies.get("page", [])
    per_second = len(latencies) / outcome.seconds
    size = outcome.sizes["page"] // max(len(latencies), 1)
    note = f"{CLIENTS} clients, {size:,} bytes a page; {used.words()}"
    bench.add(
        "pages",
        "pages of 1,000 features a second",
        per_second,
        "a second",
        target=PER_SECOND,
        direction="least",
        note=note,
    )
    if latencies:
        bench.percentiles("pages", f"a page with {CLIENTS} clients", latencies)
    return per_second


def _places(bench: Bench, marks: list[int]) -> None:
    """One client, turn by turn: is the last page as fast as the first?"""
    places = {"first": marks[0], "middle": marks[len(marks) // 2], "last": marks[-1]}
    person = bench.visitor("department-20")
    taken = bench.turn_by_turn({name: (bench.port, person.get(_path(after))) for name, after in places.items()}, 40)
    medians = {name: milliseconds(seconds)["p50"] for name, seconds in taken.items()}
    for name, seconds in taken.items():
        bench.percentiles("pages", f"the {name} page alone", seconds)
    ratio = medians["last"] / medians["first"]
    bench.add("pages", "last page against the first", ratio, "×", target=1.25, note="p50; 1 is equal")


def _others(bench: Bench, marks: list[int], ours: float) -> None:
    middle = len(marks) // 2
    _bare_sql(bench, marks[middle])
    offset = _offset_of(marks[middle])
    stock = _stock(bench, offset)
    if stock:
        bench.add("pages", "ours against stock drf-gis", ours / stock, "×", target=BY_STOCK, direction="least")
    columns = ",".join(COLUMNS)
    ways = (
        ("tipg", start_tipg, TIPG_PORT, f"/collections/public.{TABLE}/items", {"properties": columns}),
        (
            "pygeoapi",
            start_pygeoapi,
            PYGEOAPI_PORT,
            "/collections/projects/items",
            {"f": "json", "properties": columns},
        ),
    )
    for name, start, port, path, more in ways:
        per_second = _peer(bench, name, start, port, path, more, offset)
        if name == "tipg":
            times = ours / per_second if per_second else None
            bench.add("pages", "ours against tipg", times, "×", target=BY_TIPG, direction="least")
    _ogr2ogr(bench)


def _offset_of(after: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) from {TABLE} where fiscal_year = %s and location is not null and id <= %s", [YEAR, after]
        )
        return int(cursor.fetchone()[0])


def _bare_sql(bench: Bench, after: int) -> None:
    taken = []
    with connection.cursor() as cursor:
        for _ in range(22):
            begun = time.perf_counter()
            cursor.execute(_BARE, [YEAR, after, SIZE])
            cursor.fetchone()
            taken.append(time.perf_counter() - begun)
    bench.percentiles("pages", "bare SQL, one page by key", taken[2:])


_BARE = """
select json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
    'type', 'Feature', 'id', id, 'geometry', st_asgeojson(location, 7)::json,
    'properties', json_build_object('code', code, 'name', name, 'village', village, 'fiscal_year', fiscal_year,
        'authority', authority_id, 'programme', programme_id, 'fund', fund, 'stage', latest_stage, 'problems', problems,
        'planned_budget', planned_budget, 'budget_total', budget_total, 'contract_total', contract_total,
        'paid_total', paid_total, 'percent', percent, 'location_kind', location_kind))))::text
from (
    select * from projects_project
    where fiscal_year = %s and location is not null and set_aside_at is null and id > %s
    order by id limit %s
) as chosen
"""


def _stock(bench: Bench, offset: int) -> float:
    """Stock djangorestframework-gis with LimitOffset, in this process.

    What is counted is twice its pages a second: two processors could not do more.
    """
    user = User.objects.get(username="department-1")
    taken = {}
    for name, begin in (("first", 0), ("middle", offset)):
        runs = []
        for _ in range(3):
            begun = time.perf_counter()
            numbered_stock_page(user, fiscal_year=YEAR, limit=SIZE, offset=begin)
            runs.append(time.perf_counter() - begun)
        taken[name] = min(runs)
        bench.add(
            "pages", f"stock drf-gis, {name} page", taken[name] * 1000, "ms", note="in this process, the best of three"
        )
    per_second = 2 / taken["first"]
    bench.add(
        "pages",
        "stock drf-gis, pages a second",
        per_second,
        "a second",
        note="its first page, on two processors at best",
    )
    return per_second


def _peer(
    bench: Bench, name: str, start: object, port: int, path: str, more: dict[str, str], offset: int
) -> float | None:
    program = None
    try:
        program = start(port)  # type: ignore[operator]  # one of the two starters
        words = {"limit": SIZE, "fiscal_year": YEAR, **more}
        first = request_bytes(f"{path}?{urlencode(words)}")
        middle = request_bytes(f"{path}?{urlencode({**words, 'offset': offset})}")
        with Line(port) as line:
            answer = line.ask(first)
        if answer.status != 200:
            raise RuntimeError(f"{name} answered {answer.status}: {answer.content[:200]!r}")
        clients = [[Step("page", first), Step("page", middle)] for _ in range(CLIENTS)]
        outcome, used = bench.drive(Plan(port, clients, seconds=SECONDS, warm_up_s=2), peer=program.pid)
        if outcome.errors:
            bench.note(f"{name}: {dict(outcome.errors)} {outcome.said[:1]}")
        per_second = len(outcome.latencies.get("page", [])) / outcome.seconds
        bench.add("pages", f"{name}, pages a second", per_second, "a second", note=f"{CLIENTS} clients; {used.words()}")
        for word, request in (("first", first), ("middle", middle)):
            bench.percentiles("pages", f"{name}, the {word} page alone", bench.timed(request, 6, port=port, warm=1))
    except (MissingPeerError, RuntimeError) as error:
        bench.note(f"{name}: {error}")
        return None
    finally:
        if program:
            program.stop()
    return per_second


def _ogr2ogr(bench: Bench) -> None:
    """The same rows to a GeoJSON file with GDAL's own program: all features of a year, as features a second."""
    program = shutil.which("ogr2ogr")
    if program is None:
        bench.note("ogr2ogr is not installed here (gdal-bin)")
        return
    database = settings.DATABASES["default"]
    source = f"PG:host={database['HOST']} user={database['USER']} dbname={database['NAME']}"
    columns = ", ".join(["id", *COLUMNS, "location"])
    question = f"select {columns} from {TABLE} where fiscal_year = {YEAR} and location is not null limit 100000"
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        done = subprocess.run(
            [program, "-f", "GeoJSON", str(Path(folder) / "projects.geojson"), source, "-sql", question],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
    if done.returncode:
        bench.note(f"ogr2ogr: {done.stderr[-300:]}")
        return
    bench.add("pages", "ogr2ogr, 100,000 features of a year to GeoJSON", seconds, "s", note="one process, one file")
