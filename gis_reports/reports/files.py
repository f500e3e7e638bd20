"""A table as a file to take away: TSV, CSV for spreadsheets, or XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse

from gis_reports.outputs.table_workbook import workbook
from gis_reports.reports.tables import BYTE_ORDER_MARK, written

KINDS = {
    "tsv": "text/tab-separated-values; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_response(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str, form: str) -> HttpResponse:
    """The table as a download. `form` is a key of `KINDS`; anything else is 404."""
    if form not in KINDS:
        raise Http404
    if form == "xlsx":
        body = workbook(columns, rows)
    else:
        mark = BYTE_ORDER_MARK if form == "csv" else ""
        body = (mark + written(columns, rows, form=form)).encode()
    return HttpResponse(
        body,
        content_type=KINDS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "private, no-store"},
    )
