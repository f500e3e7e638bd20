"""Vector tiles: the densest of every zoom, warm; random ones with filters after a start; tipg and bare SQL beside."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from django.db import connection, transaction

from benchmarks.national.lines import Line, request_bytes
from benchmarks.national.measuring.bench import TIPG_PORT, Bench
from benchmarks.national.peers.serving import MissingPeerError, start_tipg, tile_table
from benchmarks.national.results import milliseconds
from benchmarks.national.site import Program
from geo.spots import spots_of_tile
from geo.systems import WEB_MERCATOR, WGS84
from projects.api.tile_drawing import MARKED_BITS, POINTS_FROM
from projects.models import MapDirty

ZOOMS = tuple(range(5, 15))
TARGETS_MS = {5: 3, 6: 3, 7: 3, 8: 3, 9: 3, 10: 8, 12: 6, 14: 4}
TIMES = 200
ROUNDS = 5
COLD_TILES = 150
COLD_LIMIT_MS = 1000
BY_TIPG = 5
DEEPEST = max(ZOOMS)
OF_THE_MAP = ("projects_mappoint_tile", "projects_mappoint", "projects_mapcell", "projects_mapcell_pkey")
# What people filter by, alone and together.
FILTERS: tuple[Mapping[str, object], ...] = (
    {},
    *({"fiscal_year": year} for year in (2551, 2556, 2560)),
    *({"stage": stage} for stage in ("plan", "contract_signed", "completed")),
    *({"fiscal_year": year, "fund": fund} for year, fund in product((2555, 2559), ("ORDINANCE", "LOAN"))),
    *({"programme": programme, "stage": "completed"} for programme in (1, 9)),
    {"fiscal_year": 2559, "programme": 9, "fund": "ORDINANCE", "stage": "disbursed"},
    {"problems": "1"},
    {"province": "30", "fiscal_year": 2559},
    {"kind": "SAO"},
)


@dataclass(frozen=True, slots=True)
class Tile:
    """An address of the tile grid, and how many projects lie on it."""

    z: int
    x: int
    y: int
    projects: int = 0

    def path(self, **filters: object) -> str:
        """Its address on the site."""
        query = urlencode({name: value for name, value in filters.items() if value is not None})
        return f"/tiles/projects/{self.z}/{self.x}/{self.y}" + (f"?{query}" if query else "")


def measure(bench: Bench) -> None:
    """All of it."""
    _read_once()
    counts = counted_tiles()
    densest = {zoom: _densest(counts, zoom) for zoom in ZOOMS}
    bench.settings["densest_tiles"] = densest
    _warm(bench, densest)
    _of_one_year(bench, densest)
    _bare_sql(bench, densest)
    _tipg(bench, densest)
    _cold(bench, counts)


def _read_once() -> None:
    """What is measured is a database that has been in use: the map's rows are in memory."""
    with connection.cursor() as cursor:
        cursor.execute("create extension if not exists pg_prewarm")
        cursor.execute("select pg_prewarm(name) from unnest(%s::regclass[]) as name", [list(OF_THE_MAP)])


def counted_tiles() -> dict[tuple[int, int], int]:
    """Projects on every tile of the deepest zoom, from the projects themselves."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"side": 2**DEEPEST})
        return {(x, y): count for x, y, count in cursor.fetchall()}


_COUNTED = """
select
    floor((st_x(location) + 180) / 360 * %(side)s)::integer as x,
    floor(
        (1 - ln(tan(radians(st_y(location))) + 1 / cos(radians(st_y(location)))) / pi()) / 2 * %(side)s
    )::integer as y,
    count(*)
