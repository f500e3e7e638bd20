"""Positions inside map links. Links are never opened: what is not in the text is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

from geo.coordinates.messages import refusal

_LINK = re.compile(r"(?:https?://|geo:|www\.|maps\.app\.goo\.gl/|goo\.gl/)[^\s<>\"]+", re.IGNORECASE)
_SHORT_HOSTS = frozenset(
    ("maps.app.goo.gl", "goo.gl", "g.co", "g.page", "app.goo.gl", "bit.ly", "tinyurl.com", "t.co", "osm.org",
     "binged.it", "cutt.ly", "lin.ee", "shorturl.at", "rb.gy", "maps.apple", "page.link")
)  # fmt: skip
_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_TWO = re.compile(rf"(?:loc:|ll\.|point\.)?\s*({_NUMBER})\s*[,~_+ ]\s*({_NUMBER})(?![\d.])")
_PIN = re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})")
_EMBEDDED = re.compile(rf"!2d({_NUMBER})!3d({_NUMBER})")
_AT = re.compile(rf"@({_NUMBER}),({_NUMBER})")
_MAP_FRAGMENT = re.compile(rf"(?:^|[#&?/])map=\d+(?:\.\d+)?/({_NUMBER})/({_NUMBER})")
_PATH = re.compile(rf"/({_NUMBER}),\s*({_NUMBER})(?=[/,]|$)")

# Query keys that hold a place somebody chose, and keys that hold only what the screen showed.
_PLACE_KEYS = ("q", "query", "destination", "daddr", "coordinate", "ll", "to", "sp", "address", "saddr")
_VIEW_KEYS = ("center", "cp", "sll", "cbll", "viewpoint", "map", "c")
_LATITUDE_KEYS = ("mlat", "lat", "latitude")
_LONGITUDE_KEYS = ("mlon", "lon", "lng", "long", "longitude")


@dataclass(frozen=True, slots=True)
class LinkedPlace:
    """A latitude and longitude (degrees, WGS 84) as the link gives them, unchecked."""

    latitude: float
    longitude: float
    is_view: bool
    decimals: int


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link in a text, and the text without it."""

    address: str
    rest: str


def find_link(text: str) -> FoundLink | None:
    """The first link in a text, or None."""
    found = _LINK.search(text)
    if found is None:
        return None
    return FoundLink(found.group().rstrip(").,;”'"), f"{text[: found.start()]} {text[found.end() :]}")


def read_link(address: str) -> list[LinkedPlace]:
    """The places in a link: pins when there are any, else the centre of the view.

    Raises UnreadableCoordinates `short_link`, `link_without_coordinates`, or `unknown_datum` for a `geo:`
    link in another system than WGS 84.
    """
    try:
        parts = urlsplit(address if "://" in address or address[:4].lower() == "geo:" else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.")
        query = parse_qsl(parts.query, keep_blank_values=False, max_num_fields=100)
    except ValueError as error:
        raise refusal("link_without_coordinates") from error
    fields = {key.lower(): value for key, value in reversed(query)}
    if parts.scheme.lower() == "geo":
        return _geo_uri(parts.path, fields)
    path, fragment = unquote_plus(parts.path), unquote(parts.fragment)
    data = f"{path} {unquote(parts.query)}"
    for find in (_pins, _views):
        places = find(path, fragment, data, fields)
        if places:
            return places
    if host in _SHORT_HOSTS or any(host.endswith(f".{short}") for short in _SHORT_HOSTS):
        raise refusal("short_link")
    raise refusal("link_without_coordinates")


def _pins(path: str, fragment: str, data: str, fields: dict[str, str]) -> list[LinkedPlace]:
    latitude = next((fields[key] for key in _LATITUDE_KEYS if key in fields), None)
    longitude = next((fields[key] for key in _LONGITUDE_KEYS if key in fields), None)
    if latitude and longitude:
        both = _TWO.fullmatch(f"{latitude},{longitude}")
        if both:
            return [_place(both[1], both[2])]
    pins = list(dict.fromkeys((pin[1], pin[2]) for pin in _PIN.finditer(data)))
    if pins:
        return [_place(*pin) for pin in pins[:8]]
    for key in _PLACE_KEYS:
        both = _TWO.match(fields.get(key, "").strip())
        if both:
            return [_place(both[1], both[2])]
    along_path = list(dict.fromkeys((pair[1], pair[2]) for pair in _PATH.finditer(path)))
    return [_place(*pair) for pair in along_path[:8]]


def _views(path: str, fragment: str, data: str, fields: dict[str, str]) -> list[LinkedPlace]:
    for pattern, where in ((_AT, path), (_MAP_FRAGMENT, fragment), (_MAP_FRAGMENT, f"#{fragment}")):
        both = pattern.search(where)
        if both:
            return [_place(both[1], both[2], is_view=True)]
    embedded = _EMBEDDED.search(data)
    if embedded:
        return [_place(embedded[2], embedded[1], is_view=True)]
    for key in _VIEW_KEYS:
        both = _TWO.match(fields.get(key, "").strip())
        if both:
            return [_place(both[1], both[2], is_view=True)]
    return []


def _geo_uri(path: str, fields: dict[str, str]) -> list[LinkedPlace]:
    """RFC 5870 `geo:13.7,100.5;crs=wgs84`, and Android's `geo:0,0?q=13.7,100.5(label)`."""
    position, *parameters = path.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.lower() == "crs" and value.lower() != "wgs84":
            raise refusal("unknown_datum", found=value[:40])
    for candidate in (fields.get("q", ""), position):
        both = _TWO.match(candidate.strip())
        if both:
            return [_place(both[1], both[2])]
    raise refusal("link_without_coordinates")


def _place(latitude: str, longitude: str, *, is_view: bool = False) -> LinkedPlace:
    decimals = min(len(value.partition(".")[2]) for value in (latitude, longitude))
    return LinkedPlace(float(latitude), float(longitude), is_view, decimals)
