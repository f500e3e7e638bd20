"""What the projects of a place add up to. No database, clock or request."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from projects.enums import PROJECT_STAGES, Stage

# The code that stands for the whole country, as in the files of the report.
WHOLE = "00"


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
