"""The completeness report as a table of one figure a row, in the columns of the transcribed annex."""

from __future__ import annotations

from collections.abc import Iterator

from gis_reports.reports.completeness.report import Completeness
from gis_reports.reports.completeness.rules import ListedState
from projects.enums import Stage

COLUMNS = ("province_code", "province_th", "authorities", "stage", "fiscal_year", "missing")


def rows(
    report: Completeness, state: ListedState = ListedState.MISSING
) -> Iterator[tuple[str, str, int, str, int, int]]:
    """Lines as ordered in the report, the total last as province `00`; stages in order, years newest first.

    A stage that is not open has nobody missing, and is 0, as in the annex.
    """
    for line in (*report.lines, report.total):
        for stage in Stage:
            for year in report.years:
                figure = line.cells[stage, year].of(state)
                yield line.code, line.name_th, line.authorities, stage.slug, year, figure
