"""From two values to readings: every reference system they may be in, held against Thailand's extent."""

from __future__ import annotations

import math

from geo.coordinates import messages
from geo.coordinates.messages import refusal
from geo.coordinates.pairs import Pair
from geo.coordinates.reading import Note, Reading, UnreadableCoordinates, reading_with_notes
from geo.coordinates.stated import Stated
from geo.datums import to_wgs84
from geo.systems import (
    DATUM_INDIAN_1975,
    SYSTEMS,
    ReferenceSystem,
    in_thailand,
)

_METRES_PER_DEGREE = 111_000  # Only for the words "good to about"; nothing is measured with it.
_COARSE_DEGREES = 0.005
# A UTM zone's own eastings run from 166,000 to 834,000 m at Thailand's latitudes. Zone 47 is also used for
# the whole country (up to 1,220,000 m), zone 48 never far to the west of its edge.
_LEAST_EASTING_M = 100_000.0
# How far in degrees beyond its own edge a zone is used without remark; offices at the edge keep to one zone.
_ZONE_SLACK = 0.5
# Web-mercator metres of Thailand's extent, rounded outwards: such pairs come from web maps.
_WEB_MERCATOR_X, _WEB_MERCATOR_Y = (10_800_000, 11_800_000), (620_000, 2_350_000)


_Place = tuple[ReferenceSystem, float, float]


def judge(pair: Pair, stated: Stated, chosen: ReferenceSystem | None, text: str, notes: list[Note]) -> list[Reading]:
    """The readings of a pair that lie in Thailand, in the order of `geo.systems.SYSTEMS`.

    With a `chosen` system exactly one. Without, every system that agrees with the text; the two values
    exchanged when only that lies in Thailand. Raises UnreadableCoordinates.
    """
    if pair.x == 0 and pair.y == 0:
        raise refusal("zero_zero")
    systems = [chosen] if chosen else stated.candidates(geographic=pair.is_angle)
    if chosen is not None:
        _check_choice(chosen, pair, stated)
    elif not systems:
        raise _wrong_kind(pair, str(stated))
    found = _inside(pair.x, pair.y, systems)
    if chosen is None:
        found = _usual(found, pair.x)
    swapped = not found and chosen is None
    if swapped:
        found = _usual(_inside(pair.y, pair.x, systems), pair.y)
    if not found:
        raise _outside(pair, systems)
    readings = []
    for system, longitude, latitude in found:
        remarks = [messages.SWAPPED] if swapped else []
        if chosen is None:
            remarks += _not_stated(stated, system, [other for other, _, _ in found])
        remarks += _beyond_zone(system, longitude) + _coarse(pair) + notes
        readings.append(reading_with_notes(longitude, latitude, system.name, text, remarks, swapped=swapped))
    return readings


def _usual(found: list[_Place], easting: float) -> list[_Place]:
    """Without the systems whose zone the easting leaves far behind: a lost digit, not a position."""
    return [place for place in found if place[0].zone is None or easting >= _LEAST_EASTING_M]


def _inside(x: float, y: float, systems: list[ReferenceSystem]) -> list[_Place]:
    found = []
    for system in systems:
        longitude, latitude = to_wgs84(x, y, system)
        if in_thailand(longitude, latitude):
            found.append((system, longitude, latitude))
    return found


def _not_stated(stated: Stated, system: ReferenceSystem, offered: list[ReferenceSystem]) -> list[Note]:
    notes = []
    zone_open = system.zone is not None and stated.zone is None
    several = len({other.zone for other in offered}) > 1
    if zone_open and several:
        notes.append(messages.ZONE_NOT_STATED)
    if stated.datum is None:
        older = system.datum == DATUM_INDIAN_1975
        notes.append(messages.OLDER_SHEETS if older else messages.DATUM_NOT_STATED)
    if zone_open and not several:
        notes.append(messages.ONLY_ZONE)
    return notes


def _beyond_zone(system: ReferenceSystem, longitude: float) -> list[Note]:
    if system.zone is None:
        return []
    middle = system.zone * 6 - 183
    return [messages.BEYOND_ZONE] if abs(longitude - middle) > 3 + _ZONE_SLACK else []


def _coarse(pair: Pair) -> list[Note]:
    if not pair.is_angle or pair.step < _COARSE_DEGREES:
        return []
    metres = pair.step * _METRES_PER_DEGREE
    return [messages.coarse(max(round(metres / 1000), 1))]


