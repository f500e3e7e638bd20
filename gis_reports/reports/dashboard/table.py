"""The table of one measure: each place with the numbers behind its figure, its completeness, and another year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gis_reports.reports.dashboard import markup
from gis_reports.reports.dashboard.answering import Answer
from gis_reports.reports.dashboard.doors import Door, door_of, drill, nowhere, total_door
from gis_reports.reports.dashboard.measures import UNIT_NAMES, Measure, Part, Unit
from gis_reports.reports.dashboard.order import ordered, value_of
from gis_reports.reports.dashboard.question import By, Order
from gis_reports.reports.dashboard.scale import Scale
from gis_reports.reports.dashboard.standing import Standing
from gis_reports.reports.dashboard.words import completeness_name, difference_text, line_head, value_text
from gis_reports.reports.wording import in_english
from layers.templatetags.design import stage_name
from layers.templatetags.thai import both_digits, count_or_dash
from projects.enums import Stage


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    label: str
    css: str = "num"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is written, and its door; empty where there is nothing behind it."""

    html: SafeString
    href: str = ""
    css: str = "num"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `rank` is empty where the order is not by size."""

    key: str
    name: str
    href: str
    cells: tuple[Cell, ...]
    rank: str = ""
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Everything the template needs. `leaves`: the links of the names lead to another page."""

    first_head: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: Row
    leaves: bool
    has_rank: bool


def is_of_states(answer: Answer) -> bool:
    """Whether lines are single authorities and the measure is a stage: then a word says more than 1 or 0."""
    return answer.place.by is By.AUTHORITY and answer.question.measure.is_of_authorities


def measure_table(answer: Answer, scale: Scale) -> Table:
    """The table of the measure asked for."""
    by, question = answer.place.by, answer.question
    lines = ordered(answer)
    columns = _state_columns(answer) if is_of_states(answer) else _columns(answer, scale)
    names = drill(question, by)
    has_rank = question.sort is Order.MOST and not is_of_states(answer)
    rows = tuple(
        Row(
            key=line.key,
            name=capfirst(line.label(in_english())),
            href=names(line.key),
            cells=tuple(column.cell(answer.of(line), answer.of_other(line), line.key) for column in columns),
            rank=str(place) if has_rank else "",
            is_unsure=is_unsure(answer, answer.of(line)),
        )
        for place, line in enumerate(lines, start=1)
    )
    other = answer.lines.total[question.other_year] if question.other_year else None
    total = Row(
        key="total",
        name=pgettext("report", "Total"),
        href="",
        cells=tuple(column.total(answer.total, other) for column in columns),
        is_unsure=is_unsure(answer, answer.total),
    )
    return Table(
        first_head=line_head(by),
        heads=tuple(column.head for column in columns),
        rows=rows,
        total=total,
        leaves=by is By.AUTHORITY,
        has_rank=has_rank,
    )


