"""Spots: every place of the world as one whole number, so that a map tile is one range of numbers.

The world of web mercator is a square of 2^31 × 2^31 positions, counted from the north-west corner as tiles are; one is
19 mm wide at the equator. A spot weaves the bits of both coordinates together (Morton or Z order: y above x), so that
the spots of any tile, at any zoom, follow each other without a gap. The SQL twin is `projects_spot` and its neighbours
(projects/migrations/sql/map_spots.sql); a test holds the two together.
"""

from __future__ import annotations

import math

from geo.tiles import check_tile

# Bits of each coordinate; also the zoom whose tiles are single positions.
DEPTH = 31
_WORLD = 1 << DEPTH


def world_position(longitude: float, latitude: float) -> tuple[int, int]:
    """The position of EPSG:4326 degrees in the world square; places beyond its edge lie on the edge."""
    x = (longitude + 180.0) / 360.0 * _WORLD
    bounded = math.radians(min(max(latitude, -89.0), 89.0))
    y = (0.5 - math.log(math.tan(math.pi / 4 + bounded / 2)) / (2 * math.pi)) * _WORLD
    return min(max(math.floor(x), 0), _WORLD - 1), min(max(math.floor(y), 0), _WORLD - 1)


def spot_of(x: int, y: int) -> int:
    """The spot of a position (or of a tile, at its own zoom)."""
    return _spread(x) | _spread(y) << 1


def position_of(spot: int) -> tuple[int, int]:
    """The position of a spot: the inverse of `spot_of`."""
    return _gathered(spot), _gathered(spot >> 1)


def spots_of_tile(z: int, x: int, y: int) -> tuple[int, int]:
    """The first and the last spot of a tile. Raises WrongTile."""
    check_tile(z, x, y)
    below = 2 * (DEPTH - z)
    first = spot_of(x, y) << below
    return first, first + (1 << below) - 1


def corner_of_tile(z: int, x: int, y: int) -> tuple[int, int]:
    """The north-west position of a tile. Raises WrongTile."""
    check_tile(z, x, y)
    return x << DEPTH - z, y << DEPTH - z


def _spread(value: int) -> int:
    """The bits of a coordinate, each followed by room for one of the other's."""
    value &= _WORLD - 1
    value = (value | value << 16) & 0x0000FFFF0000FFFF
    value = (value | value << 8) & 0x00FF00FF00FF00FF
    value = (value | value << 4) & 0x0F0F0F0F0F0F0F0F
    value = (value | value << 2) & 0x3333333333333333
    return (value | value << 1) & 0x5555555555555555


def _gathered(spot: int) -> int:
    value = spot & 0x5555555555555555
    value = (value | value >> 1) & 0x3333333333333333
    value = (value | value >> 2) & 0x0F0F0F0F0F0F0F0F
    value = (value | value >> 4) & 0x00FF00FF00FF00FF
    value = (value | value >> 8) & 0x0000FFFF0000FFFF
    return (value | value >> 16) & 0x00000000FFFFFFFF
