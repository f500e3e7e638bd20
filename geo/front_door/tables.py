"""Reading CSV and XLSX tables, which have rows but no geometry. Runs only inside the child process."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from geo.front_door.dbf_text import encoding_name
from geo.front_door.refusals import RefusedUpload, too_many_rows
from geo.front_door.uploads import UploadKind, text_encoding

Head = dict[str, Any]
Row = dict[str, Any]

MAX_COLUMNS = 400
_MAX_CELL = 100_000
_DELIMITERS = ",;\t|"


def read(path: Path, kind: UploadKind, request: dict[str, Any]) -> tuple[Head, Iterator[Row]]:
    """Head and rows of a table whose first row names the columns. Raises RefusedUpload."""
    if kind is UploadKind.CSV:
        encoding, lines = csv_rows(path, request["encoding"])
    else:
        encoding, lines = "utf-8", _workbook_rows(path, request["layer"])
    rows = [row for row in islice(lines, request["max_rows"] + 2) if any(cell not in (None, "") for cell in row)]
    if not rows:
        raise RefusedUpload("empty_file", "The table has no rows.", "ตารางไม่มีข้อมูล", "Send it again.", "โปรดส่งใหม่")
    if len(rows) > request["max_rows"] + 1:
        raise too_many_rows(request["max_rows"])
    names = _column_names(rows[0], max(len(row) for row in rows))
    head = {
        "fields": names,
        "count": len(rows) - 1,
        "crs": "",
        "operation": "",
        "encoding": encoding,
        "notes": [],
    }
    return head, _records(names, rows[1:])


def _records(names: list[str], rows: Iterable[list[Any]]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        cells = row + [None] * (len(names) - len(row))
        yield {"n": number, "a": dict(zip(names, cells, strict=True)), "g": None, "p": None}


def _column_names(header: list[Any], width: int) -> list[str]:
    """The first row as names: blanks and repetitions get a number, so that no column is lost."""
    if width > MAX_COLUMNS:
        raise too_many_columns(width)
    names: list[str] = []
    for place in range(width):
        given = header[place] if place < len(header) else None
        name = str(given).strip() if given not in (None, "") else f"column_{place + 1}"
        while name in names:
            name = f"{name}_{place + 1}"
        names.append(name)
    return names


def too_many_columns(width: int) -> RefusedUpload:
    """The error for a table wider than anybody fills by hand."""
    return RefusedUpload(
        "too_many_columns",
        f"The table has {width:,} columns; at most {MAX_COLUMNS} are read.",
        f"ตารางมี {width:,} คอลัมน์ อ่านได้ไม่เกิน {MAX_COLUMNS}",
        "Remove columns that are not needed.",
        "โปรดลบคอลัมน์ที่ไม่ใช้",
    )


def csv_rows(path: Path, asked: str | None) -> tuple[str, Iterator[list[Any]]]:
    """The encoding and the lines of a text table, its delimiter found by counting. Raises `broken_csv`."""
    body = path.read_bytes()
    encoding = (encoding_name(asked) if asked else "") or text_encoding(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        encoding = text_encoding(body)
        text = body.decode(encoding)
    first_line = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    csv.field_size_limit(_MAX_CELL)
    try:
        rows: list[list[Any]] = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise RefusedUpload(
            "broken_csv",
            f"The table cannot be read: {error}.",
            "อ่านตารางไม่ได้",
            "Check for a quotation mark that is not closed.",
            "โปรดตรวจเครื่องหมายคำพูดที่ไม่ได้ปิด",
        ) from error
    return encoding, iter(rows)


def _workbook_rows(path: Path, asked: str | None) -> Iterator[list[Any]]:
    from openpyxl import load_workbook  # only this kind of file needs it

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    if asked is None:
        sheet = book.worksheets[0]
    elif asked in book.sheetnames:
        sheet = book[asked]
    else:
        shown = ", ".join(book.sheetnames)[:200]
        raise RefusedUpload(
            "several_layers",
            f"The workbook holds these sheets: {shown}.",
            f"สมุดงานมีแผ่นงานดังนี้ {shown}",
            "Name the one to read.",
            "โปรดระบุแผ่นงานที่ต้องการ",
        )
    for row in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1):
        cells = [_cell(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        yield cells


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)
