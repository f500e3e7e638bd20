"""Invented boundaries: each province is divided among its authorities by Voronoi cells, without gaps or overlaps.

All coordinates are WGS 84 longitude/latitude in degrees; distances here only compare neighbours and may be degrees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Division:
    """Cells in the order of their points: first one for each seat, then the small ones, then the wide ones.

    `district` is the index of the seat each cell belongs to; `districts` are their joint shapes in seat order.
    """

    points: list[Place]
    cells: list[MultiPolygon]
    district: list[int]
    districts: list[MultiPolygon]


class Scatter:
    """Points inside a province that keep their distance from each other."""

    def __init__(self, boundary: MultiPolygon, wanted: int, chance: Random) -> None:
        self.boundary = boundary
        self.chance = chance
        self.spacing = math.sqrt(boundary.area / wanted)
        self.points: list[Place] = []
        self._xs = np.empty(wanted)
        self._ys = np.empty(wanted)
        self._waiting: list[Place] = []

    def add(self, place: Place) -> None:
        """Take a point as it is."""
        self._xs[len(self.points)], self._ys[len(self.points)] = place
        self.points.append(place)

    def clearance(self, place: Place) -> float:
        """Distance to the nearest point so far."""
        count = len(self.points)
        if not count:
            return math.inf
        return float(np.min(np.hypot(self._xs[:count] - place[0], self._ys[:count] - place[1])))

    def anywhere(self) -> Place:
        """A point somewhere in the province."""
        while not self._waiting:
            west, south, east, north = self.boundary.bounds
            xs = [self.chance.uniform(west, east) for _ in range(256)]
            ys = [self.chance.uniform(south, north) for _ in range(256)]
            inside = shapely.contains_xy(self.boundary, xs, ys)
            self._waiting = [(x, y) for x, y, within in zip(xs, ys, inside, strict=True) if within]
        return self._waiting.pop()

    def add_spread(self, tries: int) -> None:
        """The one of some tries that is farthest from all others: an even spread."""
        self.add(max((self.anywhere() for _ in range(tries)), key=self.clearance))

    def add_near(self, centre: Place) -> None:
        """A point not far from `centre`, closer to its neighbours than an even spread would put it."""
        for widening in range(1, 40):
            sigma = self.spacing * (0.55 + 0.05 * widening)
            place = (self.chance.gauss(centre[0], sigma), self.chance.gauss(centre[1], sigma))
            if self.clearance(place) > 0.42 * self.spacing and shapely.contains_xy(self.boundary, *place):
                self.add(place)
                return
        self.add_spread(4)


def divide(
    boundary: MultiPolygon, *, seats: list[Place | None], near: list[Place], small: int, total: int, chance: Random
) -> Division:
    """Divide a province into `total` cells: the seats, then small cells near them (`near` first), then wide ones.

    `small` counts the small cells beside the seats; a seat given as None is put somewhere.
    """
    scatter = Scatter(boundary, total, chance)
    for seat in seats:
        if seat is not None and shapely.contains_xy(boundary, *seat):
            scatter.add(seat)
        else:
            scatter.add_spread(14)
    for place in near:
        scatter.add(place)
    for _ in range(small - len(near)):
        scatter.add_near(chance.choice(scatter.points[: len(seats)]))
    fixed = len(scatter.points)
    for _ in range(total - fixed):
        scatter.add_spread(5)
    points = _settled(boundary, scatter.points, fixed)
    raw = _cells(boundary, points)
    district = [_nearest(points[: len(seats)], place) for place in points]
    return Division(
        points=points,
        cells=_clipped(boundary, raw),
        district=district,
        districts=_clipped(
            boundary,
            [
                shapely.coverage_union_all([raw[i] for i, of in enumerate(district) if of == seat])
                for seat in range(len(seats))
            ],
        ),
    )


def _settled(boundary: MultiPolygon, points: list[Place], fixed: int) -> list[Place]:
    """Move the wide cells' points to the middle of their cells once, which evens out their sizes."""
    cells = _clipped(boundary, _cells(boundary, points)[fixed:])
    middles = [cell.centroid for cell in cells]
    inside = shapely.contains_properly(boundary, middles)
    moved = [
        (middle.x, middle.y) if within else place
        for middle, within, place in zip(middles, inside, points[fixed:], strict=True)
    ]
    return points[:fixed] + moved


def _cells(boundary: MultiPolygon, points: list[Place]) -> list[BaseGeometry]:
    around = boundary.envelope.buffer(0.5)
    if len(points) == 1:
        return [around]
    return list(shapely.voronoi_polygons(MultiPoint(points), extend_to=around, ordered=True).geoms)


def _clipped(boundary: MultiPolygon, shapes: list[BaseGeometry]) -> list[MultiPolygon]:
    whole = shapely.contains_properly(boundary, shapes)
    return [
        as_multipolygon(each if within else each.intersection(boundary))
        for each, within in zip(shapes, whole, strict=True)
    ]


def as_multipolygon(found: BaseGeometry) -> MultiPolygon:
    """The polygons of a geometry, without the points and lines that an intersection may leave."""
    parts = [part for part in shapely.get_parts(found) if isinstance(part, Polygon) and part.area > 0]
    return MultiPolygon(parts)


def _nearest(seats: list[Place], place: Place) -> int:
    return min(range(len(seats)), key=lambda i: (seats[i][0] - place[0]) ** 2 + (seats[i][1] - place[1]) ** 2)


def inside_point(cell: MultiPolygon) -> Place:
    """A point that is certainly inside."""
    found: Point = cell.representative_point()
    return found.x, found.y


def towards_edge(cell: MultiPolygon, start: Place, share: float, chance: Random) -> Place:
    """A point part of the way (`share` below 1) from `start` towards a random corner of the cell, inside it."""
    corners = shapely.get_coordinates(cell)
    corner = corners[chance.randrange(len(corners))]
    place = (start[0] + share * (float(corner[0]) - start[0]), start[1] + share * (float(corner[1]) - start[1]))
    return place if shapely.contains_xy(cell, *place) else start
