"""The national procurement file: whose each row is. Names repeat, so that a name alone never decides.

A row names its agency in full (`เทศบาลตำบลแม่ริม`) and its province; some files name the district as well. What begins
with the word for a kind of local authority is local; everything else is not, and is named so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Final

from geo.errors import GeoError
from geo.front_door import RefusedUpload, UploadKind, sniff_upload
from geo.thai import from_thai_digits, parse_decimal
from layers.enums import FULL_PREFIX_TH, SHORT_PREFIX_TH, AuthorityKind
from layers.reference import PROVINCE_ALIASES_TH
from projects.importing.heads import fold

# Meaning → the heads that carry it, the surest first.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "number": ("รหัสโครงการ", "project_id", "เลขที่โครงการ"),
    "name": ("ชื่อโครงการ", "project_name"),
    "agency": ("ชื่อหน่วยงาน", "dept_name"),
    "part": ("ชื่อหน่วยงานย่อย", "dept_sub_name"),
    "amount": ("ราคาตกลงซื้อ/จ้าง", "งบประมาณ(บาท)", "contract_price", "project_money"),
    "year": ("ปีงบประมาณ", "budget_year"),
    "province": ("จังหวัด", "province"),
    "district": ("อำเภอ", "district"),
}
_PARTS: Final = ("โรงเรียนเทศบาล", "ศูนย์พัฒนาเด็กเล็ก", "โรงเรียนองค์การบริหารส่วน", "สถานธนานุบาลเทศบาล")
SATANG: Final = Decimal("0.01")
MOST_BAHT: Final = Decimal(10**13)
_NEEDED: Final = ("number", "agency", "amount")
_PREFIXES: Final = sorted(
    ((fold(word), kind) for words in (FULL_PREFIX_TH, SHORT_PREFIX_TH) for kind, word in words.items() if word),
    key=lambda pair: -len(pair[0]),
)


@dataclass(frozen=True, slots=True)
class ProcurementRow:
    """One row: `amount` in baht, `year` a fiscal year (BE); None where the file says nothing that can be read."""

    line: int
    number: str
    name: str
    agency: str
    province: str
    district: str
    amount: Decimal | None
    year: int | None


@dataclass(slots=True)
class Agency:
    """All rows of one agency: the name as written, province and district, how many rows, how many baht."""

    name: str
    province: str
    district: str
    rows: list[ProcurementRow] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        """Baht of all rows that have a sum."""
        return sum((row.amount for row in self.rows if row.amount is not None), Decimal(0))

    @property
    def without_sum(self) -> list[ProcurementRow]:
        """The rows whose sum cannot be read."""
        return [row for row in self.rows if row.amount is None]


def read_rows(path: Path, name: str = "") -> Iterator[ProcurementRow]:
    """The rows of the file in order; `name` is how the sender calls it.

    Raises RefusedUpload (`no_such_columns`, `broken_csv`, and those of the front door).
    """
    upload = sniff_upload(name or path.name, path)
    if upload.kind is not UploadKind.CSV:
        raise _without_columns("CSV")
    text = path.read_text(encoding=upload.encoding).replace("\x00", "")
    lines = csv.reader(StringIO(text.removeprefix("\ufeff")))
    try:
        yield from _rows_of(lines)
    except csv.Error as error:
        raise RefusedUpload(
            "broken_csv",
            f"The file is broken near line {lines.line_num}.",
            f"ไฟล์เสียหายใกล้บรรทัดที่ {lines.line_num}",
            "Send the CSV as it was published.",
            "โปรดส่งไฟล์ CSV ตามที่เผยแพร่",
        ) from error


def _rows_of(lines: Iterator[list[str]]) -> Iterator[ProcurementRow]:
    head = {fold(name): place for place, name in enumerate(next(lines, []))}
    places = {
        meaning: next((head[fold(name)] for name in names if fold(name) in head), None)
        for meaning, names in COLUMNS.items()
    }
    if missing := [COLUMNS[name][0] for name in _NEEDED if places[name] is None]:
        raise _without_columns(", ".join(missing))
    for line, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        given = {
            meaning: " ".join(cells[place].split()) if place is not None and place < len(cells) else ""
            for meaning, place in places.items()
        }
        year = from_thai_digits(given["year"])
        is_year = year.isascii() and year.isdigit() and len(year) == 4
        yield ProcurementRow(
            line=line,
            number=from_thai_digits(given["number"])[:40],
            name=given["name"],
            # the body itself; where that is none of ours, its part may be
            agency=(
                given["part"]
                if kind_and_name(given["part"]) and not kind_and_name(given["agency"])
                else given["agency"]
            )[:250],
            province=PROVINCE_ALIASES_TH.get(given["province"], given["province"])[:120],
            district=given["district"][:120],
            amount=_amount(given["amount"]),
            year=int(year) if is_year else None,
        )


def _amount(text: str) -> Decimal | None:
    """The sum; None for what is no sum of baht, so that the row still counts and is named as one without."""
    try:
        amount = parse_decimal(text)
    except GeoError:
        return None
    return amount.quantize(SATANG) if 0 <= amount < MOST_BAHT else None


def agencies_of(rows: Iterable[ProcurementRow]) -> list[Agency]:
    """The rows by agency, province and district, in the order in which they first appear."""
    found: dict[tuple[str, str, str], Agency] = {}
    for row in rows:
        key = (row.agency, row.province, row.district)
        found.setdefault(key, Agency(*key)).rows.append(row)
    return list(found.values())


def kind_and_name(agency: str) -> tuple[AuthorityKind, str] | None:
    """The kind of local authority and its bare name; None for an agency that is no local authority."""
    plain = re.sub(r"\s+", "", agency)
    plain = re.sub(r"(?:จังหวัด|จ\.)(?=[^\s]*$)(?<!ส่วนจังหวัด).*$", "", plain) if "ส่วนจังหวัด" not in plain else plain
    if plain.startswith("เมืองพัทยา"):
        return AuthorityKind.SPECIAL, "เมืองพัทยา"
    folded = fold(plain)
    for prefix, kind in _PREFIXES:
        if folded.startswith(prefix) and len(folded) > len(prefix):
            return kind, folded[len(prefix) :]
    return None


def is_part_of_one(agency: str) -> bool:
    """Whether an agency is a part of some local authority that its name does not tell, such as a municipal school."""
    return re.sub(r"\s+", "", agency).startswith(_PARTS)


def _without_columns(missing: str) -> RefusedUpload:
    return RefusedUpload(
        "no_such_columns",
        f"The file is not the national procurement file; it lacks {missing}.",
        f"ไม่ใช่ไฟล์จัดซื้อจัดจ้างของประเทศ ขาด {missing}",
        "Send the CSV as it was published.",
        "โปรดส่งไฟล์ CSV ตามที่เผยแพร่",
    )
