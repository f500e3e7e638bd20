"""One GeoJSON geometry from outside, checked step by step before shapely sees it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from geo.front_door.extent import Bounds, check_extent
from geo.front_door.json_text import not_finite, read_json
from geo.front_door.refusals import RefusedGeometry
from geo.systems import THAILAND_EXTENT

MAX_VERTICES = 50_000
POINT_TYPES = frozenset({"Point"})
AREA_TYPES = frozenset({"Polygon", "MultiPolygon"})
LINE_TYPES = frozenset({"LineString", "MultiLineString"})

Position = tuple[float, float]
_Part = TypeVar("_Part")

# The only spellings of the one reference system that GeoJSON knows.
_CRS_NAMES = frozenset(
    {
        "urn:ogc:def:crs:ogc:1.3:crs84",
        "urn:ogc:def:crs:ogc::crs84",
        "urn:ogc:def:crs:epsg::4326",
        "http://www.opengis.net/def/crs/ogc/1.3/crs84",
        "ogc:crs84",
        "epsg:4326",
    }
)


def read_geometry(
    source: object,
    allowed_types: Collection[str] = POINT_TYPES,
    *,
    max_vertices: int = MAX_VERTICES,
    within: Bounds = THAILAND_EXTENT,
) -> BaseGeometry:
    """A valid shapely geometry in EPSG:4326 (longitude, latitude; two dimensions) from untrusted GeoJSON.

    `source` is the text as bytes or str, or what `read_json` made of it: a geometry or a Feature.
    `allowed_types` are GeoJSON geometry types; a GeometryCollection is never taken. `within` is the extent
    that must hold it. Raises RefusedGeometry; a position with a height is refused rather than cut.
    """
    if isinstance(source, str):
        source = source.encode("utf-8", "replace")
    if isinstance(source, (bytes, bytearray, memoryview)):
        source = read_json(bytes(source))
    return _Builder(frozenset(allowed_types), max_vertices).build(source, within)


class _Builder:
    def __init__(self, allowed_types: frozenset[str], max_vertices: int) -> None:
        self.allowed_types = allowed_types
        self.left = self.max_vertices = max_vertices

    def build(self, source: object, within: Bounds) -> BaseGeometry:
        body = _unwrapped(source)
        kind = body.get("type")
        if not isinstance(kind, str) or kind not in self.allowed_types or kind not in _MAKERS:
            allowed = ", ".join(sorted(self.allowed_types))
            raise RefusedGeometry(
                "wrong_type",
                f"A geometry of type {str(kind)[:40]} is not taken here.",
                f"ไม่รับรูปชนิด {str(kind)[:40]}",
                f"Send one of: {allowed}.",
                f"โปรดส่งชนิดใดชนิดหนึ่งต่อไปนี้ {allowed}",
                where="type",
            )
        _check_crs(body)
        make, read = _MAKERS[kind]
        parts = read(self, body.get("coordinates"), "coordinates")
        geometry: BaseGeometry = make(parts)
        if geometry.is_empty:
            raise _empty("coordinates")
        check_extent(geometry.bounds, within=within, where="coordinates")
        check_valid(geometry)
        return geometry

    def position(self, given: object, where: str) -> Position:
        self.left -= 1
        if self.left < 0:
            raise RefusedGeometry(
                "too_many_vertices",
                f"The geometry has more than {self.max_vertices:,} vertices.",
                f"รูปมีจุดยอดเกิน {self.max_vertices:,} จุด",
                "Simplify it first.",
                "โปรดลดจำนวนจุดก่อน",
                where=where,
            )
        if not isinstance(given, (list, tuple)) or len(given) < 2:
            raise _malformed(where, "a position [longitude, latitude]")
        if len(given) > 2:
            raise RefusedGeometry(
                "has_height",
                "A position has more than longitude and latitude; heights are not kept.",
                "พิกัดมีค่ามากกว่าลองจิจูดและละติจูด ระบบไม่เก็บความสูง",
                "Send [longitude, latitude] only.",
                "โปรดส่งเฉพาะ [ลองจิจูด, ละติจูด]",
                where=where,
            )
        for value in given:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise _malformed(where, "two numbers")
            if not _is_finite(value):
                raise not_finite(str(value)[:20], where)
        return float(given[0]), float(given[1])

    def positions(self, given: object, where: str, at_least: int = 1) -> list[Position]:
        if not isinstance(given, (list, tuple)):
            raise _malformed(where, "a list of positions")
        if len(given) < at_least:
            raise _malformed(where, f"at least {at_least} positions")
        return [self.position(item, f"{where}[{place}]") for place, item in enumerate(given)]

    def line(self, given: object, where: str) -> list[Position]:
        return self.positions(given, where, at_least=2)

    def ring(self, given: object, where: str) -> list[Position]:
        ring = self.positions(given, where, at_least=4)
        if ring[0] != ring[-1]:
            raise RefusedGeometry(
                "ring_not_closed",
                "A ring of the polygon does not end where it began.",
                "วงของพื้นที่ไม่ได้ปิดที่จุดเริ่มต้น",
                "Repeat the first position at the end.",
                "โปรดใส่พิกัดแรกซ้ำเป็นพิกัดสุดท้าย",
                where=where,
            )
        return ring

    def polygon(self, given: object, where: str) -> list[list[Position]]:
        return self.many(given, where, self.ring)

    def lines(self, given: object, where: str) -> list[list[Position]]:
        return self.many(given, where, self.line)

    def polygons(self, given: object, where: str) -> list[list[list[Position]]]:
        return self.many(given, where, self.polygon)

    def many(self, given: object, where: str, read: Callable[[object, str], _Part]) -> list[_Part]:
        if not isinstance(given, (list, tuple)) or not given:
            raise _malformed(where, "a list that is not empty")
        return [read(item, f"{where}[{place}]") for place, item in enumerate(given)]


def _polygon(rings: list[list[Position]]) -> Polygon:
    return Polygon(rings[0], rings[1:])


_MAKERS: dict[str, tuple[Callable[[Any], BaseGeometry], Callable[[_Builder, object, str], Any]]] = {
    "Point": (Point, _Builder.position),
    "MultiPoint": (MultiPoint, _Builder.positions),
    "LineString": (LineString, _Builder.line),
    "MultiLineString": (MultiLineString, _Builder.lines),
    "Polygon": (_polygon, _Builder.polygon),
    "MultiPolygon": (lambda polygons: MultiPolygon([_polygon(rings) for rings in polygons]), _Builder.polygons),
}


def check_valid(geometry: BaseGeometry, where: str = "coordinates") -> None:
    """Raise RefusedGeometry `not_valid` for a line that goes nowhere or an area that crosses itself."""
    if shapely.is_valid(geometry):
        return
    reason = explain_validity(geometry)[:120]
    raise RefusedGeometry(
        "not_valid",
        f"The geometry is not valid: {reason}.",
        f"รูปไม่ถูกต้อง {reason}",
        "Mend it where it crosses or touches itself, then send it again.",
        "โปรดแก้จุดที่เส้นตัดหรือทับกันเองแล้วส่งใหม่",
        where=where,
    )


def _unwrapped(source: object) -> dict[str, object]:
    """The geometry itself, taken out of a Feature."""
    if isinstance(source, dict) and source.get("type") == "Feature":
        _check_crs(source)
        source = source.get("geometry")
    if not isinstance(source, dict):
        raise RefusedGeometry(
            "not_geojson",
            "This is not a GeoJSON geometry.",
            "ข้อมูลนี้ไม่ใช่รูปแบบ GeoJSON",
            'Send an object like {"type": "Point", "coordinates": [101.0475, 14.5635]}.',
            'โปรดส่งวัตถุเช่น {"type": "Point", "coordinates": [101.0475, 14.5635]}',
        )
    return source


def _check_crs(body: dict[str, object]) -> None:
    """GeoJSON is WGS 84; an older `crs` member may say so, and may not say anything else."""
    if body.get("crs") is None:
        return
    crs = body["crs"]
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and name.strip().lower() in _CRS_NAMES:
        return
    raise RefusedGeometry(
        "wrong_crs",
        f"The geometry names the reference system “{str(name or crs)[:60]}”; only WGS 84 degrees are taken here.",
        f"รูประบุระบบพิกัด “{str(name or crs)[:60]}” ระบบรับเฉพาะองศาบน WGS 84",
        "Transform it to EPSG:4326 and leave the crs member out.",
        "โปรดแปลงเป็น EPSG:4326 และไม่ต้องใส่ crs",
        where="crs",
    )


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer too large for a float
        return False


def _malformed(where: str, wanted: str) -> RefusedGeometry:
    return RefusedGeometry(
        "malformed",
        f"{where} is not {wanted}.",
        f"{where} มีรูปแบบไม่ถูกต้อง",
        "Compare it with the GeoJSON standard, RFC 7946.",
        "โปรดเทียบกับมาตรฐาน GeoJSON (RFC 7946)",
        where=where,
    )


def _empty(where: str) -> RefusedGeometry:
    return RefusedGeometry(
        "empty_geometry",
        "The geometry is empty.",
        "รูปว่างเปล่า",
        "Send at least one position.",
        "โปรดส่งอย่างน้อยหนึ่งพิกัด",
        where=where,
    )
