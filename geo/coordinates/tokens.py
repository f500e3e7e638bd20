"""Splitting plain text into numbers, marks, words and separators."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from geo.coordinates.messages import refusal
from geo.coordinates.words import DEGREES, MINUTES, NOISE, NOT_FINITE, SECONDS, meaning_of

NUMBER, SEPARATOR, JOIN = "number", "separator", "join"


@dataclass(slots=True)
class Token:
    """One piece of text. `glued` when nothing stands between it and the piece before it."""

    kind: str
    text: str
    value: float = 0.0
    sign: str = ""
    glued: bool = False


_PIECE = re.compile(
    r"""
      (?P<dotted>\d+\.\d+\.\d+(?:\.\d+)?(?![\d.]*\.\d))   # 13.45.32 or 13.45.32.5
    | (?P<power>(?:\d+\.?\d*|\.\d+)e(?:[+-]\d+|\d{1,3}(?![\d.]|\s*[nsew])))
    | (?P<number>(?:\d+(?:\.\d+)?|\.\d+))
    | (?P<mark>[°'"])
    | (?P<word>[^\W\d_]+(?:[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+[^\W\d_]*)*)
    | (?P<separator>[,;/|\n~&])
    | (?P<sign>[-+:])
    """,
    re.VERBOSE,
)
_MARKS = {"°": DEGREES, "'": MINUTES, '"': SECONDS}


@dataclass(slots=True)
class Pieces:
    """The tokens of a text, and the words in it that say nothing about a position."""

    tokens: list[Token]
    ignored: list[str]
    dotted: bool = False

    @property
    def numbers(self) -> list[Token]:
        """The number tokens, in order."""
        return [token for token in self.tokens if token.kind == NUMBER]


def tokenise(text: str) -> Pieces:
    """The pieces of a plain text. Raises UnreadableCoordinates `not_finite` and `shortened_number`."""
    pieces = Pieces([], [])
    end = 0
    for match in _PIECE.finditer(text):
        glued = match.start() == end and end > 0
        end = match.end()
        _add(pieces, match.lastgroup or "", match.group(), glued, text[end : end + 1])
    return pieces


def _add(pieces: Pieces, kind: str, found: str, glued: bool, following: str) -> None:
    tokens = pieces.tokens
    if kind == "dotted":
        degrees, minutes, seconds = found.split(".", 2)
        pieces.dotted = True
        _add_number(tokens, degrees, glued)
        for part in (minutes, seconds):
            tokens.append(Token(JOIN, ".", glued=True))
            _add_number(tokens, part, glued=True)
    elif kind == "power":
        raise refusal("shortened_number" if math.isfinite(float(found)) else "not_finite", found=found[:20])
    elif kind == "number":
        _add_number(tokens, found, glued)
    elif kind == "mark":
        tokens.append(Token(_MARKS[found], found, glued=glued))
    elif kind == "separator":
        tokens.append(Token(SEPARATOR, found, glued=glued))
    elif kind == "word":
        _add_word(pieces, found, glued)
    else:
        _add_sign(tokens, found, glued, following)


def _add_number(tokens: list[Token], found: str, glued: bool) -> None:
    value = float(found)
    if not math.isfinite(value):
        raise refusal("not_finite")
    sign = ""
    if tokens and tokens[-1].kind == "sign":
        sign = tokens.pop().text
    tokens.append(Token(NUMBER, found, value, sign, glued))


def _add_word(pieces: Pieces, found: str, glued: bool) -> None:
    kinds = meaning_of(found)
    if kinds is None:
        pieces.ignored.append(found)
        return
    for kind in kinds:
        if kind == NOT_FINITE:
            raise refusal("not_finite")
        if kind != NOISE:
            pieces.tokens.append(Token(kind, found, glued=glued))


def _add_sign(tokens: list[Token], found: str, glued: bool, following: str) -> None:
    """A hyphen or colon joins the parts of one angle, separates two values, or is a number's sign."""
    after_number = glued and bool(tokens) and tokens[-1].kind == NUMBER
    digit_follows = following.isdigit() or following == "."
    if found == ":":
        if after_number and digit_follows:
            tokens.append(Token(JOIN, found, glued=True))
    elif not digit_follows:
        if found == "-" and tokens and tokens[-1].kind != SEPARATOR:
            tokens.append(Token(SEPARATOR, found))
    elif found == "-" and after_number:
        whole = "." not in tokens[-1].text
        tokens.append(Token(JOIN if whole else SEPARATOR, found, glued=True))
    else:
        tokens.append(Token("sign", found, glued=glued))
