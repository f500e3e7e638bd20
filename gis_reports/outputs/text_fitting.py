"""Making text fit old formats without spoiling it: whole clusters only, in an encoding that may lack letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# What Excel and its kin may take for the beginning of a formula; also in the full width of East Asian keyboards.
FORMULA_START = tuple("=+-@\t\r\n＝＋－＠")
# XML, and so XLSX, has no way to write these.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# A Thai syllable sign that is read as one: leading vowel, consonant, marks above and below, following vowel.
_THAI = re.compile("[เ-ไ]?[ก-ฮ][ัิ-ฺ็-๎]*[ะาำๅ]?")
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it was written; `remark` says what was done to it, empty when nothing was."""

    text: str
    remark: str = ""


def clusters(text: str) -> Iterator[str]:
    """The parts of a text that must not be divided, in order; joined together they are the text."""
    at = 0
    while at < len(text):
        thai = _THAI.match(text, at)
        end = thai.end() if thai else at + 1
        while end < len(text) and (
            unicodedata.category(text[end])[0] == "M" or text[end] in _JOINERS or text[end - 1] == "\u200d"
        ):
            end += 1
        yield text[at:end]
        at = end


def fit(text: str, *, width: int, encoding: str) -> Fitted:
    """`text` within `width` bytes of `encoding`, cut between clusters; what the encoding lacks becomes `?`.

    Spaces at both ends go too, because readers of fixed-width columns take them for padding.
    """
    trimmed = text.strip(" ")
    if trimmed == text and _fits(text, width, encoding):
        return Fitted(text)
    remarks = ["ตัดช่องว่างหัวท้าย · spaces at the ends removed"] if trimmed != text else []
    kept: list[str] = []
    room = width
    replaced = False
    for cluster in clusters(trimmed):
        try:
            size = len(cluster.encode(encoding))
        except UnicodeEncodeError:
            cluster, size, replaced = "?", 1, True
        if size > room:
            remarks.append(f"ตัดให้เหลือ {width} ไบต์ · cut to {width} bytes")
            break
        kept.append(cluster)
        room -= size
    if replaced:
        remarks.append(f"อักขระที่ {encoding} ไม่มี แทนด้วย ? · letters that {encoding} does not have became ?")
    # a cut may have left a space at the new end
    return Fitted("".join(kept).rstrip(" "), "; ".join(remarks))


def _fits(text: str, width: int, encoding: str) -> bool:
    """Most texts fit as they are, and need not be taken apart to see it."""
    try:
        return len(text.encode(encoding)) <= width
    except UnicodeEncodeError:
        return False


def neutralised(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one apostrophe before it where needed.

    Apostrophes that already stand before such a sign count too, so that `restored` finds the very text again.
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_START) else text


def restored(text: str) -> str:
    """What stood there before `neutralised`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_START) else text


def without_controls(text: str) -> str:
    """The text with control characters replaced by U+FFFD, the replacement character."""
    return CONTROL.sub("\ufffd", text)
