"""The status report as a file. On the pages its figures are the dashboard's (gis_reports.reports.dashboard)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gis_reports.reports.files import file_response
from gis_reports.reports.reach import reach_of
from gis_reports.reports.refusals import refusal_page
from gis_reports.reports.status.answering import answer, read_question, years_with_projects
from gis_reports.reports.status.tables import AUTHORITY_COLUMNS, COLUMNS, authority_rows, rows

TITLE = gettext_lazy("Status of projects")


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
        return file_response(COLUMNS, rows(by_province.in_annex_order()), name=name, form=form)
    return file_response(AUTHORITY_COLUMNS, authority_rows(by_authority), name=f"{name}-authorities", form=form)
