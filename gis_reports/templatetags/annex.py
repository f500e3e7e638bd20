"""The figures of the annex grid. A country has 2,400 of them, so they are written here and not by a template each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from geo.thai import format_date_th, to_thai_digits
from gis_reports.reports.completeness.grid import Figure, GridLine
from gis_reports.reports.completeness.report import Column, Line
from projects.enums import Stage

register = template.Library()

# The heads of the annex's columns, as printed.
STAGES_ON_PAPER = {
    Stage.VISION: "วิสัยทัศน์",
    Stage.STRATEGY: "ยุทธศาสตร์",
    Stage.PLAN: "แผน ๓ ปี",
    Stage.PLAN_APPROVED: "อนุมัติแผน",
    Stage.BUDGET_APPROVED: "อนุมัติงบประมาณ",
    Stage.CONTRACT_SIGNED: "ลงนามในสัญญา",
    Stage.DISBURSED: "เบิกจ่ายแล้ว",
    Stage.COMPLETED: "ดำเนินการแล้ว ๑๐๐ %",
}


@register.simple_tag
def annex_figures(line: GridLine) -> SafeString:
    """The cells of one line after its first two: a link for each figure, `-` for zero, dots for a closed column."""
    closed = format_html('<span class="vh">{}</span>', gettext("not open"))
    return format_html_join("", "{}", ((_cell(figure, closed),) for figure in line.figures))


def _cell(figure: Figure, closed: SafeString) -> SafeString:
    if figure.is_closed:
        return format_html('<td class="{}">{}</td>', figure.css, closed)
    if not figure.href:
        return format_html('<td class="{}">-</td>', figure.css)
    text = f"{figure.number:,}"
    return format_html(
        '<td class="{}"><a id="{}" href="{}"><span class="d-ar">{}</span><span class="d-th">{}</span></a></td>',
        figure.css,
        figure.key,
        figure.href,
        text,
        to_thai_digits(text),
    )


@register.simple_tag
def paper_figures(line: Line, columns: Sequence[Column]) -> SafeString:
    """The cells of one line on paper, under their heads: Thai digits, thousands commas, `-` for zero."""
    numbers = (line.cells[column.key].missing for column in columns)
    return format_html_join("", "<td>{}</td>", ((_on_paper(number),) for number in numbers))


def _on_paper(number: int) -> str:
    return to_thai_digits(f"{number:,}") if number else "-"


@register.filter
def on_paper(number: int) -> str:
    """A figure in Thai digits with thousands commas, `-` for zero."""
    return _on_paper(number)


@register.filter
def on_paper_stage(stage: Stage) -> str:
    """The head of a stage's columns as the annex prints it."""
    return STAGES_ON_PAPER[stage]


@register.filter
def on_paper_year(year: int) -> str:
    """`๒๕๕๙`"""
    return to_thai_digits(str(year))


@register.filter
def on_paper_short_year(year: int) -> str:
    """`๕๙`"""
    return to_thai_digits(str(year)[-2:])


@register.filter
def on_paper_date(day: dt.date) -> str:
    """`๒๙ ก.ย. ๒๕๕๙`"""
    return format_date_th(day, thai_digits=True)
