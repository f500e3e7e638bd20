"""From a question to its answer: the report in the order asked for, and what was left open filled in."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import Column, Completeness, Line, completeness
from gis_reports.reports.completeness.rules import WHOLE, WITHOUT_AUTHORITIES
from gis_reports.reports.reach import Reach
from gis_reports.reports.wording import in_english
from layers.models import Province


def answer(asked: Question, reach: Reach) -> tuple[Question, Completeness]:
    """The report, and the question with what was left open filled in. Out of reach is 404.

    Raises ValidationError for a province that is none.
    """
    report = completeness(as_of=asked.as_of, reach=reach, fiscal_year=asked.fiscal_year)
    question = asked
    if asked.province is not None and report.line(asked.province) is None:
        raise no_such_province(asked.province)
    if question.province is None and reach.only_province is not None:
        question = replace(question, province=reach.only_province)
    column = _asked_column(question, report)
    if column is not None:
        question = replace(question, stage=column.stage, fiscal_year=column.fiscal_year)
    return question, report.ordered(question.sort, column=column, state=question.state, in_english=in_english())


def no_such_province(code: str) -> Exception:
    """What to raise for a province that is not in the report."""
    if code != WITHOUT_AUTHORITIES and Province.objects.filter(pk=code).exists():
        return Http404()  # it exists, and is none of the reader's business
    return ValidationError(
        {
            "province": ValidationError(
                _("No province with local authorities has the code “%(code)s”. Choose one on the map or in the table.")
                % {"code": code},
                code="no_such_province",
            )
        }
    )


def _asked_column(question: Question, report: Completeness) -> Column | None:
    """The column of the map: as asked; else, of those that fit, the open one where most is missing."""
    fitting = [
        column
        for column in report.columns
        if question.stage in (None, column.stage) and question.fiscal_year in (None, column.fiscal_year)
    ]
    if question.stage and question.fiscal_year:
        return fitting[0]
    opened = [column for column in fitting if column.is_open]
    return max(opened, key=lambda column: report.total.cells[column.key].missing, default=None)


def picked_column(question: Question, report: Completeness) -> Column | None:
    """The column that the map shows and the list belongs to; None while nothing is open."""
    if question.stage is None or question.fiscal_year is None:
        return None
    return report.column(question.stage, question.fiscal_year)


def name_of(line: Line) -> str:
    """A line's name in the reader's language."""
    if line.code == WHOLE:
        return pgettext("report", "Total")
    return line.name_en if in_english() and line.name_en else line.name_th
