"""The completeness report to take away: the annex on paper, and files of its figures and names."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gis_reports.reports.completeness.answering import answer, picked_column
from gis_reports.reports.completeness.authorities import named_authorities
from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import completeness
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.completeness.tables import AUTHORITY_COLUMNS, COLUMNS, authority_rows, rows
from gis_reports.reports.files import file_response
from gis_reports.reports.reach import reach_of
from gis_reports.reports.refusals import refusal_page
from projects.enums import Stage

TITLE = gettext_lazy("Completeness of the data")


@require_safe
def completeness_paper(request: HttpRequest) -> HttpResponse:
    """The annex as the department prints it: Thai, Thai digits, A4 landscape, in the order of the annex."""
    try:
        asked = Question.read(request.GET.dict(), today=timezone.localdate())
        report = completeness(as_of=asked.as_of, reach=reach_of(request), fiscal_year=asked.fiscal_year)
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    newest = [column for column in report.columns if column.fiscal_year == report.years[0]]
    opened = [column.stage for column in newest if column.is_open]
    return render(
        request,
        "gis_reports/completeness/paper.html",
        {
            "question": asked,
            "report": report,
            "stages": list(Stage),
            "furthest": opened[-1] if opened and len(opened) < len(newest) else None,
        },
    )


@require_safe
def completeness_file(request: HttpRequest, form: str) -> HttpResponse:
    """The figures of the report as a file, in the columns of the transcribed annex."""
    try:
        question, report = answer(Question.read(request.GET.dict(), today=timezone.localdate()), reach_of(request))
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    columns = (*COLUMNS[:-1], question.state.value)
    return file_response(
        columns, rows(report, question.state), name=f"completeness-{question.parts()['as_of']}", form=form
    )


@require_safe
def completeness_names_file(request: HttpRequest, form: str) -> HttpResponse:
    """Every authority behind the picked figure as a file."""
    reach = reach_of(request)
    try:
        question, report = answer(Question.read(request.GET.dict(), today=timezone.localdate()), reach)
        column = picked_column(question, report)
        if column is None:
            raise ValidationError({"stage": _("Choose a stage and a fiscal year that the work calendar has opened.")})
    except ValidationError as refused:
        return refusal_page(request, refused, title=TITLE)
    listing = named_authorities(
        as_of=question.as_of,
        reach=reach,
        stage=column.stage,
        fiscal_year=column.fiscal_year,
        province=None if question.province in (None, WHOLE) else question.province,
        state=question.state,
        kind=question.kind,
        page_size=report.total.authorities + 1,
    )
    name = f"{question.state.value}-{column.stage.slug}-{column.fiscal_year}-{question.parts()['as_of']}"
    return file_response(AUTHORITY_COLUMNS, authority_rows(listing), name=name, form=form)
