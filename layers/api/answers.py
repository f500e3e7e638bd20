"""Answers that are ready-made bytes: GeoJSON and vector tiles, with the headers that caches need."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from layers.api.paging import next_address

GEOJSON = "application/geo+json"
TILE = "application/vnd.mapbox-vector-tile"


class GeoJSONRenderer(JSONRenderer):
    """Says that a view answers in GeoJSON; the bytes themselves come from the database."""

    media_type = GEOJSON
    format = "geojson"


class TileRenderer(BaseRenderer):
    """Says that a view answers in vector tiles; the bytes themselves come from the database."""

    media_type = TILE
    format = "mvt"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """Only problems come this way: they are JSON."""
        return JSONRenderer().render(data, accepted_media_type, renderer_context)


class WhateverIsAsked(BaseContentNegotiation):
    """Maps ask for tiles with all kinds of Accept headers, or none that fits; a tile is a tile."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first renderer."""
        first = next(iter(renderers))
        return first, first.media_type

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        """Nothing is sent to a tile."""
        return None


class GeoJSONView(APIView):
    """A view whose answer is GeoJSON."""

    renderer_classes = [GeoJSONRenderer, JSONRenderer]


class TileView(APIView):
    """A view whose answer is a vector tile."""

    renderer_classes = [TileRenderer]
    content_negotiation_class = WhateverIsAsked
    throttle_classes = []  # one look at a map asks for dozens of tiles


def feature_collection(
    request: Request, features: str | bytes, *, returned: int, last_id: int | str | None
) -> HttpResponse:
    """A FeatureCollection around features already written by PostGIS; `last_id` is None on the last page, else what
    the next page begins after."""
    following = None if last_id is None else next_address(request, last_id)
    head = json.dumps({"type": "FeatureCollection", "numberReturned": returned, "next": following})
    written = features.encode() if isinstance(features, str) else features
    response = HttpResponse(b'%b, "features": [%b]}' % (head[:-1].encode(), written), content_type=GEOJSON)
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def etag_of(*parts: object) -> str:
    """A quoted entity tag that changes with any of the parts."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(part if isinstance(part, bytes) else str(part).encode())
        digest.update(b"\x00")
    return quote_etag(digest.hexdigest())


def is_known(request: Request | HttpRequest, etag: str) -> bool:
    """Whether the caller already holds the answer with this tag."""
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}


def not_modified(etag: str, cache_control: str) -> HttpResponse:
    """304 with the headers a cache needs to go on."""
    return _kept(HttpResponseNotModified(), etag, cache_control)


def tile_response(tile: bytes, etag: str, cache_control: str) -> HttpResponse:
    """A vector tile; an empty one is an empty body, which every map understands."""
    return _kept(HttpResponse(tile, content_type=TILE), etag, cache_control)


def _kept(response: HttpResponse, etag: str, cache_control: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = cache_control
    response._csp_exempt = True  # type: ignore[attr-defined]  # django-csp's mark: nothing in a tile can be run
    patch_vary_headers(response, ["Cookie", "Authorization"])
    return response
