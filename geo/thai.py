"""Thai digits, Buddhist-era dates and fiscal years: reading what people type, writing what they read.

Dates are Python dates (common era); a fiscal year is a Buddhist-era integer. Fiscal year N runs from
1 October of N − 1 to 30 September of N (BE = CE + 543).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from geo.errors import GeoError

BE_OFFSET = 543
# A year above this is Buddhist era: 2400 BE is 1857 CE, and no record of ours is from 2400 CE.
FIRST_BE_YEAR = 2400
_CE_YEARS = range(1900, 2200)

_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI = str.maketrans("0123456789", _THAI_DIGITS)
NBSP = "\u00a0"

MONTHS_TH_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
MONTHS_TH = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_EN_SHORT = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


class UnreadableNumber(GeoError):
    """A text that is not one decimal number."""


class UnreadableDate(GeoError):
    """A text that is not one date."""


def to_thai_digits(text: str) -> str:
    """`2559` → `๒๕๕๙`; everything else unchanged."""
    return text.translate(_TO_THAI)


def from_thai_digits(text: str) -> str:
    """Every decimal digit of any script (Thai, full-width, Lao, Khmer …) as 0–9; everything else unchanged."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_NUMBER_LENGTH = 60


def parse_decimal(text: str) -> Decimal:
    """The number in `1,234,567.50`, `๑,๒๓๔.๕๐` or `฿ 500 บาท`; exact, never through a float.

    A comma must stand before every third digit or nowhere; `-` alone is not zero.
    Raises UnreadableNumber.
    """
    plain = _plain_text(text)
    for word in ("บาท", "baht", "thb", "฿"):
        plain = plain.replace(word, "")
    plain = plain.strip()
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1].strip()}"
    if len(plain) <= _NUMBER_LENGTH and _NUMBER.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    raise UnreadableNumber(
        "not_a_number",
        f"“{text[:40]}” is not a number.",
        f"“{text[:40]}” ไม่ใช่ตัวเลข",
        "Write it like 1,234,567.50.",
        "โปรดพิมพ์ในรูป 1,234,567.50",
    )


def _plain_text(text: str) -> str:
    plain = from_thai_digits(text[:200])
    for sign in "\u2212\u2013\u2014\u2010\u2011\uff0d":
        plain = plain.replace(sign, "-")
    plain = plain.replace("\uff0c", ",").replace("\uff0f", "/").replace("\uff0e", ".")
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", plain)
    return re.sub(r"\s+", " ", plain).strip().lower()


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for table in (MONTHS_TH, MONTHS_TH_SHORT, MONTHS_EN, MONTHS_EN_SHORT):
        for number, name in enumerate(table, start=1):
            names[re.sub(r"[.\s]", "", name.lower())] = number
    names |= {"sept": 9, "กย": 9, "กุมภา": 2, "มีนา": 3, "เมษา": 4}
    return names


_MONTHS = _month_names()
_NUMERIC = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_ERA = r"(?:พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|b\.?e\.?|c\.?e\.?|a\.?d\.?)"
_NAMED = re.compile(
    r"(?P<day>\d{1,2})\s*(?:เดือน)?\s*-?\s*(?P<month>[a-zก-๙.\s]+?)[\s,-]*"
    rf"(?P<era>{_ERA})?\s*(?P<year>\d{{4}}|\d{{2}})\s*(?P<era_after>{_ERA})?"
)
_WEEKDAY = re.compile(r"^(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?)?\s*(?:ที่)?\s*")
_TIME = re.compile(r"[t ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:\s*น\.?|z|[+-]\d{2}:?\d{2})?$")


def parse_date(text: str) -> dt.date:
    """The day in what a person typed, in Buddhist or common era.

    Reads `2559-09-29`, `2016-09-29`, `29/9/2559`, `29 ก.ย. 2559`, `29 ก.ย.59`, `29 กันยายน พ.ศ. ๒๕๕๙`,
    `29 Sep 2016`. Day before month, always. A year above 2400 is BE, 1900–2199 is CE, and two digits are
    BE (59 is 2559), except after an English month, where spreadsheets write CE: that is refused. A time of
    day after the date is left out. Raises UnreadableDate.
    """
    plain = _TIME.sub("", _WEEKDAY.sub("", _plain_text(text)))
    numeric = _NUMERIC.fullmatch(plain)
    if numeric:
        first, month, last = numeric.groups()
        if len(first) == 4:
            return _day(text, int(first), int(month), int(last))
        if len(last) in (2, 4) and len(first) <= 2:
            return _day(text, _typed_year(text, last), int(month), int(first))
        raise _unreadable(text)
    named = _NAMED.fullmatch(plain)
    if named is None:
        raise _unreadable(text)
    number = _MONTHS.get(re.sub(r"[.\s]", "", named["month"]))
    if number is None:
        raise _unreadable(text)
    era = named["era"] or named["era_after"] or ""
    if len(named["year"]) == 2 and not era and named["month"].isascii():
        raise _ambiguous_year(text)
    return _day(text, _typed_year(text, named["year"], era), number, int(named["day"]))


