"""`/tiles/ground/{z}/{x}/{y}`: the map under every map, from our own registry."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction
from django.http import HttpResponse
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
from layers.reading import reading_alias, reading_connection

FOLDER = Path(__file__).parent
GROUND = (FOLDER / "ground_tile.sql").read_text(encoding="utf-8")
VERSION = (FOLDER / "ground_version.sql").read_text(encoding="utf-8")

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


def prepare_for_tiles() -> None:
    """Plans made for the very tile and without parallel workers: both cost more than they save on small answers."""
    with reading_connection().cursor() as cursor:
        cursor.execute("set local plan_cache_mode = force_custom_plan; set local max_parallel_workers_per_gather = 0")


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
        require_tile(z, x, y)
        etag = etag_of("ground", *run(VERSION, {}), z, x, y)
        if is_known(request, etag):
            return not_modified(etag, KEPT)
        with transaction.atomic(using=reading_alias()):
            prepare_for_tiles()
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
        return tile_response(bytes(tile), etag, KEPT)
