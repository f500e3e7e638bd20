"""Reading a fiscal year that somebody typed."""

from __future__ import annotations

from geo.thai import BE_OFFSET, UnreadableDate, from_thai_digits, year_to_ce


def parse_fiscal_year(text: str) -> int:
    """The fiscal year (BE) in `2559`, `๒๕๕๙` or, in the common era, `2016`. Raises UnreadableDate."""
    plain = from_thai_digits(text.strip())
    if not (plain.isascii() and plain.isdigit() and len(plain) == 4):
        raise UnreadableDate(
            "not_a_year",
            f"“{text[:40]}” is not a fiscal year.",
            f"“{text[:40]}” ไม่ใช่ปีงบประมาณ",
            "Write four digits, such as 2559.",
            "โปรดพิมพ์เลขสี่หลัก เช่น 2559",
        )
    return year_to_ce(int(plain)) + BE_OFFSET
