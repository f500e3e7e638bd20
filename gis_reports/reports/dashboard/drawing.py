"""The maps of the dashboard: one large one, and small ones through stages or years on a common scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gis_reports import grounds
from gis_reports.choropleth import NO_AUTHORITIES, NO_DATA, NOT_OPEN, Choropleth, Shade, draw
from gis_reports.reports.completeness.rules import WITHOUT_AUTHORITIES
from gis_reports.reports.dashboard.answering import Answer, across_of
from gis_reports.reports.dashboard.doors import Door, drill
from gis_reports.reports.dashboard.measures import Measure, Ramp, Unit, measures_of_stages
from gis_reports.reports.dashboard.order import ordered, value_of
from gis_reports.reports.dashboard.question import Across, By, Order, Question, View
from gis_reports.reports.dashboard.report import Line
from gis_reports.reports.dashboard.scale import Scale, scale_of
from gis_reports.reports.dashboard.standing import Standing
from gis_reports.reports.dashboard.table import is_of_states, is_unsure
from gis_reports.reports.dashboard.words import joined, measure_title, short_text, value_text
from gis_reports.reports.wording import in_english
from layers.templatetags.design import stage_name, stage_short
from layers.templatetags.thai import number_text, percent_text
from projects.enums import Stage

MARKED = 5
DISC = 8.5


@dataclass(frozen=True, slots=True)
class Panel:
    """One small map: a measure and year, the class of each place, what the whole comes to, and its full view."""

    question: Question
    stage: Stage | None
    label: str
    classes: tuple[tuple[str, str], ...]
    total: str
    note: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the legend and its words."""

    css: str
    label: str


def ground_of(answer: Answer) -> grounds.Ground | None:
    """The ground under the lines; None where lines are no places of a map."""
    question, by = answer.question, answer.place.by
    if by is By.PROVINCE:
        return grounds.country()
    if by is By.DISTRICT and question.province:
        return grounds.districts(question.province)
    if by is By.AUTHORITY and question.province:
        found = grounds.authorities(question.province, question.district)
        return found if found.outlines else None
    return None


def scale_for(answer: Answer) -> Scale:
    """The scale of the measure for every year that is shown."""
    question = answer.question
    values = [
        question.measure.value(standing, question.unit)
        for line in answer.lines.lines
        for standing in line.years.values()
    ]
    return scale_of(question.measure, question.unit, values)


def drawn(answer: Answer, ground: grounds.Ground, scale: Scale) -> Choropleth:
    """The map of the measure asked for. Every place leads one level down."""
    lines = {line.key: line for line in answer.lines.lines}
    door = drill(answer.question, answer.place.by)

    def shade(code: str) -> Shade | None:
        line = lines.get(code)
        if line is not None:
            return _shade(answer, line, scale, door)
        if answer.place.by is By.PROVINCE and code == WITHOUT_AUTHORITIES:
            return Shade(css=NO_AUTHORITIES, text=_("Bangkok: no local authority in the system"))
        return None

    question = answer.question
    label = _("Map, fiscal year %(year)s: %(measure)s") % {
        "year": question.fiscal_year,
        "measure": measure_title(question.measure, question.unit),
    }
    return draw(label=label, shade=shade, ground=ground)


def legend(answer: Answer, scale: Scale) -> list[Class]:
    """Zero and the classes above it, each with where it ends; of single authorities, the two states."""
    measure, unit = answer.question.measure, answer.question.unit
    if is_of_states(answer):
        states = [pgettext("dashboard", "Entered"), pgettext("dashboard", "Missing")]
        none, whole = states if measure.ramp is Ramp.NEED else reversed(states)
        return [Class("c0", none), Class(scale.classes[-1], whole)]
    limits = [short_text(limit, unit).replace("%", "").strip() for limit in scale.limits]
    labels = [*(_("up to %(limit)s") % {"limit": limit} for limit in limits), _("above that")]
    return [Class("c0", "0"), *(Class(css, label) for css, label in zip(scale.classes, labels, strict=True))]


def class_of(standing: Standing, measure: Measure, unit: Unit, scale: Scale, opened: int) -> str:
    """The class of a place on a map of a measure."""
    value = measure.value(standing, unit)
    if value is not None and (standing.authorities or value):
        if measure.stage is not None and not opened & measure.stage.bit:
            return NOT_OPEN
        return scale.css(value)
    if not standing.authorities:
        return NO_AUTHORITIES
    return NOT_OPEN if measure.stage is not None and not opened & measure.stage.bit else NO_DATA