from projects_project
where location is not null and set_aside_at is null
group by 1, 2
"""


def _densest(counts: dict[tuple[int, int], int], zoom: int) -> Tile:
    up, sums = DEEPEST - zoom, dict[tuple[int, int], int]()
    for (x, y), count in counts.items():
        place = (x >> up, y >> up)
        sums[place] = sums.get(place, 0) + count
    (x, y), projects = max(sums.items(), key=lambda entry: (entry[1], entry[0]))
    return Tile(zoom, x, y, projects)


def _warm(bench: Bench, densest: dict[int, Tile]) -> None:
    """In several rounds, because a machine is not equally fast all the time; then points once more while a change on
    each tile waits to be counted, so that nothing remembered is true any longer."""
    requests = {zoom: bench.visitor().get(tile.path()) for zoom, tile in densest.items()}
    taken: dict[int, list[float]] = {zoom: [] for zoom in densest}
    with bench.usage() as used:
        for _ in range(ROUNDS):
            for zoom, request in requests.items():
                taken[zoom] += bench.timed(request, TIMES // ROUNDS)
    bench.note(f"tiles, one after the other: {used.words()}")
    for zoom, tile in densest.items():
        target = TARGETS_MS.get(zoom)
        with Line(bench.port) as line:
            answer = line.ask(requests[zoom])
        size = f"{tile.projects:,} projects, {len(answer.content):,} bytes"
        key = f"densest tile z{zoom}"
        bench.percentiles("tiles", key, taken[zoom], p50=target, p99=target and target * 4, note=size)
    of_points = {zoom: tile for zoom, tile in densest.items() if zoom >= POINTS_FROM}
    with _changed(of_points.values()):
        for zoom in of_points:
            bench.percentiles(
                "tiles", f"the same z{zoom}, drawn anew each time", bench.timed(requests[zoom], TIMES // 4)
            )


@contextmanager
def _changed(tiles: Iterable[Tile]) -> Iterator[None]:
    """Within the block each of the tiles has a change on it that waits to be counted."""
    cells = [spots_of_tile(tile.z, tile.x, tile.y)[0] >> MARKED_BITS for tile in tiles]
    MapDirty.objects.bulk_create(MapDirty(fiscal_year=0, cell=cell) for cell in cells)
    try:
        yield
    finally:
        MapDirty.objects.filter(fiscal_year=0).delete()


def _of_one_year(bench: Bench, densest: dict[int, Tile]) -> None:
    visitor = bench.visitor()
    for zoom in (6, 10, 12):
        taken = bench.timed(visitor.get(densest[zoom].path(fiscal_year=2559)), TIMES // 2)
        bench.percentiles("tiles", f"the same z{zoom} of one year", taken)
        taken = bench.timed(
            visitor.get(densest[zoom].path(fiscal_year=2559, stage="completed", fund="ORDINANCE")), 20, warm=2
        )
        bench.percentiles("tiles", f"the same z{zoom}, year, stage and fund", taken, p99=COLD_LIMIT_MS)


def _bare_sql(bench: Bench, densest: dict[int, Tile]) -> None:
    """The limit of drawing every point of a tile in one statement, with nobody asking who may see it."""
    table, key = tile_table()
    for zoom in (10, 12, 14):
        tile = densest[zoom]
        words = {"z": zoom, "x": tile.x, "y": tile.y, "mercator": WEB_MERCATOR, "wgs84": WGS84}
        taken = []
        for _ in range(12):
            begun = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set local max_parallel_workers_per_gather = 0")
                cursor.execute(_BARE.format(table=table, key=key), words)
                cursor.fetchone()
            taken.append(time.perf_counter() - begun)
        bench.percentiles("tiles", f"bare SQL, every point of z{zoom}", taken[2:])


_BARE = """
select st_asmvt(drawn, 'projects', 4096, 'geom')
from (
    select
        {key} as id,
        st_asmvtgeom(st_transform(location, %(mercator)s), st_tileenvelope(%(z)s, %(x)s, %(y)s), 4096, 64) as geom
    from {table}
    where location && st_transform(st_tileenvelope(%(z)s, %(x)s, %(y)s), %(wgs84)s)
) as drawn
"""


def _tipg(bench: Bench, densest: dict[int, Tile]) -> None:
    program: Program | None = None
    table, _key = tile_table()
    try:
        program = start_tipg(TIPG_PORT)
        for zoom in (5, 8, 10, 12, 14):
            tile = densest[zoom]
            path = f"/collections/public.{table}/tiles/WebMercatorQuad/{zoom}/{tile.x}/{tile.y}"
            ways = {"tipg": (TIPG_PORT, request_bytes(path)), "ours": (bench.port, bench.visitor().get(tile.path()))}
            taken = bench.turn_by_turn(ways, 25)
            note = "at most 10,000 points a tile" if tile.projects > 10_000 else ""
            bench.percentiles("tiles", f"tipg, densest tile z{zoom}", taken["tipg"], note=note)
            tipg, ours = (milliseconds(taken[name])["p50"] for name in ("tipg", "ours"))
            target = BY_TIPG if zoom == 10 else None
            note = f"turn by turn, p50 {ours:.1f} ms against {tipg:.1f} ms"
            bench.add(
                "tiles", f"ours against tipg, z{zoom}", tipg / ours, "×", target=target, direction="least", note=note
            )
    except (MissingPeerError, RuntimeError) as error:
        bench.note(f"tipg, tiles: {error}")
    finally:
        if program:
            program.stop()


def _cold(bench: Bench, counts: dict[tuple[int, int], int]) -> None:
    """Random tiles with random filters, each asked for once, after the site's processes were started anew."""
    chance = random.Random(2559)
    places = chance.choices(list(counts), k=COLD_TILES)
    bench.restart_site()
    line, taken, worst = Line(bench.port), [], (0.0, "")
    for x, y in places:
        zoom = chance.choice(ZOOMS)
        tile = Tile(zoom, x >> (DEEPEST - zoom), y >> (DEEPEST - zoom))
        path = tile.path(**chance.choice(FILTERS))
        begun = time.perf_counter()
        answer = line.ask(bench.visitor().get(path))
        taken.append(time.perf_counter() - begun)
        if answer.status != 200:
            bench.note(f"{path} answered {answer.status}")
        worst = max(worst, (taken[-1], path))
    bench.percentiles("tiles", "random tiles and filters after a start", taken)
    note = f"{worst[1]}; the site new, the database's and the system's caches as they were"
    bench.add("tiles", "the slowest of them", worst[0] * 1000, "ms", target=COLD_LIMIT_MS, note=note)
