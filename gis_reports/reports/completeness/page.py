"""The completeness page. Everything that is shown stands in the address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from gis_reports import grounds
from gis_reports.reports.completeness.answering import answer, name_of, no_such_province, picked_column
from gis_reports.reports.completeness.authorities import matrix, named_authorities
from gis_reports.reports.completeness.days import days
from gis_reports.reports.completeness.drawing import drawn
from gis_reports.reports.completeness.grid import figures_shown, grid_body, grid_head
from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import Column, Completeness, Line, completeness
from gis_reports.reports.completeness.rules import WHOLE, ListedState, Order
from gis_reports.reports.doors import authority_map
from gis_reports.reports.kept import kept
from gis_reports.reports.reach import Reach, reach_of
from gis_reports.reports.refusals import refusal_page
from gis_reports.reports.wording import in_english, short_kind
from layers.templatetags.design import state_name
from projects.enums import Stage

if TYPE_CHECKING:
    from accounts.models import User


@require_safe
def completeness_page(request: HttpRequest) -> HttpResponse:
    """The report of a day: grid, map and names for provinces and country; the own matrix for an authority's staff."""
    today = timezone.localdate()
    try:
        asked = Question.read(request.GET.dict(), today=today)
        reach = reach_of(request)
        if reach.is_staff_only:
            return _matrix_page(request, asked, reach, today)
        question, report = answer(asked, reach)
    except ValidationError as refused:
        return refusal_page(request, refused, title=_("Completeness of the data"))
    column = picked_column(question, report)
    return render(
        request,
        "gis_reports/completeness/page.html",
        {
            "question": question,
            "report": report,
            **_kept(request, report, question, column),
            "column": column,
            "stages": list(Stage),
            "as_of": days(question, today=today),
            "names": _names(report, question, column, reach),
            "orders": _orders(),
            "states": [(state, capfirst(state_name(state))) for state in ListedState],
            "is_narrow": reach.only_province is not None,
            "crumbs": [{"label": pgettext("menu", "Home"), "url": "/"}, {"label": _("Completeness of the data")}],
        },
    )


def _kept(
    request: HttpRequest, report: Completeness, question: Question, column: Column | None
) -> dict[str, SafeString]:
    """The grid and the map, written again only when one of their figures has changed."""
    figures = figures_shown(report, question)
    ground = grounds.country()
    here = {"question": question.address(), "scope": cast("User", request.user).scope.key}

    def grid() -> SafeString:
        return grid_head(report, question, column) + grid_body(report, question, column)

    def country() -> SafeString:
        return render_to_string("gis_reports/_choropleth.html", {"map": drawn(report, question, column, ground)})

    return {
        "grid": kept(grid, figures, part="completeness grid", **here),
        "country": kept(country, figures, ground.version, part="completeness map", **here),
    }


def _orders() -> list[tuple[Order, str]]:
    return [
        (Order.ANNEX, _("As in the printed annex")),
        (Order.ALPHABET, _("By dictionary")),
        (Order.MOST, _("Most first")),
    ]


# --- The names behind a figure ----------------------------------------------------------------------------------------


def _names(report: Completeness, question: Question, column: Column | None, reach: Reach) -> dict[str, Any] | None:
    """The list behind the picked figure; None while no figure is picked."""
    line = report.line(question.province)
    if line is None or column is None:
        return None
    listing = named_authorities(
        as_of=question.as_of,
        reach=reach,
        stage=column.stage,
        fiscal_year=column.fiscal_year,
        province=None if line.code == WHOLE else line.code,
        state=question.state,
        kind=question.kind,
        in_english=in_english(),
        page=question.page,
    )
    here = question.address
    return {
        "line": line,
        "name": name_of(line),
        "counts": line.cells[column.key],
        "number": line.cells[column.key].of(question.state),
        "share": line.cells[column.key].share(question.state),
        "days_left": (column.due_on - question.as_of).days if column.due_on else None,
        "listing": listing,
        "authorities": [
            {
                "named": named,
                "name": named.short_name(in_english()),
                "href": authority_map(named.authority_id, fiscal_year=column.fiscal_year),
                "place": _place(named.district_th, named.district_en, named.province_th, named.province_en, line.code),
                "strip": named.masks.strip,
                "is_overdue": bool(named.masks.overdue & column.stage.bit),
            }
            for named in listing.authorities
        ],
        "pace": _pace(question, column, line) if column.is_open else "",
        "state_chips": [
            (state, listing.states[state], f"?{here(state=state, kind=None)}#names")
            for state in ListedState
            if listing.states[state] or state is question.state
        ],
        "kind_chips": [
            (short_kind(kind), number, f"?{here(kind=kind)}#names", kind is question.kind)
            for kind, number in listing.kinds.items()
        ],
        "all_kinds": (sum(listing.kinds.values()), f"?{here(kind=None)}#names"),
        "earlier": f"?{here(page=listing.page - 1)}#names" if listing.page > 1 else "",
        "later": f"?{here(page=listing.page + 1)}#names" if listing.page < listing.pages else "",
        "closed": "?" + here(province=None, kind=None),
    }


def _pace(question: Question, column: Column, line: Line) -> str:
    """The burn-down of the picked column and province."""
    parts = {"stage": column.stage.slug, "fiscal_year": column.fiscal_year, "as_of": question.parts()["as_of"]}
    if line.code != WHOLE:
        parts["province"] = line.code
    return f"{reverse('pace')}?{urlencode(parts)}"


def _place(district_th: str, district_en: str, province_th: str, province_en: str, code: str) -> str:
    """Where an authority lies: its district; and its province too in a list of the whole country."""
    english = in_english()
    district = district_en if english and district_en else district_th
    parts = [_("%(district)s district") % {"district": district}] if district else []
    if code == WHOLE:
        parts.append(province_en if english and province_en else province_th)
    return " · ".join(parts)


# --- The staff of an authority ----------------------------------------------------------------------------------------


def _matrix_page(request: HttpRequest, asked: Question, reach: Reach, today: dt.date) -> HttpResponse:
    """The stages of the reader's own authorities; a province or another authority is none of their business."""
    report = completeness(as_of=asked.as_of, reach=reach, fiscal_year=asked.fiscal_year)
    if asked.province is not None and report.line(asked.province) is None:
        raise no_such_province(asked.province)
    authorities = matrix(as_of=asked.as_of, reach=reach, years=report.years)
    due = {column.key: column for column in report.columns}
    return render(
        request,
        "gis_reports/completeness/matrix.html",
        {
            "question": asked,
            "report": report,
            "as_of": days(asked, today=today),
            "pace": urlencode({"as_of": asked.parts()["as_of"]}),
            "stages": list(Stage),
            "authorities": [
                {
                    "named": named,
                    "name": named.full_name(in_english()),
                    "years": [
                        (
                            year,
                            authority_map(named.authority_id, fiscal_year=year),
                            [(stage, by_year[year].state_of(stage), due[stage, year]) for stage in Stage],
                        )
                        for year in report.years
                    ],
                }
                for named, by_year in authorities.items()
            ],
            "crumbs": [{"label": pgettext("menu", "Home"), "url": "/"}, {"label": _("Completeness of the data")}],
        },
    )
