"""The map from the outside: renew points and cells, count changed cells again, prove both equal to the projects.

Points follow every write by trigger (migrations/sql/map_points.sql). Cells are counted by `refresh_cells`, some seconds
later, from what the writes have marked in projects_mapdirty; what has not been counted yet is told beside every tile.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from projects import map_dimensions as dimensions
from projects.services.map_comparing import Row, compare_cells, compare_points
from projects.services.map_levels import LEVELS, MARKED_ZOOM, counting, parameters, text_with

# More marks than this, and counting everything is quicker than counting them one by one.
MOST_MARKS = 50_000
# Whoever counts cells holds this; a second one would only do the same again.
LOCK = 0x6D6170
CELL_COLUMNS = "zoom, fiscal_year, cell, province_id, total, problems, sum_x, sum_y, counts, problem_counts"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh of cells did: how many marked cells it counted, or all of them; `as_of` is when it looked."""

    cells: int
    whole: bool
    as_of: dt.datetime


def refresh_map(limit: int = 100) -> list[Row]:
    """Make map points and cells equal to the projects. Writers wait, readers do not.

    Gives what still differs afterwards (what, authority, key, kept, true): nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _wait_for_lock(cursor)
        cursor.execute("lock table projects_project in share row exclusive mode")
        found = compare_points(cursor, limit, mend=True)
        return (found + _count_all(cursor, limit))[:limit]


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


def map_differences(limit: int = 100) -> list[Row]:
    """Where map points differ from projects, and cells from points: what, authority, key, kept, true.

    Cells that writes have marked since they were counted are left out. Empty when all is well. Nobody waits but who
    would count cells.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _wait_for_lock(cursor)
        found = compare_points(cursor, limit, mend=False)
        return (found + compare_cells(cursor, limit, mend=False))[:limit]


def _wait_for_lock(cursor: Any) -> None:
    cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def _count_all(cursor: Any, limit: int = 0) -> list[Row]:
    """Every cell anew. The lock is held."""
    cursor.execute("select clock_timestamp()")
    (moment,) = cursor.fetchone()
    cursor.execute("select current_setting('work_mem'), set_config('work_mem', '256MB', true)")
    (was, _now) = cursor.fetchone()
    cursor.execute("delete from projects_mapdirty")
    found = compare_cells(cursor, limit, mend=True)
    cursor.execute("select set_config('work_mem', %s, true)", [was])
    _note(cursor, moment)
    return found


def _count(cursor: Any, marked: list[tuple[int, int]]) -> None:
    """The marked cells of the finest zoom and all that hold them. The lock is held."""
    for level in LEVELS:
        shift = 2 * (MARKED_ZOOM - level.zoom)
        pairs = sorted({(year if level.by_year else 0, cell >> shift) for year, cell in marked})
        given = parameters(level)
        given |= {"years": [year for year, _cell in pairs], "cells": [cell for _year, cell in pairs]}
        cursor.execute(text_with("map_cells_emptied.sql", {}), given)
        cursor.execute(f"insert into projects_mapcell ({CELL_COLUMNS}) {counting(level, marked=True)}", given)


def _note(cursor: Any, moment: dt.datetime) -> None:
    """The cells have changed: what was drawn from them is of an older version."""
    cursor.execute(
        "insert into projects_mapstate (id, version, layout, refreshed_at) values (1, 1, %(layout)s, %(moment)s)"
        " on conflict (id) do update set version = projects_mapstate.version + 1, layout = %(layout)s,"
        " refreshed_at = %(moment)s",
        {"layout": dimensions.layout(), "moment": moment},
    )
