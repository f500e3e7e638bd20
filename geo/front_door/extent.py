"""Is a geometry's extent plausible? The same questions for one geometry of an API call and for a file's rows."""

from __future__ import annotations

import math

from geo.front_door.refusals import RefusedGeometry
from geo.systems import THAILAND_EXTENT

Bounds = tuple[float, float, float, float]


def check_extent(bounds: Bounds, *, within: Bounds = THAILAND_EXTENT, where: str = "") -> None:
    """Raise RefusedGeometry unless west, south, east, north lie `within` (both EPSG:4326 degrees).

    `not_finite`, `swapped_axes` when exchanging latitude and longitude would fit, `projected_metres`,
    `zero_zero`, `outside_world`, `outside_thailand`.
    """
    west, south, east, north = bounds
    if not all(math.isfinite(value) for value in bounds):
        raise RefusedGeometry(
            "not_finite",
            "A coordinate is not a number.",
            "มีพิกัดที่ไม่ใช่ตัวเลข",
            "Check the program that wrote it.",
            "โปรดตรวจโปรแกรมที่สร้างข้อมูลนี้",
            where=where,
        )
    if _contains(within, (west, south, east, north)):
        return
    shown = f"{south:.6g}, {west:.6g}"
    if _contains(within, (south, west, north, east)):
        raise RefusedGeometry(
            "swapped_axes",
            f"Latitude and longitude are exchanged ({west:.6g}, {south:.6g}): GeoJSON puts longitude first.",
            f"ละติจูดกับลองจิจูดสลับกัน ({west:.6g}, {south:.6g}) GeoJSON ต้องเริ่มด้วยลองจิจูด",
            f"Exchange them: [{south:.6g}, {west:.6g}].",
            f"โปรดสลับเป็น [{south:.6g}, {west:.6g}]",
            where=where,
        )
    if max(abs(value) for value in bounds) > 360:
        raise RefusedGeometry(
            "projected_metres",
            f"{west:.6g}, {south:.6g} are metres of a projection, not degrees.",
            f"{west:.6g}, {south:.6g} เป็นค่าเมตรของระบบพิกัดฉาก ไม่ใช่องศา",
            "Send longitude and latitude in degrees (EPSG:4326), or name the file's reference system.",
            "โปรดส่งลองจิจูดและละติจูดเป็นองศา (EPSG:4326) หรือระบุระบบพิกัดของแฟ้ม",
            where=where,
        )
    if west == south == east == north == 0:
        raise RefusedGeometry(
            "zero_zero",
            "0, 0 is what a device writes when it has no position.",
            "0, 0 คือค่าที่เครื่องให้เมื่อยังไม่ได้ตำแหน่ง",
            "Measure again.",
            "โปรดวัดใหม่",
            where=where,
        )
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise RefusedGeometry(
            "outside_world",
            f"{shown} is not a position on earth.",
            f"{shown} ไม่ใช่ตำแหน่งบนโลก",
            "Longitude ends at 180, latitude at 90.",
            "ลองจิจูดไม่เกิน 180 ละติจูดไม่เกิน 90",
            where=where,
        )
    raise RefusedGeometry(
        "outside_thailand",
        f"Part of the geometry lies outside Thailand (south-west corner {shown}).",
        f"บางส่วนอยู่นอกประเทศไทย (มุมตะวันตกเฉียงใต้ {shown})",
        "Check the reference system and the digits.",
        "โปรดตรวจระบบพิกัดและตัวเลข",
        where=where,
    )


def _contains(outer: Bounds, inner: Bounds) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
