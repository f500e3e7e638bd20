"""The map from the outside: renew points and cells, count changed cells again, prove both equal to the projects.

Points follow every write by trigger (migrations/sql/map_points.sql). Cells are counted by `refresh_cells`, some seconds
later, from what the writes have marked in projects_mapdirty; what has not been counted yet is told beside every tile.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from geo.spots import DEPTH
from projects import map_dimensions as dimensions

FOLDER = Path(__file__).parent

# A cell is a 32nd of a tile's side: 16 of its 512 pixels.
CELL_BITS = 5
# The zoom in whose cells the triggers mark changes: projects_mapdirty.cell = spot >> 32.
MARKED_ZOOM = 10
# More marks than this, and counting everything is quicker than counting them one by one.
MOST_MARKS = 50_000
# Whoever counts cells holds this; a second one would only do the same again.
LOCK = 0x6D6170


@dataclass(frozen=True, slots=True)
class Level:
    """The stored cells of one zoom, of single years or of all years (kept as year 0).

    `source` is what they are counted from: the points, the four cells of the zoom below, or the years of this zoom.
    `by_dimension` is whether the counts by dimension are kept: at higher zooms there are too many cells, and few enough
    points.
    """

    zoom: int
    by_year: bool
    source: str
    by_dimension: bool


POINTS, BELOW, YEARS = "points", "below", "years"
LOWEST_ZOOM = 4
FINEST_BY_DIMENSION = 7
FINEST_OF_A_YEAR = 9
FINEST_OF_ALL_YEARS = 10
# In the order in which they are counted: each from points or from a level before it.
LEVELS = (
    Level(9, by_year=True, source=POINTS, by_dimension=False),
    Level(8, by_year=True, source=BELOW, by_dimension=False),
    Level(7, by_year=True, source=POINTS, by_dimension=True),
    *(Level(zoom, by_year=True, source=BELOW, by_dimension=True) for zoom in (6, 5, 4)),
    Level(10, by_year=False, source=POINTS, by_dimension=False),
    Level(9, by_year=False, source=BELOW, by_dimension=False),
    Level(8, by_year=False, source=BELOW, by_dimension=False),
    *(Level(zoom, by_year=False, source=YEARS, by_dimension=True) for zoom in (7, 6, 5, 4)),
)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh of cells did: how many marked cells it counted, or all of them; `as_of` is when it looked."""

    cells: int
    whole: bool
    as_of: dt.datetime


def refresh_map() -> None:
    """Make all map points and all cells anew from the projects. Writers wait, readers do not."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("lock table projects_project in share row exclusive mode")
        cursor.execute(_text("map_points_renewed.sql"))
        cursor.execute("analyze projects_mappoint")
        _count_all(cursor)


def refresh_cells(*, whole: bool = False) -> Refreshed | None:
    """Count the cells again that writes have marked, or all (also after a new dimension). Nobody waits for it.

    None when another refresh is at it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s), clock_timestamp()", [LOCK])
        has_lock, moment = cursor.fetchone()
        if not has_lock:
            return None
        cursor.execute("select layout from projects_mapstate")
        (layout,) = cursor.fetchone() or ("",)
        if whole or layout != dimensions.layout():
            _count_all(cursor)
            return Refreshed(cells=0, whole=True, as_of=moment)
        # Marks of writes that commit after this statement stay; what it sees is counted by the statements after it.
        cursor.execute(
            "with taken as (delete from projects_mapdirty returning fiscal_year, cell)"
            " select fiscal_year, cell from taken group by fiscal_year, cell"
        )
        marked = cursor.fetchall()
        if len(marked) > MOST_MARKS:
            _count_all(cursor)
            return Refreshed(cells=len(marked), whole=True, as_of=moment)
        if marked:
            _count(cursor, marked)
            _note(cursor, moment)
        return Refreshed(cells=len(marked), whole=False, as_of=moment)


def map_differences(limit: int = 100) -> list[tuple[str, int, str, str, str]]:
    """Where map points differ from projects, and cells from points: what, authority, key, kept, true.

    Cells that writes have marked since they were counted are left out. Empty when all is well.
    """
    found: list[tuple[str, int, str, str, str]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_text("map_differences.sql"), {"limit": limit})
        found += cursor.fetchall()
        for level in LEVELS:
            truth = _counting(level, marked=False).partition("\n)\n")[2]
            sql = _text("map_cell_differences.sql")
            sql = sql.replace("from true_cells", f"from ({truth}) as true_cells ({CELL_COLUMNS})")
            cursor.execute(sql, _params(level) | {"limit": limit})
            found += cursor.fetchall()
    return found[:limit]


CELL_COLUMNS = "zoom, fiscal_year, cell, province_id, total, problems, sum_x, sum_y, counts, problem_counts"


