"""What is known of one place and fiscal year: authorities that have entered each stage, and sums of their projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from gis_reports.reports.completeness.rules import NONE, Eight
from gis_reports.reports.status.rules import NOTHING, Sums
from projects.enums import Stage

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

    @property
    def plain(self) -> tuple[object, ...]:
        """Everything in it as numbers and texts, equal for equal figures."""
        sums = self.sums
        if sums is None:
            return self.authorities, self.entered, self.problem, self.missing
        money = (str(sums.planned), str(sums.budget), str(sums.contract), str(sums.paid))
        counts = (sums.authorities, sums.projects, sums.at, sums.with_location, sums.with_problems)
        return self.authorities, self.entered, self.problem, self.missing, counts, money


def total_of(standings: Sequence[Standing]) -> Standing:
    """The sum; nothing for nothing. `sums` are known only where those of every part are."""
    known = [one.sums for one in standings if one.sums is not None]
    return Standing(
        authorities=sum(one.authorities for one in standings),
        entered=_added([one.entered for one in standings]),
        problem=_added([one.problem for one in standings]),
        missing=_added([one.missing for one in standings]),
        sums=reduce(add, known, NOTHING) if len(known) == len(standings) else None,
    )


def _added(eights: Sequence[Eight]) -> Eight:
    return tuple(map(sum, zip(*eights, strict=True))) if eights else NONE  # type: ignore[return-value]  # eights add up to eight
