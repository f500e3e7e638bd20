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
_NEEDED: Final = ("number", "agency", "amount")
_PREFIXES: Final = sorted(
    ((fold(word), kind) for words in (FULL_PREFIX_TH, SHORT_PREFIX_TH) for kind, word in words.items() if word),
    key=lambda pair: -len(pair[0]),
)


@dataclass(frozen=True, slots=True)
class ProcurementRow:
    """One row: `amount` in baht, `year` a fiscal year (BE) or None."""

    line: int
    number: str
    name: str
    agency: str
    province: str
    district: str
    amount: Decimal
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
        """Baht of all rows."""
        return sum((row.amount for row in self.rows), Decimal(0))


def read_rows(path: Path) -> Iterator[ProcurementRow]:
    """The rows of the file in order. Raises RefusedUpload (`no_such_columns`, and those of the front door)."""
    upload = sniff_upload(path.name, path)
    if upload.kind is not UploadKind.CSV:
        raise _without_columns("CSV")
    text = path.read_text(encoding=upload.encoding)
    lines = csv.reader(StringIO(text.removeprefix("\ufeff")))
    head = {fold(name): place for place, name in enumerate(next(lines))}
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
        yield ProcurementRow(
            line=line,
            number=from_thai_digits(given["number"]),
            name=given["name"],
            # the body itself; where that is none of ours, its part may be
            agency=given["part"]
            if kind_and_name(given["part"]) and not kind_and_name(given["agency"])
            else given["agency"],
            province=PROVINCE_ALIASES_TH.get(given["province"], given["province"]),
            district=given["district"],
            amount=_amount(given["amount"]),
            year=int(year) if year.isascii() and year.isdigit() else None,
        )


def _amount(text: str) -> Decimal:
    try:
        return parse_decimal(text)
    except GeoError:
        return Decimal(0)  # a row without a sum still counts as a row


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
