"""Map points against projects, cells against points: the truth is worked out once; what differs is written if asked.

Whoever calls these is in a transaction and holds the lock of the cells (projects.services.mapping). People may go on
writing: their marks are still there when cells are compared, and marked cells are left out.
"""

from __future__ import annotations

from typing import Any

from projects.services.map_levels import LEVELS, counting, parameters, text_with

Row = tuple[str, int, str, str, str]


def compare_points(cursor: Any, limit: int, *, mend: bool) -> list[Row]:
    """Map points unlike their projects, mended before if asked: what, authority, key, kept, true."""
    _keep_aside(cursor, "points_differing", text_with("map_points_differing.sql", {}))
    if mend:
        cursor.execute(text_with("map_points_mended.sql", {}))
        cursor.execute("analyze projects_mappoint")
    return _rows(cursor, "map_points_told.sql", {"limit": limit})


def compare_cells(cursor: Any, limit: int, *, mend: bool) -> list[Row]:
    """Cells of all levels that say something else than the points, as `compare_points`."""
    found: list[Row] = []
    for level in LEVELS:
        _keep_aside(cursor, level.name, counting(level), parameters(level))
        cells = {"true_cells": level.name}
        if mend:
            cursor.execute(text_with("map_cells_mended.sql", cells), parameters(level))
        found += _rows(cursor, "map_cell_differences.sql", parameters(level) | {"limit": limit}, cells)
    for level in LEVELS:
        cursor.execute(f"drop table {level.name}")
    if mend:
        cursor.execute("analyze projects_mapcell")
    return found


def _keep_aside(cursor: Any, name: str, query: str, given: dict[str, Any] | None = None) -> None:
    cursor.execute(f"drop table if exists {name}")
    cursor.execute(f"create temporary table {name} on commit drop as {query}", given)
    cursor.execute(f"analyze {name}")


def _rows(cursor: Any, name: str, given: dict[str, Any], parts: dict[str, str] | None = None) -> list[Row]:
    cursor.execute(text_with(name, parts or {}), given)
    rows: list[Row] = cursor.fetchall()
    return rows
