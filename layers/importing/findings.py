"""What an import says of each row of a file. Nothing is dropped: a row is taken, unchanged or refused, with reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What happens to a row."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REFUSE = "refuse"


class UnusableFile(ValueError):
    """The file as a whole cannot be used; the text says what is missing and what would work."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One doubt about a row: `code` for programs and tests, `message` for people."""

    code: str
    message: str


@dataclass(slots=True)
class PlannedRow:
    """One row of the file (`line` counts from 1, the head row included) and what will be done with it."""

    line: int
    subject: str
    outcome: Outcome
    remarks: list[Remark] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    existing_id: int | str | None = None

    def refuse(self, code: str, message: str) -> None:
        """Turn the row away, keeping the reason."""
        self.outcome = Outcome.REFUSE
        self.remarks.append(Remark(code, message))

    def doubt(self, code: str, message: str) -> None:
        """Take the row, but name what is doubtful about it."""
        self.remarks.append(Remark(code, message))


@dataclass(slots=True)
class ImportPlan:
    """Every row of a file with its outcome, and remarks about the file as a whole."""

    rows: list[PlannedRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """Rows with one outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    def remark_counts(self) -> Counter[str]:
        """How often each kind of doubt or refusal occurs."""
        return Counter(remark.code for row in self.rows for remark in row.remarks)

    def with_outcome(self, *outcomes: Outcome) -> list[PlannedRow]:
        """The rows that have one of the outcomes, in the order of the file."""
        return [row for row in self.rows if row.outcome in outcomes]

    def describe(self) -> list[str]:
        """The plan in words: one line per doubtful or refused row, then the sums."""
        lines = [f"file: {remark.message} [{remark.code}]" for remark in self.remarks]
        for row in self.rows:
            word = "refused" if row.outcome is Outcome.REFUSE else "doubtful"
            lines += [
                f"line {row.line}, {row.subject}: {word}: {remark.message} [{remark.code}]" for remark in row.remarks
            ]
        lines += [f"{count} × {code}" for code, count in sorted(self.remark_counts().items())]
        lines.append(
            f"{len(self.rows)} rows: {self.count(Outcome.ADD)} to add, {self.count(Outcome.CHANGE)} to change,"
            f" {self.count(Outcome.SAME)} unchanged, {self.count(Outcome.REFUSE)} refused"
        )
        return lines
