"""The second step: sheet, head, what each column means, and what holds for all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import capfirst

from accounts.models import User
from geo.systems import SYSTEMS
from geo.thai import from_thai_digits
from projects.importing.fields import BY_KEY, FIELDS
from projects.importing.sources import head_in
from projects.models import ImportJob, Programme
from projects.models.imports import ImportState
from projects.services.checking import language, wrong
from projects.services.importing.starting import OWN_EXPORT, look_at_sheet, may_map

SHEETS_SHOWN = 50
LINES_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file. `chosen` is the key of its field; `origin` is remembered, suggested or empty."""

    place: int
    name: str
    sample: str
    chosen: str
    origin: str
    not_yours: str


def mapping_of(posted: QueryDict, job: ImportJob) -> list[str]:
    """The key of a field for each column, as the form says."""
    return [posted.get(f"column_{place}", "") for place in range(len(job.columns))]


def options_of(posted: QueryDict) -> dict[str, Any]:
    """What the form says of all rows. Raises ValidationError for a year that is no number."""
    year = from_thai_digits(posted.get("fiscal_year", "").strip())
    if year and not (year.isascii() and year.isdigit() and len(year) <= 4):
        from django.utils.translation import gettext as _

        raise wrong("fiscal_year", _("Write the fiscal year with four digits, such as 2559."), code="year_unreadable")
    programme = posted.get("programme", "")
    return {
        "two_digits": posted.get("two_digits", ""),
        "system": posted.get("system", ""),
        "fiscal_year": int(year) if year else None,
        "programme": int(programme) if programme.isascii() and programme.isdigit() and len(programme) < 3 else None,
    }


def column_page(
    request: HttpRequest,
    job: ImportJob,
    user: User,
    *,
    typed: QueryDict | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with what was typed where there was something wrong with it."""
    mapping, options, name = job.mapping, job.options, job.mapping_name
    asked = typed or request.GET
    if job.state == ImportState.READ or "sheet" in asked:
        sheet, line = _asked(asked, "sheet", job.sheet), _asked(asked, "head_line", None)
        try:
            look_at_sheet(job, by=user, sheet=sheet, head_line=line if line or sheet != job.sheet else job.head_line)
        except ValidationError as error:
            problems = [*(problems or []), *error.messages]
        mapping, options, name = job.mapping, job.options, job.mapping_name
    if typed is not None:
        mapping = [typed.get(f"column_{place}", "") for place in range(len(job.columns))]
        options = {key: typed.get(key, "") for key in ("two_digits", "system", "fiscal_year", "programme")}
    described = job.sheets[job.sheet]
    head = head_in(described, job.head_line)
    context = {
        "job": job,
        "step": 2,
        "columns": _columns(head.names, head.samples, mapping, name, user, job.authority_id),
        "fields": [
            (field.key, capfirst(str(field.label))) for field in FIELDS if may_map(user, field.key, job.authority_id)
        ],
        "sheets": [(place, one["name"], one["height"]) for place, one in enumerate(job.sheets[:SHEETS_SHOWN])],
        "lines": [] if "names" in described else _lines(described),
        "options": {key: str(value or "") for key, value in options.items()},
        "systems": [(system.name, system.label(language())) for system in SYSTEMS],
        "programmes": list(Programme.objects.all()),
        "problems": problems or [],
        "remember_as": typed.get("remember_as", "") if typed is not None else name if name != OWN_EXPORT else "",
    }
    return render(request, "projects/importing/columns.html", context, status=status)


def _asked(asked: QueryDict, name: str, otherwise: Any) -> Any:
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise


def _lines(described: dict[str, Any]) -> list[tuple[int, str]]:
    """The first lines, each with the beginning of what stands in it, to choose the head from."""
    return [
        (line, " · ".join(cell for cell in cells if cell)[:60])
        for line, cells in described["lines"][:LINES_SHOWN]
        if any(cells)
    ]


def _columns(
    names: tuple[str, ...],
    samples: tuple[tuple[str, ...], ...],
    mapping: list[str],
    remembered: str,
    user: User,
    authority_id: int,
) -> list[Column]:
    from projects.importing.heads import meaning_of

    found = []
    for place, name in enumerate(names):
        chosen = mapping[place] if place < len(mapping) else ""
        key = meaning_of(name)
        strange = key and not may_map(user, key, authority_id)
        found.append(
            Column(
                place=place,
                name=name,
                sample=next((row[place] for row in samples if place < len(row) and row[place]), ""),
                chosen=chosen,
                origin=("remembered" if remembered else "suggested") if chosen else "",
                not_yours=str(BY_KEY[key].label) if strange else "",
            )
        )
    return [column for column in found if column.name or column.sample or column.chosen]
