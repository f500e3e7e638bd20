"""What the status report can colour its map and order its lines by. No database, clock or request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from projects.enums import PROJECT_STAGES, Stage

# The code that stands for the whole country, as in the files of the report.
WHOLE = "00"


class Measure(StrEnum):
    """The figures that can be chosen for the map. `LOCATED` is a share; the others are amounts."""

    LOCATED = "located"
    PROJECTS = "projects"
    PLANNED = "planned"
    BUDGET = "budget"
    CONTRACT = "contract"
    PAID = "paid"
    PROBLEMS = "problems"


class Unit(StrEnum):
    """An amount as it is, or divided by the number of local authorities."""

    TOTAL = "total"
    PER_AUTHORITY = "per_authority"


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures of one authority, province or the whole for one fiscal year. Money is in baht.

    `at` puts every project under its latest stage, so that it adds up to `projects`.
    """

    authorities: int
    projects: int
    at: tuple[int, int, int, int, int, int]
    with_location: int
    with_problems: int
    planned: Decimal
    budget: Decimal
    contract: Decimal
    paid: Decimal

    def at_stage(self, stage: Stage) -> int:
        """Projects whose latest stage this is."""
        return self.at[PROJECT_STAGES.index(stage)]

    @property
    def located_share(self) -> Decimal | None:
        """The share of projects with coordinates, between 0 and 1; None without projects."""
        return Decimal(self.with_location) / self.projects if self.projects else None

    def of(self, measure: Measure, unit: Unit = Unit.TOTAL) -> Decimal | None:
        """The figure of a measure; None where there is nothing to divide by."""
        if measure is Measure.LOCATED:
            return self.located_share
        amount = AMOUNTS[measure](self)
        if unit is Unit.TOTAL:
            return amount
        return amount / self.authorities if self.authorities else None

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            authorities=self.authorities + other.authorities,
            projects=self.projects + other.projects,
            at=tuple(mine + yours for mine, yours in zip(self.at, other.at, strict=True)),  # type: ignore[arg-type]  # six and six are six
            with_location=self.with_location + other.with_location,
            with_problems=self.with_problems + other.with_problems,
            planned=self.planned + other.planned,
            budget=self.budget + other.budget,
            contract=self.contract + other.contract,
            paid=self.paid + other.paid,
        )


NOTHING = Sums(0, 0, (0, 0, 0, 0, 0, 0), 0, 0, Decimal(0), Decimal(0), Decimal(0), Decimal(0))

AMOUNTS: dict[Measure, Callable[[Sums], Decimal]] = {
    Measure.PROJECTS: lambda sums: Decimal(sums.projects),
    Measure.PLANNED: lambda sums: sums.planned,
    Measure.BUDGET: lambda sums: sums.budget,
    Measure.CONTRACT: lambda sums: sums.contract,
    Measure.PAID: lambda sums: sums.paid,
    Measure.PROBLEMS: lambda sums: Decimal(sums.with_problems),
}


def share_of_largest(figure: Decimal | None, largest: Decimal) -> Decimal | None:
    """An amount as a share of the largest on the map, so that the fixed classes of shares colour it too."""
    if figure is None or largest <= 0:
        return None if figure is None else Decimal(0)
    return figure / largest
