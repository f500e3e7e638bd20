"""The annex on paper: Thai digits and the department's own words. The grid on the screen is written in grid.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from geo.thai import format_date_th, to_thai_digits
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
