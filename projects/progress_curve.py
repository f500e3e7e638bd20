"""Planned against reported progress of one project, in percent of the work.

What was planned comes from the contracts: from the day the work begins to the day it is due with all amendments, or
along the due days of the instalments where each of them has one. Several contracts count by the project's share in
each. What was reported is shown as it was reported; nothing is filled in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.models import Contract, ContractShare, Progress

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Point:
    """So much of the work on a day, in percent."""

    day: dt.date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table beside the drawing; None is what is not known. `is_due` marks the day the work is due."""

    day: dt.date
    planned: Decimal | None
    reported: Decimal | None
    is_due: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Reported less planned, in points of percent; below zero is behind."""
        return None if self.planned is None or self.reported is None else self.reported - self.planned


@dataclass(frozen=True, slots=True)
class ProgressCurve:
    """Both lines, each in the order of its days. `due_on` is the day all work is due, `first_due_on` the one before
    any amendment (None where none moved it)."""

    planned: tuple[Point, ...]
    reported: tuple[Point, ...]
    today: dt.date
    due_on: dt.date | None = None
    first_due_on: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing can be drawn."""
        return not self.planned and not self.reported

    @property
    def first_day(self) -> dt.date:
        """Where the drawing begins."""
        return min(point.day for point in (*self.planned[:1], *self.reported[:1]))

    @property
    def last_day(self) -> dt.date:
        """Where the drawing ends: with the last known day; today only while the work is not long over."""
        ends = [point.day for point in (*self.planned[-1:], *self.reported[-1:])]
        ends += [day for day in (self.due_on, self.first_due_on) if day]
        last = max(ends)
        open_still = not self.reported or self.reported[-1].percent < WHOLE
        near = (self.today - last).days <= max(90, (last - self.first_day).days // 2)
        return max(last, self.today) if open_still and near else last

    @property
    def behind(self) -> Decimal | None:
        """How many points the work is behind its plan today (below zero: ahead); None where either is not known."""
        planned = self.planned_on(self.today)
        if planned is None or not self.reported:
            return None
        return planned - self.reported[-1].percent

    def planned_on(self, day: dt.date) -> Decimal | None:
        """What was planned for a day: nothing before the work begins, all of it after it is due."""
        return _along(self.planned, day) if self.planned else None

    def reported_on(self, day: dt.date) -> Decimal | None:
        """The last report up to a day; None before the first."""
        found = [point.percent for point in self.reported if point.day <= day]
        return found[-1] if found else None

    def rows(self) -> list[Row]:
        """Every day on which something was planned or reported, and today while the work is open."""
        days = {point.day for point in (*self.planned, *self.reported)}
        days |= {day for day in (self.due_on, self.first_due_on) if day}
        if not self.is_empty and self.first_day <= self.today <= self.last_day:
            days.add(self.today)
        return [
            Row(
                day,
                self.planned_on(day),
                self.reported_on(day) if day <= self.today else None,
                is_due=day == self.due_on,
            )
            for day in sorted(days)
        ]


def curve_of(shares: Sequence[ContractShare], reports: Iterable[Progress], *, today: dt.date) -> ProgressCurve:
    """The curve of a project from its live shares (their contracts with live amendments and instalments fetched) and
    its live reports, in any order. Of several reports on one day the last one entered counts."""
    parts = [(share.amount, plan) for share in shares if (plan := _plan_of(share.contract))]
    dues = [due for share in shares if (due := due_of(share.contract))]
    first_dues = [share.contract.due_on for share in shares if share.contract.due_on]
    by_day = {
        report.reported_on: report.percent for report in sorted(reports, key=lambda one: (one.reported_on, one.pk))
    }
    due_on = max(dues, default=None)
    first_due_on = max(first_dues, default=None)
    return ProgressCurve(
        planned=_together(parts),
        reported=tuple(Point(day, percent) for day, percent in sorted(by_day.items())),
        today=today,
        due_on=due_on,
        first_due_on=first_due_on if first_due_on != due_on else None,
    )


def due_of(contract: Contract) -> dt.date | None:
    """The day a contract is due, with the last amendment that names one."""
    moved = [one for one in contract.amendments.all() if one.new_due_on and one.set_aside_at is None]
    return max(moved, key=lambda one: one.number).new_due_on if moved else contract.due_on


def _plan_of(contract: Contract) -> tuple[Point, ...]:
    """The planned line of one contract, from nothing to all; empty when its end is not known or is no end."""
    begins = contract.starts_on or contract.signed_on
    due = due_of(contract)
    instalments = [one for one in contract.instalments.all() if one.set_aside_at is None]
    line = {begins: Decimal(0)}
    if instalments and all(one.due_on and one.due_on > begins for one in instalments):
        whole = sum((one.amount for one in instalments), Decimal(0))
        paid = Decimal(0)
        for one in sorted(instalments, key=lambda one: (one.due_on, one.number)):
            paid += one.amount
            line[one.due_on] = WHOLE * paid / whole  # type: ignore[index]  # none is without a day, asked above
    if due and due > max(line):
        line[due] = WHOLE
    return tuple(Point(day, percent) for day, percent in line.items()) if len(line) > 1 else ()


def _together(parts: Sequence[tuple[Decimal, tuple[Point, ...]]]) -> tuple[Point, ...]:
    """Several lines as one, each by its weight; equally where no weight is known."""
    weights = [weight for weight, _line in parts]
    if not sum(weights):
        weights = [Decimal(1) for _part in parts]
    whole = sum(weights)
    days = sorted({point.day for _weight, line in parts for point in line})
    return tuple(
        Point(
            day,
            sum((weight * _along(line, day) for weight, (_w, line) in zip(weights, parts, strict=True)), Decimal(0))
            / whole,
        )
        for day in days
    )


def _along(line: Sequence[Point], day: dt.date) -> Decimal:
    """The height of a line on a day, straight between its points and level beyond its ends."""
    if day <= line[0].day:
        return line[0].percent
    for before, after in pairwise(line):
        if day <= after.day:
            part = Decimal((day - before.day).days) / (after.day - before.day).days
            return before.percent + part * (after.percent - before.percent)
    return line[-1].percent
