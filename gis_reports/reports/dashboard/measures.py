"""The measures of the dashboard, as one table: an entry is a choice of the page, a map, a column of files and API.

To add a measure, add a line to `MEASURES`. What a project must be like to be counted is told by words of
`projects.selection`; what an authority must be like, by a stage and a state of the completeness report. From those the
page makes the links behind the figures, so that a figure and the rows it leads to are chosen by the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gis_reports.reports.completeness.rules import ListedState
from gis_reports.reports.dashboard.standing import Standing
from gis_reports.reports.status.rules import Sums
from layers.templatetags.design import STAGE_NAMES
from projects.enums import Stage

Amount = Callable[[Standing], "Decimal | int | None"]
Text = str | Promise


class MeasureKind(StrEnum):
    """What the figure of a measure is: a part of something, a number of things, or money."""

    SHARE = "share"
    COUNT = "count"
    BAHT = "baht"


class Unit(StrEnum):
    """A figure as a share, as it is, divided by the number of authorities, or per baht of the budget."""

    SHARE = "share"
    TOTAL = "total"
    PER_AUTHORITY = "per_authority"
    PER_PLANNED = "per_planned"
    PER_BUDGET = "per_budget"


class Ramp(StrEnum):
    """Warm colours count what is missing or to be mended, cool ones what is there."""

    NEED = "c"
    HAVE = "b"


@dataclass(frozen=True, slots=True)
class Part:
    """A number that stands behind the figure in the table, and what is counted by it.

    `state` with `stage`: authorities, listed on the completeness page. Else projects, chosen by `chosen`.
    """

    name: Text
    amount: Amount
    state: ListedState | None = None
    stage: Stage | None = None
    chosen: Mapping[str, object] = field(default_factory=dict)
    is_baht: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `rests_on` is the stage whose completeness tells how far the figure can be trusted.

    `rests_on` None means all open stages of the year. `parts` are the numbers shown beside the figure. `has_past`:
    known for any past day at the level of provinces; below them only completeness is. `is_complement`: says the same as
    another entry the other way round, and is left out where all measures stand together.
    """

    key: str
    name: Text
    kind: MeasureKind
    numerator: Amount
    denominator: Amount | None = None
    ramp: Ramp = Ramp.HAVE
    rests_on: Stage | None = None
    stage: Stage | None = None
    parts: tuple[Part, ...] = ()
    has_past: bool = True
    is_complement: bool = False
    budget_units: tuple[Unit, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units it can be shown in; the first is the usual one."""
        if self.kind is MeasureKind.SHARE:
            return (Unit.SHARE, Unit.TOTAL)
        return (Unit.TOTAL, Unit.PER_AUTHORITY, *self.budget_units)

    @property
    def is_of_authorities(self) -> bool:
        """Whether authorities are counted, and not projects or baht."""
        return self.stage is not None

    def unit(self, asked: Unit | None) -> Unit:
        """The unit asked for where this measure has it, else its usual one."""
        return asked if asked in self.units else self.units[0]

    def value(self, standing: Standing, unit: Unit) -> Decimal | None:
        """The figure of a place; None where nothing is known or there is nothing to divide by."""
        above = self.numerator(standing)
        if above is None:
            return None
        if unit is Unit.TOTAL:
            return Decimal(above)
        below = self.denominator(standing) if unit is Unit.SHARE and self.denominator else BELOW[unit](standing)
        return Decimal(above) / Decimal(below) if below else None


def of_sums(pick: Callable[[Sums], Decimal | int]) -> Amount:
    """An amount of the projects; None where those are not known."""
    return lambda standing: None if standing.sums is None else pick(standing.sums)


def _authorities(standing: Standing) -> int:
    return standing.authorities


_PROJECTS = of_sums(lambda sums: sums.projects)
_PLANNED = of_sums(lambda sums: sums.planned)
_BUDGET = of_sums(lambda sums: sums.budget)

BELOW: dict[Unit, Amount] = {
    Unit.SHARE: _authorities,
    Unit.PER_AUTHORITY: _authorities,
    Unit.PER_PLANNED: _PLANNED,
    Unit.PER_BUDGET: _BUDGET,
}

_ALL = Part(pgettext_lazy("figure", "Projects"), _PROJECTS)


def _entered(stage: Stage) -> Part:
    return Part(pgettext_lazy("dashboard", "Entered"), lambda one: one.entered[stage - 1], ListedState.ENTERED, stage)


def _with_problems(stage: Stage) -> Part:
    name = pgettext_lazy("dashboard", "With problems")
    return Part(name, lambda one: one.problem[stage - 1], ListedState.PROBLEM, stage)


def _missing(stage: Stage) -> Part:
    return Part(pgettext_lazy("dashboard", "Missing"), lambda one: one.missing[stage - 1], ListedState.MISSING, stage)


def _missing_measure(stage: Stage) -> Measure:
    return Measure(
        key=f"missing_{stage.slug}",
        name=STAGE_NAMES[stage - 1],
        kind=MeasureKind.SHARE,
        numerator=lambda one: one.missing[stage - 1],
        denominator=lambda one: one.must_enter(stage),
        ramp=Ramp.NEED,
        stage=stage,
        parts=(_missing(stage),),
    )


def _entered_measure(stage: Stage) -> Measure:
    return Measure(
        key=f"entered_{stage.slug}",
        name=STAGE_NAMES[stage - 1],
        kind=MeasureKind.SHARE,
        numerator=lambda one: one.has_entered(stage),
        denominator=lambda one: one.must_enter(stage),
        stage=stage,
        is_complement=True,
        parts=(_entered(stage), _with_problems(stage), _missing(stage)),
    )


def _money(key: str, name: Text, amount: Amount, rests_on: Stage, *budget_units: Unit) -> Measure:
    """Baht of the projects of a place."""
    parts = (Part(pgettext_lazy("column head", "Baht"), amount, is_baht=True), _ALL)
    return Measure(key, name, MeasureKind.BAHT, amount, rests_on=rests_on, parts=parts, budget_units=budget_units)


_LOCATED = of_sums(lambda sums: sums.with_location)
_PROBLEMS = of_sums(lambda sums: sums.with_problems)

MEASURES: tuple[Measure, ...] = (
    *(_missing_measure(stage) for stage in Stage),
    *(_entered_measure(stage) for stage in Stage),
    Measure(
        key="located",
        name=_("projects with coordinates"),
        kind=MeasureKind.SHARE,
        numerator=_LOCATED,
        denominator=_PROJECTS,
        rests_on=Stage.PLAN,
        parts=(Part(pgettext_lazy("figure", "With coordinates"), _LOCATED, chosen={"has_location": True}), _ALL),
    ),
    Measure("projects", _("projects"), MeasureKind.COUNT, _PROJECTS, rests_on=Stage.PLAN, parts=(_ALL,)),
    Measure(
        key="problems",
        name=_("projects with problems"),
        kind=MeasureKind.SHARE,
        numerator=_PROBLEMS,
        denominator=_PROJECTS,
        ramp=Ramp.NEED,
        rests_on=Stage.PLAN,
        parts=(Part(pgettext_lazy("figure", "With problems"), _PROBLEMS, chosen={"problems": True}), _ALL),
    ),
    _money("planned", _("planned budget (baht)"), _PLANNED, Stage.PLAN),
    _money("budget", _("approved budget (baht)"), _BUDGET, Stage.BUDGET_APPROVED, Unit.PER_PLANNED),
    _money(
        "contract",
        _("contracts (baht)"),
        of_sums(lambda sums: sums.contract),
        Stage.CONTRACT_SIGNED,
        Unit.PER_PLANNED,
        Unit.PER_BUDGET,
    ),
    _money(
        "paid",
        _("paid (baht)"),
        of_sums(lambda sums: sums.paid),
        Stage.DISBURSED,
        Unit.PER_PLANNED,
        Unit.PER_BUDGET,
    ),
)
USUAL = "missing_plan"


def measure_of(key: str) -> Measure:
    """The entry of a key. Raises KeyError for one that is not in the table."""
    for measure in MEASURES:
        if measure.key == key:
            return measure
    raise KeyError(key)


def measures_of_stages(like: Measure) -> tuple[Measure, ...]:
    """The same measure of all eight stages; empty for a measure that is not of a stage."""
    if like.stage is None:
        return ()
    head = like.key.removesuffix(like.stage.slug)
    return tuple(one for one in MEASURES if one.stage is not None and one.key == f"{head}{one.stage.slug}")


def in_words(measure: Measure) -> str:
    """What a measure is called where it stands alone: `Missing: development plan`."""
    if measure.stage is None:
        return capfirst(str(measure.name))
    head = measure.parts[0].name if measure.parts else ""
    return f"{head}: {measure.name}"


UNIT_NAMES: dict[Unit, Text] = {
    Unit.SHARE: pgettext_lazy("unit", "share"),
    Unit.TOTAL: pgettext_lazy("unit", "number"),
    Unit.PER_AUTHORITY: pgettext_lazy("unit", "per authority"),
    Unit.PER_PLANNED: pgettext_lazy("unit", "per planned baht"),
    Unit.PER_BUDGET: pgettext_lazy("unit", "per approved baht"),
}
