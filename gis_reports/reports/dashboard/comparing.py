"""Provinces side by side: every measure of the table a line, every province a column, completeness first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gis_reports.reports.dashboard import markup
from gis_reports.reports.dashboard.answering import Answer
from gis_reports.reports.dashboard.doors import door_of, drill
from gis_reports.reports.dashboard.measures import MEASURES, Measure, MeasureKind, Unit, in_words
from gis_reports.reports.dashboard.question import MOST_COMPARED, By
from gis_reports.reports.dashboard.report import Line
from gis_reports.reports.dashboard.standing import Standing
from gis_reports.reports.dashboard.words import value_text
from gis_reports.reports.wording import in_english
from layers.templatetags.thai import both_digits, count_or_dash, percent


@dataclass(frozen=True, slots=True)
class Compared:
    """One province of the comparison: its number on the map, the way down, and the way to leave it out."""

    number: int
    line: Line
    name: str
    href: str
    without: str


@dataclass(frozen=True, slots=True)
class Side:
    """One figure: the number with its door, what it is a share of, and a bar against the largest beside it."""

    main: SafeString
    href: str
    share: SafeString
    bar: SafeString
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the comparison. `is_asked`: the measure in the address."""

    name: str
    sides: tuple[Side, ...]
    is_asked: bool
    href: str


def compared_of(answer: Answer) -> list[Compared]:
    """The provinces in the order chosen."""
    question = answer.question
    lines = {line.key: line for line in answer.lines.lines}
    chosen = [lines[code] for code in question.compared if code in lines]
    down = drill(question, By.PROVINCE)
    return [
        Compared(
            number=number,
            line=line,
            name=line.label(in_english()),
            href=down(line.key),
            without="?" + question.address(compared=tuple(code for code in question.compared if code != line.key)),
        )
        for number, line in enumerate(chosen, start=1)
    ]


def others_of(answer: Answer) -> list[tuple[str, str]]:
    """Codes and names of the provinces that can still be added; none when there are enough."""
    if len(answer.question.compared) >= MOST_COMPARED:
        return []
    lines = [line for line in answer.lines.lines if line.key not in answer.question.compared]
    return [(line.key, line.label(in_english())) for line in lines if answer.reach.has_province(line.key)]


def measured(answer: Answer, compared: list[Compared]) -> list[Measured]:
    """Every measure, the share of entered stages first; then what was paid of each approved baht."""
    asked = [(measure, measure.units[0]) for measure in MEASURES if not measure.is_complement]
    asked += [(measure, Unit.PER_BUDGET) for measure in MEASURES if Unit.PER_BUDGET in measure.units]
    standings = [answer.of(one.line) for one in compared]
    rows = [
        Measured(
            name=_name(measure, unit),
            sides=tuple(_sides(answer, compared, standings, measure, unit)),
            is_asked=measure.key == answer.question.measure.key and unit is answer.question.unit,
            href="?" + answer.question.address(measure=measure, asked_unit=unit),
        )
        for measure, unit in asked
    ]
    return [_completeness(standings), *rows]


def _name(measure: Measure, unit: Unit) -> str:
    name = capfirst(in_words(measure))
    if unit is Unit.PER_BUDGET:
        return _("%(measure)s per approved baht") % {"measure": name.removesuffix(_(" (baht)"))}
    return name


def _completeness(standings: list[Standing]) -> Measured:
    sides = tuple(
        Side(
            percent(one.completeness()) if one.completeness() is not None else both_digits("-"),
            "",
            markup.EMPTY,
            markup.bar(one.completeness(), "ds-comp-in" if one.is_enough() else "ds-comp-low"),
            False,
        )
        for one in standings
    )
    return Measured(_("Entered, all stages"), sides, False, "")


def _sides(
    answer: Answer, compared: list[Compared], standings: list[Standing], measure: Measure, unit: Unit
) -> Iterator[Side]:
    values = [measure.value(standing, unit) for standing in standings]
    largest = max((value for value in values if value is not None), default=Decimal(0))
    door = door_of(measure.parts[0], answer.question, By.PROVINCE, answer.reach) if measure.parts else None
    for one, standing, value in zip(compared, standings, values, strict=True):
        share = measure.kind is MeasureKind.SHARE
        number = measure.numerator(standing)
        main = count_or_dash(number) if share else both_digits(value_text(value, unit))
        leads = door is not None and bool(number) and unit is not Unit.PER_BUDGET and value is not None
        tall = value if share else (value / largest if value is not None and largest else None)
        yield Side(
            main=main if value is not None else both_digits("-"),
            href=door(one.line.key) if door is not None and leads else "",
            share=format_html("{}", percent(value)) if share and value is not None else markup.EMPTY,
            bar=markup.bar(tall, f"{measure.ramp.value}4"),
            is_unsure=measure.rests_on is not None and not standing.is_enough(measure.rests_on),
        )
