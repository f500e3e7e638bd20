"""One reader for whatever people type or paste as coordinates.

Decimal degrees, degrees-minutes-seconds in Thai and Latin notation, UTM 47N/48N on WGS 84 and on
Indian 1975, Thai digits, decimal commas, map links. Nothing is guessed in silence: what a text leaves
open comes back as several readings, and the person chooses. Nothing is fetched from the network.
"""

from __future__ import annotations

import re

from geo.coordinates import messages
from geo.coordinates.judging import judge
from geo.coordinates.links import FoundLink, find_link, read_link
from geo.coordinates.messages import MAX_TEXT, refusal
from geo.coordinates.pairs import Pair, read_pair
from geo.coordinates.plain_text import plain
from geo.coordinates.reading import Note, Reading, UnreadableCoordinates
from geo.coordinates.stated import Stated, read_stated
from geo.coordinates.tokens import tokenise
from geo.measure import distance_m
from geo.systems import DATUM_WGS84, ReferenceSystem, find_system

__all__ = ["MAX_TEXT", "Note", "Reading", "UnreadableCoordinates", "read"]

# A text beside a link that says the same place to within this distance is not offered again.
_SAME_PLACE_M = 100.0


def read(text: str, *, system: str | int | ReferenceSystem | None = None) -> list[Reading]:
    """Every way of reading a text as a position in Thailand; never empty.

    Without `system` the readings are all those that agree with what the text says, in the order of
    `geo.systems.SYSTEMS` (WGS 84 before Indian 1975, zone 47 before 48): a bare UTM pair may give up to
    four, a bare pair of degrees two. The values exchanged are offered, with `swapped` and a note, only
    when no reading as typed lies in Thailand. With `system` (a name or SRID of `geo.systems`) the one
    reading in that system.

    Raises UnknownReferenceSystem, and UnreadableCoordinates with one of the codes of
    `geo.coordinates.messages.REFUSALS`.
    """
    chosen = None if system is None else find_system(system)
    if len(text) > MAX_TEXT:
        raise refusal("too_long", limit=MAX_TEXT)
    if not text.strip():
        raise refusal("empty")
    link = find_link(text)
    if link is not None:
        return _read_with_link(link, chosen, text)
    return _read_typed(text, chosen, text)


def _read_with_link(link: FoundLink, chosen: ReferenceSystem | None, text: str) -> list[Reading]:
    """The link's places, then the text beside it when that says another place."""
    readings: list[Reading] = []
    problem: UnreadableCoordinates | None = None
    try:
        for place in read_link(link.address):
            pair = Pair(place.longitude, place.latitude, True, 10.0**-place.decimals, True)
            notes = [messages.VIEW_CENTRE] if place.is_view else []
            readings += judge(pair, Stated(datum=DATUM_WGS84), chosen, text, notes)
    except UnreadableCoordinates as error:
        problem = error
    try:
        beside = _read_typed(link.rest, chosen, text, [messages.TEXT_BESIDE_LINK])
    except UnreadableCoordinates:
        beside = []
    known = [(reading.longitude, reading.latitude) for reading in readings]
    if not any(
        distance_m((reading.longitude, reading.latitude), place) < _SAME_PLACE_M
        for reading in beside
        for place in known
    ):
        readings += beside
    if readings:
        return readings
    raise problem or refusal("link_without_coordinates")


def _read_typed(
    given: str, chosen: ReferenceSystem | None, text: str, extra: list[Note] | None = None
) -> list[Reading]:
    """Try each way the commas may be meant; what agrees is one reading, what differs are several."""
    stated, rest = read_stated(plain(given))
    readings: list[Reading] = []
    problems: list[UnreadableCoordinates] = []
    tried: set[Pair] = set()
    for variant, notes in _comma_variants(rest):
        try:
            found = Stated(stated.datum, stated.zone, stated.system)
            pieces = tokenise(variant)
            pair = read_pair(pieces, found)
            if pair in tried:
                continue
            tried.add(pair)
            remarks = (extra or []) + notes + ([messages.DOTTED_DMS] if pieces.dotted else [])
            if pieces.ignored:
                remarks = [*remarks, messages.words_ignored(pieces.ignored)]
            readings += judge(pair, found, chosen, text, remarks)
        except UnreadableCoordinates as error:
            problems.append(error)
    if readings:
        return readings
    raise min(problems, key=lambda problem: _BLAME.get(problem.code, 1))


# When every way of reading the commas fails, the problem most likely to be the person's own is shown.
_BLAME = {"zero_zero": -1, "one_number": 0, "outside_thailand": 0, "too_many_numbers": 2, "outside_world": 3}

_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{3})+|\d+),(\d+)(?![\d.])")


def _comma_variants(text: str) -> list[tuple[str, list[Note]]]:
    """The text with its commas as separators, as thousands marks, and as decimal points."""
    variants: list[tuple[str, list[Note]]] = [(text, [])]
    if "," not in text:
        return variants
    if _THOUSANDS.search(text):
        variants.append((_THOUSANDS.sub(lambda found: found.group().replace(",", ""), text), []))
    if _DECIMAL_COMMA.search(text):
        pointed = _DECIMAL_COMMA.sub(lambda found: f"{found[1].replace('.', '')}.{found[2]}", text)
        variants.append((pointed, [messages.DECIMAL_COMMA]))
    return variants
