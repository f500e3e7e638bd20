"""What else a position may have been meant to be, when it lies on somebody else's ground. Offered, never applied."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geo.datums import from_wgs84, to_wgs84
from geo.systems import find_system, in_thailand
from projects.enums import Inside
from projects.services.placement import Placement, place_against

OTHER_ZONE = {
    "utm47-wgs84": "utm48-wgs84",
    "utm48-wgs84": "utm47-wgs84",
    "utm47-indian1975": "utm48-indian1975",
    "utm48-indian1975": "utm47-indian1975",
}
OTHER_DATUM = {
    "wgs84": "geographic-indian1975",
    "geographic-indian1975": "wgs84",
    "utm47-wgs84": "utm47-indian1975",
    "utm47-indian1975": "utm47-wgs84",
    "utm48-wgs84": "utm48-indian1975",
    "utm48-indian1975": "utm48-wgs84",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another reading of the same numbers that lies inside the authority. WGS 84 degrees."""

    longitude: float
    latitude: float
    system: str
    code: str
    note: str
    placement: Placement


def proposals_for(*, authority_id: int, longitude: float, latitude: float, system: str) -> list[Proposal]:
    """The readings of the same numbers, under the everyday kinds of damage, that lie inside the authority.

    Latitude and longitude exchanged, the other UTM zone, the other datum, and both. `system` is the one the numbers
    were read in; for degrees without a paper the zone is tried as well, because a program before us may have
    converted from the wrong one.
    """
    found = []
    for x, y, other, code, note in _damages(longitude, latitude, system):
        longitude_, latitude_ = to_wgs84(x, y, other)
        if not (math.isfinite(longitude_) and math.isfinite(latitude_) and in_thailand(longitude_, latitude_)):
            continue
        placement = place_against(authority_id=authority_id, longitude=longitude_, latitude=latitude_)
        if placement.inside in (Inside.INSIDE, Inside.EDGE):
            found.append(Proposal(round(longitude_, 9), round(latitude_, 9), other, code, note, placement))
    return found


def _damages(longitude: float, latitude: float, system: str) -> list[tuple[float, float, str, str, str]]:
    """(x, y, system, code, words) of every other reading."""
    x, y = from_wgs84(longitude, latitude, system)
    tried = [(y, x, system, "swapped", _("The two values exchanged."))]
    if find_system(system).is_geographic:
        tried += _converted_in_wrong_zone(longitude, latitude)
    if other_zone := OTHER_ZONE.get(system):
        tried.append((x, y, other_zone, "other_zone", _("The same numbers in the other UTM zone.")))
    if other_datum := OTHER_DATUM.get(system):
        tried.append((x, y, other_datum, "other_datum", _("The same numbers on the other datum.")))
        if other_both := OTHER_ZONE.get(other_datum):
            tried.append((x, y, other_both, "other_zone_and_datum", _("The other UTM zone and the other datum.")))
    return tried


def _converted_in_wrong_zone(longitude: float, latitude: float) -> list[tuple[float, float, str, str, str]]:
    note = _("As if converted from UTM in the wrong zone.")
    return [
        (*from_wgs84(longitude, latitude, taken), meant, "converted_in_other_zone", note)
        for taken, meant in (("utm47-wgs84", "utm48-wgs84"), ("utm48-wgs84", "utm47-wgs84"))
    ]
