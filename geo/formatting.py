"""Writing a position as people read it: decimal degrees, degrees-minutes-seconds, UTM. `read` takes each back."""

from __future__ import annotations

from geo.datums import from_wgs84
from geo.systems import ReferenceSystem, find_system


def as_degrees(longitude: float, latitude: float, *, decimals: int = 6) -> str:
    """`14.563531, 101.047503`: latitude first, as web maps write it; 6 decimals are 0.1 m."""
    return f"{latitude:.{decimals}f}, {longitude:.{decimals}f}"


def as_dms(longitude: float, latitude: float, *, decimals: int = 2, language: str = "en") -> str:
    """`14°33′48.71″N 101°02′51.01″E`, or in Thai words; 2 decimals of a second are 0.3 m."""
    parts = []
    for value, positive, negative, thai in (
        (latitude, "N", "S", ("เหนือ", "ใต้")),
        (longitude, "E", "W", ("ตะวันออก", "ตะวันตก")),
    ):
        degrees, minutes, seconds = _sexagesimal(abs(value), decimals)
        if language == "th":
            word = thai[0] if value >= 0 else thai[1]
            parts.append(f"{degrees} องศา {minutes:02d} ลิปดา {seconds} ฟิลิปดา {word}")
        else:
            letter = positive if value >= 0 else negative
            parts.append(f"{degrees}°{minutes:02d}′{seconds}″{letter}")
    return " ".join(parts)


def _sexagesimal(value: float, decimals: int) -> tuple[int, int, str]:
    """Rounded once, at the last place, so that 59.999″ becomes the next minute and never 60″."""
    unit = 10**decimals
    total = round(value * 3600 * unit)
    whole, fraction = divmod(total, unit)
    minutes, seconds = divmod(whole, 60)
    degrees, minutes = divmod(minutes, 60)
    text = f"{seconds:02d}.{fraction:0{decimals}d}" if decimals else f"{seconds:02d}"
    return degrees, minutes, text


def as_utm(
    longitude: float,
    latitude: float,
    system: str | int | ReferenceSystem,
    *,
    decimals: int = 0,
) -> str:
    """`47N 720936 1610740`: zone, easting, northing in metres, in a UTM system of `geo.systems`.

    The datum is not in the text; show the system's label beside it. Raises ValueError for a system in
    degrees, UnknownReferenceSystem for an unknown one.
    """
    found = find_system(system)
    if found.zone is None:
        raise ValueError(f"{found.name} is not a UTM system.")
    easting, northing = from_wgs84(longitude, latitude, found)
    return f"{found.zone}N {easting:.{decimals}f} {northing:.{decimals}f}"
