"""From a question of the burn-down to its answer, within what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404

from geo.thai import fiscal_year_of
from gis_reports.reports.completeness.answering import no_such_province
from gis_reports.reports.pace.question import Question
from gis_reports.reports.pace.report import Opening, Pace, asked_next, pace
from gis_reports.reports.reach import Reach
from gis_reports.reports.wording import in_english
from layers.models import AuthorityPeriod
from layers.reading import reading_alias
from projects.enums import Stage


def filled(asked: Question, calendar: Sequence[Opening]) -> tuple[Question, Stage, int]:
    """The question with stage and year: as asked; what is left out is what the work calendar asks for on the day."""
    fitting = [
        one for one in calendar if asked.stage in (None, one.stage) and asked.fiscal_year in (None, one.fiscal_year)
    ]
    chosen = asked_next(fitting, asked.as_of) or next(iter(fitting or calendar), None)
    stage = asked.stage or (chosen.stage if chosen else Stage.PLAN)
    fiscal_year = asked.fiscal_year or (chosen.fiscal_year if chosen else fiscal_year_of(asked.as_of))
    return replace(asked, stage=stage, fiscal_year=fiscal_year), stage, fiscal_year


def answer(asked: Question, reach: Reach, calendar: Sequence[Opening]) -> tuple[Question, Pace]:
    """The report in the order asked for, and the question with what was left open filled in. Out of reach is 404.

    Raises ValidationError for a province that is none.
    """
    question, stage, fiscal_year = filled(asked, calendar)
    report = pace(as_of=question.as_of, stage=stage, fiscal_year=fiscal_year, reach=reach, calendar=calendar)
    if question.province is not None and report.place(question.province) is None and not may_open(question, reach):
        raise no_such_province(question.province)
    return question, report.ordered(question.sort, in_english=in_english())


def may_open(question: Question, reach: Reach) -> bool:
    """Whether a province that is not in the report is in the reader's reach all the same: nothing is open yet."""
    if question.province is None or not reach.has_province(question.province):
        return False
    return (
        AuthorityPeriod.objects.using(reading_alias())
        .filter(province_id=question.province, during__contains=question.as_of)
        .exists()
    )


def authority_asked(asked: Question, reach: Reach) -> AuthorityPeriod | None:
    """The authority whose stages are asked for, as the registry of the day names it: the staff's own when left out.

    None where provinces are asked for, or where the staff's authority did not exist on the day. An authority out of
    reach, or one that never was, is 404.
    """
    if asked.authority is None and not reach.is_staff_only:
        return None
    wanted = (asked.authority,) if asked.authority is not None else (reach.authorities or ())[:1]
    if asked.authority is not None and asked.authority in (reach.authorities or ()):
        reach = Reach()
    periods = AuthorityPeriod.objects.using(reading_alias()).filter(authority_id__in=wanted)
    period = periods.filter(during__contains=asked.as_of).select_related("province").first()
    if asked.authority is None:
        return period
    if period is None or not (reach.is_country or period.province_id in (reach.provinces or ())):
        raise Http404
    return period
