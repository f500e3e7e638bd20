"""Figures of the dashboard as text, and what its pages and lines are called."""

from __future__ import annotations

from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from geo.thai import NBSP
from gis_reports.reports.dashboard.measures import UNIT_NAMES, Measure, MeasureKind, Unit, in_words
from gis_reports.reports.dashboard.question import By, Order, View
from layers.templatetags.design import stage_name
from layers.templatetags.thai import NOT_KNOWN, number_text, percent_text
from projects.enums import Stage

MILLION = Decimal(1_000_000)
SMALL = 100  # an average below this is shown with one decimal


def value_text(value: Decimal | None, unit: Unit) -> str:
    """A figure in its unit: `32 %`, `1,234`, `12.5`, `0.87`."""
    if value is None:
        return NOT_KNOWN
    if unit is Unit.SHARE:
        return percent_text(value)
    if unit in (Unit.PER_BUDGET, Unit.PER_PLANNED):
        return number_text(value, 2)
    return number_text(value, 1 if unit is Unit.PER_AUTHORITY and 0 < value < SMALL else 0)


def short_text(value: Decimal | None, unit: Unit) -> str:
    """The same where there is little room: from a million on, in millions."""
    if value is None or unit not in (Unit.TOTAL, Unit.PER_AUTHORITY) or abs(value) < MILLION:
        return value_text(value, unit)
    millions = value / MILLION
    text = f"{millions.quantize(Decimal('0.1') if millions < SMALL else Decimal(1)):,f}".removesuffix(".0")
    return _("%(number)s million") % {"number": text.replace("-", "\u2212")}


def difference_text(value: Decimal | None, other: Decimal | None, unit: Unit) -> str:
    """This figure less the other, with its sign; shares in points of a hundred."""
    if value is None or other is None:
        return NOT_KNOWN
    change = (value - other) * 100 if unit is Unit.SHARE else value - other
    places = {Unit.SHARE: 1, Unit.PER_BUDGET: 2, Unit.PER_PLANNED: 2}.get(unit, 0)
    text = number_text(change, places)
    if not Decimal(text.replace(",", "").replace("\u2212", "-")):
        return "0"
    return text if change < 0 else f"+{text}"


def measure_title(measure: Measure, unit: Unit) -> str:
    """What a map shows, in words, with the unit where it is not the usual one."""
    title = capfirst(in_words(measure))
    if unit is measure.units[0]:
        return title
    return f"{title}, {UNIT_NAMES[unit]}"


def unit_text(measure: Measure, unit: Unit) -> str:
    """What the classes of a legend count."""
    if unit is Unit.SHARE:
        return _("% of the local authorities") if measure.is_of_authorities else _("% of the projects")
    if unit is Unit.TOTAL:
        if measure.kind is MeasureKind.BAHT:
            return _("baht")
        return _("local authorities") if measure.is_of_authorities else pgettext("figure", "projects")
    return str(UNIT_NAMES[unit])


def completeness_name(rests_on: Stage | None) -> str:
    """What the completeness beside a figure is of."""
    return _("Entered: %(stage)s") % {"stage": stage_name(rests_on)} if rests_on else _("Entered, all stages")


def line_head(by: By) -> str:
    """The head of the column of names."""
    return {
        By.PROVINCE: pgettext("report", "Province"),
        By.DISTRICT: pgettext("report", "District"),
        By.AUTHORITY: pgettext("selection", "Local authority"),
        By.KIND: pgettext("report", "Kind"),
    }[by]


def by_name(by: By) -> str:
    """The choice of what lines are."""
    return {
        By.PROVINCE: pgettext("dashboard", "by province"),
        By.DISTRICT: pgettext("dashboard", "by district"),
        By.AUTHORITY: pgettext("dashboard", "by authority"),
        By.KIND: pgettext("dashboard", "by kind"),
    }[by]


def view_name(view: View) -> str:
    """The tab of a view."""
    return {
        View.MEASURE: pgettext("dashboard", "Map and table"),
        View.FIGURES: pgettext("dashboard", "All figures"),
        View.MAPS: pgettext("dashboard", "Small maps"),
        View.COMPARE: pgettext("dashboard", "Compare provinces"),
    }[view]


def order_name(order: Order) -> str:
    """The choice of an order."""
    return {
        Order.MOST: _("Most first"),
        Order.ALPHABET: _("By dictionary"),
        Order.ANNEX: _("As in the printed annex"),
        Order.CHANGE: pgettext("dashboard", "Largest change first"),
    }[order]


def joined(*parts: str) -> str:
    """Parts of one sentence about a place, kept readable aloud: `Saraburi: 32 % · completeness 68 %`."""
    return f"{NBSP}· ".join(part for part in parts if part)
