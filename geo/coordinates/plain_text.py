"""From what people paste to plain signs: digits of any script, quotes, dashes, full-width and invisible characters."""

from __future__ import annotations

import re
import unicodedata

from geo.thai import from_thai_digits

_DEGREE_SIGNS = "°º˚∘⁰゜○◦"
_PRIME_SIGNS = "′’‘ʹʼ´`‵＇‛"
_DOUBLE_PRIME_SIGNS = "″“”„‟ʺ˝＂〃«»"
_DASHES = "−–—‒―‐‑﹣－"
# Left-to-right marks and their kin surround coordinates copied from phones; they stand for nothing.
_INVISIBLE = "\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_SIGNS = str.maketrans(
    {
        **dict.fromkeys(_DEGREE_SIGNS, "°"),
        **dict.fromkeys(_PRIME_SIGNS, "'"),
        **dict.fromkeys(_DOUBLE_PRIME_SIGNS, '"'),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_INVISIBLE, None),
        # A zero-width space may stand between two numbers; it must never glue them together.
        "\u200b": " ",
        "、": ",",
        "،": ",",
        "，": ",",
        "；": ";",
        "٫": ".",
        "∞": " infinity ",
    }
)
_TWO_PRIMES = re.compile(r"'\s?'")


def plain(text: str) -> str:
    """The text in lower case with ASCII digits, one sign for each kind of mark, and single spaces."""
    if not text.isascii():
        text = from_thai_digits(text.translate(_SIGNS))
        text = "".join(
            sign if "\u0e00" <= sign <= "\u0e7f" else unicodedata.normalize("NFKC", sign) for sign in text
        ).translate(_SIGNS)
        text = from_thai_digits(text)
    text = text.replace("`", "'").lower()
    text = re.sub(r"[\r\n\t\v\f]+", "\n", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = _TWO_PRIMES.sub('"', text).strip()
    # Quotation marks around the whole text are not minutes or seconds.
    while len(text) > 1 and text[0] in "'\"" and text[-1] in "'\"":
        text = text[1:-1].strip()
    return text
