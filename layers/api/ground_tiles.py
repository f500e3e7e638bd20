"""`/tiles/ground/{z}/{x}/{y}`: the map under every map, from our own registry."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from geo.errors import GeoError
from geo.systems import WEB_MERCATOR, WGS84
from geo.tiles import check_tile, metres_per_pixel
from layers.api.answers import TILE, TileView, etag_of, is_known, not_modified, tile_response
from layers.api.parsers import reader_language
from layers.api.statements import run
from layers.enums import SHORT_PREFIX_TH, SHORT_SUFFIX_EN

FOLDER = Path(__file__).parent
GROUND = (FOLDER / "ground_tile.sql").read_text(encoding="utf-8")
VERSION = "select version from layers_groundversion"
# Areas of the whole country: some hundred kilobytes at the most.
MOST_REMEMBERED = 600

DISTRICTS_FROM = 7
AUTHORITIES_FROM = 8
SUBDISTRICTS_FROM = 11
# Maps show a tile on 512 pixels; half a pixel is not seen.
TILE_PIXELS = 512
# The registry changes a few times a year; within the hour a map asks again whether it did.
KEPT = "private, max-age=3600"


def require_tile(z: int, x: int, y: int) -> None:
    """Raise NotFound (404), in words, for a tile that does not exist."""
    try:
        check_tile(z, x, y)
    except GeoError as error:
        raise NotFound(error.text(reader_language()), code=error.code) from error


class GroundTile(TileView):
    """Provinces, districts (zoom ≥ 7), authorities (≥ 8), and points with names."""

    @extend_schema(
        operation_id="ground_tile",
        summary="A vector tile of the ground",
        description=(
            "Layers `provinces`, `districts` (zoom 7 and up) and `authorities` (zoom 8 and up) with `id`, `name_th`, "
            "`name_en` and `kind`; `province_labels`, `places` and `authority_labels` with points to write names at."
        ),
        responses={(200, TILE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        """The tile, or 304 when the caller's is still true."""
        return ground_tile(request._request, z, x, y)


def ground_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """The tile for anybody who is signed in. Raises NotFound for a tile that does not exist."""
    require_tile(z, x, y)
    version = _version()
    etag = etag_of("ground", version, z, x, y)
    if is_known(request, etag):
        return not_modified(etag, KEPT)
    return tile_response(_drawn(version, z, x, y), etag, KEPT)


def _version() -> int:
    row = run(VERSION, {})
    return int(row[0]) if row else 0


@lru_cache(maxsize=MOST_REMEMBERED)
def _drawn(version: int, z: int, x: int, y: int) -> bytes:
    """The tile of a version of the ground. A newer one may be drawn already: then it is kept under the older version,
    for which nobody asks any more."""
    (tile,) = run(
        GROUND,
        {
            "z": z,
            "x": x,
            "y": y,
            "wgs84": WGS84,
            "web_mercator": WEB_MERCATOR,
            "tolerance": metres_per_pixel(z, TILE_PIXELS) / 2,
            "prefixes_th": json.dumps(SHORT_PREFIX_TH),
            "suffixes_en": json.dumps(SHORT_SUFFIX_EN),
            "with_districts": z >= DISTRICTS_FROM,
            "with_authorities": z >= AUTHORITIES_FROM,
            "with_subdistricts": z >= SUBDISTRICTS_FROM,
        },
    )
    return bytes(tile)
