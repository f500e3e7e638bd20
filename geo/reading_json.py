"""Readings of a text as plain data, for the command line and the API."""

from __future__ import annotations

from geo.coordinates import Reading, read


def readings_as_json(text: str, system: str | None = None, *, language: str = "en") -> list[dict[str, object]]:
    """The readings of `geo.coordinates.read` as a list of plain objects.

    Each has `longitude` and `latitude` (EPSG:4326 degrees, rounded to 1e-9, that is 0.1 mm), `system`,
    `note` in `language` ("" when there is nothing to say), `note_code` and `swapped`.
    Raises UnreadableCoordinates and UnknownReferenceSystem.
    """
    return [reading_as_json(reading, language=language) for reading in read(text, system=system)]


def reading_as_json(reading: Reading, *, language: str = "en") -> dict[str, object]:
    """One reading as a plain object; see `readings_as_json`."""
    return {
        "longitude": round(reading.longitude, 9),
        "latitude": round(reading.latitude, 9),
        "system": reading.system,
        "note": reading.note_in(language),
        "note_code": reading.note_code,
        "swapped": reading.swapped,
    }
