"""A workbook or a text table as it stands: sheets, numbered lines, merged cells. Nothing is taken for a head."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from geo.front_door.layer import MAX_MEMORY_BYTES, MAX_OUTPUT_BYTES, MAX_ROWS, answer_of_child
from geo.front_door.uploads import UploadKind

TIMEOUT_S = 120
_FILE_NAMES = {UploadKind.CSV: "table.csv", UploadKind.XLSX: "table.xlsx"}


@dataclass(frozen=True, slots=True)
class DateCell:
    """A cell that the spreadsheet itself holds as a day, by its common-era year, month and day."""

    iso: str


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A cell with a formula whose value the file does not hold. `text` is the formula."""

    text: str


Cell = str | int | float | bool | None | DateCell | FormulaCell


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `merged` holds (first line, first column, last line, last column), lines from 1, columns from 0."""

    name: str
    height: int
    width: int
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One line of a sheet: the number of the sheet from 0, of the line from 1, and the cells. No line is blank."""

    sheet: int
    line: int
    cells: list[Cell]


@dataclass(slots=True)
class Grid:
    """An open file. Iterating gives the lines in order, sheet after sheet; blank lines are left out."""

    sheets: list[Sheet]
    encoding: str
    _lines: Path

    def __iter__(self) -> Iterator[GridRow]:
        with self._lines.open("rb") as lines:
            next(lines)
            for line in lines:
                row = orjson.loads(line)
                if row.get("end"):
                    return
                yield GridRow(row["s"], row["n"], [_cell(cell) for cell in row["c"]])


@contextmanager
def open_grid(
    path: Path,
    kind: UploadKind,
    *,
    sheet: int | None = None,
    first_lines: int | None = None,
    max_rows: int = MAX_ROWS,
    timeout_s: float = TIMEOUT_S,
    memory_bytes: int = MAX_MEMORY_BYTES,
) -> Iterator[Grid]:
    """Open a CSV or XLSX file that `sniff_upload` let through, in a child process with limits.

    `sheet` keeps to one sheet, `first_lines` to the beginning of each. Raises RefusedUpload (`too_many_rows`,
    `too_many_columns`, `unreadable_file`, `took_too_long`, `too_much_memory`, `broken_csv` …).
    """
    with tempfile.TemporaryDirectory(prefix="geo-grid-") as name:
        folder = Path(name)
        source = folder / _FILE_NAMES[kind]
        source.symlink_to(path.resolve(strict=True))
        request: dict[str, object] = {
            "path": str(source),
            "kind": kind.value,
            "sheet": sheet,
            "first_lines": first_lines,
            "max_rows": max_rows,
            "memory_bytes": memory_bytes,
            "output_bytes": MAX_OUTPUT_BYTES,
            "cpu_s": int(timeout_s) + 1,
        }
        head, lines = answer_of_child(request, folder, kind, timeout_s)
        sheets = [
            Sheet(one["name"], one["height"], one["width"], tuple(tuple(part) for part in one["merged"]))
            for one in head["sheets"]
        ]
        yield Grid(sheets, head["encoding"], lines)


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return DateCell(value["d"]) if "d" in value else FormulaCell(value["f"])
    plain: Cell = value
    return plain
