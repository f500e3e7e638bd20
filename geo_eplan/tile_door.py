"""A door of its own for tiles: a map asks for dozens at once, and each is made in less time than the pages' way takes.

Who is signed in is looked up in one statement, afresh for every tile, and the tile is made by the very functions of the
views. Whatever is not a plain request for a tile by somebody who is signed in, and whatever is refused, goes the
ordinary way, which knows tokens, languages and the words of errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from rest_framework.exceptions import APIException

from accounts.models import User
from accounts.quick_look import Also, look
from geo.errors import GeoError
from geo_eplan.watching import current
from layers.api.ground_tiles import ground_tile
from layers.reading import read_again_on_primary
from layers.replica import is_configured
from projects.api.tile_drawing import MapNow, state_of_map
from projects.api.tiles import project_tile, remember_refusal

ADDRESS: Final = re.compile(r"/tiles/(projects|ground)/(\d{1,2})/(\d{1,7})/(\d{1,7})")
ROUTE: Final = "/tiles/{}/<int:z>/<int:x>/<int:y>"
REFUSALS: Final = (APIException, ValidationError, Http404)


class TileDoor:
    """Stands before sessions and sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A tile, or the ordinary way."""
        asked = ADDRESS.fullmatch(request.path_info) if request.method == "GET" else None
        if asked is None:
            return self.get_response(request)
        layer, place = asked[1], (int(asked[2]), int(asked[3]), int(asked[4]))
        found = look(request, _also(layer, place))
        if found is None:
            return self.get_response(request)
        person, answers = found
        if (watch := current()) is not None:
            watch.route = ROUTE.format(layer)
        try:
            answer = read_again_on_primary(
                partial(_answer, request, person, layer, place, MapNow(*answers) if answers else None)
            )
        except REFUSALS as refusal:
            remember_refusal(request, refusal)
            return self.get_response(request)
        request.user = person
        return answer


def _also(layer: str, place: tuple[int, int, int]) -> Also | None:
    """How the map stands, to be asked for together with the person; not with a replica, where the map is asked."""
    if layer != "projects" or is_configured():
        return None
    try:
        return Also(*state_of_map(*place))
    except GeoError:  # no such tile, and the ordinary way has the words for it
        return None


def _answer(
    request: HttpRequest, person: User, layer: str, place: tuple[int, int, int], now: MapNow | None
) -> HttpResponseBase:
    if layer == "ground":
        return ground_tile(request, *place)
    return project_tile(request, person, *place, now=now)
