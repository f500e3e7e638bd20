"""From a question of the status report to its answer, within what the reader may see."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from geo.thai import fiscal_year_of
from gis_reports.reports.completeness.answering import no_such_province
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.question import Question
from gis_reports.reports.status.report import Status, status
from gis_reports.reports.status.rules import WHOLE
from projects.models import StageLedger


def years_with_projects(request: HttpRequest) -> list[int]:
    """The fiscal years (BE) of which the reader may see projects, newest first."""
    ledgers = StageLedger.objects.visible_to(cast(User, request.user)).filter(projects__gt=0)
    return list(ledgers.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct())


def read_question(request: HttpRequest, years: list[int]) -> Question:
    """The question of an address; the year left out is the newest with projects that has begun.

    Raises ValidationError.
    """
    today = timezone.localdate()
    begun = [year for year in years if year <= fiscal_year_of(today)]
    return Question.read(request.GET.dict(), today=today, usual_year=begun[0] if begun else None)


def answer(question: Question, reach: Reach) -> tuple[Status, Status | None]:
    """The report by province, and by authority where one province, or only authorities, can be looked at.

    A province out of reach is 404; raises ValidationError for one that is none.
    """
    today = timezone.localdate()
    by_province = status(fiscal_year=question.fiscal_year, reach=reach, today=today)
    code = question.province
    if code == WHOLE:
        code = None
    if code is not None and all(line.province_code != code for line in by_province.lines):
        raise no_such_province(code)
    if reach.is_staff_only:
        return by_province, status(fiscal_year=question.fiscal_year, reach=reach, today=today, by_authority=True)
    if code is None:
        return by_province, None
    within = reach.within(code) if reach.has_province(code) else reach
    return by_province, status(fiscal_year=question.fiscal_year, reach=within, today=today, by_authority=True)
