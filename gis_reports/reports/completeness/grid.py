"""The annex grid as a page shows it, written as HTML here: a country has 2,400 figures, each a link with its classes.

Only what the code itself makes (addresses, classes, figures) goes into the text unescaped; names and words are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from geo.thai import to_thai_digits
from gis_reports.reports.completeness.answering import name_of
from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import Column, Completeness, Line
from gis_reports.reports.completeness.rules import WHOLE, ListedState
from gis_reports.reports.kept import Figures
from layers.templatetags.design import share_class, stage_name, stage_symbol
from layers.templatetags.thai import both_digits
from projects.enums import Stage

# A total of so many digits makes its column a little wider.
WIDE_FIGURE = 1_000
MIDDLE_FIGURE = 100


def figures_shown(report: Completeness, question: Question) -> tuple[Figures, ...]:
    """Everything that the grid and the map show beside the question itself, as plain values."""
    figure = attrgetter(question.state.value)
    keys = [column.key for column in report.columns]
    return (
        tuple((column.stage.value, column.fiscal_year, column.is_open) for column in report.columns),
        tuple(
            (line.code, name_of(line), line.authorities, *[figure(line.cells[key]) for key in keys])
            for line in (*report.lines, report.total)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Pen:
    """One column prepared for its 77 figures. `head` and `tail` stand around a province code in the addresses."""

    column: Column
    is_closed: bool
    is_on: bool
    head: str
    tail: str
    css: str
    id_tail: str


def grid_body(report: Completeness, question: Question, picked: Column | None) -> SafeString:
    """The lines of the provinces and of the total: `<tbody>` and `<tfoot>`."""
    pens = [_pen(report, question, column, picked) for column in report.columns]
    line_head, line_tail = _around_province(question, picked)
    closed = f'<span class="vh">{escape(gettext("not open"))}</span>'

    def row(line: Line) -> str:
        is_line = question.province == line.code
        mark = ' aria-current="true"' if is_line and line.code != WHOLE else ""
        return (
            f'<tr{mark}><th scope="row"><a href="{line_head}{line.code}{line_tail}" id="p-{line.code}">'
            f'{escape(name_of(line))}</a></th><td class="c-n">{_both(line.authorities)}</td>'
            f"{_cells(line, pens, question.state, closed, is_line=is_line)}</tr>\n"
        )

    lines = "".join(map(row, report.lines))
    return SafeString(f"<tbody>{lines}</tbody><tfoot>{row(report.total)}</tfoot>")


def _cells(line: Line, pens: Sequence[_Pen], state: ListedState, closed: str, *, is_line: bool) -> str:
    figure = attrgetter(state.value)
    is_whole = line.code == WHOLE
    written = []
    for pen in pens:
        number = figure(line.cells[pen.column.key])
        css = pen.css
        if pen.is_closed:
            written.append(f'<td class="{css}{" pick" if is_line and pen.is_on else ""}">{closed}</td>')
            continue
        if is_line and pen.is_on:
            css += " pick"
        if not number:
            written.append(f'<td class="{css} z">-</td>')
            continue
        if not is_whole:
            css += f" h{share_class(number / line.authorities if line.authorities else None)}"
        written.append(
            f'<td class="{css}"><a id="f-{line.code}{pen.id_tail}" href="{pen.head}{line.code}{pen.tail}">'
            f"{_both(number)}</a></td>"
        )
    return "".join(written)


def _both(number: int) -> str:
    """A figure in both kinds of digits; zero is `-`, as in the annex."""
    if not number:
        return "-"
    text = f"{number:,}"
    return f'<span class="d-ar">{text}</span><span class="d-th">{to_thai_digits(text)}</span>'


def _pen(report: Completeness, question: Question, column: Column, picked: Column | None) -> _Pen:
    is_closed = _is_closed(column, question.state)
    is_first = column.fiscal_year == report.years[0]
    head, tail = _around_province(question, column)
    names = ("g y60" if is_first else "", "closed" if is_closed else "", "on" if column == picked else "")
    return _Pen(
        column=column,
        is_closed=is_closed,
        is_on=column == picked,
        head=head,
        tail=tail,
        css=" ".join(name for name in names if name),
        id_tail=f"-{column.fiscal_year}-{column.stage.value}",
    )


def _around_province(question: Question, column: Column | None) -> tuple[str, str]:
    """The address of a province's names in a column, cut in two where the code of the province belongs."""
    address = question.address(
        province=WHOLE,
        stage=column.stage if column else None,
        fiscal_year=column.fiscal_year if column else None,
        kind=None,
    )
    before, _code, after = address.partition(f"province={WHOLE}")
    return escape(f"?{before}province="), escape(f"{after}#names")


def grid_head(report: Completeness, question: Question, picked: Column | None) -> SafeString:
    """The widths of the columns and the two lines of heads: `<colgroup>` and `<thead>`."""
    widths = "".join(f'<col class="{_width(report, column, question.state)}">' for column in report.columns)
    first, second = "", ""
    for stage in Stage:
        columns = [column for column in report.columns if column.stage is stage]
        on = " on" if picked in columns else ""
        name = stage_name(stage)
        first += (
            f'<th colspan="{len(columns)}" scope="colgroup" id="st-{stage.value}" class="g{on}">'
            f"<span>{stage_symbol(stage)}<span>{both_digits(name)}</span></span></th>"
        )
        second += "".join(_head(report, question, column, name, is_on=column == picked) for column in columns)
    province = escape(pgettext("report", "Province"))
    authorities = escape(pgettext("short column head", "Author\u00adities"))
    return SafeString(
        f'<colgroup><col class="prov"><col class="n">{widths}</colgroup><thead><tr>'
        f'<th rowspan="2" class="c-prov" scope="col">{province}</th>'
        f'<th rowspan="2" class="c-n" scope="col">{authorities}</th>{first}</tr><tr>{second}</tr></thead>'
    )


def _head(report: Completeness, question: Question, column: Column, name: str, *, is_on: bool) -> str:
    classes = " ".join(
        name for name in ("g" if column.fiscal_year == report.years[0] else "", "on" if is_on else "") if name
    )
    address = question.address(stage=column.stage, fiscal_year=column.fiscal_year)
    year = str(column.fiscal_year)
    return (
        f'<th scope="col" class="{classes}"><a href="?{escape(address)}" id="h-{year}-{column.stage.value}">'
        f'<span class="vh">{both_digits(f"{name} {year}")}</span>'
        f'<span aria-hidden="true">{both_digits(year[-2:])}</span></a></th>'
    )


def _is_closed(column: Column, state: ListedState) -> bool:
    return not column.is_open and state is not ListedState.NOT_OPEN


def _width(report: Completeness, column: Column, state: ListedState) -> str:
    """Four figures and a comma need more room than three; a closed column needs none."""
    if _is_closed(column, state):
        return "off"
    largest = report.total.cells[column.key].of(state)
    if largest >= WIDE_FIGURE:
        return "y0"
    return "y1" if largest >= MIDDLE_FIGURE else "y"
