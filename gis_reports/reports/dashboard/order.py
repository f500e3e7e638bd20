"""The lines of an answer in the order asked for, and the value of each."""

from __future__ import annotations

from decimal import Decimal

from gis_reports.reports.dashboard.answering import Answer
from gis_reports.reports.dashboard.question import By, Order
from gis_reports.reports.dashboard.report import Line
from gis_reports.reports.wording import in_english
from layers.enums import AuthorityKind

KINDS = list(AuthorityKind)


def value_of(answer: Answer, line: Line) -> Decimal | None:
    """The figure of a line in the year and unit asked for."""
    return answer.question.measure.value(answer.of(line), answer.question.unit)


def other_value_of(answer: Answer, line: Line) -> Decimal | None:
    """The same in the year it is compared with."""
    other = answer.of_other(line)
    return answer.question.measure.value(other, answer.question.unit) if other else None


def ordered(answer: Answer) -> list[Line]:
    """Lines come in the order of a Thai dictionary; what is not known goes last."""
    lines = list(answer.lines.lines)
    sort = answer.question.sort
    if in_english() and answer.place.by is not By.KIND:
        lines.sort(key=lambda line: (KINDS.index(line.kind) if line.kind else -1, line.label(True)))
    if sort is Order.ANNEX:
        lines.sort(key=lambda line: line.name_th)
    elif sort is Order.MOST:
        lines.sort(key=lambda line: _last_if_none(value_of(answer, line)), reverse=True)
    elif sort is Order.CHANGE:
        lines.sort(key=lambda line: _last_if_none(_change(answer, line)), reverse=True)
    return lines


def _change(answer: Answer, line: Line) -> Decimal | None:
    value, other = value_of(answer, line), other_value_of(answer, line)
    return abs(value - other) if value is not None and other is not None else None


def _last_if_none(value: Decimal | None) -> tuple[bool, Decimal]:
    return value is not None, value or Decimal(0)
