"""A table as text for files and the shell: TSV and CSV for people and spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

FORMATS = ("tsv", "csv", "json")
BYTE_ORDER_MARK = "\ufeff"
# A cell that begins like this would be read as a formula by a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def written(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, form: str) -> str:
    """The table in one of `FORMATS`. Money keeps its two decimals; None is an empty cell (`null` in JSON).

    CSV neutralises texts that a spreadsheet would take for formulas. The byte order mark is for the file to put first.
    """
    if form == "json":
        listed = [dict(zip(columns, (_plain(cell) for cell in row), strict=True)) for row in rows]
        return json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
    text = io.StringIO()
    if form == "tsv":
        text.write("\t".join(columns) + "\n")
        for row in rows:
            text.write("\t".join(_one_line(cell) for cell in row) + "\n")
        return text.getvalue()
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(cell: Any) -> Any:
    return str(cell) if isinstance(cell, Decimal) else cell


def _one_line(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _harmless(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
