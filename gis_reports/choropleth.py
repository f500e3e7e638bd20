"""The 77 provinces as one inline SVG drawing, coloured by class; for the reports, the home pages and the paper.

The drawing is an overview: `Province.boundary` (WGS 84) simplified as one coverage, so that neighbours keep
their common edge, in a Mercator projection of 300 drawing units' width. It never decides where a place lies.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from shapely import MultiPolygon, Polygon, coverage_simplify, from_wkb

from layers.models import Province

WIDTH = 300
WEST, EAST, SOUTH, NORTH = 97.30, 105.68, 5.58, 20.50  # degrees: the country with a little sea around it
TOLERANCE = 0.031  # degrees, about one drawing unit
SMALLEST_PART = 0.004  # square degrees; smaller islands are left out, unless a province has nothing larger

# Classes beside c0 … c5 (what is missing) and c0, b1 … b5 (what is there); drawn by frontend/css/base/maps.css.
NO_DATA = "c-none"
NOT_OPEN = "c-closed"
NO_AUTHORITIES = "c-na"


@dataclass(frozen=True, slots=True)
class Outline:
    """One province: its path, and a point inside its largest part, in drawing units."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Area:
    """One province as a map shows it: a class, what it says of itself, and where it leads (nowhere when empty)."""

    code: str
    path: str
    css: str
    text: str
    href: str
    is_picked: bool


@dataclass(frozen=True, slots=True)
class Choropleth:
    """A whole map. `label` is its accessible name; `lifted` is drawn once more on top, as the picked edge."""

    label: str
    width: int
    height: float
    areas: tuple[Area, ...]
    lifted: str


@dataclass(frozen=True, slots=True)
class Shade:
    """What one province looks like on one map."""

    css: str
    text: str
    href: str = ""


def draw(
    *, label: str, shade: Callable[[str], Shade | None], picked: str | None = None, state: str | None = None
) -> Choropleth:
    """The map of the country. `shade` tells the look of each province code; None leaves it empty and without a word.

    `picked` is the code of the province that is looked at; `state` is `outlines_state()` where it is known already.
    """
    areas = []
    for outline in outlines(state):
        look = shade(outline.code) or Shade(css=NO_DATA, text="")
        areas.append(
            Area(
                code=outline.code,
                path=outline.path,
                css=look.css,
                text=look.text,
                href=look.href,
                is_picked=outline.code == picked,
            )
        )
    return Choropleth(
        label=label,
        width=WIDTH,
        height=_height(),
        areas=tuple(areas),
        lifted=next((area.path for area in areas if area.is_picked), ""),
    )


def outlines(state: str | None = None) -> tuple[Outline, ...]:
    """Every province with a boundary, by code. Worked out once for each state of the boundaries."""
    return _outlines(state or outlines_state())


def outlines_state() -> str | None:
    """A text that is another one whenever somebody has imported other boundaries: for what is kept of a drawn map."""
    with connection.cursor() as cursor:
        # the row versions change with every import; the shapes themselves are not read
        cursor.execute("select md5(string_agg(code || xmin::text, ' ' order by code)) from layers_province")
        (state,) = cursor.fetchone()
    return None if state is None else str(state)


@lru_cache(maxsize=2)
def _outlines(_state: str | None) -> tuple[Outline, ...]:
    provinces = Province.objects.filter(boundary__isnull=False).order_by("code").values_list("code", "boundary")
    shapes = {code: from_wkb(bytes(boundary.wkb)) for code, boundary in provinces if boundary}
    if not shapes:
        return ()
    simplified = coverage_simplify(list(shapes.values()), TOLERANCE)
    return tuple(_outline(code, shape) for code, shape in zip(shapes, simplified, strict=True))


def _outline(code: str, shape: Polygon | MultiPolygon) -> Outline:
    parts = sorted(shape.geoms if isinstance(shape, MultiPolygon) else [shape], key=lambda part: -part.area)
    drawn = [part for part in parts if part.area > SMALLEST_PART] or parts[:1]
    inside = drawn[0].representative_point()
    x, y = _place(inside.x, inside.y)
    return Outline(code=code, path="".join(move for part in drawn for move in _moves(part)), x=x, y=y)


def _moves(part: Polygon) -> Iterator[str]:
    """A path of relative moves, with one decimal: half the size of absolute ones."""
    for ring in (part.exterior, *part.interiors):
        x, y = _place(*ring.coords[0])
        yield f"M{x:g} {y:g}"
        for longitude, latitude in ring.coords[1:-1]:
            new_x, new_y = _place(longitude, latitude)
            if (new_x, new_y) != (x, y):
                yield f"l{round(new_x - x, 1):g} {round(new_y - y, 1):g}"
            x, y = new_x, new_y
        yield "z"


def _place(longitude: float, latitude: float) -> tuple[float, float]:
    scale = WIDTH / (EAST - WEST)
    return round((longitude - WEST) * scale, 1), round((_mercator(NORTH) - _mercator(latitude)) * scale, 1)


def _mercator(latitude: float) -> float:
    """The Mercator ordinate of a latitude, in degrees of longitude."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def _height() -> float:
    return _place(WEST, SOUTH)[1]
