"""The completeness report as a table of one figure a row, in the columns of the transcribed annex."""

from __future__ import annotations

from collections.abc import Iterator

from gis_reports.reports.completeness.authorities import Listing
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


AUTHORITY_COLUMNS = (
    "authority_code",
    "authority_th",
    "authority_en",
    "kind",
    "province_code",
    "province_th",
    "district_th",
    *(stage.slug for stage in Stage),
)


def authority_rows(listing: Listing) -> Iterator[tuple[str, ...]]:
    """The authorities of a list with the states of their eight stages, in `AUTHORITY_COLUMNS`."""
    for named in listing.authorities:
        yield (
            named.code,
            named.short_name(in_english=False),
            named.name_en,
            named.kind.value,
            named.province_code,
            named.province_th,
            named.district_th,
            *(state.value for state in named.masks.strip),
        )
