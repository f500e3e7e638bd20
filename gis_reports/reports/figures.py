"""The figures of provinces, of now and of any past day: what the national pages are made of.

They come from the ledger by province (`projects_province_figures`), never from a scan of projects or authorities.
Fiscal years are Buddhist era; days are Python dates (common era) and end at midnight in Bangkok. Money is in baht.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from geo.thai import fiscal_year_range
from gis_reports.reports.asking import ask
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.rules import Sums
from projects.enums import Stage

QUERY = Path(__file__).with_name("figures.sql")


@dataclass(frozen=True, slots=True)
class ProvinceFigures:
    """One province and fiscal year. `sums.authorities` are those of the registry, by the province they are in now.

    `entered` and `problem` have a place for each stage: authorities that have entered it without, and with, a problem.
    """

    province: str
    name_th: str
    name_en: str
    fiscal_year: int
    sums: Sums
    entered: tuple[int, ...]
    problem: tuple[int, ...]

    @property
    def authorities(self) -> int:
        """Authorities in the registry: on the last day of the fiscal year, or on the day asked for while it runs."""
        return self.sums.authorities

    def entered_at(self, stage: Stage) -> int:
        """Authorities that have entered this stage, with or without problems."""
        return self.entered[stage.value - 1] + self.problem[stage.value - 1]


class _Row(NamedTuple):
    province: str
    name_th: str
    name_en: str
    fiscal_year: int
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
    entered: list[int]
    problem: list[int]


def province_figures(
    years: Sequence[int], reach: Reach, as_of: dt.date | None = None, *, today: dt.date | None = None
) -> list[ProvinceFigures]:
    """A row for each province within `reach` and each of `years`, in the order of a Thai dictionary.

    Without `as_of` the figures are of this moment, with every committed write. With it they are as the ledger stood at
    the end of that day; the authorities of a reach that names some are then counted under no province, because the past
    is kept by province. An authority belongs to the province it is in now. Bangkok has a row of zeros.
    Raises UnreadableDate for a year that is none.
    """
    today = today or timezone.localdate()
    if as_of is not None and as_of >= today:
        as_of = None
    days = [min(fiscal_year_range(year)[1], as_of or today) for year in years]
    parameters = {"years": list(years), "days": days, "as_of": as_of, **reach.parameters}
    return [_figures(row) for row in ask(QUERY, parameters, _Row)]


def _figures(row: _Row) -> ProvinceFigures:
    return ProvinceFigures(
        province=row.province,
        name_th=row.name_th,
        name_en=row.name_en,
        fiscal_year=row.fiscal_year,
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
        entered=tuple(row.entered),
        problem=tuple(row.problem),
    )
