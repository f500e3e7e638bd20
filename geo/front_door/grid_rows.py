"""Reading CSV and XLSX line by line, as they stand. Runs only inside the child process (see geo.front_door.grid)."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from geo.front_door.refusals import RefusedUpload, too_many_rows
from geo.front_door.tables import MAX_COLUMNS, csv_rows, too_many_columns
from geo.front_door.uploads import UploadKind

Head = dict[str, Any]
Row = dict[str, Any]

_MAX_TEXT = 100_000
_MAX_SHEETS = 200
# A formula, and whether a value stands beside it; bytes, because a sheet may have a hundred megabytes.
_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(path: Path, kind: UploadKind, request: dict[str, Any]) -> tuple[Head, Iterator[Row]]:
    """Head and lines. Raises RefusedUpload, and calamine's own errors for a workbook that cannot be read."""
    if kind is UploadKind.CSV:
        return _read_text(path, request)
    return _read_workbook(path, request)


def _read_text(path: Path, request: dict[str, Any]) -> tuple[Head, Iterator[Row]]:
    encoding, lines = csv_rows(path, None)
    rows = list(lines)
    width = max((len(row) for row in rows), default=0)
    _check_size(len(rows), width, request)
    head = {"sheets": [{"name": "", "height": len(rows), "width": width, "merged": []}], "encoding": encoding}
    return head, _numbered(0, 1, rows, {}, request["first_lines"])


def _read_workbook(path: Path, request: dict[str, Any]) -> tuple[Head, Iterator[Row]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(str(path))
    shown = [
        meta.name
        for meta in book.sheets_metadata[:_MAX_SHEETS]
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    ]
    asked = request["sheet"]
    sheets, described = [], []
    for place, name in enumerate(shown):
        sheet = book.get_sheet_by_name(name)
        first, left = sheet.start or (0, 0)
        height, width = first + sheet.height, left + sheet.width
        _check_size(height, width, request)
        merged = [[one[0][0] + 1, one[0][1], one[1][0] + 1, one[1][1]] for one in sheet.merged_cell_ranges or []]
        described.append({"name": name, "height": height, "width": width, "merged": merged[:5000]})
        if asked is None or asked == place:
            sheets.append((place, name, sheet))
    if not described:
        raise RefusedUpload(
            "empty_file",
            "The workbook has no sheet with cells.",
            "สมุดงานไม่มีแผ่นงานที่มีข้อมูล",
            "Send it again.",
            "โปรดส่งใหม่",
        )
    return {"sheets": described, "encoding": "utf-8"}, _workbook_lines(path, sheets, request)


def _workbook_lines(path: Path, sheets: list[tuple[int, str, Any]], request: dict[str, Any]) -> Iterator[Row]:
    with zipfile.ZipFile(path) as archive:
        parts = _parts(archive)
        for place, name, sheet in sheets:
            formulas = _without_value(archive, parts.get(name, ""))
            left = sheet.start[1] if sheet.start else 0  # iterating leaves out the columns before the first cell
            rows = ([None] * left + row for row in sheet.iter_rows())
            yield from _numbered(place, 1, rows, formulas, request["first_lines"])


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """For each sheet's name the part of the archive that holds its cells."""
    book = fromstring(archive.read("xl/workbook.xml"))
    relations = {one.get("Id"): one.get("Target", "") for one in fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
    found = {}
    for element in book.iter():
        if element.tag.endswith("}sheet"):
            target = relations.get(element.get(_RELATION), "")
            found[str(_name(element))] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _name(element: Element) -> str:
    return element.get("name", "")


def _without_value(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], str]:
    """The formulas whose value the file does not hold, by line (from 1) and column (from 0)."""
    if part not in archive.namelist():
        return {}
    content = archive.read(part)
    if b"<f" not in content:
        return {}
    return {
        (int(found[2]), _column(found[1])): "=" + (found[3] or b"").decode("utf-8", "replace")[:100]
        for found in _FORMULA.finditer(content)
    }


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _numbered(
    place: int, begins: int, rows: Iterable[list[Any]], formulas: dict[tuple[int, int], str], most: int | None
) -> Iterator[Row]:
    by_line: dict[int, dict[int, str]] = {}
    for (line, column), text in formulas.items():
        by_line.setdefault(line, {})[column] = text
    for line, row in enumerate(islice(rows, most), start=begins):
        cells = [_cell(value) for value in row]
        for column, text in by_line.get(line, {}).items():
            if column < len(cells) and cells[column] is None:
                cells[column] = {"f": text}
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield {"s": place, "n": line, "c": cells}


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_MAX_TEXT] if value.strip() else None
    if isinstance(value, dt.datetime):
        return {"d": value.date().isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if value is None or isinstance(value, (int, float, bool)):
        return value
    return str(value)


def _check_size(height: int, width: int, request: dict[str, Any]) -> None:
    if height > request["max_rows"] + 100:
        raise too_many_rows(request["max_rows"])
    if width > MAX_COLUMNS:
        raise too_many_columns(width)
