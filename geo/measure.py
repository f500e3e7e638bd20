"""Lengths, areas and distances on the WGS 84 ellipsoid. Never degrees times a constant."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

_WGS84 = Geod(ellps="WGS84")

Position = tuple[float, float]


def distance_m(start: Position, end: Position) -> float:
    """Geodesic distance in metres between two (longitude, latitude) positions in EPSG:4326."""
    return float(_WGS84.inv(start[0], start[1], end[0], end[1])[2])


def move(start: Position, azimuth: float, distance: float) -> Position:
    """The position `distance` metres away from `start` in the direction `azimuth` (degrees clockwise from north)."""
    longitude, latitude, _ = _WGS84.fwd(start[0], start[1], azimuth, distance)
    return float(longitude), float(latitude)


def length_m(geometry: BaseGeometry) -> float:
    """Geodesic length in metres of a line in EPSG:4326; the perimeter of a polygon; 0 for a point."""
    if geometry.geom_type.startswith("Multi") or geometry.geom_type == "GeometryCollection":
        return sum(length_m(part) for part in shapely.get_parts(geometry))
    if geometry.geom_type == "Polygon":
        return length_m(shapely.boundary(geometry))
    if geometry.is_empty or geometry.geom_type == "Point":
        return 0.0
    return float(_WGS84.geometry_length(geometry))


def area_m2(geometry: BaseGeometry) -> float:
    """Geodesic area in square metres of a polygon in EPSG:4326 (holes taken off); 0 for points and lines."""
    if geometry.geom_type not in ("Polygon", "MultiPolygon") or geometry.is_empty:
        return 0.0
    # Geod counts a ring's area by its direction; holes must run the other way than the shell.
    oriented = shapely.orient_polygons(geometry)
    return abs(float(_WGS84.geometry_area_perimeter(oriented)[0]))


@lru_cache(maxsize=512)
def _local_plane(longitude: float, latitude: float) -> Transformer:
    """Azimuthal equidistant plane about a position: distances from the position itself are true."""
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=aeqd +lat_0={latitude!r} +lon_0={longitude!r} +ellps=WGS84"
    )


def distance_to_boundary_m(point: Position | Point, area: BaseGeometry) -> float:
    """Metres from a position to the nearest part of a polygon's boundary, on the ellipsoid.

    Both in EPSG:4326. Always positive, inside or outside. Edges are taken as straight in the plane
    about the point, where distances from the point are true, so the result is within 0.1 % of the
    geodesic one for edges up to some tens of kilometres. Raises ValueError for an empty area.
    """
    if area.is_empty:
        raise ValueError("The area is empty: it has no boundary to measure to.")
    longitude, latitude = (point.x, point.y) if isinstance(point, Point) else point
    plane = _local_plane(round(longitude, 7), round(latitude, 7))
    is_area = area.geom_type in ("Polygon", "MultiPolygon")
    outline = shapely.boundary(area) if is_area else area
    corners = shapely.get_coordinates(outline)
    flat = np.column_stack(plane.transform(corners[:, 0], corners[:, 1]))
    local = shapely.set_coordinates(shapely.force_2d(outline), flat)
    here = Point(*plane.transform(longitude, latitude))
    return float(shapely.distance(here, local))
