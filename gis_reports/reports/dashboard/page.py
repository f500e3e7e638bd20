"""The dashboard of the country, a province or a district. Everything that is shown stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from gis_reports.grounds import Ground
from gis_reports.reports.as_of import AsOf, as_of_line
from gis_reports.reports.completeness.days import calendar_days
from gis_reports.reports.dashboard import comparing, drawing, markup
from gis_reports.reports.dashboard.answering import Answer, across_of, answer
from gis_reports.reports.dashboard.choosing import Choices, choices_of
from gis_reports.reports.dashboard.figures_table import SOURCE as FIGURES_SOURCE
from gis_reports.reports.dashboard.figures_table import figures_table, groups
from gis_reports.reports.dashboard.heading import crumbs_of, summary_of, title_of
from gis_reports.reports.dashboard.maps_table import maps_table
from gis_reports.reports.dashboard.question import NO_DISTRICT, By, Question, View
from gis_reports.reports.dashboard.scale import Scale
from gis_reports.reports.dashboard.table import is_of_states, measure_table
from gis_reports.reports.dashboard.tables import columns_of, rows
from gis_reports.reports.dashboard.words import by_name, measure_title, unit_text
from gis_reports.reports.files import file_response
from gis_reports.reports.kept import kept
from gis_reports.reports.reach import Reach, reach_of
from gis_reports.reports.refusals import refusal_page

TITLE = gettext_lazy("Overview of the country")
Context = dict[str, Any]


@require_safe
def dashboard_page(request: HttpRequest) -> HttpResponse:
    """Map and table of a measure, all figures, small maps, or provinces side by side."""
    reach = reach_of(request)
    try:
        found = _answer(request, reach, with_sums=False)
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    question = found.question
    ground = drawing.ground_of(found)
    body = kept(
        partial(_body, found, ground),
        *_figures(found, ground),
        part="dashboard",
        question=question.address(),
        scope=cast(User, request.user).scope.key,
    )
    context = {
        "question": question,
        "answer": found,
        "title": title_of(found),
        "measure": measure_title(question.measure, question.unit),
        "summary": summary_of(found),
        "choices": (choices := choices_of(found)),
        "as_of": _days(found, choices),
        "body": body,
        "crumbs": crumbs_of(found),
        "map_report": _map_report(found),
        "pace": _pace(found),
    }
    return render(request, "gis_reports/dashboard/page.html", context)


@require_safe
def dashboard_file(request: HttpRequest, form: str) -> HttpResponse:
    """Every measure of every line as a file, with every satang."""
    try:
        found = _answer(request, reach_of(request), with_sums=True)
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    parts = ["dashboard", str(found.question.fiscal_year), found.question.district or found.question.province or ""]
    name = "-".join(part for part in parts if part)
    return file_response(columns_of(found), rows(found), name=name, form=form)


@require_safe
def status_moved(request: HttpRequest) -> HttpResponse:
    """The address of the former status page, with what it asked for: coordinates, in the order of a dictionary."""
    asked = request.GET.copy()
    usual = {"measure": "located", "sort": "alphabet", "unit": "total" if asked.get("measure") == "problems" else ""}
    for name, value in usual.items():
        if value and not asked.get(name):
            asked[name] = value
    if asked.get("province") and not asked.get("by"):
        asked["by"] = "authority"
    return HttpResponseRedirect(f"{reverse('dashboard')}?{asked.urlencode()}")


def _days(found: Answer, choices: Choices) -> AsOf:
    """The as-of line: every day from the first opening of the work calendar to today."""
    question, today = found.question, timezone.localdate()
    calendar = calendar_days()
    return as_of_line(
        question.as_of or today,
        today=today,
        first=min((opens_on for opens_on, _due_on in calendar), default=None),
        due={due_on for _opens_on, due_on in calendar},
        address=lambda day: question.address(as_of=None if day == today else day),
        kept=choices.carried,
    )


def _answer(request: HttpRequest, reach: Reach, *, with_sums: bool) -> Answer:
    today = timezone.localdate()
    question = Question.read(request.GET, today=today)
    without_year = not request.GET.get("fiscal_year", "").strip()
    return answer(question, reach, today=today, usual_year=without_year, with_sums=with_sums)


def _figures(found: Answer, ground: Ground | None) -> tuple[Any, ...]:
    """Everything the body is made of beside the question: the figures and names, the days, and the ground."""
    lines = [
        (
            line.key,
            line.name_th,
            line.name_en,
            line.kind and line.kind.value,
            [(year, one.plain) for year, one in line.years.items()],
        )
        for line in found.lines.lines
    ]
    calendar = [(year, found.opened[year], found.past_due[year]) for year in sorted(found.opened)]
    return lines, calendar, list(found.all_years), ground.version if ground else ""


def _body(found: Answer, ground: Ground | None) -> SafeString:
    """The part of the page that is kept as long as its figures stay the same."""
    view = found.question.view
    template, context = BODIES[view](found, ground)
    shared = {"question": found.question, "answer": found, "unsure": markup.unsure_words()}
    return render_to_string(f"gis_reports/dashboard/{template}.html", {**shared, **context})


def _measure_body(found: Answer, ground: Ground | None) -> tuple[str, Context]:
    question = found.question
    scale = drawing.scale_for(found)
    context: Context = {"table": measure_table(found, scale), "measure": measure_title(question.measure, question.unit)}
    context["has_unsure"] = any(row.is_unsure for row in context["table"].rows)
    context["lines_name"] = by_name(found.place.by)
    context["notes"] = _notes(found, has_map=ground is not None) or ([""] if context["has_unsure"] else [])
    if ground is not None:
        context |= _map_context(found, ground, scale)
        context |= _small_maps(found, ground)
    return "_measure", context


def _notes(found: Answer, *, has_map: bool) -> list[str]:
    """What must be known beside the table."""
    notes = []
    if has_map and found.place.by is By.AUTHORITY:
        notes.append(
            _(
                "A provincial administrative organization covers the whole province and is not on the map, nor is an "
                "authority without a known boundary. All are in the table."
            )
        )
    if found.question.as_of is not None and not found.place.is_of_ledger_by_province:
        notes.append(
            _(
                "For a past day, projects and money are known for whole provinces with all kinds of authorities only; "
                "here only what had been entered is."
            )
        )
    return notes


def _map_context(found: Answer, ground: Ground, scale: Scale) -> Context:
    question = found.question
    opened = found.opened.get(question.fiscal_year, 0)
    return {
        "map": drawing.drawn(found, ground, scale),
        "marks": drawing.marks(found, ground),
        "legend": drawing.legend(found, scale),
        "legend_unit": "" if is_of_states(found) else unit_text(question.measure, question.unit),
        "not_open": question.measure.stage is not None and not opened & question.measure.stage.bit,
        "is_country": question.province is None,
    }


def _small_maps(found: Answer, ground: Ground) -> Context:
    panels, scale = drawing.panels(found)
    return {
        "paths": drawing.paths(ground),
        "panels": panels,
        "small_width": ground.width,
        "small_height": ground.height,
        "small_legend": drawing.legend(found, scale),
        "across": across_of(found.question),
        "all_maps": "?" + found.question.address(view=View.MAPS),
        "small_unit": "" if is_of_states(found) else unit_text(found.question.measure, found.question.unit),
    }


def _maps_body(found: Answer, ground: Ground | None) -> tuple[str, Context]:
    context: Context = {"table": maps_table(found)}
    if ground is not None:
        context |= _small_maps(found, ground)
    return "_maps", context


def _figures_body(found: Answer, _ground: Ground | None) -> tuple[str, Context]:
    return "_figures", {"table": figures_table(found), "groups": groups(found), "source": FIGURES_SOURCE}


def _compare_body(found: Answer, ground: Ground | None) -> tuple[str, Context]:
    compared = comparing.compared_of(found)
    context: Context = {
        "compared": compared,
        "others": comparing.others_of(found),
        "measured": comparing.measured(found, compared),
        "carried": found.question.parts(),
        "measure": measure_title(found.question.measure, found.question.unit),
    }
    context["has_unsure"] = any(side.is_unsure for row in context["measured"] for side in row.sides)
    if ground is not None:
        context |= _map_context(found, ground, drawing.scale_for(found))
    return "_compare", context


BODIES: dict[View, Callable[[Answer, Ground | None], tuple[str, Context]]] = {
    View.MEASURE: _measure_body,
    View.FIGURES: _figures_body,
    View.MAPS: _maps_body,
    View.COMPARE: _compare_body,
}


def _pace(found: Answer) -> str:
    """The address of the burn-down of the same stage, year and place; empty for what is not of a stage, or below it."""
    question = found.question
    if question.measure.stage is None or question.district is not None or found.reach.is_staff_only:
        return ""
    words = {"stage": question.measure.stage.slug, "fiscal_year": str(question.fiscal_year)}
    if question.province is not None:
        words["province"] = question.province
    return f"{reverse('pace')}?{urlencode(words)}"


def _map_report(found: Answer) -> str:
    """The address of the report that can be handed over as one file: of a province."""
    if found.question.province is None or found.question.district == NO_DISTRICT:
        return ""
    query = f"fiscal_year={found.question.fiscal_year}&province={found.question.province}"
    return f"{reverse('map_report')}?{query}"
