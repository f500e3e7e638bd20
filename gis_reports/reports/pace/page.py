"""The burn-down page: what remains, against the calendar. Everything that is shown stands in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from gis_reports.reports.as_of import AsOf, as_of_line
from gis_reports.reports.completeness.question import Question as CompletenessQuestion
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.files import file_response
from gis_reports.reports.kept import kept
from gis_reports.reports.pace.answering import answer, authority_asked, filled
from gis_reports.reports.pace.chart import Drawn, chart
from gis_reports.reports.pace.lines import against_due, ending_words, figures_shown, lines, name_of, names_behind
from gis_reports.reports.pace.question import Question
from gis_reports.reports.pace.report import Opening, Pace, Place, openings
from gis_reports.reports.pace.rules import PaceOrder, days_marked, ideal_at
from gis_reports.reports.pace.stages_page import stages_page
from gis_reports.reports.pace.tables import COLUMNS, CURVE_COLUMNS, FOUR_WEEKS, curve_rows, missing_before, rows
from gis_reports.reports.reach import reach_of
from gis_reports.reports.refusals import refusal_page
from gis_reports.reports.wording import in_english
from layers.templatetags.design import stage_name
from layers.templatetags.thai import number_text, thai_date_text
from projects.enums import Stage

if TYPE_CHECKING:
    from accounts.models import User

TITLE = gettext_lazy("What remains, against the calendar")
# Choices with fields of their own on the page; the form would send them twice.
IN_FIELDS = ("as_of", "stage", "fiscal_year", "province", "sort")


@require_safe
def pace_page(request: HttpRequest) -> HttpResponse:
    """The curve of a place and the table of provinces; the eight stages for an authority's staff."""
    today = timezone.localdate()
    reach = reach_of(request)
    try:
        asked = Question.read(request.GET.dict(), today=today)
        calendar = openings()
        authority = authority_asked(asked, reach)
        if authority is not None or reach.is_staff_only:
            question, _stage, _year = filled(asked, calendar)
            line = as_of_of(question, calendar, today)
            return stages_page(request, question, authority, calendar, line, may_see_provinces=not reach.is_staff_only)
        question, report = answer(asked, reach, calendar)
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    place = report.place(question.province) or report.total
    scope = cast("User", request.user).scope.key
    return render(
        request,
        "gis_reports/pace/page.html",
        {
            "title": TITLE,
            "question": question,
            "report": report,
            "place": place,
            "name": name_of(place),
            "as_of": as_of_of(question, calendar, today),
            "choices": choices(question, calendar),
            "provinces": _options(report, question.province),
            "orders": _orders(),
            "all_provinces": question.address(province=None),
            **_figures(question, report, place),
            **_drawn(question, report, place, scope),
            "crumbs": [{"label": pgettext("menu", "Home"), "url": "/"}, {"label": TITLE}],
        },
    )


def as_of_of(question: Question, calendar: Sequence[Opening], today: dt.date) -> AsOf:
    """The as-of line: from the first opening of the work calendar to today."""
    return as_of_line(
        question.as_of,
        today=today,
        first=min((one.opens_on for one in calendar), default=None),
        due={one.due_on for one in calendar},
        address=lambda day: question.address(as_of=day),
        kept={name: value for name, value in question.parts().items() if name not in IN_FIELDS},
    )


def choices(question: Question, calendar: Sequence[Opening]) -> dict[str, Any]:
    """Stages and fiscal years to choose from."""
    years = {one.fiscal_year for one in calendar} | ({question.fiscal_year} if question.fiscal_year else set())
    return {"stages": [(stage, stage_name(stage)) for stage in Stage], "years": sorted(years, reverse=True)}


def _options(report: Pace, picked: str | None) -> SafeString:
    """The provinces to choose from, by name."""
    english = in_english()
    named = sorted(report.places, key=lambda one: one.name_en if english else one.name_th)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.code, SafeString(" selected") if one.code == picked else "", name_of(one)) for one in named),
    )


def _orders() -> list[tuple[PaceOrder, str]]:
    return [
        (PaceOrder.LATEST, _("Last to be complete first")),
        (PaceOrder.SOONEST, _("First to be complete first")),
        (PaceOrder.ALPHABET, _("By dictionary")),
    ]


