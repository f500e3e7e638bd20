"""In which encoding is the text of a shapefile? Read as raw bytes first, decided over all values together."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

# GDAL hands the bytes over unchanged when told this encoding, and Python gives them back unchanged.
RAW = "ISO-8859-1"
THAI = "cp874"
_UTF8 = "utf-8"
_ALIASES = {
    "65001": _UTF8, "utf8": _UTF8, "utf-8": _UTF8, "874": THAI, "cp874": THAI, "tis-620": THAI, "tis620": THAI,
    "windows-874": THAI, "ansi 874": THAI, "oem 874": THAI, "iso-8859-11": THAI, "iso8859-11": THAI,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding decided on; `contradicts` names what the file claimed wrongly, "" otherwise."""

    name: str
    guessed: bool = False
    contradicts: str = ""


def encoding_name(claimed: str) -> str:
    """Python's name for what a .cpg file or a person calls an encoding; "" when it is unknown."""
    plain = claimed.strip().lower()
    if plain in _ALIASES:
        return _ALIASES[plain]
    try:
        return codecs.lookup(plain).name
    except (LookupError, ValueError):
        return ""


def decide(values: Iterable[bytes], claimed: str) -> Encoding:
    """The encoding that reads every value: the claimed one, else UTF-8, else CP874.

    A value cut in the middle of a letter, as fixed-width columns do with UTF-8, still counts as UTF-8.
    """
    sample = [value for value in values if not value.isascii()]
    name = encoding_name(claimed) if claimed else ""
    if name and all(_reads(value, name) for value in sample):
        return Encoding(name)
    fallback = _UTF8 if all(_reads(value, _UTF8) for value in sample) else THAI
    return Encoding(fallback, guessed=bool(sample), contradicts=claimed if name or claimed else "")


def decode(value: bytes, encoding: str) -> str:
    """The text of a value; a cut last letter is dropped, an unreadable byte becomes the replacement sign."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        return decoder.decode(value, final=False)
    except UnicodeDecodeError:
        return value.decode(encoding, "replace")


def _reads(value: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(value, final=False)
    except UnicodeDecodeError:
        return False
    return True
