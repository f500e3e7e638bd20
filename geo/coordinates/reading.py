"""What comes out of reading coordinates: readings, the notes on them, and the one error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from geo.errors import GeoError


class UnreadableCoordinates(GeoError):
    """The text gives no position in Thailand, or contradicts itself. `code` says which; see `read`."""


class Note(NamedTuple):
    """A remark on a reading: a code for programs, and a sentence in each language."""

    code: str
    en: str
    th: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading a text.

    `longitude` and `latitude` are EPSG:4326 degrees; `system` is the reference system the text was taken
    to be in (a name of `geo.systems`); `text` is what was given, untouched. `note` (English) and `note_th`
    say what a person must know before choosing; `note_code` is the code of the most important remark, ""
    when the text was unambiguous. `swapped` is True when the two numbers were taken in the other order.
    """

    longitude: float
    latitude: float
    system: str
    note: str = ""
    text: str = ""
    note_th: str = ""
    note_code: str = ""
    swapped: bool = False

    def note_in(self, language: str) -> str:
        """The note in `th` or `en`."""
        return self.note if language == "en" else self.note_th


def reading_with_notes(
    longitude: float, latitude: float, system: str, text: str, notes: list[Note], *, swapped: bool
) -> Reading:
    """A reading whose notes are joined, the most important first."""
    return Reading(
        longitude=longitude,
        latitude=latitude,
        system=system,
        note=" ".join(note.en for note in notes),
        text=text,
        note_th=" ".join(note.th for note in notes),
        note_code=notes[0].code if notes else "",
        swapped=swapped,
    )