def _shade(answer: Answer, line: Line, scale: Scale, door: Door) -> Shade:
    question, standing = answer.question, answer.of(line)
    measure, unit = question.measure, question.unit
    opened = answer.opened.get(question.fiscal_year, 0)
    unsure = is_unsure(answer, standing) and not is_of_states(answer)
    share = standing.completeness(measure.rests_on)
    entered = ""
    if share is not None and answer.place.by is not By.AUTHORITY:
        name = stage_name(measure.rests_on) if measure.rests_on else _("all stages")
        entered = _("entered, %(stage)s: %(share)s") % {"stage": name, "share": percent_text(share)}
    return Shade(
        css=class_of(standing, measure, unit, scale, opened),
        text=joined(
            f"{capfirst(line.label(in_english()))}: {_said(answer, standing)}",
            entered,
            _("figure incomplete") if unsure else "",
        ),
        href=door(line.key),
        is_unsure=unsure,
    )


def _said(answer: Answer, standing: Standing) -> str:
    """The figure of a place in words, with the numbers behind a share."""
    question = answer.question
    measure = question.measure
    value = measure.value(standing, question.unit)
    if value is None:
        return _("nothing to compare")
    text = value_text(value, question.unit)
    above, below = measure.numerator(standing), measure.denominator(standing) if measure.denominator else None
    if question.unit is Unit.SHARE and below is not None and answer.place.by is not By.AUTHORITY:
        numbers = _("%(number)s of %(all)s") % {"number": number_text(above), "all": number_text(below)}
        return f"{text} ({numbers})"
    return text


def marks(answer: Answer, ground: grounds.Ground) -> SafeString:
    """The first five of the table as numbered discs on the map; of compared provinces, all of them."""
    places = {outline.code: outline for outline in ground.outlines}
    question = answer.question
    if question.view is View.COMPARE:
        keys = list(question.compared)
    elif question.sort is Order.MOST and not is_of_states(answer):
        found = [line for line in ordered(answer)[:MARKED] if value_of(answer, line)]
        keys = [line.key for line in found]
    else:
        return SafeString("")
    taken: list[tuple[float, float]] = []
    discs = []
    for number, key in enumerate(keys, start=1):
        if key not in places:
            continue
        x, y = _free(places[key].x, places[key].y, taken)
        taken.append((x, y))
        discs.append((x, y, DISC, number))
    return format_html_join(
        "",
        '<g class="ds-disc" transform="translate({} {})" aria-hidden="true"><circle r="{}"/><text y="4">{}</text></g>',
        discs,
    )


def _free(x: float, y: float, taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """A place for a disc beside those that are there already, as near as can be."""
    for ring in range(12):
        for dx, dy in ((0, 0), (-1, 0), (1, 0), (0, 1), (0, -1), (-1, 1), (1, 1), (-1, -1), (1, -1)):
            at = round(x + dx * ring * DISC, 1), round(y + dy * ring * DISC, 1)
            if all(hypot(at[0] - other[0], at[1] - other[1]) > 2 * DISC for other in taken):
                return at
    return x, y


def paths(ground: grounds.Ground) -> SafeString:
    """The outlines as definitions, which the small maps of a page share."""
    return format_html(
        '<svg class="vh" width="0" height="0" aria-hidden="true" focusable="false"><defs>{}</defs></svg>',
        format_html_join("", '<path id="o-{}" d="{}"/>', ((one.code, one.path) for one in ground.outlines)),
    )


def panels(answer: Answer) -> tuple[list[Panel], Scale]:
    """The small maps and the one scale of all of them."""
    question = answer.question
    if across_of(question) is Across.STAGES:
        asked = [replace(question, measure=one) for one in measures_of_stages(question.measure)]
    else:
        asked = [replace(question, fiscal_year=year) for year in sorted(answer.lines.years)]
    values = [one.measure.value(line.years[one.fiscal_year], one.unit) for one in asked for line in answer.lines.lines]
    scale = scale_of(question.measure, question.unit, values)
    return [_panel(answer, one, scale) for one in asked], scale


def _panel(answer: Answer, one: Question, scale: Scale) -> Panel:
    opened = answer.opened.get(one.fiscal_year, 0)
    stage = one.measure.stage if across_of(one) is Across.STAGES else None
    total = one.measure.value(answer.lines.total[one.fiscal_year], one.unit)
    above = one.measure.numerator(answer.lines.total[one.fiscal_year])
    is_open = one.measure.stage is None or bool(opened & one.measure.stage.bit)
    year = _("Year %(year)s") % {"year": one.fiscal_year}
    note = number_text(above) if one.unit is Unit.SHARE else ""
    return Panel(
        question=one,
        stage=stage,
        label=stage_short(stage) if stage else year,
        classes=tuple(
            (line.key, class_of(line.years[one.fiscal_year], one.measure, one.unit, scale, opened))
            for line in answer.lines.lines
        ),
        total=short_text(total, one.unit) if is_open else _("not open"),
        note=note if is_open else "",
        href="?" + one.address(view=View.MEASURE, across=None, other_year=_other(one)),
        is_current=(one.measure.key, one.fiscal_year) == (answer.question.measure.key, answer.question.fiscal_year),
    )


def _other(one: Question) -> int | None:
    return one.other_year if one.other_year != one.fiscal_year else None