def _check_choice(chosen: ReferenceSystem, pair: Pair, stated: Stated) -> None:
    if chosen.is_geographic != pair.is_angle:
        raise _wrong_kind(pair, chosen.label_en)
    if not stated.allows(chosen):
        raise refusal("contradicts_text", stated=stated, system=chosen.label_en)


def _wrong_kind(pair: Pair, system: str) -> UnreadableCoordinates:
    found_en, found_th = ("degrees", "องศา") if pair.is_angle else ("metres", "เมตร")
    return refusal("wrong_kind", found_en=found_en, found_th=found_th, system=system)


def _outside(pair: Pair, systems: list[ReferenceSystem]) -> UnreadableCoordinates:
    advice_en, advice_th = _advice(pair, systems)
    beyond = pair.is_angle and (abs(pair.y) > 90 or abs(pair.x) > 180)
    if beyond and not advice_en:
        return refusal("outside_world", latitude=_short(pair.y), longitude=_short(pair.x))
    if not advice_en:
        advice_en = "Check for a lost, doubled or exchanged digit and for the decimal point."
        advice_th = "โปรดตรวจหลักที่หาย ซ้ำ หรือสลับกัน และจุดทศนิยม"
    return refusal("outside_thailand", shown=_shown(pair, systems), advice_en=advice_en, advice_th=advice_th)


def _shown(pair: Pair, systems: list[ReferenceSystem]) -> str:
    """What the text says, in its own units, and where that would be."""
    typed = f"{_short(pair.y)}, {_short(pair.x)}" if pair.is_angle else f"{_short(pair.x)} {_short(pair.y)}"
    if pair.is_angle:
        return typed
    places = []
    for system in systems:
        longitude, latitude = to_wgs84(pair.x, pair.y, system)
        if math.isfinite(longitude) and math.isfinite(latitude):
            places.append(f"{system.label_en}: {latitude:.4f}, {longitude:.4f}")
    return f"{typed} ({'; '.join(places)})" if places else typed


def _advice(pair: Pair, systems: list[ReferenceSystem]) -> tuple[str, str]:
    """What else would fall in Thailand, in words; empty when nothing would."""
    en, th = [], []
    for system, longitude, latitude in _inside(pair.y, pair.x, systems)[:1]:
        place = f"{latitude:.6f}, {longitude:.6f}"
        en.append(f"With the two values exchanged it would be {place} ({system.label_en}), in Thailand.")
        th.append(f"ถ้าสลับสองค่าจะเป็น {place} ({system.label_th}) ซึ่งอยู่ในประเทศไทย")
    others = [] if pair.is_angle else _other_zones(systems)
    for system, longitude, latitude in _inside(pair.x, pair.y, others)[:1]:
        place = f"{latitude:.6f}, {longitude:.6f}"
        en.append(f"In {system.label_en} it would be {place}, in Thailand.")
        th.append(f"ถ้าเป็น {system.label_th} จะอยู่ที่ {place} ในประเทศไทย")
    if pair.is_angle and (pair.x < 0 or pair.y < 0) and in_thailand(abs(pair.x), abs(pair.y)):
        en.append("North and east of the equator and Greenwich it would lie in Thailand: check S, W or the minus sign.")
        th.append("ถ้าเป็นเหนือและตะวันออกจะอยู่ในประเทศไทย โปรดตรวจตัวอักษร S, W หรือเครื่องหมายลบ")
    if not pair.is_angle and _is_web_mercator(pair):
        en.append("These look like web-mercator metres (EPSG:3857); copy degrees from the web map instead.")
        th.append("ค่านี้เหมือนเมตรของแผนที่เว็บ (EPSG:3857) โปรดคัดลอกค่าองศาแทน")
    return " ".join(en), " ".join(th)


def _other_zones(systems: list[ReferenceSystem]) -> list[ReferenceSystem]:
    zones = {system.zone for system in systems}
    datums = {system.datum for system in systems}
    return [
        system for system in SYSTEMS if system.zone is not None and system.zone not in zones and system.datum in datums
    ]


def _is_web_mercator(pair: Pair) -> bool:
    return _WEB_MERCATOR_X[0] <= pair.x <= _WEB_MERCATOR_X[1] and _WEB_MERCATOR_Y[0] <= pair.y <= _WEB_MERCATOR_Y[1]


def _short(value: float) -> str:
    """A value as a person would write it; enormous ones shortened."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e9 else f"{value:.3g}"
