"""The pieces of the dashboard of which a page has hundreds: rows of its tables, options, classes and small maps."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gis_reports.reports.dashboard import markup
from gis_reports.reports.dashboard.choosing import Choice
from gis_reports.reports.dashboard.drawing import Class, Panel
from gis_reports.reports.dashboard.table import Cell, Row, Table
from layers.templatetags.design import stage_symbol
from layers.templatetags.thai import both_digits

register = template.Library()
OUTSIDE = ("/",)  # what begins so leaves the dashboard and is not swapped in place


@register.simple_tag
def dashboard_options(choices: Iterable[Choice]) -> SafeString:
    """The options of a select."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.value, SafeString(" selected") if one.is_chosen else "", one.label) for one in choices),
    )


@register.simple_tag
def dashboard_legend(classes: Iterable[Class]) -> SafeString:
    """The classes of a map, each with its words."""
    swatch = '<li><svg class="sw {}" aria-hidden="true"><path d="M0 0h20v14H0z"/></svg><span>{}</span></li>'
    return format_html_join("", swatch, ((one.css, both_digits(one.label)) for one in classes))


@register.simple_tag
def dashboard_heads(table: Table) -> SafeString:
    """The heads after the first; one without a word is hidden from screen readers with its column."""
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html('<th scope="col" class="{}">{}</th>', head.css, both_digits(head.label))
                if head.label
                else format_html('<td class="{}"></td>', head.css),
            )
            for head in table.heads
        ),
    )


@register.simple_tag
def dashboard_rows(table: Table) -> SafeString:
    """The lines of the body."""
    return mark_safe("".join(_row(row, table) for row in table.rows))


@register.simple_tag
def dashboard_total(table: Table) -> SafeString:
    """The last line."""
    return mark_safe(_row(table.total, table))


def _row(row: Row, table: Table) -> str:
    name = both_digits(row.name)
    if row.href:
        name = _link(row.href, name)
    mark = markup.unsure_mark() if row.is_unsure else ""
    rank = f'<td class="num ds-rank">{both_digits(row.rank)}</td>' if table.has_rank else ""
    cells = "".join(_cell(cell) for cell in row.cells)
    return f'<tr>{rank}<th scope="row" class="ds-name"><span>{name}{mark}</span></th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    html = _link(cell.href, cell.html) if cell.href else cell.html
    return f'<td class="{cell.css}">{html}</td>'


def _link(href: str, text: SafeString) -> SafeString:
    boost = ' hx-boost="false"' if href.startswith(OUTSIDE) else ""
    return mark_safe(f'<a href="{conditional_escape(href)}"{boost}>{text}</a>')


@register.simple_tag
def dashboard_panel(panel: Panel, width: float, height: float) -> SafeString:
    """One small map as a link to its full view. The outlines stand once in the page (`drawing.paths`)."""
    uses = format_html_join("", '<use href="#o-{}" class="pv {}"/>', panel.classes)
    symbol = stage_symbol(panel.stage) if panel.stage else SafeString("")
    note = format_html('<span class="muted">{}</span>', both_digits(panel.note)) if panel.note else SafeString("")
    return format_html(
        '<li><a href="{}"{}><span class="row xs">{}<b>{}</b></span><svg viewBox="0 0 {} {}" aria-hidden="true">{}</svg>'
        '<span class="xs ds-sm"><b>{}</b>{}</span></a></li>',
        panel.href,
        SafeString(' aria-current="true"') if panel.is_current else "",
        symbol,
        both_digits(panel.label),
        width,
        height,
        uses,
        both_digits(panel.total),
        note,
    )
