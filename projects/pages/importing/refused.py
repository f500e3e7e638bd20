"""The rows that were not taken, as a file with the reasons beside them, to be mended and sent in again."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from projects.importing.fields import BY_KEY
from projects.importing.remarks import BAD, in_words
from projects.models import ImportJob, ImportRow
from projects.pages.importing.job import own_job
from projects.pages.importing.preview import rows_shown

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
def import_refused(request: HttpRequest, pk: int, form: str) -> HttpResponse | StreamingHttpResponse:
    """The refused rows of a job, XLSX or CSV; 404 for a job that the person may not know of."""
    _user, job = own_job(request, pk)
    if not job.counts.get("refused"):
        raise Http404
    stem = job.name.rsplit(".", 1)[0][:80]
    name = f"{stem} - {pgettext('import', 'refused')}.{form}"
    response: HttpResponse | StreamingHttpResponse
    if form == "csv":
        response = StreamingHttpResponse(_csv(job), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(_workbook(job), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _table(job: ImportJob) -> Iterator[list[str]]:
    """Head and rows as they stood in the file, with the line and the reasons in two more columns."""
    yield [*(name or str(place + 1) for place, name in enumerate(job.columns)), _("row in the file"), _("reason")]
    for row in rows_shown(job, "refused").iterator(chunk_size=1000):
        yield [*row.cells, str(row.line), reasons(row)]


def reasons(row: ImportRow) -> str:
    """Why a row was refused, each reason after the name of its field."""
    found = [one for one in row.remarks or [] if one["l"] == BAD]
    return " · ".join(
        f"{BY_KEY[one['f']].label}: {in_words(one)}" if one["f"] in BY_KEY else in_words(one) for one in found
    )


def _csv(job: ImportJob) -> Iterator[str]:
    yield "\ufeff"
    line = StringIO()
    writer = csv.writer(line)
    for cells in _table(job):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell for cell in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).lstrip("+-").isdigit()


def _workbook(job: ImportJob) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet(pgettext("import", "refused"))

    def cell(text: str) -> Any:
        made = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:32_000])
        made.data_type = "s"  # a text that begins with = is a text
        return made

    for cells in _table(job):
        sheet.append([cell(text) for text in cells])
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()
