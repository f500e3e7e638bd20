"""XLSX: typed cells under Thai heads that stay in view, and a sheet that says where the figures come from.

Written in openpyxl's write-only mode, which keeps memory flat; read back from the file's own XML by the standard
library. Text is always a text cell, never a formula. Letters that XML cannot hold become U+FFFD and are counted.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from gis_reports.outputs.about import About
from gis_reports.outputs.fields import FIELDS, KEYS, Field, Kind, explanation
from gis_reports.outputs.read_back import Entry, Fingerprint, OutputError
from gis_reports.outputs.rows import ProjectRow
from gis_reports.outputs.text_fitting import CONTROL, without_controls

MOST_ROWS = 1_048_575  # what a sheet has room for under its head
_FORMATS = {Kind.MONEY: "#,##0.00", Kind.WHOLE: "0", Kind.MOMENT: "yyyy-mm-dd hh:mm:ss"}
_MONEY = [field.key for field in FIELDS if field.kind is Kind.MONEY]
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def write(rows: Iterable[ProjectRow], path: Path, about: About) -> Fingerprint:
    """Write the rows and return what was written. Raises OutputError beyond the rows a sheet has room for."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("projects")
    sheet.freeze_panes = "D2"
    for index, field in enumerate(FIELDS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = field.sheet_width
    sheet.append([_head(sheet, field.thai) for field in FIELDS])
    cells = _Cells(sheet)
    written = Fingerprint()
    replaced = 0
    for row in rows:
        if written.count == MOST_ROWS:
            raise OutputError(
                _("An Excel sheet has room for %(most)d rows only. Choose CSV or GeoPackage, or a smaller selection.")
                % {"most": MOST_ROWS}
            )
        replaced += any(CONTROL.search(text) for text in row if isinstance(text, str))
        sheet.append(cells.of(row))
        written.add(Entry(row.id, without_controls(row.name), row.money, row.place))
    _add_about(book, about, written, replaced)
    _add_dictionary(book)
    book.save(path)
    return written


def _head(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="17395C")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _text(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=without_controls(text))
    cell.data_type = "s"  # a text that begins with = is a text
    return cell


class _Cells:
    """Makes the cells of a row. In write-only mode a cell is written at once, so that one of each column will do."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.kept = [self._formatted(field) for field in FIELDS]

    def _formatted(self, field: Field) -> Any:
        if field.kind not in _FORMATS:
            return None
        cell = WriteOnlyCell(self.sheet)
        cell.number_format = _FORMATS[field.kind]
        return cell

    def of(self, row: ProjectRow) -> list[Any]:
        """The cells of a project."""
        return [self._cell(field, kept, value) for field, kept, value in zip(FIELDS, self.kept, row, strict=True)]

    def _cell(self, field: Field, kept: Any, value: Any) -> Any:
        if value is None or value == "":
            return None
        if field.kind is Kind.TEXT:
            # openpyxl reads a formula or an error code out of these; a text is a text
            return _text(self.sheet, value) if value.startswith(("=", "#")) else without_controls(value)
        if field.kind is Kind.MOMENT:
            value = value.replace(tzinfo=None)  # spreadsheets know no zones; the moment is in Thai time
        if kept is None:
            return float(value)
        kept.value = value
        return kept


def _add_about(book: Workbook, about: About, written: Fingerprint, replaced: int) -> None:
    sheet = book.create_sheet("about")
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 110
    lines = [
        *about.lines(),
        ("จำนวนโครงการ · Projects", str(written.count)),
        ("มีพิกัด · With a place", str(written.placed.count)),
    ]
    if replaced:
        lines.append(("แถวที่มีอักขระควบคุมถูกแทนด้วย U+FFFD · Rows with control characters replaced", str(replaced)))
    for label, value in lines:
        head = _text(sheet, label)
        head.font = Font(bold=True)
        sheet.append([head, _text(sheet, value)])


def _add_dictionary(book: Workbook) -> None:
    sheet = book.create_sheet("fields")
    for letter, width in zip("ABCD", (24, 32, 34, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_head(sheet, text) for text in ("field", "ไทย", "English", "คำอธิบาย · notes")])
    for field in FIELDS:
        sheet.append([_text(sheet, text) for text in (field.key, field.thai, field.english, explanation(field))])


def read(path: Path) -> Iterator[Entry]:
    """Read the first sheet from its XML, row by row, without openpyxl."""
    columns = {get_column_letter(index): key for index, key in enumerate(KEYS, start=1)}
    with zipfile.ZipFile(path) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
        head = True
        for _event, element in iterparse(sheet, events=("end",)):
            if element.tag != f"{_SPREADSHEET}row":
                continue
            if not head:
                yield _entry({columns[cell.get("r").rstrip("0123456789")]: _value(cell) for cell in element})
            head = False
            element.clear()


def _value(cell: Any) -> str:
    if cell.find(f"{_SPREADSHEET}f") is not None:
        raise OutputError("a cell of the workbook became a formula")
    return "".join(cell.itertext())


def _entry(cells: dict[str, str]) -> Entry:
    money = tuple(
        Decimal(f"{float(cells[key]):.2f}")
        for key in ("planned_budget", "budget_total", "contract_total", "paid_total")
    )
    place = (float(cells["longitude"]), float(cells["latitude"])) if cells.get("longitude") else None
    return Entry(int(cells["id"]), cells.get("name", ""), money, place)
