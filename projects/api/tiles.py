"""`/tiles/projects/{z}/{x}/{y}`: the projects of a selection on any map, at any zoom, in the caller's scope."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.gis.geos import Polygon
from django.db import transaction
from django.db.models import BinaryField, ExpressionWrapper, F
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.api.caller import caller
from geo.systems import WEB_MERCATOR, WGS84
from geo.tiles import metres_per_pixel, tile_bounds_wgs84
from layers.api.answers import TILE, TileView, etag_of, is_known, not_modified, tile_response
from layers.api.ground_tiles import prepare_for_tiles, require_tile
from layers.api.statements import run, statement
from projects.api.words import SELECTION_PARAMETERS
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from projects.querysets import ProjectQuerySet

FOLDER = Path(__file__).parent
POINTS = FOLDER / "points_tile.sql"
CELLS = FOLDER / "cells_tile.sql"

POINTS_FROM = 9
NAMES_FROM = 12
# More marks than this on one tile nobody can tell apart, and no tile may explode.
MOST_POINTS = 4000
# Cells of 8 of the tile's 512 pixels: 4,096 at most.
CELL_PIXELS = 8
TILE_PIXELS = 512
# A mark beyond the edge reaches into the tile: 64 of 4,096 units.
MARGIN = 64 / 4096
# A pin must be seen at once, so a map always asks; the answer is then usually 304.
KEPT = "private, no-cache"


class ProjectTile(TileView):
    """Projects as points (zoom 9 and up) or counted in cells."""

    @extend_schema(
        operation_id="project_tile",
        summary="A vector tile of projects",
        description=(
            "Layer `projects`. From zoom 9 points with `id`, `authority`, `stage`, `year`, `problems` and, from zoom "
            "12, `name`; below, and where more than 4,000 would fall on one tile, cells with `count` and `problems` "
            "(how many of them have any). The filters are those of the list."
        ),
        parameters=SELECTION_PARAMETERS,
        responses={(200, TILE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        """The tile, or 304 when the caller's is still true. 404 for an authority or province out of scope."""
        require_tile(z, x, y)
        person = caller(request)
        selection = ProjectSelection.from_params(request.query_params)
        projects = selection.queryset(person).filter(location__bboverlaps=_ground(z, x, y))
        with transaction.atomic():
            prepare_for_tiles()
            tile = _points(projects, z, x, y) if z >= POINTS_FROM else None
            if tile is None:
                tile = _cells(projects, z, x, y)
        etag = etag_of("projects", person.scope.key, tile)
        return not_modified(etag, KEPT) if is_known(request, etag) else tile_response(tile, etag, KEPT)


def _ground(z: int, x: int, y: int) -> Polygon:
    """The tile and its margin in degrees."""
    west, south, east, north = tile_bounds_wgs84(z, x, y)
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    box = Polygon.from_bbox((west - wide, south - high, east + wide, north + high))
    box.srid = WGS84
    return box


def _point() -> ExpressionWrapper:
    """The place as it lies in the table, without GeoDjango's own wrapping."""
    return ExpressionWrapper(F("location"), output_field=BinaryField())


def _points(projects: ProjectQuerySet, z: int, x: int, y: int) -> bytes | None:
    """The tile with every project as a point; None when there are too many."""
    columns = ("id", "authority_id", "latest_stage", "fiscal_year", "problems", "name")
    rows = projects.order_by().values(*columns, point=_point())[: MOST_POINTS + 1]
    return _drawn(POINTS, rows, z, x, y, most=MOST_POINTS, with_names=z >= NAMES_FROM)


def _cells(projects: ProjectQuerySet, z: int, x: int, y: int) -> bytes:
    rows = projects.order_by().values("problems", point=_point())
    return _drawn(CELLS, rows, z, x, y, cell=metres_per_pixel(z, TILE_PIXELS) * CELL_PIXELS) or b""


def _drawn(path: Path, rows: Any, z: int, x: int, y: int, **more: Any) -> bytes | None:
    compiled = statement(path, rows)
    if compiled is None:
        return b""
    sql, params = compiled
    (tile,) = run(sql, {**params, **more, "z": z, "x": x, "y": y, "web_mercator": WEB_MERCATOR})
    return None if tile is None else bytes(tile)
