"""CSV for Excel and for programs: UTF-8 with one byte-order mark, columns named by their keys, CRLF line ends.

A text that a spreadsheet could take for a formula (it begins with = + - @, tab, CR or LF) gets one apostrophe before
it; numbers, negative ones too, stay numbers. Written by Python's csv module, read back by Arrow's reader.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from gis_reports.outputs.about import About
from gis_reports.outputs.fields import FIELDS, KEYS, Kind
from gis_reports.outputs.read_back import Entry, Fingerprint
from gis_reports.outputs.rows import ProjectRow
from gis_reports.outputs.text_fitting import neutralised, restored

_READ = ("id", "name", "planned_budget", "budget_total", "contract_total", "paid_total", "longitude", "latitude")


class TableFile:
    """A CSV file that is being written, row by row."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(KEYS)

    def add(self, row: ProjectRow) -> None:
        """Write one project."""
        self._writer.writerow([_cell(value, field.kind) for field, value in zip(FIELDS, row, strict=True)])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def _cell(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind is Kind.TEXT:
        return neutralised(value)
    if kind is Kind.MOMENT:
        return str(value.isoformat(timespec="seconds"))
    return f"{value:.2f}" if isinstance(value, Decimal) else repr(value)


def write(rows: Iterable[ProjectRow], path: Path, about: About) -> Fingerprint:
    """Write the rows and return what was written. A CSV has no place for `about`."""
    written = Fingerprint()
    table = TableFile(path)
    try:
        for row in rows:
            table.add(row)
            written.add(Entry(row.id, row.name, row.money, row.place))
    finally:
        table.close()
    return written


def read(path: Path) -> Iterator[Entry]:
    """Read the file with Arrow's CSV reader, in blocks."""
    texts = arrow_csv.ConvertOptions(column_types={key: pa.string() for key in KEYS}, strings_can_be_null=False)
    with arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(block_size=512 * 1024, use_threads=False),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=texts,
    ) as batches:
        for batch in batches:
            columns = [batch.column(key).to_pylist() for key in _READ]
            for number, name, *money, x, y in zip(*columns, strict=True):
                place = (float(x), float(y)) if x else None
                yield Entry(int(number), restored(name), tuple(map(Decimal, money)), place)
