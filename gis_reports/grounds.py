"""Drawn grounds for the maps of the reports: the country by province, a province by district or by local authority.

A ground is an overview: boundaries (WGS 84) simplified as one coverage, so that neighbours keep their common edge, in a
Mercator projection of some hundred drawing units. It never decides where a place lies. Each is worked out once for
each state of its boundaries.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapely import Polygon, coverage_simplify, from_wkb, make_valid
from shapely.geometry.base import BaseGeometry

from layers.enums import AuthorityKind
from layers.models import District, LocalAuthority, Province
from layers.reading import reading_alias, reading_connection

WIDTH = 300
WEST, EAST, SOUTH, NORTH = 97.30, 105.68, 5.58, 20.50  # degrees: the country with a little sea around it
TOLERANCE = 0.031  # degrees, about one drawing unit of the country
SMALLEST_PART = 0.004  # square degrees; smaller islands are left out, unless a place has nothing larger
# A province is drawn larger than the country, in the shape it has, within these units.
LOCAL_WIDTH, LOCAL_HEIGHT, MARGIN = 400, 520, 6


@dataclass(frozen=True, slots=True)
class Outline:
    """One place: its path, and a point inside its largest part, in drawing units."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The places of a map, by code, and the size of the drawing. `version` differs when a boundary does."""

    outlines: tuple[Outline, ...]
    width: float
    height: float
    version: str


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to drawing units: Mercator, `scale` units a degree of longitude."""

    west: float
    north: float
    scale: float
    margin: float = 0.0

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The drawing units of a position, with one decimal."""
        x = (longitude - self.west) * self.scale + self.margin
        y = (mercator(self.north) - mercator(latitude)) * self.scale + self.margin
        return round(x, 1), round(y, 1)


COUNTRY = Frame(WEST, NORTH, WIDTH / (EAST - WEST))


def mercator(latitude: float) -> float:
    """The Mercator ordinate of a latitude, in degrees of longitude."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


def country() -> Ground:
    """The 77 provinces."""
    return _country(_version("select code || xmin::text as row from layers_province", ()))


def districts(province: str) -> Ground:
    """The districts of a province; those without a boundary are left out."""
    rows = "select code || xmin::text as row from layers_district where province_id = %s"
    return _districts(province, _version(rows, (province,)))


def authorities(province: str, district: str | None = None) -> Ground:
    """The authorities of a province, or of one district, by id.

    A provincial organization covers all the others and is left out, as are those without a boundary.
    """
    rows = "select id || ' ' || xmin::text as row from layers_localauthority where province_id = %s"
    return _authorities(province, district, _version(rows, (province,)))


def _version(rows: str, parameters: tuple[str, ...]) -> str:
    """Changes with every write to the rows; the shapes themselves are not read."""
    with reading_connection().cursor() as cursor:
        cursor.execute(f"select md5(string_agg(row, ' ' order by row)) from ({rows}) as found", parameters)  # noqa: S608 - the three texts above
        (state,) = cursor.fetchone()
    return state or ""


@lru_cache(maxsize=2)
def _country(version: str) -> Ground:
    found = Province.objects.using(reading_alias()).filter(boundary__isnull=False).order_by("code")
    shapes = _shapes(found.values_list("code", "boundary"))
    outlines = _outlines(shapes, COUNTRY, TOLERANCE, SMALLEST_PART)
    return Ground(outlines, WIDTH, COUNTRY.place(WEST, SOUTH)[1], version)


@lru_cache(maxsize=96)
def _districts(province: str, version: str) -> Ground:
    found = (
        District.objects.using(reading_alias()).filter(province_id=province, boundary__isnull=False).order_by("code")
    )
    return _local(_shapes(found.values_list("code", "boundary")), version)


@lru_cache(maxsize=256)
def _authorities(province: str, district: str | None, version: str) -> Ground:
    found = LocalAuthority.objects.using(reading_alias()).filter(province_id=province, boundary__isnull=False)
    found = found.exclude(kind=AuthorityKind.PAO).order_by("pk")
    if district is not None:
        found = found.filter(district_id=district)
    return _local(_shapes(found.values_list("pk", "boundary")), version)


def _shapes(found: Iterable[tuple[Any, Any]]) -> dict[str, BaseGeometry]:
    """Boundaries by code as text."""
    return {str(code): from_wkb(bytes(boundary.wkb)) for code, boundary in found}


def _local(shapes: Mapping[str, BaseGeometry], version: str) -> Ground:
    """Shapes fitted into the local frame."""
    if not shapes:
        return Ground((), LOCAL_WIDTH, LOCAL_HEIGHT, version)
    west, south, east, north = _extent(shapes)
    tall = mercator(north) - mercator(south)
    scale = min((LOCAL_WIDTH - 2 * MARGIN) / (east - west), (LOCAL_HEIGHT - 2 * MARGIN) / tall)
    frame = Frame(west, north, scale, MARGIN)
    outlines = _outlines(shapes, frame, tolerance=1 / scale, smallest=4 / scale**2)
    return Ground(outlines, round((east - west) * scale + 2 * MARGIN, 1), round(tall * scale + 2 * MARGIN, 1), version)


def _extent(shapes: Mapping[str, BaseGeometry]) -> tuple[float, float, float, float]:
    bounds = [shape.bounds for shape in shapes.values()]
    return (
        min(one[0] for one in bounds),
        min(one[1] for one in bounds),
        max(one[2] for one in bounds),
        max(one[3] for one in bounds),
    )


def _outlines(
    shapes: Mapping[str, BaseGeometry], frame: Frame, tolerance: float, smallest: float
) -> tuple[Outline, ...]:
    if not shapes:
        return ()
    valid = [shape if shape.is_valid else make_valid(shape) for shape in shapes.values()]
    simplified = coverage_simplify(valid, tolerance)
    return tuple(_outline(code, shape, frame, smallest) for code, shape in zip(shapes, simplified, strict=True))


def _outline(code: str, shape: BaseGeometry, frame: Frame, smallest: float) -> Outline:
    found = shape.geoms if hasattr(shape, "geoms") else [shape]
    parts = sorted((part for part in found if isinstance(part, Polygon)), key=lambda part: -part.area)
    drawn = [part for part in parts if part.area > smallest] or parts[:1]
    inside = (drawn[0] if drawn else shape).representative_point()
    x, y = frame.place(inside.x, inside.y)
    return Outline(code=code, path="".join(move for part in drawn for move in _moves(part, frame)), x=x, y=y)


def _moves(part: Polygon, frame: Frame) -> Iterator[str]:
    """A path of relative moves, with one decimal: half the size of absolute ones."""
    for ring in (part.exterior, *part.interiors):
        x, y = frame.place(*ring.coords[0])
        yield f"M{x:g} {y:g}"
        for longitude, latitude in ring.coords[1:-1]:
            new_x, new_y = frame.place(longitude, latitude)
            if (new_x, new_y) != (x, y):
                yield f"l{round(new_x - x, 1):g} {round(new_y - y, 1):g}"
            x, y = new_x, new_y
        yield "z"
