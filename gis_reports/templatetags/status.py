"""The figures of the status table."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gis_reports.reports.status.lines import Cell, TableLine
from layers.templatetags.thai import both_digits, count_or_dash, percent

register = template.Library()


@register.simple_tag
def status_figures(line: TableLine, leaves_the_report: bool) -> SafeString:
    """The cells of a line after its name: a link for every figure that has something behind it, `-` for zero."""
    return format_html_join("", "{}", ((_cell(cell, leaves_the_report),) for cell in line.cells))


def _cell(cell: Cell, leaves_the_report: bool) -> SafeString:
    if cell.is_share:
        text = percent(cell.number) if cell.number is not None else both_digits("-")
    else:
        text = count_or_dash(cell.number)
    css = f"num {cell.css}".strip()
    if not cell.href:
        return format_html('<td class="{}">{}</td>', css, text)
    boost = SafeString(' hx-boost="false"') if leaves_the_report else SafeString("")
    return format_html('<td class="{}"><a href="{}"{}>{}</a></td>', css, cell.href, boost, text)
