"""The dashboard as a table for files and programs: a column for each measure, and the completeness of each stage."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from gis_reports.reports.dashboard.answering import Answer
from gis_reports.reports.dashboard.measures import MEASURES, Measure, MeasureKind, Unit
from gis_reports.reports.dashboard.order import ordered
from gis_reports.reports.dashboard.report import Line
from gis_reports.reports.dashboard.standing import Standing

PLACES = Decimal("0.0001")
SATANG = Decimal("0.01")
OF_THE_LINE = ("key", "name_th", "name_en", "province_code", "fiscal_year", "as_of", "authorities")
LAST = "stages_entered_share"


def columns_of(_answer: Answer) -> tuple[str, ...]:
    """The heads: of shares both the number and the share."""
    return (*OF_THE_LINE, *(name for measure in MEASURES for name in names_of(measure)), LAST)


def names_of(measure: Measure) -> tuple[str, ...]:
    """The columns of one measure."""
    if measure.kind is MeasureKind.SHARE:
        return (measure.key, f"{measure.key}_share")
    return (measure.key,)


def rows(answer: Answer) -> Iterator[tuple[Any, ...]]:
    """Lines as ordered on the page, the total last as `00`."""
    for line in ordered(answer):
        yield _row(answer, line, answer.of(line))
    yield _row(answer, None, answer.total)


def _row(answer: Answer, line: Line | None, standing: Standing) -> tuple[Any, ...]:
    question = answer.question
    names = (line.key, line.label(False), line.label(True), line.province_code) if line else ("00", "", "", "")
    figures = [figure for measure in MEASURES for figure in figures_of(measure, standing)]
    as_of = question.as_of.isoformat() if question.as_of else ""
    return (*names, question.fiscal_year, as_of, standing.authorities, *figures, _rounded(standing.completeness()))


def figures_of(measure: Measure, standing: Standing) -> tuple[Decimal | int | None, ...]:
    """The figures of one measure under `names_of`: exact money, shares between 0 and 1, None for what is not known."""
    number = measure.numerator(standing)
    if measure.kind is MeasureKind.SHARE:
        return number, _rounded(measure.value(standing, Unit.SHARE))
    if measure.kind is MeasureKind.BAHT and number is not None:
        return (Decimal(number).quantize(SATANG),)
    return (number,)


def _rounded(share: Decimal | float | None) -> Decimal | None:
    return None if share is None else Decimal(share).quantize(PLACES)
