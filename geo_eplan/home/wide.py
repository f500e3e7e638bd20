"""What the home pages of provinces and of the department say: figures by stage and year, and whom to chase.

Every figure comes from the completeness report and the stage ledger, so that it equals the page behind it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from accounts.models import User
from coordination.models import WorkCalendarEntry
from geo_eplan.home.calendar import CalendarDay, calendar_days, span
from geo_eplan.home.doors import door
from geo_eplan.home.national_map import most_telling, national_map
from gis_reports.choropleth import Choropleth
from gis_reports.reports.completeness.authorities import NamedAuthority, matrix
from gis_reports.reports.completeness.report import Column, Completeness, Line, completeness
from gis_reports.reports.completeness.rules import Counts, ListedState, Masks
from gis_reports.reports.reach import Reach
from projects.enums import Stage

SUMS = Path(__file__).with_name("sums.sql").read_text(encoding="utf-8")
CHASED = 10
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class WideCell:
    """One stage of one year: how many authorities have not entered it, of how many, and the list behind."""

    stage: Stage
    is_open: bool
    counts: Counts
    url: str

    @property
    def share(self) -> float | None:
        """The share of the authorities that miss the stage."""
        return self.counts.share(ListedState.MISSING)


@dataclass(frozen=True, slots=True)
class WideRow:
    """One fiscal year (BE): eight cells, and its projects from the ledger."""

    fiscal_year: int
    cells: tuple[WideCell, ...]
    projects: int
    with_location: int
    planned: Decimal
    paid: Decimal
    url: str

    @property
    def located(self) -> float | None:
        """The share of the projects that have coordinates."""
        return self.with_location / self.projects if self.projects else None

    @property
    def planned_million(self) -> Decimal:
        """Planned, in million baht."""
        return self.planned / MILLION

    @property
    def paid_million(self) -> Decimal:
        """Paid, in million baht."""
        return self.paid / MILLION


@dataclass(frozen=True, slots=True)
class ChasedAuthority:
    """An authority with much missing: its stages over the years shown, and the newest open year as a strip."""

    authority: NamedAuthority
    missing: int
    overdue: int
    fiscal_year: int
    strip: tuple[ListedState, ...]
    url: str

    @property
    def name_th(self) -> str:
        """The short Thai name."""
        return self.authority.short_name(False)

    @property
    def name_en(self) -> str:
        """The short English name."""
        return self.authority.short_name(True)


@dataclass(frozen=True, slots=True)
class ChasedProvince:
    """A province with much missing: open stages of its authorities that are not entered, as a share of all open."""

    line: Line
    missing: int
    overdue: int
    share: float
    url: str


@dataclass(frozen=True, slots=True)
class WideHome:
    """Everything the page shows. `complete` are the authorities that miss nothing; None where it is not counted."""

    authorities: int
    complete: int | None
    missing: int
    overdue: int
    open_stages: int
    years: str
    rows: tuple[WideRow, ...]
    chased: tuple[ChasedAuthority, ...]
    provinces: tuple[ChasedProvince, ...]
    calendar: tuple[CalendarDay, ...]
    shown: Column | None = None
    map: Choropleth | None = None

    @property
    def entered_share(self) -> float | None:
        """Entered stages of all authorities as a share of the open ones."""
        asked = sum(
            cell.counts.missing + cell.counts.entered + cell.counts.problem
            for row in self.rows
            for cell in row.cells
            if cell.is_open
        )
        return 1 - self.missing / asked if asked else None

    @property
    def located(self) -> float | None:
        """The share of all projects of the years shown that have coordinates."""
        projects = sum(row.projects for row in self.rows)
        return sum(row.with_location for row in self.rows) / projects if projects else None

    @property
    def projects(self) -> int:
        """All projects of the years shown."""
        return sum(row.projects for row in self.rows)


def province_home(*, user: User, today: dt.date) -> WideHome:
    """The figures of the provinces of a person on `today`, with the authorities to chase."""
    reach = Reach.of(user.scope)
    report = completeness(as_of=today, reach=reach)
    authorities = matrix(as_of=today, reach=reach, years=report.years)
    complete = sum(not any(mask.missing for mask in by_year.values()) for by_year in authorities.values())
    only = reach.only_province
    return _wide(user, today, report, complete=complete, province=only, chased=_chased(authorities, report))


def nation_home(*, user: User, today: dt.date) -> WideHome:
    """The figures of the country on `today`, with the provinces to chase."""
    report = completeness(as_of=today, reach=Reach.of(user.scope))
    shown = most_telling(report)
    found = _wide(user, today, report, complete=None, province=None, provinces=_chased_provinces(report))
    return replace(found, shown=shown, map=national_map(report, shown)) if shown else found


def _wide(
    user: User,
    today: dt.date,
    report: Completeness,
    *,
    complete: int | None,
    province: str | None,
    chased: tuple[ChasedAuthority, ...] = (),
    provinces: tuple[ChasedProvince, ...] = (),
) -> WideHome:
    sums = _sums(report.years, Reach.of(user.scope))
    opened = [column for column in report.columns if column.is_open]
    totals = [report.total.cells[column.key] for column in opened]
    rows = []
    for year in report.years:
        cells = tuple(
            WideCell(
                stage=stage,
                is_open=report.column(stage, year).is_open,
                counts=report.total.cells[stage, year],
                url=door("completeness", stage=stage.slug, fiscal_year=year, province=province, state="missing"),
            )
            for stage in Stage
        )
        kept: Mapping[str, Any] = sums.get(year, {})
        rows.append(
            WideRow(
                fiscal_year=year,
                cells=cells,
                projects=kept.get("count", 0),
                with_location=kept.get("located", 0),
                planned=kept.get("planned", Decimal(0)),
                paid=kept.get("paid", Decimal(0)),
                url=door("dashboard", fiscal_year=year, province=province),
            )
        )
    return WideHome(
        authorities=report.total.authorities,
        complete=complete,
        missing=sum(counts.missing for counts in totals),
        overdue=sum(counts.overdue for counts in totals),
        open_stages=len(opened),
        years=span(report.years),
        rows=tuple(rows),
        chased=chased,
        provinces=provinces,
        calendar=tuple(calendar_days(WorkCalendarEntry.objects.all(), today)),
    )


def _sums(years: Sequence[int], reach: Reach) -> dict[int, dict[str, Any]]:
    """The projects of each year: of whole provinces from their ledgers, of single authorities from theirs."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"years": list(years), **reach.parameters})
        names = [column.name for column in cursor.description]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def _chased(authorities: dict[NamedAuthority, dict[int, Masks]], report: Completeness) -> tuple[ChasedAuthority, ...]:
    """The authorities that miss most, those with more overdue first."""
    ranked = []
    for authority, by_year in authorities.items():
        missing = sum(masks.missing.bit_count() for masks in by_year.values())
        if missing:
            overdue = sum(masks.overdue.bit_count() for masks in by_year.values())
            ranked.append((overdue, missing, authority))
    ranked.sort(key=lambda row: (-row[0], -row[1], row[2].name_th))
    found = []
    for overdue, missing, authority in ranked[:CHASED]:
        by_year = authorities[authority]
        worst = max(report.years, key=lambda year: (by_year[year].missing.bit_count(), year))
        found.append(
            ChasedAuthority(
                authority=authority,
                missing=missing,
                overdue=overdue,
                fiscal_year=worst,
                strip=by_year[worst].strip,
                url=door("authority_map", authority=authority.authority_id),
            )
        )
    return tuple(found)


def _chased_provinces(report: Completeness) -> tuple[ChasedProvince, ...]:
    """The provinces with the largest share of open stages not entered."""
    opened: Sequence[tuple[Stage, int]] = [column.key for column in report.columns if column.is_open]
    worst = report.most_missing()
    if worst is None:
        return ()
    found: list[tuple[float, int, Line]] = []
    for line in report.lines:
        counts = [line.cells[key] for key in opened]
        missing = sum(cell.missing for cell in counts)
        asked = missing + sum(cell.entered + cell.problem for cell in counts)
        if missing:
            found.append((missing / asked, missing, line))
    found.sort(key=lambda row: (-row[0], row[2].name_th))
    return tuple(
        ChasedProvince(
            line=line,
            missing=missing,
            overdue=sum(line.cells[key].overdue for key in opened),
            share=share,
            url=door(
                "completeness",
                stage=worst.stage.slug,
                fiscal_year=worst.fiscal_year,
                province=line.code,
                state="missing",
            ),
        )
        for share, missing, line in found[:CHASED]
    )