def _figures(question: Question, report: Pace, place: Place) -> dict[str, Any]:
    """The key figures beside the chart, each with its door."""
    opening = report.opening
    if opening is None or not report.is_open:
        return {}
    before = missing_before(report, place, FOUR_WEEKS)
    ideal = ideal_at(report.as_of, start=place.start, opens_on=opening.opens_on, due_on=opening.due_on)
    return {
        "opening": opening,
        "behind": f"{reverse('completeness')}?{names_behind(question, day=report.as_of, province=place.code)}",
        "moved": None if before is None else before - place.missing,
        "days_left": (opening.due_on - report.as_of).days,
        "ideal": round(ideal),
        "ending": ending_words(place),
        "against_due": against_due(place.foreseen.days_late(opening.due_on)),
    }


def _drawn(question: Question, report: Pace, place: Place, scope: str) -> dict[str, Any]:
    """Chart and tables, written again only when one of their figures has changed."""
    opening = report.opening
    if opening is None or not report.is_open:
        return {"completeness": _completeness_address(question)}
    figures = figures_shown(report)
    here = {"question": question.address(), "scope": scope}
    completeness = reverse("completeness")

    def door(day: dt.date) -> str:
        return f"{completeness}?{names_behind(question, day=day, province=place.code)}"

    drawn = Drawn(
        label=_label(report, place, opening),
        curve=place.curve,
        opens_on=opening.opens_on,
        as_of=report.as_of,
        due=(opening.due_on,),
        start=place.start,
        foreseen=place.foreseen,
        door=door,
    )
    return {
        "completeness": _completeness_address(question),
        "chart": kept(lambda: chart(drawn), figures, part="pace chart", **here),
        "lines": kept(lambda: lines(report, question, opening, completeness), figures, part="pace lines", **here),
        "days": _days(report, place, opening, door),
    }


def _completeness_address(question: Question) -> str:
    alike = CompletenessQuestion(
        as_of=question.as_of,
        stage=question.stage,
        fiscal_year=question.fiscal_year,
        province=question.province,
    )
    return f"{reverse('completeness')}?{alike.address()}"


def _label(report: Pace, place: Place, opening: Opening) -> str:
    """The chart in one sentence, for those who do not see it."""
    return _(
        "%(place)s, %(stage)s %(year)s: %(start)s authorities missing on %(opens)s, %(left)s on %(day)s; due %(due)s"
    ) % {
        "place": name_of(place),
        "stage": stage_name(report.stage),
        "year": report.fiscal_year,
        "start": number_text(place.curve.at(0)),
        "opens": thai_date_text(opening.opens_on),
        "left": number_text(place.missing),
        "day": thai_date_text(report.as_of),
        "due": thai_date_text(opening.due_on),
    }


MOST_DAYS_LISTED = 16


def _days(report: Pace, place: Place, opening: Opening, door: Any) -> list[tuple[dt.date, int, int, str]]:
    """The curve as a table: day, missing, how many if work went evenly, and the address of the missing."""
    marked = {opening.opens_on, *days_marked(opening.opens_on, report.as_of), report.as_of}
    if opening.opens_on <= opening.due_on <= report.as_of:
        marked.add(opening.due_on)
    chosen = sorted(marked)
    step = -(-len(chosen) // MOST_DAYS_LISTED)
    kept_days = sorted({*chosen[::step], chosen[-1], *({opening.due_on} & marked)}, reverse=True)
    return [
        (
            day,
            place.curve.at((day - opening.opens_on).days),
            round(ideal_at(day, start=place.start, opens_on=opening.opens_on, due_on=opening.due_on)),
            door(day),
        )
        for day in kept_days
    ]


@require_safe
def pace_file(request: HttpRequest, form: str) -> HttpResponse:
    """The table of provinces as a file."""
    return _file(request, form, curve=False)


@require_safe
def pace_curve_file(request: HttpRequest, form: str) -> HttpResponse:
    """The curve of the picked place as a file, a line for each day."""
    return _file(request, form, curve=True)


def _file(request: HttpRequest, form: str, *, curve: bool) -> HttpResponse:
    try:
        asked = Question.read(request.GET.dict(), today=timezone.localdate())
        question, report = answer(asked, reach_of(request), openings())
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    name = f"{report.stage.slug}-{report.fiscal_year}-{question.parts()['as_of']}"
    if curve:
        place = report.place(question.province) or report.total
        table = curve_rows(report, place)
        return file_response(CURVE_COLUMNS, table, name=f"burn-down-{place.code or WHOLE}-{name}", form=form)
    return file_response(COLUMNS, rows(report), name=f"forecast-{name}", form=form)
