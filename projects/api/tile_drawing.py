"""Tiles of projects: points where they can be told apart, cells where not.

Cells of low zooms are stored (projects.services.mapping). Drawn tiles are remembered here: those of stored cells until
these are counted again, those of points until anything on the tile is marked as changed. The database is asked each
time, so that a remembered tile is never older than a drawn one.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from geo.spots import DEPTH, corner_of_tile, spots_of_tile
from layers.api.statements import in_bounded_time, run, sql_of
from projects.api.tile_choice import TileChoice
from projects.map_dimensions import layout
from projects.services.map_levels import CELL_BITS, FINEST_CELLS, MARKED_ZOOM

if TYPE_CHECKING:
    from accounts.scopes import Scope
    from projects.selection import ProjectSelection

FOLDER = Path(__file__).parent
POINTS = FOLDER / "points_tile.sql"
CELLS = FOLDER / "cells_tile.sql"
OF_POINTS = FOLDER / "cells_of_points.sql"
STORED = FOLDER / "cells_stored.sql"

POINTS_FROM = FINEST_CELLS + 1
NAMES_FROM = 14
# More marks than this on one tile nobody can tell apart, and no tile may explode.
MOST_POINTS = 2000
# Nor could so many names be written; a map asks for the name of the one that is pressed.
MOST_NAMED = 300
# Units of a tile's side in the format.
EXTENT = 4096
# Seconds that counting a wide selection from its points may take.
PATIENCE = 0.8

# Bits of a spot within a cell of the zoom in which changes are marked.
MARKED_BITS = 2 * (DEPTH - MARKED_ZOOM - CELL_BITS)
# The cells' version, null when they have to be counted first.
VERSION = "(select version from projects_mapstate where layout = %(layout)s) as version"
# For how long (seconds) writes have waited to be counted in the cells.
WAITING = "(select extract(epoch from clock_timestamp() - min(at)) from projects_mapdirty)::float as waiting"
# Whether nothing on a tile has changed since: every change of a point marks its cell, and whoever counts the marks
# raises the version with the same commit.
SETTLED = "not exists (select from projects_mapdirty where cell between %(first_mark)s and %(last_mark)s) as is_settled"


@dataclass(frozen=True, slots=True)
class MapNow:
    """How the map stands before a tile is drawn: what changes in between is marked, and the tile is not taken for the
    version's. Of the last two, the one that was asked for."""

    version: int | None
    waiting: float | None
    is_settled: bool | None


def state_of_map(z: int, x: int, y: int, *, of_points: bool | None = None) -> tuple[str, dict[str, Any]]:
    """SQL for the columns of `MapNow`, and its parameters: for points whether the tile has changed, for cells their
    age. By the zoom, unless `of_points` says."""
    first, last = spots_of_tile(z, x, y)
    points = z >= POINTS_FROM if of_points is None else of_points
    columns = f"{VERSION}, null::float as waiting, {SETTLED}" if points else f"{VERSION}, {WAITING}, null as is_settled"
    return columns, {"layout": layout(), "first_mark": first >> MARKED_BITS, "last_mark": last >> MARKED_BITS}


def _map_now(z: int, x: int, y: int, *, of_points: bool) -> MapNow:
    columns, params = state_of_map(z, x, y, of_points=of_points)
    return MapNow(*run(f"select {columns}", params))


@dataclass(frozen=True, slots=True)
class DrawnTile:
    """The bytes, and for stored cells how many seconds writes have been waiting to be counted in them (else None)."""

    content: bytes
    waiting: float | None = None


