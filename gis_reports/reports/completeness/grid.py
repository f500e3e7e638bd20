"""The annex grid as a page shows it: which figure is a link, how dark it is, which one is picked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gis_reports.reports.completeness.answering import name_of
from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import Column, Completeness, Line
from gis_reports.reports.completeness.rules import WHOLE, ListedState
from layers.templatetags.design import share_class
from projects.enums import Stage

# A total of so many digits makes its column a little wider.
WIDE_FIGURE = 1_000
MIDDLE_FIGURE = 100


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column: its year, and the address that shows this column on the map."""

    column: Column
    href: str
    is_picked: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class StageHead:
    """The head of the columns of one stage."""

    stage: Stage
    heads: tuple[Head, ...]

    @property
    def is_picked(self) -> bool:
        """Whether one of its columns is on the map."""
        return any(head.is_picked for head in self.heads)


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: a figure and the address of the list behind it; `href` is empty where there is nothing to list."""

    column: Column
    number: int
    is_closed: bool
    href: str
    css: str
    key: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of the grid; `name` is in the reader's language."""

    line: Line
    name: str
    href: str
    is_picked: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything the template needs; `widths` are the classes of the columns after the first two."""

    stages: tuple[StageHead, ...]
    widths: tuple[str, ...]
    lines: tuple[GridLine, ...]
    total: GridLine


def grid(report: Completeness, question: Question, picked: Column | None) -> Grid:
    """The grid of a report for one state; `picked` is the column on the map."""
    return Grid(
        stages=tuple(_stage_heads(report, question, picked)),
        widths=tuple(_width(report, column, question.state) for column in report.columns),
        lines=tuple(_line(report, line, question, picked) for line in report.lines),
        total=_line(report, report.total, question, picked),
    )


def _is_closed(column: Column, state: ListedState) -> bool:
    return not column.is_open and state is not ListedState.NOT_OPEN


def _stage_heads(report: Completeness, question: Question, picked: Column | None) -> Iterator[StageHead]:
    for stage in Stage:
        heads = tuple(
            Head(
                column=column,
                href="?" + question.address(stage=stage, fiscal_year=column.fiscal_year),
                is_picked=column == picked,
                is_first=column.fiscal_year == report.years[0],
            )
            for column in report.columns
            if column.stage is stage
        )
        yield StageHead(stage=stage, heads=heads)


def _width(report: Completeness, column: Column, state: ListedState) -> str:
    """Four figures and a comma need more room than three; a closed column needs none."""
    if _is_closed(column, state):
        return "off"
    largest = report.total.cells[column.key].of(state)
    if largest >= WIDE_FIGURE:
        return "y0"
    return "y1" if largest >= MIDDLE_FIGURE else "y"


def _line(report: Completeness, line: Line, question: Question, picked: Column | None) -> GridLine:
    is_line = question.province == line.code
    return GridLine(
        line=line,
        name=name_of(line),
        href="?"
        + question.address(
            province=line.code,
            stage=picked.stage if picked else None,
            fiscal_year=picked.fiscal_year if picked else None,
            kind=None,
        )
        + "#names",
        is_picked=is_line and line.code != WHOLE,
        figures=tuple(
            _figure(report, line, column, question, is_on=column == picked, is_pick=is_line and column == picked)
            for column in report.columns
        ),
    )


def _figure(
    report: Completeness, line: Line, column: Column, question: Question, *, is_on: bool, is_pick: bool
) -> Figure:
    counts = line.cells[column.key]
    number = counts.of(question.state)
    is_closed = _is_closed(column, question.state)
    classes = [
        "g" if column.fiscal_year == report.years[0] else "",
        "y60" if column.fiscal_year == report.years[0] else "",
        "closed" if is_closed else "",
        "z" if not number and not is_closed else "",
        f"h{share_class(counts.share(question.state))}" if number and line.code != WHOLE else "",
        "on" if is_on else "",
        "pick" if is_pick else "",
    ]
    href = ""
    if number:
        behind = question.address(stage=column.stage, fiscal_year=column.fiscal_year, province=line.code, kind=None)
        href = f"?{behind}#names"
    return Figure(
        column=column,
        number=number,
        is_closed=is_closed,
        href=href,
        css=" ".join(name for name in classes if name),
        key=f"f-{line.code}-{column.fiscal_year}-{column.stage.value}",
    )
