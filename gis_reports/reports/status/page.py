"""The status page and its files. Everything that is shown stands in the address."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from gis_reports.reports.files import file_response
from gis_reports.reports.reach import reach_of
from gis_reports.reports.refusals import refusal_page
from gis_reports.reports.status.answering import answer, line_of, read_question, years_with_projects
from gis_reports.reports.status.drawing import drawn, legend, measure_name, ramp_of
from gis_reports.reports.status.lines import ordered, table, total
from gis_reports.reports.status.question import Order, Question
from gis_reports.reports.status.rules import Measure, Unit
from gis_reports.reports.status.tables import AUTHORITY_COLUMNS, COLUMNS, authority_rows, rows
from gis_reports.reports.wording import in_english
from projects.enums import PROJECT_STAGES

TITLE = gettext_lazy("Status of projects")


@require_safe
def status_page(request: HttpRequest) -> HttpResponse:
    """The table and the map of a fiscal year, by province, or by authority within one."""
    reach = reach_of(request)
    years = years_with_projects(request)
    try:
        question = read_question(request, years)
        if question.province is None and reach.only_province is not None:
            question = Question.read({**question.parts(), "province": reach.only_province}, today=timezone.localdate())
        by_province, by_authority = answer(question, reach)
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    shown = by_authority or by_province
    province = line_of(by_province, question.province)
    return render(
        request,
        "gis_reports/status/page.html",
        {
            "question": question,
            "report": shown,
            "province": province.label(in_english()) if province else "",
            "lines": table(shown, question),
            "total": total(shown, pgettext("report", "Total")),
            "sums": shown.total.sums,
            "by_authority": by_authority is not None,
            "years": sorted({*years, question.fiscal_year}, reverse=True),
            "stages": PROJECT_STAGES,
            "map": drawn(by_province, question),
            "legend": legend(by_province, question),
            "ramp": ramp_of(question.measure),
            "measure": capfirst(measure_name(question.measure, question.unit)),
            "measures": [(measure, capfirst(measure_name(measure, Unit.TOTAL))) for measure in Measure],
            "units": _units(question),
            "orders": _orders(),
            "is_narrow": not reach.is_country,
            "can_go_up": question.province is not None and reach.only_province is None and not reach.is_staff_only,
            "whole": "?" + question.address(province=None),
            "crumbs": [{"label": pgettext("menu", "Home"), "url": "/"}, {"label": TITLE}],
        },
    )


def _units(question: Question) -> list[tuple[Unit, str, str]]:
    return [
        (Unit.TOTAL, _("in all"), "?" + question.address(unit=Unit.TOTAL)),
        (Unit.PER_AUTHORITY, _("per local authority"), "?" + question.address(unit=Unit.PER_AUTHORITY)),
    ]


def _orders() -> list[tuple[Order, str]]:
    return [
        (Order.ALPHABET, _("By dictionary")),
        (Order.ANNEX, _("As in the printed annex")),
        (Order.MOST, _("Most first")),
    ]


@require_safe
def status_file(request: HttpRequest, form: str) -> HttpResponse:
    """The figures of the table as a file, with every satang."""
    try:
        question = read_question(request, years_with_projects(request))
        by_province, by_authority = answer(question, reach_of(request))
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    name = f"status-{question.fiscal_year}"
    if by_authority is None:
        return file_response(COLUMNS, rows(ordered(by_province, question)), name=name, form=form)
    report = ordered(by_authority, question)
    return file_response(AUTHORITY_COLUMNS, authority_rows(report), name=f"{name}-authorities", form=form)
