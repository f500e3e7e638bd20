"""Small drawn pieces of the dashboard's tables: bars, the completeness of a line, marks. Every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gis_reports.reports.completeness.rules import ListedState
from gis_reports.reports.dashboard.standing import ENOUGH, Standing
from layers.templatetags.design import icon, state_mark, state_name, strip
from layers.templatetags.thai import both_digits, percent, percent_text
from projects.enums import Stage

EMPTY = mark_safe("")
WIDE = 100


def bar(share: float | Decimal | None, css: str) -> SafeString:
    """A bar of a share between 0 and 1. It repeats a figure beside it and is silent."""
    if share is None:
        return EMPTY
    width = round(min(max(float(share), 0.0), 1.0) * WIDE, 1)
    return mark_safe(
        '<svg class="ds-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="ds-bar-all" d="M0 0h100v10H0z"/><path class="{css}" d="M0 0h{width:g}v10H0z"/></svg>'
    )


def unsure_mark() -> SafeString:
    """The sign before a figure that cannot be compared, with its word for those who do not see it."""
    return icon("warn", unsure_words(), "ds-unsure")


def unsure_words() -> str:
    """What the sign and the hatch say."""
    return _("figure incomplete: fewer than %(limit)s of the authorities have entered this") % {
        "limit": percent_text(Decimal(str(ENOUGH)))
    }


def completeness_cell(standing: Standing, stage: Stage | None) -> SafeString:
    """A bar and its share; a dash where nothing is open."""
    share = standing.completeness(stage)
    if share is None:
        return both_digits("-")
    css = "ds-comp-low" if share < ENOUGH else "ds-comp-in"
    return format_html('<span class="ds-comp">{}<span>{}</span></span>', bar(share, css), percent(share))


def states_of(standing: Standing, opened: int, past_due: int) -> tuple[ListedState, ...]:
    """The states of the eight stages of one authority."""
    return tuple(_state(standing, stage, opened, past_due) for stage in Stage)


def strip_cell(states: Sequence[ListedState]) -> SafeString:
    """The eight boxes of one authority."""
    return strip(states)


def state_cell(state: ListedState) -> SafeString:
    """A state as its mark and its word."""
    return format_html('<span class="ds-state">{} {}</span>', state_mark(state, ""), state_name(state))


def _state(standing: Standing, stage: Stage, opened: int, past_due: int) -> ListedState:
    place = stage - 1
    if standing.entered[place]:
        return ListedState.ENTERED
    if standing.problem[place]:
        return ListedState.PROBLEM
    if standing.missing[place]:
        return ListedState.OVERDUE if past_due & stage.bit else ListedState.MISSING
    return ListedState.NOT_APPLICABLE if opened & stage.bit else ListedState.NOT_OPEN
