"""The states of a stage, and how figures are told apart and ordered. No database, clock or request here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import add
from typing import NamedTuple

from projects.enums import Stage


class ListedState(StrEnum):
    """What a list can be asked for: the five states, and the part of the missing that is overdue."""

    MISSING = "missing"
    OVERDUE = "overdue"
    PROBLEM = "problem"
    ENTERED = "entered"
    NOT_APPLICABLE = "not_applicable"
    NOT_OPEN = "not_open"


class Order(StrEnum):
    """The order of the lines: as the annex prints them, as a Thai dictionary, or those with most first."""

    ANNEX = "annex"
    ALPHABET = "alphabet"
    MOST = "most"


# The code that stands for the whole country, as in the files of the report.
WHOLE = "00"
YEARS_SHOWN = 4
# The capital is a province on the map and has no local authority in the registry (DLA registry of 2559).
WITHOUT_AUTHORITIES = "10"
# A figure for each stage.
Eight = tuple[int, int, int, int, int, int, int, int]
NONE: Eight = (0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Masks:
    """The states of the eight stages of one authority and fiscal year, each a mask of `Stage.bit`."""

    not_open: int
    not_applicable: int
    missing: int
    overdue: int
    problem: int
    entered: int

    def state_of(self, stage: Stage) -> ListedState:
        """The state of one stage; a missing stage past its due date is overdue."""
        for state in (
            ListedState.OVERDUE,
            ListedState.MISSING,
            ListedState.PROBLEM,
            ListedState.ENTERED,
            ListedState.NOT_APPLICABLE,
        ):
            if getattr(self, state.value) & stage.bit:
                return state
        return ListedState.NOT_OPEN

    @property
    def strip(self) -> tuple[ListedState, ...]:
        """The eight states in the order of the stages."""
        return tuple(self.state_of(stage) for stage in Stage)


class Counts(NamedTuple):
    """How many authorities stand in each state of one province, fiscal year and stage.

    A country's report makes 5,000 of them, which takes a tuple a fifth of the time of a frozen data class.
    """

    authorities: int = 0
    not_open: int = 0
    not_applicable: int = 0
    missing: int = 0
    overdue: int = 0
    problem: int = 0
    entered: int = 0

    def of(self, state: ListedState) -> int:
        """The figure of one state."""
        return int(getattr(self, state.value))

    def share(self, state: ListedState) -> float | None:
        """The share of the authorities, between 0 and 1; None where there are none."""
        return self.of(state) / self.authorities if self.authorities else None

    def __add__(self, other: Counts) -> Counts:  # type: ignore[override]  # counts are added up, never strung together
        return Counts(*map(add, self, other))


def years_shown(newest_open: int, asked: int | None) -> tuple[int, ...]:
    """The four fiscal years (BE) of the columns, newest first; moved only when the year asked for is not among them."""
    first = newest_open
    if asked is not None and not newest_open - YEARS_SHOWN < asked <= newest_open:
        first = asked
    return tuple(range(first, first - YEARS_SHOWN, -1))
