"""What is known of one place and fiscal year: authorities that have entered each stage, and sums of their projects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

from gis_reports.reports.status.rules import NOTHING, Sums
from projects.enums import Stage

Eight = tuple[int, int, int, int, int, int, int, int]
NONE: Eight = (0, 0, 0, 0, 0, 0, 0, 0)

# Below this share of entered authorities a figure of a place is marked as incomplete: with one in five missing, the
# order of provinces can turn around when the rest report.
ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Standing:
    """Figures of an authority, district, province, kind or the whole for one fiscal year (BE).

    `entered`, `problem` and `missing` count authorities by stage; those for which a stage is not open, or which need
    not enter it, are in none of the three. `sums` is None where only completeness is known (places below a province on
    a past day). `authorities` are those of the registry of the day.
    """

    authorities: int = 0
    entered: Eight = NONE
    problem: Eight = NONE
    missing: Eight = NONE
    sums: Sums | None = NOTHING

    def has_entered(self, stage: Stage) -> int:
        """Authorities that have entered a stage, with or without problems."""
        return self.entered[stage - 1] + self.problem[stage - 1]

    def must_enter(self, stage: Stage) -> int:
        """Authorities for which the stage is open and which are not exempted from it."""
        return self.has_entered(stage) + self.missing[stage - 1]

    def completeness(self, stage: Stage | None = None) -> float | None:
        """The share of entered among what must be entered, of one stage or of all that are open; None while none is."""
        stages = [stage] if stage else list(Stage)
        asked = sum(self.must_enter(one) for one in stages)
        return sum(self.has_entered(one) for one in stages) / asked if asked else None

    def is_enough(self, stage: Stage | None = None) -> bool:
        """Whether so much has been entered that figures resting on the stage can be compared."""
        share = self.completeness(stage)
        return share is None or share >= ENOUGH

    def __add__(self, other: Standing) -> Standing:
        return Standing(
            authorities=self.authorities + other.authorities,
            entered=_plus(self.entered, other.entered),
            problem=_plus(self.problem, other.problem),
            missing=_plus(self.missing, other.missing),
            sums=self.sums + other.sums if self.sums is not None and other.sums is not None else None,
        )


def total_of(standings: list[Standing]) -> Standing:
    """The sum; nothing for nothing."""
    return reduce(add, standings, Standing())


def _plus(mine: Eight, yours: Eight) -> Eight:
    return tuple(map(add, mine, yours))
