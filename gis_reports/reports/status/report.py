"""Status: projects by latest stage, money and coordinates, by province and fiscal year, as the ledger stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from operator import add
from pathlib import Path
from typing import NamedTuple

from geo.thai import fiscal_year_range
from gis_reports.reports.asking import ask
from gis_reports.reports.completeness.rules import WITHOUT_AUTHORITIES
from gis_reports.reports.figures import province_figures
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.rules import NOTHING, WHOLE, Sums
from layers.enums import SHORT_PREFIX_TH, SHORT_SUFFIX_EN, AuthorityKind

QUERY = Path(__file__).with_name("query.sql")


@dataclass(frozen=True, slots=True)
class Line:
    """A province, an authority (`authority_id` is set), or the whole."""

    province_code: str
    province_th: str
    province_en: str
    sums: Sums
    authority_id: int | None = None
    kind: AuthorityKind | None = None
    code: str = ""
    name_th: str = ""
    name_en: str = ""

    def label(self, in_english: bool) -> str:
        """What the line is called in lists."""
        if self.kind is None:
            return self.province_en if in_english and self.province_en else self.province_th
        if in_english and self.name_en:
            return f"{self.name_en} {SHORT_SUFFIX_EN[self.kind]}".strip()
        return f"{SHORT_PREFIX_TH[self.kind]}{self.name_th}"


@dataclass(frozen=True, slots=True)
class Status:
    """The report of one fiscal year. `total` is the sum of the lines."""

    fiscal_year: int
    as_of: dt.date
    lines: tuple[Line, ...]
    total: Line

    def in_annex_order(self) -> Status:
        """The same report sorted as the published annex: by code point of the Thai name."""
        return replace(self, lines=tuple(sorted(self.lines, key=lambda line: line.name_th or line.province_th)))


class _Row(NamedTuple):
    province_code: str
    province_th: str
    province_en: str
    authority_id: int
    kind: str
    code: str | None
    name_th: str
    name_en: str
    authorities: int
    projects: int
    at_plan: int
    at_plan_approved: int
    at_budget_approved: int
    at_contract_signed: int
    at_disbursed: int
    at_completed: int
    with_location: int
    with_problems: int
    planned: Decimal
    budget: Decimal
    contract: Decimal
    paid: Decimal


def status(*, fiscal_year: int, reach: Reach, today: dt.date, by_authority: bool = False) -> Status:
    """The report of a fiscal year (BE) for what `reach` covers, as the ledger stands now, in dictionary order.

    Provinces come from the ledger by province, authorities from their own.

    `by_authority` gives each authority a line of its own (ask it of one province: `Reach.within`). Authorities are
    counted by the registry of the last day of the year, or of `today` while it runs. Raises UnreadableDate for a year
    that is none.
    """
    _first, last = fiscal_year_range(fiscal_year)
    as_of = min(last, today)
    if by_authority:
        rows = ask(QUERY, {"year": fiscal_year, "as_of": as_of, **reach.parameters}, _Row)
        lines = [_line(row) for row in rows]
    else:
        found = province_figures([fiscal_year], reach, today=today)
        lines = [
            Line(one.province, one.name_th, one.name_en, one.sums)
            for one in found
            if one.province != WITHOUT_AUTHORITIES or one.sums != NOTHING
        ]
    return Status(fiscal_year=fiscal_year, as_of=as_of, lines=tuple(lines), total=_total(lines))


def _line(row: _Row) -> Line:
    return Line(
        province_code=row.province_code,
        province_th=row.province_th,
        province_en=row.province_en,
        authority_id=row.authority_id,
        kind=AuthorityKind(row.kind),
        code=row.code or "",
        name_th=row.name_th,
        name_en=row.name_en,
        sums=Sums(
            authorities=row.authorities,
            projects=row.projects,
            at=(
                row.at_plan,
                row.at_plan_approved,
                row.at_budget_approved,
                row.at_contract_signed,
                row.at_disbursed,
                row.at_completed,
            ),
            with_location=row.with_location,
            with_problems=row.with_problems,
            planned=row.planned,
            budget=row.budget,
            contract=row.contract,
            paid=row.paid,
        ),
    )


def _total(lines: Sequence[Line]) -> Line:
    return Line(
        province_code=WHOLE,
        province_th="รวมทั้งหมด",
        province_en="Total",
        sums=reduce(add, (line.sums for line in lines), NOTHING),
    )