def is_unsure(answer: Answer, standing: Standing) -> bool:
    """Whether the figure rests on a stage that too few have entered. A measure of entering itself is always sure."""
    measure = answer.question.measure
    return measure.rests_on is not None and not standing.is_enough(measure.rests_on)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how a place is written in it, and the doors behind its numbers."""

    head: Head
    write: Callable[[Standing, Standing | None], SafeString]
    door: Door = nowhere
    total_href: str = ""

    def cell(self, standing: Standing, other: Standing | None, key: str) -> Cell:
        """The cell of a line. A dash or a zero leads nowhere."""
        html = self.write(standing, other)
        return Cell(html, self.door(key) if html not in DASHES else "", self.head.css)

    def total(self, standing: Standing, other: Standing | None) -> Cell:
        """The cell of the last line."""
        html = self.write(standing, other)
        return Cell(html, self.total_href if html not in DASHES else "", self.head.css)


DASHES = (both_digits("-"), both_digits("0"))


def _columns(answer: Answer, scale: Scale) -> list[Column]:
    question, by = answer.question, answer.place.by
    measure, unit = question.measure, question.unit
    columns = [] if by is By.AUTHORITY else [authorities_column(answer)]
    columns += [part_column(part, answer) for part in measure.parts]
    if unit is not Unit.TOTAL or not measure.parts:
        columns.append(_figure(measure, unit))
    columns.append(_bars(answer, scale))
    columns.append(completeness_column(answer, measure.rests_on))
    if question.other_year is not None:
        columns += _of_years(answer, measure, unit)
    return columns


def _state_columns(answer: Answer) -> list[Column]:
    """One authority a line: the state of the stage in words, and the strip of all eight."""
    question = answer.question
    stage = question.measure.stage or Stage.PLAN
    opened, past_due = (known.get(question.fiscal_year, 0) for known in (answer.opened, answer.past_due))
    whole = id(answer.total)

    def state(standing: Standing, _other: Standing | None) -> SafeString:
        if id(standing) == whole:
            numbers = {"number": standing.has_entered(stage), "all": standing.must_enter(stage)}
            return both_digits(_("%(number)s of %(all)s") % numbers)
        return markup.state_cell(markup.states_of(standing, opened, past_due)[stage - 1])

    return [
        Column(Head(stage_name(stage), "ds-word"), state, drill(question, By.AUTHORITY)),
        completeness_column(answer, None),
    ]


def authorities_column(answer: Answer) -> Column:
    """How many authorities a place has; behind it, all of them."""
    question, by = answer.question, answer.place.by
    door: Door = nowhere
    if by is By.PROVINCE:
        door = drill(question, by, to=By.AUTHORITY)
    elif by is By.DISTRICT or question.province is not None:
        door = drill(question, by)
    return Column(Head(_("Authorities")), lambda one, _other: count_or_dash(one.authorities), door)


def part_column(part: Part, answer: Answer) -> Column:
    """The numbers of one part, each with its rows behind it."""
    question, by = answer.question, answer.place.by
    return Column(
        Head(str(part.name)),
        lambda one, _other: count_or_dash(part.amount(one)),
        door_of(part, question, by, answer.reach),
        total_door(part, question, answer.reach),
    )


def _figure(measure: Measure, unit: Unit) -> Column:
    def write(standing: Standing, _other: Standing | None) -> SafeString:
        return both_digits(value_text(measure.value(standing, unit), unit))

    return Column(Head(capfirst(str(UNIT_NAMES[unit])), "num ds-main"), write)


def _bars(answer: Answer, scale: Scale) -> Column:
    """Shares as they are, amounts against the largest line."""
    measure, unit = answer.question.measure, answer.question.unit
    values = [value_of(answer, line) for line in answer.lines.lines]
    largest = max((value for value in values if value is not None), default=Decimal(0))
    whole = {id(answer.total)}

    def write(standing: Standing, _other: Standing | None) -> SafeString:
        value = measure.value(standing, unit)
        if value is None or (unit is not Unit.SHARE and (id(standing) in whole or largest <= 0)):
            return markup.EMPTY
        return markup.bar(value if unit is Unit.SHARE else value / largest, scale.css(value))

    return Column(Head("", "ds-bar-cell"), write)


def completeness_column(answer: Answer, rests_on: Stage | None, *, boxes: bool = True) -> Column:
    """What a place has entered of the stage that the figure rests on, or of all: beside every figure, always."""
    if boxes and answer.place.by is By.AUTHORITY:
        year = answer.question.fiscal_year
        opened, past_due = answer.opened.get(year, 0), answer.past_due.get(year, 0)
        whole = id(answer.total)

        def strip(standing: Standing, _other: Standing | None) -> SafeString:
            if id(standing) == whole:
                return markup.completeness_cell(standing, rests_on)
            return markup.strip_cell(markup.states_of(standing, opened, past_due))

        return Column(Head(_("Stages entered"), "ds-comp-cell"), strip)
    return Column(
        Head(completeness_name(rests_on), "ds-comp-cell"), lambda one, _other: markup.completeness_cell(one, rests_on)
    )


def _of_years(answer: Answer, measure: Measure, unit: Unit) -> list[Column]:
    year = answer.question.other_year

    def before(_standing: Standing, other: Standing | None) -> SafeString:
        return both_digits(value_text(measure.value(other, unit) if other else None, unit))

    def change(standing: Standing, other: Standing | None) -> SafeString:
        mine, theirs = measure.value(standing, unit), measure.value(other, unit) if other else None
        return both_digits(difference_text(mine, theirs, unit))

    points = _("points") if unit is Unit.SHARE else ""
    difference = pgettext("dashboard", "Difference")
    return [
        Column(Head(_("Year %(year)s") % {"year": year}), before),
        Column(Head(f"{difference} ({points})" if points else difference), change),
    ]