def _typed_year(text: str, year: str, era: str = "") -> int:
    value = int(year)
    common = era.startswith(("ค", "c", "a"))
    if len(year) == 2:
        value += 2000 if common else 2500
    if common and value > FIRST_BE_YEAR:
        raise _unreadable(text)
    return value


def year_to_ce(year: int) -> int:
    """A year typed in either era as CE: above 2400 it is BE, 1900–2199 it is CE. Raises UnreadableDate."""
    if year > FIRST_BE_YEAR:
        year -= BE_OFFSET
    if year not in _CE_YEARS:
        raise UnreadableDate(
            "year_out_of_range",
            f"The year {year} is neither a Buddhist-era nor a common-era year of our records.",
            f"ปี {year} ไม่อยู่ในช่วงปี พ.ศ. หรือ ค.ศ. ของข้อมูล",
            "Write the year with four digits, such as 2559.",
            "โปรดพิมพ์ปีสี่หลัก เช่น 2559",
        )
    return year


def _day(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year_to_ce(year), month, day)
    except UnreadableDate:
        raise
    except ValueError as error:
        raise UnreadableDate(
            "no_such_day",
            f"There is no day {day} in month {month} of that year.",
            f"ไม่มีวันที่ {day} ในเดือนที่ {month} ของปีนั้น",
            "Write day, month, year, such as 29/9/2559.",
            "โปรดพิมพ์ วัน/เดือน/ปี เช่น 29/9/2559",
        ) from error


def _ambiguous_year(text: str) -> UnreadableDate:
    return UnreadableDate(
        "ambiguous_year",
        f"The year in “{text[:40]}” may be Buddhist or common era.",
        f"ปีใน “{text[:40]}” อาจเป็น พ.ศ. หรือ ค.ศ.",
        "Write the year with four digits.",
        "โปรดพิมพ์ปีสี่หลัก",
    )


def _unreadable(text: str) -> UnreadableDate:
    return UnreadableDate(
        "not_a_date",
        f"“{text[:40]}” is not a date that can be read.",
        f"อ่าน “{text[:40]}” เป็นวันที่ไม่ได้",
        "Write it like 29/9/2559, 29 Sep 2559 or 2559-09-29.",
        "โปรดพิมพ์ในรูป 29/9/2559 หรือ 29 ก.ย. 2559",
    )


def format_date_th(date: dt.date, *, short: bool = True, thai_digits: bool = False) -> str:
    """`29 ก.ย. 2559`, or `29 กันยายน 2559`, with no-break spaces; Thai digits on request."""
    months = MONTHS_TH_SHORT if short else MONTHS_TH
    text = NBSP.join((str(date.day), months[date.month - 1], str(date.year + BE_OFFSET)))
    return to_thai_digits(text) if thai_digits else text


def format_date_en(date: dt.date, *, short: bool = True) -> str:
    """`29 Sep 2559`: English words, Buddhist-era year, no-break spaces."""
    months = MONTHS_EN_SHORT if short else MONTHS_EN
    return NBSP.join((str(date.day), months[date.month - 1], str(date.year + BE_OFFSET)))


def fiscal_year_of(date: dt.date) -> int:
    """The fiscal year (BE) of a day: 1 October 2559 BE belongs to 2560."""
    return date.year + BE_OFFSET + (1 if date.month >= 10 else 0)


def fiscal_year_range(fiscal_year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a fiscal year (BE): 2560 → 2016-10-01, 2017-09-30. Raises UnreadableDate."""
    if not FIRST_BE_YEAR < fiscal_year < FIRST_BE_YEAR + 400:
        raise UnreadableDate(
            "year_out_of_range",
            f"{fiscal_year} is not a Buddhist-era fiscal year.",
            f"{fiscal_year} ไม่ใช่ปีงบประมาณ พ.ศ.",
            "Write the fiscal year with four digits in the Buddhist era, such as 2559.",
            "โปรดพิมพ์ปีงบประมาณสี่หลัก เช่น 2559",
        )
    last = fiscal_year - BE_OFFSET
    return dt.date(last - 1, 10, 1), dt.date(last, 9, 30)
