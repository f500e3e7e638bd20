"""Any small table as an XLSX workbook: a head that stays in view, figures as figures, texts never as formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from gis_reports.outputs.text_fitting import without_controls


def workbook(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The file. Money (Decimal) is shown with two decimals and thousands separators."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("report")
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, is_head=True) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, is_head: bool = False) -> Any:
    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, value=without_controls(value) if text else value)
    if text:
        cell.data_type = "s"  # a text that begins with = is a text
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    if is_head:
        cell.font = Font(bold=True)
    return cell