class RememberedTiles:
    """Drawn tiles, a bounded number of them, each with the version of the cells it was drawn from or with."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tiles: OrderedDict[tuple[Any, ...], tuple[int, bytes]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> tuple[int, bytes] | None:
        """The version and the bytes kept for a key."""
        with self._lock:
            kept = self._tiles.get(key)
            if kept is not None:
                self._tiles.move_to_end(key)
            return kept

    def forget(self, key: tuple[Any, ...]) -> None:
        """Keep nothing under a key."""
        with self._lock:
            self._tiles.pop(key, None)

    def keep(self, key: tuple[Any, ...], version: int, content: bytes) -> None:
        """Remember a tile; the one that was asked for longest ago makes room."""
        with self._lock:
            self._tiles[key] = (version, content)
            self._tiles.move_to_end(key)
            while len(self._tiles) > self._most:
                self._tiles.popitem(last=False)


# Tiles of at most 1,024 cells or 2,000 points each: some thirty megabytes.
remembered = RememberedTiles(most=2000)
# Tiles that had too many points when they were drawn last (kept under that limit, without content): they are counted in
# cells without being tried again, until the cells say otherwise.
crowded = RememberedTiles(most=5000)


def drawn(selection: ProjectSelection, scope: Scope, z: int, x: int, y: int, *, now: MapNow | None = None) -> DrawnTile:
    """The tile of a selection within a scope; `now` is the answer to `state_of_map`, if it has been asked already.

    Raises ValidationError `too_wide`, after a second at most.
    """
    choice = TileChoice(selection, scope)
    if choice.is_empty:
        return DrawnTile(b"")
    params = _place(z, x, y)
    key = (scope.key, selection.query_string(), z, x, y)
    found = choice.stored(z) if z < POINTS_FROM else None
    if found is not None:
        now = now or _map_now(z, x, y, of_points=False)
        if now.version is not None:
            return DrawnTile(_from_stored(found, params, key, now.version), now.waiting or 0.0)
    version = None
    if not selection.q:
        if now is None or now.is_settled is None:
            now = _map_now(z, x, y, of_points=True)
        version = now.version if now.is_settled else None
    kept = remembered.get(key)
    if version is not None and kept is not None and kept[0] == version:
        return DrawnTile(kept[1])
    tile = _counted_now(choice, params, key)
    if version is not None:
        remembered.keep(key, version, tile.content)
    return tile


def _counted_now(choice: TileChoice, params: dict[str, Any], key: tuple[Any, ...]) -> DrawnTile:
    found = choice.stored(key[2]) if key[2] >= POINTS_FROM else None
    stored = _stored(found, params, key[2]) if found else None
    condition, more = choice.conditions()
    points = f"(select point.* from projects_mappoint as point where {ON_TILE} and {condition}) as point"  # noqa: S608 - values are parameters
    params |= more
    if choice.is_quick or not (key[2] < POINTS_FROM or choice.selection.q):
        return _from_points(points, stored, params, key)
    with in_bounded_time(seconds=PATIENCE):
        run("select set_config('max_parallel_workers_per_gather', '2', true)", {})
        return _from_points(points, stored, params, key)


ON_TILE = "point.spot between %(first)s and %(last)s"


def _place(z: int, x: int, y: int) -> dict[str, Any]:
    west, north = corner_of_tile(z, x, y)
    first, last = spots_of_tile(z, x, y)
    return {
        "west": west,
        "north": north,
        "first": first,
        "last": last,
        "scale": EXTENT / (1 << DEPTH - z),
        "shift": 2 * max(DEPTH - z - CELL_BITS, 0),
    }


def _stored(found: tuple[str, str, dict[str, Any]], params: dict[str, Any], z: int) -> str:
    """The SQL of the tile's stored cells as a choice finds them; their parameters are added to `params`."""
    count, problems, more = found
    kept = 2 * (DEPTH - more["kept_zoom"] - CELL_BITS)
    params |= more | {
        "first_cell": params["first"] >> kept,
        "last_cell": params["last"] >> kept,
        "coarser": max(2 * (more["kept_zoom"] - z), 0),
    }
    return _with(STORED, chosen_count=count, chosen_problems=problems)


def _from_stored(
    found: tuple[str, str, dict[str, Any]], params: dict[str, Any], key: tuple[Any, ...], version: int
) -> bytes:
    """The tile from stored cells as a choice finds them."""
    kept = remembered.get(key)
    if kept is not None and kept[0] == version:
        return kept[1]
    tile, _points = run(_cells(_stored(found, params, key[2])), params)
    remembered.keep(key, version, bytes(tile))
    return bytes(tile)


def _from_points(points: str, stored: str | None, params: dict[str, Any], key: tuple[Any, ...]) -> DrawnTile:
    """Points where the zoom and their number allow it, and else cells, stored or counted now."""
    z = key[2]
    was_crowded = crowded.get(key) == (MOST_POINTS, b"")
    if z >= POINTS_FROM and not was_crowded:
        alone = _with(POINTS, **{"chosen_points as point": points})
        (tile,) = run(alone, params | {"most": MOST_POINTS, "most_named": MOST_NAMED if z >= NAMES_FROM else 0})
        if tile is not None:
            return DrawnTile(bytes(tile))
        crowded.keep(key, MOST_POINTS, b"")
    waiting: float | None = None
    version: int | None = None
    if stored is not None:
        tile, count, version, waiting = run(_with_state(stored), params)
    if version is None:
        tile, count = run(_cells(_with(OF_POINTS, **{"chosen_points as point": points})), params)
    if was_crowded and count <= MOST_POINTS:
        crowded.forget(key)
        return _from_points(points, stored, params, key)
    return DrawnTile(bytes(tile), None if version is None else waiting or 0.0)


def _with_state(stored: str) -> str:
    return f"select drawn.*, {VERSION}, {WAITING} from ({_cells(stored)}) as drawn"  # noqa: S608 - values are parameters


def _cells(counted: str) -> str:
    return _with(CELLS, **{"counted_cells as cell": f"({counted}) as cell"})


def _with(path: Path, **parts: str) -> str:
    """The SQL of a file with other SQL in place of some of its words."""
    return re.sub(rf"\b({'|'.join(parts)})\b", lambda found: parts[found.group()], sql_of(path))
