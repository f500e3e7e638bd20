"""The map of the status report: one measure, in five classes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from gis_reports.choropleth import NO_AUTHORITIES, NO_DATA, Choropleth, Shade, draw
from gis_reports.reports.completeness.report import WITHOUT_AUTHORITIES
from gis_reports.reports.status.question import Question
from gis_reports.reports.status.report import Line, Status
from gis_reports.reports.status.rules import Measure, Unit, share_of_largest
from gis_reports.reports.wording import in_english
from layers.templatetags.design import share_class
from layers.templatetags.thai import number_text, percent_text

BREAKS = (Decimal("0.10"), Decimal("0.25"), Decimal("0.50"), Decimal("0.75"))
SMALL = 100  # an average below this is shown with one decimal


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the legend: its fill, and where it ends, as text (empty for the last one)."""

    css: str
    limit: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The classes of a map; `is_share` when the limits are per cent of the projects, else they are amounts."""

    classes: tuple[Class, ...]
    is_share: bool


def ramp_of(measure: Measure) -> str:
    """Warm colours count what is to be mended, cool ones what is there."""
    return "c" if measure is Measure.PROBLEMS else "b"


def drawn(report: Status, question: Question) -> Choropleth:
    """The map of the provinces of a report."""
    lines = {line.province_code: line for line in report.lines}
    largest = _largest(report, question)

    def shade(code: str) -> Shade | None:
        line = lines.get(code)
        if line is not None:
            return _shade(line, question, largest)
        if code == WITHOUT_AUTHORITIES:
            return Shade(css=NO_AUTHORITIES, text=_("Bangkok: no local authority in the system"))
        return None

    label = _("Map of Thailand, fiscal year %(year)s: %(measure)s") % {
        "year": question.fiscal_year,
        "measure": measure_name(question.measure, question.unit),
    }
    return draw(label=label, shade=shade, picked=question.province)


def legend(report: Status, question: Question) -> Legend:
    """The classes of the same map, with their limits as figures."""
    ramp = ramp_of(question.measure)
    largest = _largest(report, question)
    if question.measure is Measure.LOCATED:
        limits = [str(int(limit * 100)) for limit in BREAKS]
    else:
        limits = [figure_text(largest * limit, question) for limit in BREAKS]
    classes = (Class(css=f"{ramp}{number}", limit=limit) for number, limit in enumerate([*limits, ""], start=1))
    return Legend(classes=tuple(classes), is_share=question.measure is Measure.LOCATED)


def measure_name(measure: Measure, unit: Unit) -> str:
    """What the map shows, in words."""
    names = {
        Measure.LOCATED: _("projects with coordinates, share"),
        Measure.PROJECTS: _("projects"),
        Measure.PLANNED: _("planned budget (baht)"),
        Measure.BUDGET: _("approved budget (baht)"),
        Measure.CONTRACT: _("contracts (baht)"),
        Measure.PAID: _("paid (baht)"),
        Measure.PROBLEMS: _("projects with problems"),
    }
    name = names[measure]
    if unit is Unit.PER_AUTHORITY and measure is not Measure.LOCATED:
        return _("%(measure)s per local authority") % {"measure": name}
    return name


def figure_text(figure: Decimal | None, question: Question) -> str:
    """A figure of the map as text: a share in per cent, an amount with thousands commas."""
    if question.measure is Measure.LOCATED:
        return percent_text(figure)
    return number_text(figure, 1 if figure is not None and 0 < figure < SMALL else 0)


def _largest(report: Status, question: Question) -> Decimal:
    figures = (line.sums.of(question.measure, question.unit) for line in report.lines)
    return max((figure for figure in figures if figure is not None), default=Decimal(0))


def _shade(line: Line, question: Question, largest: Decimal) -> Shade:
    name = line.label(in_english())
    figure = line.sums.of(question.measure, question.unit)
    if figure is None:
        empty = NO_DATA if line.sums.authorities else NO_AUTHORITIES
        return Shade(
            css=empty,
            text=_("%(province)s: no project in this year") % {"province": name},
            href="?" + question.address(province=line.province_code),
        )
    share = figure if question.measure is Measure.LOCATED else share_of_largest(figure, largest)
    grade = share_class(float(share) if share is not None else None)
    return Shade(
        css="c0" if grade == "0" else f"{ramp_of(question.measure)}{grade}",
        text=f"{name}: {figure_text(figure, question)}",
        href="?" + question.address(province=line.province_code),
    )
