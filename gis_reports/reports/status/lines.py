"""The status table as a page shows it: each figure with the address of what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from gis_reports.reports.doors import authority_map
from gis_reports.reports.status.question import Order, Question
from gis_reports.reports.status.report import Line, Status
from gis_reports.reports.status.rules import Measure, Sums
from gis_reports.reports.wording import in_english
from layers.enums import AuthorityKind
from projects.enums import PROJECT_STAGES, Stage

# Provinces have no kind; authorities stand in the order of the department.
KINDS: tuple[AuthorityKind | None, ...] = (None, *AuthorityKind)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and its door; `href` is empty where nothing lies behind it."""

    number: Decimal | int | None
    href: str
    css: str = ""
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of the table."""

    line: Line
    name: str
    href: str
    cells: tuple[Cell, ...]


def table(report: Status, question: Question) -> tuple[TableLine, ...]:
    """The lines in the order asked for: of authorities with doors to their maps, of provinces to their authorities."""
    return tuple(_line(line, question) for line in ordered(report, question).lines)


def total(report: Status, name: str) -> TableLine:
    """The last line; what is behind it is the table above it."""
    return TableLine(line=report.total, name=name, href="", cells=_cells(report.total))


def ordered(report: Status, question: Question) -> Status:
    """The report with its lines as asked for; it comes in the order of a Thai dictionary."""
    if question.sort is Order.ANNEX:
        return report.in_annex_order()
    lines = list(report.lines)
    if question.sort is Order.MOST:
        lines.sort(key=lambda line: line.sums.of(question.measure, question.unit) or Decimal(0), reverse=True)
    elif in_english():
        lines.sort(key=lambda line: (KINDS.index(line.kind), line.label(in_english=True)))
    return Status(fiscal_year=report.fiscal_year, as_of=report.as_of, lines=tuple(lines), total=report.total)


def _line(line: Line, question: Question) -> TableLine:
    if line.authority_id is None:
        behind = f"?{question.address(province=line.province_code)}"
        cells = tuple(replace(cell, href=behind if cell.number else "") for cell in _cells(line))
        return TableLine(line=line, name=line.label(in_english()), href=behind, cells=cells)
    doors = tuple(_doors(line.authority_id, question.fiscal_year))
    cells = tuple(
        replace(cell, href=door if cell.number else "") for cell, door in zip(_cells(line), doors, strict=True)
    )
    return TableLine(line=line, name=line.label(in_english()), href=doors[0], cells=cells)


def _cells(line: Line) -> tuple[Cell, ...]:
    sums: Sums = line.sums
    return (
        Cell(sums.projects, ""),
        *(Cell(sums.at_stage(stage), "", css="ds-stage") for stage in PROJECT_STAGES),
        Cell(sums.with_location, ""),
        Cell(sums.of(Measure.LOCATED), "", is_share=True),
        Cell(sums.with_problems, ""),
        Cell(sums.planned, "", css="ds-money"),
        Cell(sums.budget, "", css="ds-money"),
        Cell(sums.contract, "", css="ds-money"),
        Cell(sums.paid, "", css="ds-money"),
    )


def _doors(authority_id: int, fiscal_year: int) -> Iterator[str]:
    """One address for each cell of `_cells`, in its order."""

    def door(stage: Stage | None = None, *, has_location: bool | None = None, problems: bool | None = None) -> str:
        return authority_map(
            authority_id, fiscal_year=fiscal_year, stage=stage, has_location=has_location, problems=problems
        )

    yield door()
    for stage in PROJECT_STAGES:
        yield door(stage)
    yield door(has_location=True)
    yield door(has_location=True)
    yield door(problems=True)
    for _money in range(4):
        yield door()
