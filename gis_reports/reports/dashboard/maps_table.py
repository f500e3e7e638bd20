"""The figures of the small maps as a table: each place a line, each map a column."""

from __future__ import annotations

from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import pgettext

from gis_reports.reports.dashboard import drawing
from gis_reports.reports.dashboard.answering import Answer
from gis_reports.reports.dashboard.doors import Door, door_of, drill, nowhere, total_door
from gis_reports.reports.dashboard.measures import Unit
from gis_reports.reports.dashboard.order import ordered
from gis_reports.reports.dashboard.question import By, Question
from gis_reports.reports.dashboard.standing import Standing
from gis_reports.reports.dashboard.table import Cell, Column, Head, Row, Table, completeness_column
from gis_reports.reports.dashboard.words import line_head, value_text
from gis_reports.reports.wording import in_english
from layers.templatetags.thai import both_digits, count_or_dash


def maps_table(answer: Answer) -> Table:
    """A column for each small map: numbers with their rows behind them; for shares, the numbers that were divided."""
    panels, _scale = drawing.panels(answer)
    columns = [_column(answer, panel.question) for panel in panels]
    last = completeness_column(answer, answer.question.measure.rests_on)
    names = drill(answer.question, answer.place.by)
    rows = []
    for line in ordered(answer):
        cells = [
            column.cell(line.years[panel.question.fiscal_year], None, line.key)
            for column, panel in zip(columns, panels, strict=True)
        ]
        cells.append(last.cell(answer.of(line), None, line.key))
        rows.append(Row(line.key, capfirst(line.label(in_english())), names(line.key), tuple(cells)))
    totals: list[Cell] = [
        column.total(answer.lines.total[panel.question.fiscal_year], None)
        for column, panel in zip(columns, panels, strict=True)
    ]
    totals.append(last.total(answer.total, None))
    return Table(
        first_head=line_head(answer.place.by),
        heads=(*(Head(panel.label) for panel in panels), last.head),
        rows=tuple(rows),
        total=Row("total", pgettext("report", "Total"), "", tuple(totals)),
        leaves=answer.place.by is By.AUTHORITY,
        has_rank=False,
    )


def _column(answer: Answer, question: Question) -> Column:
    measure, unit = question.measure, question.unit
    counted = unit in (Unit.SHARE, Unit.TOTAL) and not measure.is_complement
    door: Door = nowhere
    total = ""
    if counted and measure.parts:
        door = door_of(measure.parts[0], question, answer.place.by, answer.reach)
        total = total_door(measure.parts[0], question, answer.reach)

    def write(standing: Standing, _other: Standing | None) -> SafeString:
        if counted:
            number: Decimal | int | None = measure.numerator(standing)
            return count_or_dash(number)
        return both_digits(value_text(measure.value(standing, unit), unit))

    return Column(Head(str(measure.name)), write, door, total)
