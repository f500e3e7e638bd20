"""What is typed into the search box, in the form in which the database searches; pure functions and tables.

Thai is written without spaces between words, and tone marks are what is left out most often: both texts, the kept one
and the typed one, are compared without them (migrations/sql/searching.sql has the same rule).
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_LETTERS = 100
MOST_WORDS = 6
MOST_PARTS = 4
# What holds three letters in a row is found by the index; less is looked for in a single authority only.
SHORTEST = 3
# An error in a longer piece is looked for in parts: the ways to mistype a text grow with its length.
LONGEST_PIECE = 12
PIECE = 8

_LEFT_OUT = " ่้-.์/็๋๊–,:()\"'“”‘’ฯ\u00a0\u200b"
_FORM = (
    str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    | str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
    | dict.fromkeys(map(ord, _LEFT_OUT))
)

# Words with which names of works are made. A run of letters that is found nowhere is cut at them: “ถนนหนองบัว” asks for
# a road and for Nong Bua, with whatever stands between the two.
_WORDS_OF_WORKS = (
    "ก่อสร้าง", "ปรับปรุง", "ซ่อมแซม", "ซ่อมสร้าง", "ขยายเขต", "ติดตั้ง", "วางท่อ", "จัดซื้อ", "จัดจ้าง", "ขุดลอก",
    "ขุดเจาะ", "โครงการ", "ถนน", "ผิวจราจร", "คอนกรีตเสริมเหล็ก", "คอนกรีต", "คสล", "ลูกรัง", "แอสฟัลท์ติก", "ลาดยาง",
    "รางระบายน้ำ", "ท่อระบายน้ำ", "ระบายน้ำ", "ประปา", "ไฟฟ้า", "สะพาน", "ศาลา", "อาคาร", "ศูนย์พัฒนาเด็กเล็ก", "โรงเรียน",
    "กำแพงกันดิน", "หมู่ที่", "หมู่บ้าน", "หมู่", "ซอย", "ตำบล", "อำเภอ", "บ้าน",
)  # fmt: skip


def form_of(text: str) -> str:
    """The text as `projects_search_form` of the database has it."""
    return text.translate(_FORM).replace("ํา", "ำ").replace("เเ", "แ")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a question in the form that is searched, without signs that mean something in a pattern.

    What stands between spaces is one word; a number of a village belongs to the word before it (`หมู่ที่ 12`), and
    further words than six are left out.
    """
    typed = re.sub(r"[%_\\|\x00]", " ", text[:MOST_LETTERS])
    words: list[str] = []
    for word in filter(None, map(form_of, typed.split())):
        if words and len(word) < SHORTEST and word.isdigit():
            words[-1] += word
        else:
            words.append(word)
    return tuple(words)[:MOST_WORDS]


_CUT = re.compile("(" + "|".join(sorted(map(form_of, _WORDS_OF_WORKS), key=len, reverse=True)) + ")")


def cut(word: str) -> tuple[str, ...]:
    """A run of letters cut at the words of works: its four longest parts, which say most, in their order."""
    parts = [part for part in _CUT.split(word) if len(part) > 1]
    longest = sorted(parts, key=len, reverse=True)[:MOST_PARTS]
    return tuple(part for part in dict.fromkeys(parts) if part in longest)


def pieces_of(word: str) -> tuple[str, ...]:
    """A long word in pieces of some eight letters, each of which may be mistyped once."""
    if len(word) <= LONGEST_PIECE:
        return (word,)
    pieces = [word[start : start + PIECE] for start in range(0, len(word), PIECE)]
    if len(pieces[-1]) < PIECE // 2:
        last = pieces.pop()
        pieces[-1] += last
    return tuple(pieces)


def misspellings(word: str) -> tuple[str, ...]:
    """Patterns (`_` is any letter) for what may have been meant by a word with one error: a letter missing, too many,
    another one, or two exchanged. Only those that the index can find; none for words of less than four letters."""
    if len(word) < 4 or is_number(word):  # a wrong number is another number
        return ()
    found = dict.fromkeys(_one_error(word))
    found.pop(word, None)
    return tuple(pattern for pattern in found if max(map(len, pattern.split("_"))) >= SHORTEST)


def _one_error(word: str) -> Iterator[str]:
    for at in range(len(word)):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        if at:
            yield f"{before}_{after}"
        if len(word) > 4 and 0 < at < len(word) - 1:
            yield f"{before}_{after[1:]}"


def is_number(word: str) -> bool:
    """Whether a word may be (part of) a contract, e-GP, voucher or tax number."""
    return any(sign.isdigit() for sign in word)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that is shown; `is_hit` when it is what was asked for."""

    text: str
    is_hit: bool


def marked(text: str, patterns: Iterable[str]) -> tuple[Piece, ...]:
    """The text in pieces, what fits one of the patterns marked, with the tone marks and dashes that stand within."""
    letters, places = _form_and_places(text)
    hits: set[int] = set()
    for pattern in patterns:
        for match in re.finditer(re.escape(pattern).replace("_", "."), letters):
            hits.update(range(places[match.start()], _end(text, places, match.end())))
    pieces: list[Piece] = []
    for at, sign in enumerate(text):
        is_hit = at in hits
        if pieces and pieces[-1].is_hit is is_hit:
            pieces[-1] = Piece(pieces[-1].text + sign, is_hit)
        else:
            pieces.append(Piece(sign, is_hit))
    return tuple(pieces)


def _form_and_places(text: str) -> tuple[str, list[int]]:
    """The form of a text, and for each letter of it where it stands in the text."""
    letters, places = "", []
    for at, sign in enumerate(text):
        for letter in sign.translate(_FORM):
            if letters.endswith("ํ") and letter == "า":
                letters = letters[:-1] + "ำ"
            elif letters.endswith("เ") and letter == "เ":
                letters = letters[:-1] + "แ"
            else:
                letters += letter
                places.append(at)
    return letters, places


def _end(text: str, places: list[int], after: int) -> int:
    """Where a hit ends in the text: behind its last letter and the marks above and below that letter."""
    end = places[after - 1] + 1
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end
