"""The status report as a table, one line a province or authority."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gis_reports.reports.status.report import Line, Status
from projects.enums import PROJECT_STAGES

COLUMNS = (
    "province_code",
    "province_th",
    "authorities",
    "fiscal_year",
    "projects",
    *(f"at_{stage.slug}" for stage in PROJECT_STAGES),
    "with_location",
    "with_problems",
    "planned_baht",
    "budget_baht",
    "contract_baht",
    "paid_baht",
)
AUTHORITY_COLUMNS = ("authority_code", "authority_th", *COLUMNS)


def rows(report: Status) -> Iterator[tuple[str | int | Decimal, ...]]:
    """A row for each line in `COLUMNS`, the total last as province `00`."""
    for line in (*report.lines, report.total):
        yield _row(line, report.fiscal_year)


def authority_rows(report: Status) -> Iterator[tuple[str | int | Decimal, ...]]:
    """A row for each authority in `AUTHORITY_COLUMNS`, the total last."""
    for line in (*report.lines, report.total):
        yield (line.code, line.label(in_english=False), *_row(line, report.fiscal_year))


def _row(line: Line, fiscal_year: int) -> tuple[str | int | Decimal, ...]:
    sums = line.sums
    return (
        line.province_code,
        line.province_th,
        sums.authorities,
        fiscal_year,
        sums.projects,
        *sums.at,
        sums.with_location,
        sums.with_problems,
        *(money.quantize(Decimal("0.01")) for money in (sums.planned, sums.budget, sums.contract, sums.paid)),
    )
