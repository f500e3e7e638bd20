"""By what the cells of low zooms are counted beside their total, so that one filter at a time needs no look at points.

A further dimension is one line of `DIMENSIONS`: its name, the SQL that gives its place (1 to `size`) for a row called
`point` of the map points or `authority` of the registry, and how a selection chooses among the places. The cells notice
that the layout has changed and are counted anew at the next refresh; until then tiles are drawn from points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.enums import AuthorityKind
from projects.enums import PROJECT_STAGES, Fund

if TYPE_CHECKING:
    from projects.selection import ProjectSelection

FUNDS = tuple(Fund)
KINDS = tuple(AuthorityKind)
PROGRAMMES = 12


@dataclass(frozen=True, slots=True)
class MapDimension:
    """One way to divide the points of a cell.

    `place` is SQL that gives 1 to `size` (write mod(), not the sign of per cent); `chosen` gives the places that a
    selection asks for, none for all.
    """

    name: str
    place: str
    size: int
    chosen: Callable[[ProjectSelection], tuple[int, ...]]


DIMENSIONS: tuple[MapDimension, ...] = (
    MapDimension(
        "stage",
        f"point.latest_stage - {PROJECT_STAGES[0] - 1}",
        len(PROJECT_STAGES),
        lambda selection: tuple(
            PROJECT_STAGES.index(stage) + 1 for stage in selection.stage if stage in PROJECT_STAGES
        ),
    ),
    MapDimension("programme", "point.programme", PROGRAMMES, lambda selection: selection.programme),
    MapDimension(
        "fund", "point.fund", len(FUNDS), lambda selection: (FUNDS.index(selection.fund) + 1,) if selection.fund else ()
    ),
    MapDimension(
        "kind",
        f"array_position(array[{', '.join(repr(str(kind.value)) for kind in KINDS)}], authority.kind::text)",
        len(KINDS),
        lambda selection: (KINDS.index(selection.kind) + 1,) if selection.kind else (),
    ),
)


def layout(dimensions: tuple[MapDimension, ...] | None = None) -> str:
    """A short text that changes whenever something else stands at a place of a cell's counts."""
    said = ";".join(f"{one.name}:{one.size}:{one.place}" for one in dimensions or DIMENSIONS)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def size() -> int:
    """How many counts a cell has."""
    return sum(one.size for one in DIMENSIONS)


def places() -> str:
    """The SQL of the place in each dimension, for rows called `point` and `authority`."""
    return ", ".join(f"({one.place}) as by_{one.name}" for one in DIMENSIONS)


def counted(condition: str = "") -> str:
    """The SQL of a cell's counts over rows called `placed`, with these places, that meet the condition."""
    each = (
        f"count(*) filter (where {condition}placed.by_{one.name} = {place})"
        for one in DIMENSIONS
        for place in range(1, one.size + 1)
    )
    return f"array[{', '.join(each)}]::integer[]"


def added_up(column: str) -> str:
    """The SQL of the sum of several cells' counts, place by place."""
    return f"array[{', '.join(f'sum({column}[{place}])' for place in range(1, size() + 1))}]::integer[]"


def slots(wanted: MapDimension, places: tuple[int, ...]) -> tuple[int, ...]:
    """Where in a cell's counts the places of a dimension stand, from 1."""
    before = 0
    for one in DIMENSIONS:
        if one.name == wanted.name:
            return tuple(before + place for place in places)
        before += one.size
    raise KeyError(wanted.name)
