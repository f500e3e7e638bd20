"""The reference systems in which engineers of local authorities give coordinates.

This is the only place in the project where an SRID is written as a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import GeoError

WGS84 = 4326
WEB_MERCATOR = 3857
UTM47N = 32647
UTM48N = 32648
INDIAN_1975 = 4240
INDIAN_1975_UTM47 = 24047
INDIAN_1975_UTM48 = 24048

# Extent of Thailand in EPSG:4326 degrees: west, south, east, north.
THAILAND_WEST, THAILAND_SOUTH, THAILAND_EAST, THAILAND_NORTH = 97.3, 5.6, 105.7, 20.5
THAILAND_EXTENT = (THAILAND_WEST, THAILAND_SOUTH, THAILAND_EAST, THAILAND_NORTH)

# UTM zone 47 lies west of this meridian, zone 48 east of it.
ZONE_BORDER_LONGITUDE = 102.0

DATUM_WGS84 = "wgs84"
DATUM_INDIAN_1975 = "indian1975"


@dataclass(frozen=True, slots=True)
class ReferenceSystem:
    """One reference system: `name` for programs, `label_*` for people, `zone` None for degrees."""

    name: str
    srid: int
    datum: str
    zone: int | None
    label_en: str
    label_th: str

    @property
    def is_geographic(self) -> bool:
        """True for longitude/latitude in degrees, False for easting/northing in metres."""
        return self.zone is None

    def label(self, language: str = "th") -> str:
        """What a person reads, in `th` or `en`."""
        return self.label_en if language == "en" else self.label_th


# The order is the order in which readings are offered.
SYSTEMS: tuple[ReferenceSystem, ...] = (
    ReferenceSystem("wgs84", WGS84, DATUM_WGS84, None, "Degrees, WGS 84", "องศา · WGS 84"),
    ReferenceSystem("utm47-wgs84", UTM47N, DATUM_WGS84, 47, "UTM zone 47, WGS 84", "UTM โซน 47 · WGS 84"),
    ReferenceSystem("utm48-wgs84", UTM48N, DATUM_WGS84, 48, "UTM zone 48, WGS 84", "UTM โซน 48 · WGS 84"),
    ReferenceSystem(
        "utm47-indian1975",
        INDIAN_1975_UTM47,
        DATUM_INDIAN_1975,
        47,
        "UTM zone 47, Indian 1975",
        "UTM โซน 47 · Indian 1975",
    ),
    ReferenceSystem(
        "utm48-indian1975",
        INDIAN_1975_UTM48,
        DATUM_INDIAN_1975,
        48,
        "UTM zone 48, Indian 1975",
        "UTM โซน 48 · Indian 1975",
    ),
    ReferenceSystem(
        "geographic-indian1975",
        INDIAN_1975,
        DATUM_INDIAN_1975,
        None,
        "Degrees, Indian 1975",
        "องศา · Indian 1975",
    ),
)

SYSTEM_NAMES: tuple[str, ...] = tuple(system.name for system in SYSTEMS)
_BY_KEY: dict[str | int, ReferenceSystem] = {
    **{system.name: system for system in SYSTEMS},
    **{system.srid: system for system in SYSTEMS},
}


class UnknownReferenceSystem(GeoError):
    """A system name or SRID that this project does not read."""


def find_system(key: str | int | ReferenceSystem) -> ReferenceSystem:
    """The system with this name (`utm47-indian1975`) or SRID (24047).

    Raises UnknownReferenceSystem, which lists the names.
    """
    if isinstance(key, ReferenceSystem):
        return key
    found = _BY_KEY.get(key.strip().lower() if isinstance(key, str) else key)
    if found is None:
        names = ", ".join(SYSTEM_NAMES)
        raise UnknownReferenceSystem(
            "unknown_system",
            f"“{str(key)[:40]}” is not a reference system known here.",
            f"ไม่รู้จักระบบพิกัด “{str(key)[:40]}”",
            f"Use one of: {names}.",
            f"ใช้ชื่อใดชื่อหนึ่งต่อไปนี้ {names}",
        )
    return found


def in_thailand(longitude: float, latitude: float) -> bool:
    """Whether a WGS 84 position lies within Thailand's extent (a rectangle, not the border)."""
    return THAILAND_WEST <= longitude <= THAILAND_EAST and THAILAND_SOUTH <= latitude <= THAILAND_NORTH
