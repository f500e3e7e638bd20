"""One cell read as what its column means: a value, and a remark where it is refused or was read for the person.

Nothing is corrected: a common-era year among fiscal years, a Buddhist year in a calendar's cell and a year of two
digits are refused until a person says what is meant.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from stdnum.th import pin, tin

from geo.coordinates import read as read_coordinates
from geo.errors import GeoError
from geo.front_door.grid import Cell, DateCell, FormulaCell
from geo.thai import BE_OFFSET, FIRST_BE_YEAR, from_thai_digits, parse_date, parse_decimal
from projects.importing.fields import Field, Kind
from projects.importing.heads import fold, written
from projects.importing.remarks import BAD, LOOK, Remark, remark, remark_of
from projects.importing.vocabulary import FUNDS, METHODS, PROGRAMMES, SYSTEMS

Read = tuple[Any, Remark | None]

ASK, BUDDHIST, COMMON = "", "be", "ce"
# The day 0 of a spreadsheet's calendar; the serials below are the days 1957 to 2100.
_DAY_ZERO: Final = dt.date(1899, 12, 30)
_SERIALS: Final = range(20_821, 73_415)
_FIRST_DAY: Final = dt.date(1957, 1, 1)
_MOST_BAHT: Final = Decimal(10) ** 13
_SATANG: Final = Decimal("0.01")
_TWO_DIGITS: Final = re.compile(r"(?<!\d)(\d{2})\s*(?:พ\.?\s*ศ\.?|ค\.?\s*ศ\.?)?$")
_FOUR_DIGITS: Final = re.compile(r"\d{4}")
_PLAIN_MONEY: Final = re.compile(r"\d{1,12}(?:\.\d{1,2})?", re.ASCII)
_ERA: Final = re.compile(r"[พค]\.?\s*ศ|b\.?e|c\.?e|a\.?d")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person said of the whole file: what years of two digits mean, and the reference system of coordinates.

    `restore` takes the apostrophe away that our own CSV puts before what a spreadsheet would take for a formula.
    """

    two_digits: str = ASK
    system: str = ""
    today: dt.date = dt.date(2100, 1, 1)
    restore: bool = False


