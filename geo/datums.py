"""From any reference system to WGS 84 by a named operation, never by a library's default.

The trap (docs/decisions, page "datums"): PROJ's default operation from Indian 1975, EPSG:1812, misses by 189 m.
Here the official three-parameter shift is written out as a PROJ pipeline. It reproduces two marks of the
Royal Irrigation Department (control sheet 5236 IV no. 552, 2561 BE) to 1 mm. Heights are not used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyproj.network
import shapely
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup
from shapely.geometry.base import BaseGeometry

from geo.errors import GeoError
from geo.systems import (
    DATUM_INDIAN_1975,
    THAILAND_EXTENT,
    WGS84,
    ReferenceSystem,
    find_system,
)

# A transformation must never fetch a grid from the network.
pyproj.network.set_network_enabled(active=False)

# Royal Irrigation Department control sheet 5236 IV no. 552 (2561 BE): Indian 1975 to WGS 84, in metres.
INDIAN_1975_SHIFT_M = (204.4798, 837.8940, 294.7765)
# Everest 1830 (1937 adjustment), EPSG ellipsoid 7015: semi-major axis in metres, inverse flattening.
EVEREST_SEMI_MAJOR_M = 6377276.345
EVEREST_INVERSE_FLATTENING = 300.8017

_EVEREST = f"+a={EVEREST_SEMI_MAJOR_M} +rf={EVEREST_INVERSE_FLATTENING}"
_TO_RADIANS = "+step +proj=unitconvert +xy_in=deg +xy_out=rad"
_TO_DEGREES = "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
_SHIFT = (
    f"+step +proj=cart {_EVEREST} +step +proj=helmert +x={{:.4f}} +y={{:.4f}} +z={{:.4f}} ".format(*INDIAN_1975_SHIFT_M)
    + "+step +inv +proj=cart +ellps=WGS84"
)

# TransformerGroup describes an operation that ignores the datum by this word.
_BALLPARK = "ballpark"


class UnknownTransformation(GeoError):
    """There is no trustworthy way from this reference system to WGS 84."""


@dataclass(frozen=True, slots=True)
class Operation:
    """How a geometry gets to WGS 84: a name to show, accuracy in metres (None: not stated)."""

    name: str
    accuracy_m: float | None
    steps: tuple[Transformer, ...]


@lru_cache(maxsize=16)
def _pipeline(system: ReferenceSystem) -> Transformer:
    utm = f"+step +inv +proj=utm +zone={system.zone}"
    if system.datum == DATUM_INDIAN_1975:
        first = _TO_RADIANS if system.is_geographic else f"{utm} {_EVEREST}"
        return Transformer.from_pipeline(f"+proj=pipeline {first} {_SHIFT} {_TO_DEGREES}")
    if system.is_geographic:
        return Transformer.from_pipeline("+proj=noop")
    return Transformer.from_pipeline(f"+proj=pipeline {utm} +ellps=WGS84 {_TO_DEGREES}")


def to_wgs84(x: float, y: float, system: str | int | ReferenceSystem) -> tuple[float, float]:
    """Longitude and latitude in EPSG:4326 degrees of a position given in `system`.

    `x, y` are longitude and latitude in degrees or easting and northing in metres. `system` is a name or
    SRID of `geo.systems`. Returns infinities where the projection is not defined.
    Raises UnknownReferenceSystem.
    """
    longitude, latitude = _pipeline(find_system(system)).transform(x, y)
    return float(longitude), float(latitude)


def from_wgs84(longitude: float, latitude: float, system: str | int | ReferenceSystem) -> tuple[float, float]:
    """The exact reverse of `to_wgs84`: degrees, or easting and northing in metres, in `system`.

    The shift works in space and heights are not known: both ways start on the ellipsoid, which lies up to
    some tens of metres apart on the two datums and makes the ways differ by up to 1 cm. One correction
    by that difference brings a position back to where it came from.
    """
    found = find_system(system)
    pipeline = _pipeline(found)
    x, y = pipeline.transform(longitude, latitude, direction=TransformDirection.INVERSE)
    if found.datum == DATUM_INDIAN_1975:
        there = pipeline.transform(x, y)
        x, y = pipeline.transform(
            2 * longitude - there[0], 2 * latitude - there[1], direction=TransformDirection.INVERSE
        )
    return float(x), float(y)


def transform(geometry: BaseGeometry, source: CRS | str | int) -> BaseGeometry:
    """A copy of a geometry in EPSG:4326, longitude before latitude, heights dropped.

    `source` is a pyproj CRS, an SRID, or anything pyproj can read (WKT, `EPSG:24047`). Indian 1975 goes by
    our own shift, everything else by the best operation PROJ names for Thailand.
    Raises UnknownTransformation when there is none, and when a coordinate cannot be transformed.
    """
    operation = operation_to_wgs84(source)

    flat = shapely.force_2d(geometry)
    if not operation.steps:
        return flat
    corners = shapely.get_coordinates(flat)
    x, y = corners[:, 0], corners[:, 1]
    for step in operation.steps:
        x, y = step.transform(x, y)
    moved = np.column_stack((x, y))
    if not np.isfinite(moved).all():
        raise UnknownTransformation(
            "not_transformable",
            f"A coordinate lies where “{operation.name}” is not defined.",
            f"มีพิกัดที่อยู่นอกขอบเขตของการแปลง “{operation.name}”",
            "Check that the reference system named for the file is the right one.",
            "โปรดตรวจสอบว่าระบุระบบพิกัดของแฟ้มถูกต้อง",
        )
    return shapely.set_coordinates(flat, moved)


def operation_to_wgs84(source: CRS | str | int) -> Operation:
    """The named operation that `transform` uses for a reference system. Raises UnknownTransformation."""
    if isinstance(source, CRS):
        return _operation(_horizontal(source).to_wkt())
    return _operation_by_name(source)


@lru_cache(maxsize=64)
def _operation_by_name(source: str | int) -> Operation:
    return _operation(_horizontal(_read_crs(source)).to_wkt())


def is_indian_1975(crs: CRS) -> bool:
    """Whether a reference system stands on the Indian 1975 datum, however its file spells it."""
    base = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    geodetic = base.geodetic_crs
    if geodetic is None:
        return False
    datum = geodetic.datum.name if geodetic.datum is not None else ""
    spelled = {_plain(name) for name in (datum, geodetic.name)}
    return "indian 1975" in spelled or geodetic.to_epsg(min_confidence=100) == 4240


def _plain(name: str) -> str:
    words = name.lower().replace("_", " ").split()
    return " ".join(word for word in words if word not in ("d", "gcs", "datum"))


def _read_crs(source: str | int) -> CRS:
    try:
        return CRS.from_user_input(source)
    except (CRSError, TypeError, ValueError, OverflowError) as error:
        raise UnknownTransformation(
            "unknown_crs",
            f"The reference system “{str(source)[:60]}” is not known.",
            f"ไม่รู้จักระบบพิกัด “{str(source)[:60]}”",
            "Name it by its EPSG number, such as EPSG:32647 for UTM zone 47 on WGS 84.",
            "โปรดระบุด้วยหมายเลข EPSG เช่น EPSG:32647 สำหรับ UTM โซน 47 บน WGS 84",
        ) from error


def _horizontal(crs: CRS) -> CRS:
    """Heights are not kept, so only the horizontal part of a compound or 3D system counts."""
    if crs.is_compound and crs.sub_crs_list:
        crs = crs.sub_crs_list[0]
    return crs if crs.is_bound else crs.to_2d()


@lru_cache(maxsize=64)
def _operation(wkt: str) -> Operation:
    crs = CRS.from_wkt(wkt)
    if is_indian_1975(crs):
        return _indian_1975_operation(crs)
    if crs.geodetic_crs is None:
        raise _no_operation(crs)
    if crs.to_epsg(min_confidence=100) == WGS84:
        return Operation("WGS 84, as it stands", 0.0, ())
    try:
        group = TransformerGroup(
            crs,
            CRS.from_epsg(WGS84),
            always_xy=True,
            allow_ballpark=False,
            area_of_interest=AreaOfInterest(*THAILAND_EXTENT),  # type: ignore[arg-type]  # pyproj's stub asks for its private twin
        )
    except ProjError as error:
        raise _no_operation(crs) from error
    for found in group.transformers:
        if _BALLPARK not in found.description.lower():
            accuracy = found.accuracy if found.accuracy >= 0 else None
            return Operation(found.description, accuracy, (found,))
    raise _no_operation(crs)


def _indian_1975_operation(crs: CRS) -> Operation:
    base = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    shift = _pipeline(find_system("geographic-indian1975"))
    name = "Indian 1975 to WGS 84, 204.4798 837.8940 294.7765 (RID 2561)"
    geodetic = base.geodetic_crs
    if base.is_geographic or geodetic is None:
        # always_xy: files may declare latitude first, GDAL and GeoJSON deliver longitude first.
        return Operation(name, 1.0, (shift,))
    to_degrees = Transformer.from_crs(base, geodetic, always_xy=True)
    return Operation(name, 1.0, (to_degrees, shift))


def _no_operation(crs: CRS) -> UnknownTransformation:
    return UnknownTransformation(
        "no_named_operation",
        f"There is no trustworthy transformation from “{crs.name}” to WGS 84.",
        f"ไม่มีวิธีแปลงที่เชื่อถือได้จาก “{crs.name}” เป็น WGS 84",
        "Its datum is unknown or local. Convert the file to WGS 84 first, or name the right system.",
        "ไม่ทราบพื้นหลักฐานหรือเป็นระบบเฉพาะที่ โปรดแปลงแฟ้มเป็น WGS 84 ก่อน หรือระบุระบบพิกัดที่ถูกต้อง",
    )


def is_finite_position(longitude: float, latitude: float) -> bool:
    """Whether both are ordinary numbers within the world's degrees."""
    return math.isfinite(longitude) and math.isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90
