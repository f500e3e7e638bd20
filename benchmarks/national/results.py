"""The figures of a run: what was measured, against which target, and two runs side by side. No database, no clock."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

FORMAT = 1
Direction = Literal["most", "least"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its `key` is what two runs are compared by. `target` None: to see, nothing to reach."""

    part: str
    key: str
    value: float | None
    unit: str
    target: float | None = None
    direction: Direction = "most"
    note: str = ""

    @property
    def is_reached(self) -> bool | None:
        """True or False where there is a target."""
        if self.target is None:
            return None
        if self.value is None:
            return False
        return self.value <= self.target if self.direction == "most" else self.value >= self.target


@dataclass
class Result:
    """Everything of one run."""

    projects: int
    machine: dict[str, Any]
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        """Keep figures and print them."""
        for figure in figures:
            self.figures.append(figure)
            print(line_of(figure), flush=True)

    def write(self, path: Path) -> None:
        """As JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {
            "format": FORMAT,
            "projects": self.projects,
            "machine": self.machine,
            "figures": [{**asdict(figure), "is_reached": figure.is_reached} for figure in self.figures],
            "notes": self.notes,
        }
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> Result:
    """A result file. Raises ValueError for a file that is none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise ValueError(f"{path} has format {told['format']}, not {FORMAT}")
        figures = [
            Figure(**{name: value for name, value in figure.items() if name != "is_reached"})
            for figure in told["figures"]
        ]
        return Result(told["projects"], told["machine"], figures, told["notes"])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} is no result of this benchmark: {error}") from error


def line_of(figure: Figure) -> str:
    """One line: name, value, target, whether it is reached, what limits it."""
    value = "—" if figure.value is None else shown(figure.value)
    words = f"{figure.key:<58} {value:>10} {figure.unit:<9}"
    if figure.target is not None:
        sign = "≤" if figure.direction == "most" else "≥"
        words += f" {sign} {shown(figure.target):<8} {'reached' if figure.is_reached else 'MISSED ':<8}"
    elif figure.note:
        words += " " * 20
    return f"{words} {figure.note}".rstrip()


def shown(value: float) -> str:
    """A number with about four digits that matter."""
    if value and abs(value) < 100:
        return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"
    return f"{value:,.0f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0…1) of the values do not exceed. Raises ValueError for no values."""
    if not values:
        raise ValueError("There is no percentile of nothing")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]


def milliseconds(values: Iterable[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and the highest of seconds, in milliseconds."""
    kept = [value * 1000 for value in values]
    return {
        "p50": statistics.median(kept),
        "p95": percentile(kept, 0.95),
        "p99": percentile(kept, 0.99),
        "max": max(kept),
    }


def compared(old: Result, new: Result) -> list[str]:
    """Two runs side by side, by key, with what has changed; figures that only one has are shown too."""
    before = {figure.key: figure for figure in old.figures}
    after = {figure.key: figure for figure in new.figures}
    lines = [
        f"{'':<58} {old.machine.get('commit', '?'):>12} {new.machine.get('commit', '?'):>12}   change",
        f"{'projects':<58} {old.projects:>12,} {new.projects:>12,}",
    ]
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        told = now or was
        assert told is not None  # the key came from one of the two
        lines.append(f"{key:<58} {_cell(was):>12} {_cell(now):>12} {_change(was, now):>8} {told.unit}".rstrip())
    return lines


def _cell(figure: Figure | None) -> str:
    return "—" if figure is None or figure.value is None else shown(figure.value)


def _change(was: Figure | None, now: Figure | None) -> str:
    """`×0.5`, and a word where a target was reached or lost."""
    if was is None or now is None or not was.value or now.value is None:
        return ""
    factor = f"×{now.value / was.value:.2f}"
    if was.is_reached and now.is_reached is False:
        return f"{factor} lost"
    if was.is_reached is False and now.is_reached:
        return f"{factor} reached"
    return factor
