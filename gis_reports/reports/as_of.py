"""The as-of line of a report: the day asked for, the days beside it, and every past day on a slider with its marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

MONTHS_OF_A_SHORT_TIME = 12
FIRST_MONTH = 10  # of a fiscal year
# Half of what a label needs, in hundredths of the slider: on a wide screen and on a phone; due days need more.
ROOM = {"due": (14.5, 27.0), "year": (9.5, 19.0), "month": (9.5, 19.0)}
AT_THE_EDGE = 9.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A small line under the slider; `x` in hundredths of its length. `kind` is due, year or month."""

    day: dt.date
    x: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day written under the slider, and its address. `anchor` is the SVG word for where the text stands."""

    day: dt.date
    x: float
    href: str
    is_due: bool
    is_asked: bool
    anchor: str
    is_for_wide_screens: bool


@dataclass(frozen=True, slots=True)
class AsOf:
    """Everything `_as_of.html` needs. An address is empty where the day lies ahead or is the one asked for.

    `kept` are the other parts of the address, which the form sends along.
    """

    day: dt.date
    first: dt.date
    last: dt.date
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    before: str
    after: str
    today: str
    kept: tuple[tuple[str, str], ...]

    @property
    def length(self) -> int:
        """The value of the last day; the first is 0."""
        return (self.last - self.first).days

    @property
    def value(self) -> int:
        """The value of the day asked for."""
        return (self.day - self.first).days

    @property
    def drawn_length(self) -> int:
        """The length of the drawing under the slider: never nothing."""
        return max(1, self.length)

    def path(self, kind: str) -> str:
        """The ticks of a kind as one SVG path, a unit to a day."""
        return "".join(f"M{(tick.day - self.first).days} 0v1" for tick in self.ticks if tick.kind == kind)

    @property
    def months(self) -> str:
        """Firsts of months."""
        return self.path("month")

    @property
    def years(self) -> str:
        """First days of fiscal years."""
        return self.path("year")

    @property
    def due_days(self) -> str:
        """Days on which something is due."""
        return self.path("due")

    @property
    def stops(self) -> str:
        """The values of the ticks, to which the slider clings."""
        return " ".join(str((tick.day - self.first).days) for tick in self.ticks)


def as_of_line(
    day: dt.date,
    *,
    today: dt.date,
    first: dt.date | None,
    due: Iterable[dt.date],
    address: Callable[[dt.date], str],
    kept: Mapping[str, str],
) -> AsOf:
    """The line for a report that is asked for `day`.

    `first` is the first day of which anything is known (None: the year before today); `due` are due dates of the work
    calendar; `address` writes the part of the address after `?` for another day; `kept` are the parts of the address
    other than `as_of` that a form must send along.
    """
    start = min(first or today.replace(year=today.year - 1, day=1), day)
    ticks = tuple(_ticks(start, today, set(due)))
    return AsOf(
        day=day,
        first=start,
        last=today,
        ticks=ticks,
        marks=tuple(_marks(ticks, day, address)),
        before="?" + address(day - dt.timedelta(days=1)) if day > start else "",
        after="?" + address(day + dt.timedelta(days=1)) if day < today else "",
        today="?" + address(today) if day < today else "",
        kept=tuple(kept.items()),
    )


def _ticks(first: dt.date, last: dt.date, due: set[dt.date]) -> Iterator[Tick]:
    length = max(1, (last - first).days)
    months = (
        dt.date(first.year + number // 12, number % 12 + 1, 1) for number in range(12 * (last.year - first.year + 1))
    )
    for day in sorted({*months, *due}):
        if first <= day <= last:
            kind = "due" if day in due else "year" if day.month == FIRST_MONTH else "month"
            yield Tick(day=day, x=round(100 * (day - first).days / length, 2), kind=kind)


def _marks(ticks: tuple[Tick, ...], day: dt.date, address: Callable[[dt.date], str]) -> Iterator[Mark]:
    """Due dates first, then beginnings of fiscal years, then of months, as far as there is room."""
    kinds = ("due", "year", "month") if len(ticks) <= MONTHS_OF_A_SHORT_TIME + 2 else ("due", "year")
    chosen: list[Tick] = []
    on_a_phone: list[Tick] = []
    for kind in kinds:
        # those around the day asked for are told first
        for tick in sorted(ticks, key=lambda one: abs(one.day - day)):
            if tick.kind == kind and _has_room(tick, chosen, 0):
                chosen.append(tick)
                if _has_room(tick, on_a_phone, 1):
                    on_a_phone.append(tick)
    for tick in sorted(chosen, key=lambda one: one.day):
        yield Mark(
            day=tick.day,
            x=tick.x,
            href="?" + address(tick.day),
            is_due=tick.kind == "due",
            is_asked=tick.day == day,
            anchor="start" if tick.x < AT_THE_EDGE else "end" if tick.x > 100 - AT_THE_EDGE else "middle",
            is_for_wide_screens=tick not in on_a_phone,
        )


def _has_room(tick: Tick, others: list[Tick], screen: int) -> bool:
    """Whether the label of a tick fits beside those chosen; `screen` 0 is wide, 1 a phone."""
    here, room = _middle(tick, screen), ROOM[tick.kind][screen]
    return all(abs(here - _middle(one, screen)) >= room + ROOM[one.kind][screen] for one in others)


def _middle(tick: Tick, screen: int) -> float:
    """The middle of a label: at its tick, but at the ends of the slider it stands inside."""
    if tick.x < AT_THE_EDGE:
        return tick.x + ROOM[tick.kind][screen]
    if tick.x > 100 - AT_THE_EDGE:
        return tick.x - ROOM[tick.kind][screen]
    return tick.x
