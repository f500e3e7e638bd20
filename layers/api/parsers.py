"""JSON bodies pass the front door before anything else sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import get_language
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

from geo.errors import GeoError
from geo.front_door.json_text import MAX_BYTES, read_json


class TooLargeError(APIException):
    """413: the body is larger than is taken here."""

    status_code = 413
    default_code = "too_large"


class CheckedJSONParser(JSONParser):
    """`application/json`, measured before it is parsed: size, depth, finite numbers, no name twice in an object.

    Raises ParseError (400) or TooLargeError (413) with the code of `geo.front_door.read_json`.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value in the body. One byte more than is taken is read, so that a long body is seen and not swallowed."""
        try:
            return read_json(stream.read(MAX_BYTES + 1))
        except GeoError as error:
            message = error.text(reader_language())
            if error.code == "too_large":
                raise TooLargeError(message, code=error.code) from error
            raise ParseError(message, code=error.code) from error


class CheckedGeoJSONParser(CheckedJSONParser):
    """`application/geo+json`, with the same care."""

    media_type = "application/geo+json"


def reader_language() -> str:
    """`en` or `th`: the two languages in which the geometry shelf explains itself."""
    return "en" if (get_language() or "th").startswith("en") else "th"
