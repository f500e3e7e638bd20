"""The levels of map cells, and the statements that count each from the points or from a level before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.spots import DEPTH
from projects import map_dimensions as dimensions

FOLDER = Path(__file__).parent

# A cell is a 32nd of a tile's side: 16 of its 512 pixels.
CELL_BITS = 5
# The zoom in whose cells the triggers mark changes: projects_mapdirty.cell = spot >> 32.
MARKED_ZOOM = 10


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

    @property
    def name(self) -> str:
        """A name for a table of these cells alone."""
        return f"true_cells_{self.zoom}_{'years' if self.by_year else 'all'}"


POINTS, BELOW, YEARS = "points", "below", "years"
LOWEST_ZOOM = 4
# The last zoom at which a map shows cells only; points begin with the next.
FINEST_CELLS = 9
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

# What a level is counted from, with every cell of it.
EVERY_POINT = "projects_mappoint"

# What a level is counted from, with the marked cells alone.
MARKED_SOURCES = {
    POINTS: """(
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
    BELOW: """(
        select cell.*
        from unnest(%(years)s::smallint[], %(cells)s::integer[]) as marked (fiscal_year, cell)
        cross join generate_series(0, 3) as quarter (number)
        inner join projects_mapcell as cell
            on cell.zoom = %(zoom)s + 1 and cell.fiscal_year = marked.fiscal_year
            -- by equality: a range of cells would be looked for among all of a year
            and cell.cell = marked.cell * 4 + quarter.number
    )""",
    YEARS: """(
        select cell.*
        from unnest(%(cells)s::integer[]) as marked (cell)
        cross join (select distinct fiscal_year from projects_stageledger) as year
        inner join projects_mapcell as cell
            on cell.zoom = %(zoom)s and cell.fiscal_year = year.fiscal_year and cell.cell = marked.cell
    )""",
}


def counting(level: Level, *, marked: bool = False) -> str:
    """The select that counts the cells of a level, in the columns of projects_mapcell.

    From the tables, for the cells that are `marked`; or all of them: from the points, or from the table that is named
    after the level before (`Level.name`).
    """
    source = MARKED_SOURCES[level.source] if marked else _every(level)
    if level.source == POINTS:
        parts = {"chosen_points": source, "dimension_places": "null as nowhere"}
        parts |= dict.fromkeys(("place_counts", "place_problem_counts"), NOTHING)
        if level.by_dimension:
            parts["dimension_places"] = dimensions.places()
            parts["place_counts"] = dimensions.counted()
            parts["place_problem_counts"] = dimensions.counted("placed.has_problems and ")
        return text_with("map_cells_of_points.sql", parts)
    parts = {"chosen_cells": source} | dict.fromkeys(("added_counts", "added_problem_counts"), NOTHING)
    if level.by_dimension:
        parts["added_counts"] = dimensions.added_up("held.counts")
        parts["added_problem_counts"] = dimensions.added_up("held.problem_counts")
    return text_with("map_cells_of_cells.sql", parts)


def parameters(level: Level) -> dict[str, Any]:
    """What the statements of a level ask for."""
    shift, below = 2 * (DEPTH - level.zoom - CELL_BITS), 2 * (MARKED_ZOOM - level.zoom)
    return {"zoom": level.zoom, "by_year": level.by_year, "shift": shift, "below": below}


def text_with(name: str, parts: dict[str, str]) -> str:
    """The SQL of a file, without its comments, with other SQL in place of some of its words."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
    return re.sub(rf"\b({'|'.join(parts)})\b", lambda found: parts[found.group()], text) if parts else text


NOTHING = "'{}'::integer[]"


def _every(level: Level) -> str:
    if level.source == POINTS:
        return EVERY_POINT
    before = (level.zoom + 1, level.by_year) if level.source == BELOW else (level.zoom, True)
    return next(one.name for one in LEVELS if (one.zoom, one.by_year) == before)
