"""Map tiles: from z/x/y to the ground they cover, in web-mercator metres and in degrees."""

from __future__ import annotations

import math

from geo.errors import GeoError

MAX_ZOOM = 22
# Half the width of the world in EPSG:3857: π × 6,378,137 m.
HALF_WORLD_M = 20037508.342789244


class WrongTile(GeoError):
    """A tile address that does not exist."""


def check_tile(z: int, x: int, y: int) -> None:
    """Raise WrongTile unless 0 ≤ z ≤ 22 and x and y lie in the 2^z × 2^z grid."""
    if not 0 <= z <= MAX_ZOOM:
        raise WrongTile(
            "zoom_out_of_range",
            f"Zoom {z} does not exist; tiles are made for zoom 0 to {MAX_ZOOM}.",
            f"ไม่มีระดับซูม {z} ระบบมีระดับ 0 ถึง {MAX_ZOOM}",
        )
    last = (1 << z) - 1
    for axis, value in (("x", x), ("y", y)):
        if not 0 <= value <= last:
            raise WrongTile(
                "tile_out_of_range",
                f"Tile {axis}={value} does not exist at zoom {z}; {axis} runs from 0 to {last}.",
                f"ไม่มีแผ่น {axis}={value} ที่ระดับซูม {z} ค่า {axis} อยู่ระหว่าง 0 ถึง {last}",
            )


def tile_bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in EPSG:3857 metres; y counts from the north. Raises WrongTile."""
    check_tile(z, x, y)
    side = 2 * HALF_WORLD_M / (1 << z)
    west = -HALF_WORLD_M + x * side
    north = HALF_WORLD_M - y * side
    return west, north - side, west + side, north


def metres_per_pixel(z: int, tile_pixels: int = 256) -> float:
    """Web-mercator metres per pixel at a zoom (true metres only at the equator)."""
    return 2 * HALF_WORLD_M / (1 << z) / tile_pixels


def tile_of(longitude: float, latitude: float, z: int) -> tuple[int, int]:
    """The x, y of the tile at zoom `z` that holds an EPSG:4326 position (latitude within ±85.05°)."""
    count = 1 << z
    x = int((longitude + 180.0) / 360.0 * count)
    slope = math.asinh(math.tan(math.radians(latitude)))
    y = int((1.0 - slope / math.pi) / 2.0 * count)
    return min(max(x, 0), count - 1), min(max(y, 0), count - 1)


def tile_bounds_wgs84(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in EPSG:4326 degrees. Raises WrongTile."""
    west, south, east, north = tile_bounds(z, x, y)
    return _longitude(west), _latitude(south), _longitude(east), _latitude(north)


def _longitude(metres: float) -> float:
    return metres / HALF_WORLD_M * 180.0


def _latitude(metres: float) -> float:
    return math.degrees(math.atan(math.sinh(metres / HALF_WORLD_M * math.pi)))