def _count_all(cursor: Any) -> None:
    """Every cell anew. The lock is held."""
    cursor.execute("select clock_timestamp()")
    (moment,) = cursor.fetchone()
    cursor.execute("set local work_mem = '256MB'")
    cursor.execute("delete from projects_mapdirty")
    cursor.execute("delete from projects_mapcell")
    for level in LEVELS:
        cursor.execute(_counting(level, marked=False), _params(level))
    cursor.execute("set local work_mem to default")
    cursor.execute("analyze projects_mapcell")
    _note(cursor, moment)


def _count(cursor: Any, marked: list[tuple[int, int]]) -> None:
    """The marked cells of the finest zoom and all that hold them. The lock is held."""
    for level in LEVELS:
        shift = 2 * (MARKED_ZOOM - level.zoom)
        pairs = sorted({(year if level.by_year else 0, cell >> shift) for year, cell in marked})
        params = _params(level)
        params |= {"years": [year for year, _cell in pairs], "cells": [cell for _year, cell in pairs]}
        cursor.execute(_text("map_cells_emptied.sql"), params)
        cursor.execute(_counting(level, marked=True), params)


def _params(level: Level) -> dict[str, Any]:
    shift, below = 2 * (DEPTH - level.zoom - CELL_BITS), 2 * (MARKED_ZOOM - level.zoom)
    return {"zoom": level.zoom, "by_year": level.by_year, "shift": shift, "below": below}


# What a level is counted from: everything, or what the marked cells hold.
SOURCES = {
    (POINTS, False): "projects_mappoint",
    (POINTS, True): """(
        select inside.*
        from unnest(%(years)s::smallint[], %(cells)s::integer[]) as marked (fiscal_year, cell)
        cross join lateral (
            select point.* from projects_mappoint as point
            where point.spot >= marked.cell::bigint << %(shift)s and point.spot < (marked.cell + 1)::bigint << %(shift)s
                and point.fiscal_year = any(case
                    when marked.fiscal_year > 0 then array[marked.fiscal_year]
                    else projects_map_years()
                end)
        ) as inside
    )""",
    (BELOW, False): """(
        select cell.* from projects_mapcell as cell
        where cell.zoom = %(zoom)s + 1 and (cell.fiscal_year > 0) = %(by_year)s
    )""",
    (BELOW, True): """(
        select cell.*
        from unnest(%(years)s::smallint[], %(cells)s::integer[]) as marked (fiscal_year, cell)
        inner join projects_mapcell as cell
            on cell.zoom = %(zoom)s + 1 and cell.fiscal_year = marked.fiscal_year
            and cell.cell between marked.cell * 4 and marked.cell * 4 + 3
    )""",
    (YEARS, False): """(
        select cell.* from projects_mapcell as cell
        where cell.zoom = %(zoom)s and cell.fiscal_year > 0
    )""",
    (YEARS, True): """(
        select cell.*
        from unnest(%(cells)s::integer[]) as marked (cell)
        cross join (select distinct fiscal_year from projects_stageledger) as year
        inner join projects_mapcell as cell
            on cell.zoom = %(zoom)s and cell.fiscal_year = year.fiscal_year and cell.cell = marked.cell
    )""",
}


def _counting(level: Level, *, marked: bool) -> str:
    """The statement that counts the cells of a level."""
    source = SOURCES[level.source, marked]
    nothing = "'{}'::integer[]"
    if level.source == POINTS:
        parts = {"chosen_points": source, "dimension_places": "null as nowhere", "place_counts": nothing}
        parts["place_problem_counts"] = nothing
        if level.by_dimension:
            parts["dimension_places"] = dimensions.places()
            parts["place_counts"] = dimensions.counted()
            parts["place_problem_counts"] = dimensions.counted("placed.has_problems and ")
        return _with("map_cells_of_points.sql", parts)
    parts = {"chosen_cells": source, "added_counts": nothing, "added_problem_counts": nothing}
    if level.by_dimension:
        parts["added_counts"] = dimensions.added_up("held.counts")
        parts["added_problem_counts"] = dimensions.added_up("held.problem_counts")
    return _with("map_cells_of_cells.sql", parts)


def _with(name: str, parts: dict[str, str]) -> str:
    """The SQL of a file with other SQL in place of some of its words."""
    return re.sub(rf"\b({'|'.join(parts)})\b", lambda found: parts[found.group()], _text(name))


def _note(cursor: Any, moment: dt.datetime) -> None:
    """The cells have changed: what was drawn from them is of an older version."""
    cursor.execute(
        "insert into projects_mapstate (id, version, layout, refreshed_at) values (1, 1, %(layout)s, %(moment)s)"
        " on conflict (id) do update set version = projects_mapstate.version + 1, layout = %(layout)s,"
        " refreshed_at = %(moment)s",
        {"layout": dimensions.layout(), "moment": moment},
    )


def _text(name: str) -> str:
    """The SQL of a file without its comments."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))
