"""`/tiles/projects/{z}/{x}/{y}`: the projects of a selection on any map, at any zoom, in the caller's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.api.caller import caller
from layers.api.answers import TILE, TileView, etag_of, is_known, not_modified, tile_response
from layers.api.ground_tiles import require_tile
from layers.api.statements import TOO_WIDE
from projects.api.tile_drawing import MapNow, drawn
from projects.api.words import SELECTION_PARAMETERS
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User

# A pin must be seen at once, so a map always asks; the answer is then usually 304.
KEPT = "private, no-cache"
CELLS_AGE = "Cells-Age"
REFUSED = "geo_eplan.refused_tile"


class ProjectTile(TileView):
    """Projects as points (zoom 10 and up) or counted in cells."""

    @extend_schema(
        operation_id="project_tile",
        summary="A vector tile of projects",
        description=(
            "Layer `projects`. From zoom 10 points with `id`, `authority`, `stage`, `year`, `problems` and, from zoom "
            "14 and where there is room to write it, `name`; below, and where more than 2,000 would fall on one tile, "
            "cells of a 32nd of its side (a 16th at zoom 8 and an 8th at zoom 9 where a stage, programme, fund or kind "
            "is chosen) with `count` and `problems` (how many of them have any). Points are of this moment. Cells may "
            "be stored ones: then the header `Cells-Age` tells for how many seconds changes have been waiting to be "
            "counted in them, 0 for none. The filters are those of the list; a choice that cannot be counted within a "
            "second is refused with the code `too_wide`."
        ),
        parameters=[
            *SELECTION_PARAMETERS,
            OpenApiParameter(CELLS_AGE, float, OpenApiParameter.HEADER, response=True, description="Seconds."),
        ],
        responses={(200, TILE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        """The tile, or 304 when the caller's is still true. 404 for an authority or province out of scope."""
        return project_tile(request._request, caller(request), z, x, y)


def remember_refusal(request: HttpRequest, refusal: Exception) -> None:
    """What has taken too long to be counted is not counted again on the way that has the words for the refusal."""
    if getattr(refusal, "code", None) == TOO_WIDE:
        request.META[REFUSED] = refusal


def project_tile(
    request: HttpRequest, person: User, z: int, x: int, y: int, *, now: MapNow | None = None
) -> HttpResponse:
    """The tile for a person who is signed in; `now` as in `drawn`.

    Raises NotFound for a tile that does not exist, OutOfScope for an authority or province out of the person's scope,
    ValidationError for filters that cannot be read or are too wide.
    """
    require_tile(z, x, y)
    if REFUSED in request.META:
        raise request.META[REFUSED]
    selection = ProjectSelection.from_params(request.GET)
    selection.require_scope(person)
    tile = drawn(selection, person.scope, z, x, y, now=now)
    etag = etag_of("projects", person.scope.key, tile.content)
    known = is_known(request, etag)
    response = not_modified(etag, KEPT) if known else tile_response(tile.content, etag, KEPT)
    if tile.waiting is not None:
        response[CELLS_AGE] = f"{tile.waiting:.3f}"
    return response
