"""The filters of the authority map: what can be chosen, how many projects each choice gives, and what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.thai import NBSP
from layers.templatetags.design import stage_name
from layers.templatetags.thai import number_text
from projects.checks import BY_CODE
from projects.enums import PROJECT_STAGES, Fund, Stage
from projects.models import Programme
from projects.selection import ProjectSelection, SelectionTotals

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a filter. `stage` is set where a stage's symbol stands before the label."""

    value: str
    label: str
    count: int | None
    is_chosen: bool
    stage: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: `name` is its parameter."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is chosen, and the address without it."""

    label: str
    query: str


def facets_of(user: User, selection: ProjectSelection, totals: SelectionTotals) -> list[Facet]:
    """The filters with boxes. A filter never hides its own alternatives; a choice without projects stays if chosen."""
    places = totals if selection.has_location is None else selection.but(has_location=None).totals(user)
    checks = totals if selection.problems is None else selection.but(problems=None).totals(user)
    return [
        Facet("fiscal_year", _("Fiscal year"), _years(selection, totals)),
        Facet("stage", _("Latest stage"), _stages(selection, totals)),
        Facet("programme", _("Programme"), _programmes(selection, totals)),
        Facet(
            "has_location",
            _("Coordinates"),
            _two(
                selection.has_location,
                (pgettext("coordinates", "With"), places.with_location),
                (pgettext("coordinates", "Without"), places.without_location),
            ),
        ),
        Facet(
            "problems",
            _("Checks"),
            _two(
                selection.problems,
                (_("With problems"), checks.with_problems),
                (_("Without problems"), checks.count - checks.with_problems),
            ),
        ),
    ]


def _years(selection: ProjectSelection, totals: SelectionTotals) -> list[Choice]:
    years = sorted({*totals.by_year, *selection.fiscal_year}, reverse=True)
    return [Choice(str(one), str(one), totals.by_year.get(one, 0), one in selection.fiscal_year) for one in years]


def _stages(selection: ProjectSelection, totals: SelectionTotals) -> list[Choice]:
    return [
        Choice(
            stage.slug,
            _unbroken(stage_name(stage)),
            totals.by_stage.get(stage, 0),
            stage in selection.stage,
            stage=stage.value,
        )
        for stage in PROJECT_STAGES
    ]


def _unbroken(label: str) -> str:
    return label.replace(" %", f"{NBSP}%")


def _programmes(selection: ProjectSelection, totals: SelectionTotals) -> list[Choice]:
    """The programmes that have projects, most first, with those that are chosen."""
    shown = [one for one in Programme.objects.all() if one.pk in totals.by_programme or one.pk in selection.programme]
    shown.sort(key=lambda one: (-totals.by_programme.get(one.pk, 0), one.pk))
    return [
        Choice(str(one.pk), _short(one), totals.by_programme.get(one.pk, 0), one.pk in selection.programme)
        for one in shown
    ]


def _two(chosen: bool | None, yes: tuple[str, int], no: tuple[str, int]) -> list[Choice]:
    return [Choice("1", *yes, is_chosen=chosen is True), Choice("0", *no, is_chosen=chosen is False)]


def funds_of(selection: ProjectSelection) -> list[Choice]:
    """Where the money comes from, for a list to choose one."""
    return [Choice(one.value, capfirst(str(one.label)), None, one == selection.fund) for one in Fund]


def chips_of(selection: ProjectSelection, address: Callable[[ProjectSelection], str]) -> list[Chip]:
    """What is chosen besides the authority, one chip each, every one with the way to take it out."""
    chips = [
        *_listed(selection, "fiscal_year", lambda one: _("Year %(year)s") % {"year": one}, address),
        *_listed(selection, "stage", lambda one: stage_name(Stage(one)), address),
        *_listed(selection, "programme", _programme_names(selection.programme).__getitem__, address),
    ]
    single: list[tuple[str, str]] = []
    if selection.fund:
        single.append(("fund", capfirst(str(Fund(selection.fund).label))))
    if selection.budget_min is not None:
        single.append(("budget_min", _("From %(amount)s baht") % {"amount": _baht(selection.budget_min)}))
    if selection.budget_max is not None:
        single.append(("budget_max", _("Up to %(amount)s baht") % {"amount": _baht(selection.budget_max)}))
    if selection.has_location is not None:
        single.append(("has_location", _("With coordinates") if selection.has_location else _("Without coordinates")))
    if selection.problems is not None:
        single.append(("problems", _("With problems") if selection.problems else _("Without problems")))
    if selection.check:
        single.append(("check", str(BY_CODE[selection.check].title)))
    if selection.q:
        single.append(("q", f"“{selection.q}”"))
    if selection.bbox:
        single.append(("bbox", _("Part of the map")))
    if selection.ids:
        single.append(("ids", _("%(count)s named projects") % {"count": len(selection.ids)}))
    if selection.kind:
        single.append(("kind", capfirst(str(selection.kind.label))))
    nothing = ProjectSelection()
    return chips + [Chip(label, address(selection.but(**{name: getattr(nothing, name)}))) for name, label in single]


def _listed(
    selection: ProjectSelection,
    name: str,
    label: Callable[[Any], str],
    address: Callable[[ProjectSelection], str],
) -> Iterable[Chip]:
    chosen = getattr(selection, name)
    for one in chosen:
        yield Chip(label(one), address(selection.but(**{name: tuple(other for other in chosen if other != one)})))


def _programme_names(codes: tuple[int, ...]) -> dict[int, str]:
    known = {one.pk: _short(one) for one in Programme.objects.filter(pk__in=codes)} if codes else {}
    return {code: known.get(code, str(code)) for code in codes}


def _short(programme: Programme) -> str:
    """The name without the word `programme` before it, which stands over the list."""
    return programme.name.removeprefix("แผนงาน")


def _baht(amount: Decimal) -> str:
    return number_text(amount, 2 if amount % 1 else 0).replace(" ", NBSP)
