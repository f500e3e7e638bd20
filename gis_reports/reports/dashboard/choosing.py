"""The choices of the dashboard's form and its tabs, each with what is chosen now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gis_reports.reports.dashboard.answering import FEWEST_COMPARED, Answer, across_of
from gis_reports.reports.dashboard.measures import MEASURES, UNIT_NAMES, Ramp
from gis_reports.reports.dashboard.question import Across, By, Order, View
from gis_reports.reports.dashboard.words import by_name, order_name, view_name
from gis_reports.reports.wording import short_kind
from layers.enums import AuthorityKind


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select, or one link of a row of links."""

    value: str
    label: str
    is_chosen: bool
    href: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that can be chosen. `measures` are groups with a name; `carried` are the parts without a control."""

    measures: tuple[tuple[str, tuple[Choice, ...]], ...]
    years: tuple[Choice, ...]
    other_years: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    orders: tuple[Choice, ...]
    units: tuple[Choice, ...]
    views: tuple[Choice, ...]
    bys: tuple[Choice, ...]
    across: tuple[Choice, ...]
    carried: dict[str, str]
    up: str


CONTROLS = {
    View.MEASURE: {"measure", "fiscal_year", "other_year", "kind", "sort", "as_of"},
    View.FIGURES: {"measure", "fiscal_year", "kind", "sort", "as_of"},
    View.MAPS: {"measure", "fiscal_year", "kind", "sort", "as_of"},
    View.COMPARE: {"measure", "fiscal_year", "as_of"},
}


def choices_of(answer: Answer) -> Choices:
    """What can be chosen from where the reader is."""
    question = answer.question
    address = question.address
    wide = answer.reach.is_country or len(answer.reach.provinces or ()) >= FEWEST_COMPARED
    views = [view for view in View if view is not View.COMPARE or wide]
    orders = [order for order in Order if order is not Order.CHANGE or question.other_year]
    return Choices(
        measures=_measures(answer),
        years=tuple(Choice(str(year), str(year), year == question.fiscal_year) for year in answer.all_years),
        other_years=tuple(
            Choice(str(year), str(year), year == question.other_year)
            for year in answer.all_years
            if year != question.fiscal_year
        ),
        kinds=tuple(Choice(kind.value, short_kind(kind), kind is question.kind) for kind in AuthorityKind),
        orders=tuple(Choice(order.value, order_name(order), order is question.sort) for order in orders),
        units=tuple(
            Choice(unit.value, str(UNIT_NAMES[unit]), unit is question.unit, "?" + address(asked_unit=unit))
            for unit in question.measure.units
        ),
        views=tuple(
            Choice(view.value, view_name(view), view is question.view, "?" + _view(answer, view)) for view in views
        ),
        bys=tuple(
            Choice(by.value, by_name(by), by is answer.place.by, "?" + address(asked_by=by)) for by in answer.choices
        ),
        across=_across(answer),
        carried={name: text for name, text in question.parts() if name not in CONTROLS[question.view]},
        up=_up(answer),
    )


def _view(answer: Answer, view: View) -> str:
    """The address of a tab. Comparing starts with the province that is looked at, and leads back to the country."""
    question = answer.question
    if view is View.COMPARE:
        compared = question.compared or ((question.province,) if question.province else ())
        return question.address(
            view=view, province=None, district=None, asked_by=None, compared=compared, other_year=None
        )
    return question.address(view=view, compared=())


def _measures(answer: Answer) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The measures in groups, as they stand in the table."""
    groups: dict[str, list[Choice]] = {}
    for measure in MEASURES:
        if measure.stage is None:
            name = _("Projects and money")
        elif measure.ramp is Ramp.NEED:
            name = capfirst(pgettext("dashboard", "Missing"))
        else:
            name = capfirst(pgettext("dashboard", "Entered"))
        chosen = measure.key == answer.question.measure.key
        label = str(measure.name)
        if measure.stage is not None:
            label = f"{name}: {label}"
        groups.setdefault(name, []).append(Choice(measure.key, capfirst(label), chosen))
    return tuple((name, tuple(choices)) for name, choices in groups.items())


def _across(answer: Answer) -> tuple[Choice, ...]:
    question = answer.question
    if question.measure.stage is None:
        return ()
    names = {Across.STAGES: pgettext("dashboard", "by stage"), Across.YEARS: pgettext("dashboard", "by year")}
    return tuple(
        Choice(across.value, names[across], across is across_of(question), "?" + question.address(across=across))
        for across in Across
    )


def _up(answer: Answer) -> str:
    """One level up; empty at the top of what the reader sees."""
    question, reach = answer.question, answer.reach
    if question.district is not None:
        return "?" + question.address(district=None, asked_by=By.DISTRICT)
    if question.province is not None and reach.only_province is None and not reach.is_staff_only:
        return "?" + question.address(province=None, asked_by=None)
    return ""
