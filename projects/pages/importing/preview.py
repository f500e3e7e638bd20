"""The third step: every row with what was found, by page and by outcome; and what was refused as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst

from projects.importing.fields import BY_KEY
from projects.importing.remarks import BAD, in_words
from projects.models import ImportJob, ImportRow
from projects.models.imports import Outcome

PAGE = 50
_READY = (Outcome.NEW, Outcome.CHANGE, Outcome.SAME)
# The word in the address → the rows it shows.
SHOWN: dict[str, Q] = {
    "all": Q(),
    "ready": Q(outcome__in=_READY),
    "new": Q(outcome=Outcome.NEW),
    "change": Q(outcome=Outcome.CHANGE),
    "same": Q(outcome=Outcome.SAME),
    "look": Q(looks=True, outcome__in=_READY),
    "refused": Q(outcome=Outcome.REFUSED),
    "skipped": Q(outcome=Outcome.SKIPPED),
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell: as it stands in the file, `bad`, `fix` or nothing, and the sentences under it."""

    text: str
    mark: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the file with its outcome; `words` is what is said of the row as a whole."""

    line: int
    outcome: str
    label: str
    project_id: int | None
    cells: tuple[ShownCell, ...]
    words: tuple[str, ...]


def preview_of(job: ImportJob, params: QueryDict) -> dict[str, Any]:
    """What the page shows of the rows: one page of those the address asks for."""
    show = params.get("show", "")
    if show not in SHOWN:
        show = "refused" if job.counts.get("refused") and job.state == "checked" else "all"
    asked = str(params.get("page", ""))
    page = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    rows = list(rows_shown(job, show)[(page - 1) * PAGE : page * PAGE + 1])
    places = [place for place, key in enumerate(job.mapping) if key]
    return {
        "show": show,
        "heads": [capfirst(str(BY_KEY[job.mapping[place]].label)) for place in places],
        "rows": [shown(job, row, places) for row in rows[:PAGE]],
        "page": page,
        "before": f"?{urlencode({'show': show, 'page': page - 1})}" if page > 1 else "",
        "after": f"?{urlencode({'show': show, 'page': page + 1})}" if len(rows) > PAGE else "",
        "first": (page - 1) * PAGE + 1,
        "last": (page - 1) * PAGE + min(len(rows), PAGE),
    }


def rows_shown(job: ImportJob, show: str) -> QuerySet[ImportRow]:
    """The rows of a job that a word of the address means, in the order of the file."""
    return ImportRow.objects.filter(SHOWN[show], authority_id=job.authority_id, job_id=job.pk).order_by("number")


def shown(job: ImportJob, row: ImportRow, places: list[int]) -> ShownRow:
    """A row as the page shows it: each remark under the cell it is about, else beside the outcome."""
    by_place: dict[int, list[dict[str, Any]]] = {}
    beside: list[str] = []
    for one in row.remarks or []:
        place = _place_of(job, one["f"], places)
        if place is None:
            beside.append(in_words(one))
        else:
            by_place.setdefault(place, []).append(one)
    cells = []
    for place in places:
        remarks = by_place.get(place, [])
        mark = "bad" if any(one["l"] == BAD for one in remarks) else "fix" if remarks else ""
        cells.append(ShownCell(row.cells[place], mark, tuple(dict.fromkeys(in_words(one) for one in remarks))))
    return ShownRow(
        line=row.line,
        outcome=row.outcome,
        label=str(Outcome(row.outcome).label),
        project_id=row.project_id if row.outcome in (Outcome.SAME, Outcome.CHANGE) else None,
        cells=tuple(cells),
        words=tuple(beside),
    )


def _place_of(job: ImportJob, field: str, places: list[int]) -> int | None:
    """The column of a remark: that of its field, else one of the same record (a place may stand in two columns)."""
    if field in job.mapping:
        return int(job.mapping.index(field))
    record = BY_KEY[field].record if field in BY_KEY else None
    if record is None:
        return None
    return next(
        (place for place in places if BY_KEY[job.mapping[place]].record == record and field == "coordinates"), None
    )
