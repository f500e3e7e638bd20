"""Which class of five a figure falls into. Shares have the fixed limits of the site; amounts get round ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gis_reports.reports.dashboard.measures import Measure, Ramp, Unit

SHARES = tuple(Decimal(limit) for limit in ("0.10", "0.25", "0.50", "0.75"))
CLASSES = 5
# What a limit may begin with, so that a legend can be read aloud: 1, 1.5, 2 … times a power of ten.
ROUND = tuple(Decimal(first) for first in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10"))


@dataclass(frozen=True, slots=True)
class Scale:
    """The upper limits of the classes but the last, rising; a class holds its limit. Zero is a class of its own."""

    limits: tuple[Decimal, ...]
    ramp: Ramp

    def css(self, value: Decimal) -> str:
        """The class of a figure on maps: `c0`, `b1` … `b5`."""
        if value <= 0:
            return "c0"
        return self.classes[bisect_left(self.limits, value)]

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes above zero, light to dark; fewer limits take the darker end last."""
        count = len(self.limits) + 1
        step = (CLASSES - 1) / (count - 1) if count > 1 else 0
        return tuple(f"{self.ramp.value}{round(1 + step * place) if count > 1 else CLASSES}" for place in range(count))


def scale_of(measure: Measure, unit: Unit, values: Iterable[Decimal | None]) -> Scale:
    """One scale for all maps that show these values, so that they can be compared."""
    if unit in (Unit.SHARE, Unit.PER_BUDGET, Unit.PER_PLANNED):
        return Scale(SHARES, measure.ramp)
    known = sorted(value for value in values if value is not None and value > 0)
    return Scale(_round_limits(known, whole=unit is Unit.TOTAL), measure.ramp)


def _round_limits(known: Sequence[Decimal], *, whole: bool) -> tuple[Decimal, ...]:
    """Four limits near the fifths of the values, each round and above the one before; fewer for few values."""
    limits: list[Decimal] = []
    for fifth in range(1, CLASSES):
        if not known:
            break
        limit = _rounded(known[min(len(known) - 1, len(known) * fifth // CLASSES)])
        if whole:
            limit = max(Decimal(1), limit.to_integral_value())
        if (not limits or limit > limits[-1]) and limit < known[-1]:
            limits.append(limit)
    return tuple(limits)


def _rounded(value: Decimal) -> Decimal:
    """The nearest number that begins like one of `ROUND`."""
    power = Decimal(1).scaleb(value.adjusted())
    nearest = min(ROUND, key=lambda first: abs(first - value / power))
    return nearest * power