class CellReader:
    """Reads the cells of a file; what was read once is remembered, because columns repeat themselves."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._known: dict[tuple[str, str, object], Read] = {}
        self._by_kind: dict[Kind, Callable[[Field, Cell, str], Read]] = {
            Kind.TEXT: self._text,
            Kind.CODE: self._code,
            Kind.AUTHORITY: self._code,
            Kind.YEAR: self._year,
            Kind.MONEY: self._money,
            Kind.DAY: self._day,
            Kind.PERCENT: self._percent,
            Kind.NUMBER: self._number,
            Kind.PROGRAMME: self._programme,
            Kind.FUND: self._fund,
            Kind.METHOD: self._method,
            Kind.TAX_ID: self._tax_id,
            Kind.PART: self._text,
            Kind.COORDINATES: self._text,
            Kind.SYSTEM: self._system,
        }

    def read(self, field: Field, cell: Cell) -> Read:
        """The value of a cell (None when it is empty or refused) and what is to be said of it."""
        if cell is None or cell == "":
            return None, None
        if field.kind in (Kind.TEXT, Kind.CODE):
            return self._fresh(field, cell)
        key = (field.key, type(cell).__name__, cell)
        if key not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[key] = self._fresh(field, cell)
        return self._known[key]

    def _fresh(self, field: Field, cell: Cell) -> Read:
        if isinstance(cell, FormulaCell):
            return None, remark(field.key, BAD, "formula", text=cell.text)
        text = written(cell)
        if not text:
            return None, None
        try:
            return self._by_kind[field.kind](field, cell, text)
        except GeoError as error:
            return None, remark_of(field.key, error)

    def _text(self, field: Field, cell: Cell, text: str) -> Read:
        text = text.replace("\x00", "")
        if self.options.restore and text.startswith("'") and text.lstrip("'").startswith(("=", "+", "-", "@")):
            text = text[1:]
        if len(text) > field.most:
            return None, remark(field.key, BAD, "too_long", most=field.most)
        return text or None, None

    def _code(self, field: Field, cell: Cell, text: str) -> Read:
        plain = from_thai_digits(text)
        value, problem = self._text(field, cell, plain)
        if problem is None and value is not None and plain != text:
            problem = remark(field.key, LOOK, "read_as", text=value)
        return value, problem

    def _year(self, field: Field, cell: Cell, text: str) -> Read:
        plain = re.sub(r"^(ปี|พ\.?\s*ศ\.?|\s)+", "", from_thai_digits(text))
        if isinstance(cell, DateCell) or not plain.isascii() or not plain.isdigit():
            return None, remark(field.key, BAD, "year_unreadable", text=text[:40])
        year = int(plain[:6])
        if len(plain) == 2:
            if self.options.two_digits != BUDDHIST:
                return None, remark(field.key, BAD, "year_short", text=plain)
            year += 2500
        if 1900 <= year < 2200:
            return None, remark(field.key, BAD, "year_is_ce", meant=year + BE_OFFSET)
        if not 2500 <= year <= 2700:
            return None, remark(field.key, BAD, "year_out_of_range", text=text[:40])
        return year, self._seen(field, text, str(year))

    def _money(self, field: Field, cell: Cell, text: str) -> Read:
        if _PLAIN_MONEY.fullmatch(text) and (text.strip("0.") or field.key == "planned_budget"):
            return Decimal(text), None  # most are written like this
        # `380,000.-` is how sums are written on Thai paper
        plain = re.sub(r"[.,]?\s*-\s*$", "", text) if re.search(r"\d\s*[.,]?\s*-\s*$", text) else text
        if plain in ("-", "–", "—"):
            return None, None  # how an empty amount is printed
        if isinstance(cell, float):
            amount = Decimal(repr(cell)).quantize(_SATANG) if abs(cell) < 1e13 else _MOST_BAHT
            if abs(float(amount) - cell) > 1e-6 * max(1.0, abs(cell)):
                return None, remark(field.key, BAD, "amount_fine")
        else:
            amount = parse_decimal(re.sub(r"ล้าน.*$", "x", plain))
        if abs(amount) >= _MOST_BAHT:
            return None, remark(field.key, BAD, "amount_large")
        if amount != amount.quantize(_SATANG):
            return None, remark(field.key, BAD, "amount_fine")
        if amount < 0:
            return None, remark(field.key, BAD, "amount_negative")
        if amount == 0 and field.key != "planned_budget":
            return None, remark(field.key, BAD, "amount_zero")
        usual = {f"{amount:f}", f"{amount:,f}", f"{amount:.2f}", f"{amount:,.2f}", f"{amount.normalize():f}"}
        seen = None if plain in usual or isinstance(cell, (int, float)) else f"{amount:,.2f}"
        return amount, remark(field.key, LOOK, "read_as", text=seen) if seen else None

    def _day(self, field: Field, cell: Cell, text: str) -> Read:
        problem: Remark | None = None
        if isinstance(cell, DateCell):
            day = dt.date.fromisoformat(cell.iso)
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
            if int(cell) not in _SERIALS:
                return self._strange_serial(field, int(cell))
            day = _DAY_ZERO + dt.timedelta(days=int(cell))
            problem = remark(field.key, LOOK, "read_as", day=day.isoformat())
        else:
            typed = self._typed_day(field, text)
            if isinstance(typed, dict):
                return None, typed
            day, problem = typed
        refused = self._refused_day(field, day)
        return (None, refused) if refused else (day, problem)

    def _typed_day(self, field: Field, text: str) -> tuple[dt.date, Remark | None] | Remark:
        plain = from_thai_digits(text).strip().lower()
        short = _TWO_DIGITS.search(plain)
        if short and not _FOUR_DIGITS.search(plain) and not (_ERA.search(plain)):
            if self.options.two_digits == ASK:
                return remark(field.key, BAD, "day_short")
            era = "25" if self.options.two_digits == BUDDHIST else "20"
            day = parse_date(f"{plain[: short.start(1)]}{era}{short[1]}")
            return day, remark(field.key, LOOK, "read_as", day=day.isoformat())
        day = parse_date(text)
        usual = plain == text.strip().lower()
        return day, None if usual else remark(field.key, LOOK, "read_as", day=day.isoformat())

    def _strange_serial(self, field: Field, serial: int) -> Read:
        """A Buddhist year counted in the common calendar gives a serial 198,000 days too large."""
        if 0 < serial < 400_000:
            day = _DAY_ZERO + dt.timedelta(days=serial)
            if day.year > FIRST_BE_YEAR:
                return None, remark(field.key, BAD, "day_era", year=day.year, meant=day.year)
        return None, remark(field.key, BAD, "day_number")

    def _refused_day(self, field: Field, day: dt.date) -> Remark | None:
        if day.year > FIRST_BE_YEAR:
            return remark(field.key, BAD, "day_era", year=day.year, meant=day.year)
        if day < _FIRST_DAY:
            return remark(field.key, BAD, "day_early")
        if day > self.options.today:
            return remark(field.key, BAD, "day_future")
        return None

    def _percent(self, field: Field, cell: Cell, text: str) -> Read:
        value = parse_decimal(text.replace("%", "").replace("ร้อยละ", ""))
        if not 0 <= value <= 100 or value != value.quantize(_SATANG):
            return None, remark(field.key, BAD, "percent_range")
        plain = text.replace("%", "").replace("ร้อยละ", "").strip()
        usual = {f"{value:f}", f"{value.normalize():f}", f"{value:.2f}"}
        return value, None if plain in usual else remark(field.key, LOOK, "read_as", text=f"{value.normalize():f}")

    def _number(self, field: Field, cell: Cell, text: str) -> Read:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return float(cell), None
        value = float(parse_decimal(text))
        return value, None

    def _programme(self, field: Field, cell: Cell, text: str) -> Read:
        found = PROGRAMMES.get(fold(text)) or PROGRAMMES.get(fold(text).removeprefix("แผนงาน"))
        if found is None:
            return None, remark(field.key, BAD, "programme_unknown", text=text[:60])
        return found, None

    def _fund(self, field: Field, cell: Cell, text: str) -> Read:
        found = FUNDS.get(fold(text))
        return (found, None) if found else (None, remark(field.key, BAD, "fund_unknown", text=text[:60]))

    def _method(self, field: Field, cell: Cell, text: str) -> Read:
        found = METHODS.get(fold(text))
        return (found, None) if found else (None, remark(field.key, BAD, "method_unknown", text=text[:60]))

    def _tax_id(self, field: Field, cell: Cell, text: str) -> Read:
        digits = re.sub(r"[\s\-–]", "", from_thai_digits(text))
        if not (tin.is_valid(digits) or pin.is_valid(digits)):
            return None, remark(field.key, BAD, "tax_id_wrong")
        return digits, None

    def _system(self, field: Field, cell: Cell, text: str) -> Read:
        found = SYSTEMS.get(fold(text))
        return (found, None) if found else (None, remark(field.key, BAD, "system_unknown", text=text[:60]))

    def _seen(self, field: Field, text: str, value: str) -> Remark | None:
        return None if text == value else remark(field.key, LOOK, "read_as", text=value)


def place_of(values: dict[str, Any], options: Options) -> tuple[tuple[float, float, str, str] | None, Remark | None]:
    """Longitude, latitude (WGS 84), reference system and text of a row's coordinates, or what is wrong with them."""
    system = values.get("system") or options.system or None
    text, field = values.get("coordinates"), "coordinates"
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if text is None and (latitude is None) != (longitude is None):
        return None, remark("latitude" if latitude is None else "longitude", BAD, "place_half")
    if text is None:
        if latitude is None:
            return None, None
        if system is None and -90 <= latitude <= 90:
            system = "wgs84"
        text, field = f"{longitude!r} {latitude!r}" if system != "wgs84" else f"{latitude!r}, {longitude!r}", "latitude"
    try:
        readings = read_coordinates(text, system=system)
    except GeoError as error:
        return None, remark_of(field, error)
    if len(readings) > 1:
        return None, remark(field, BAD, "place_ambiguous", count=len(readings))
    one = readings[0]
    problem = remark(field, LOOK, "read_as", text=f"{one.latitude:.6f}, {one.longitude:.6f}") if one.swapped else None
    return (one.longitude, one.latitude, one.system, text), problem
