"""Template tags for the drawn language of the site: icons, stage symbols, state marks, the eight-box strip, grades.

The signs themselves are `<symbol>`s of `_sprite.html`, which base.html puts at the top of every page. A sign is hidden
from screen readers when a word stands beside it, and named (`label=…`) when it stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import pgettext, pgettext_lazy

register = template.Library()

# The eight stages in pipeline order, as words of legends and the strip. The enum lives in `projects`, above this app.
STAGE_NAMES = (
    pgettext_lazy("stage", "Vision"),
    pgettext_lazy("stage", "Strategy"),
    pgettext_lazy("stage", "Development plan"),
    pgettext_lazy("stage", "Plan approved"),
    pgettext_lazy("stage", "Budget approved"),
    pgettext_lazy("stage", "Contract signed"),
    pgettext_lazy("stage", "Disbursed"),
    pgettext_lazy("stage", "100 % complete"),
)
# Narrow column heads.
STAGE_SHORT_NAMES = (
    pgettext_lazy("stage, short", "Vision"),
    pgettext_lazy("stage, short", "Strategy"),
    pgettext_lazy("stage, short", "Plan"),
    pgettext_lazy("stage, short", "Plan appr."),
    pgettext_lazy("stage, short", "Budget"),
    pgettext_lazy("stage, short", "Contract"),
    pgettext_lazy("stage, short", "Paid"),
    pgettext_lazy("stage, short", "100 %"),
)

# A state's word in code → the class and symbol that show it, and what it is called.
STATES = {
    "entered": ("in", pgettext_lazy("state", "entered")),
    "problem": ("prob", pgettext_lazy("state", "entered, with problems")),
    "missing": ("miss", pgettext_lazy("state", "missing")),
    "overdue": ("late", pgettext_lazy("state", "missing, overdue")),
    "not_open": ("idle", pgettext_lazy("state", "not open")),
    "not_applicable": ("na", pgettext_lazy("state", "not applicable")),
}

# Django's message levels → the notice's class and its icon.
NOTICES = {
    "debug": ("", "info"),
    "info": ("", "info"),
    "success": ("note-ok", "ok"),
    "warning": ("note-warn", "warn"),
    "error": ("note-danger", "stop"),
}


def _sign(*, href: str, css: str, box: int | None, label: str = "") -> SafeString:
    return _drawn(str(href), str(css), box, str(label))


# There are some dozens of them, and hundreds on a page. Labels that are safe and labels that are not are apart.
@lru_cache(maxsize=2_000, typed=True)
def _drawn(href: str, css: str, box: int | None, label: str) -> SafeString:
    """An `<svg>` that uses one symbol of the sprite. `box` is its side in drawing units, left out for icons."""
    view_box = format_html(' viewBox="0 0 {0} {0}"', box) if box else ""
    voice = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="{}"{} {}><use href="#{}"/></svg>', css, view_box, voice, href)


def _state_word(state: Any) -> str:
    return str(getattr(state, "value", state)).lower()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the set, for example `{% icon "pin" %}`; with `label` when no word stands beside it."""
    return _sign(href=f"i-{name}", css=f"i {css}".strip(), box=None, label=label)


@register.simple_tag
def stage_symbol(stage: int, label: str = "", css: str = "") -> SafeString:
    """The shape and colour of a stage, 1 (vision) to 8 (complete)."""
    number = int(stage)
    if not 1 <= number <= len(STAGE_NAMES):
        return SafeString("")
    return _sign(href=f"g{number}", css=f"sym s{number} {css}".strip(), box=16, label=label)


@register.filter
def stage_name(stage: int) -> str:
    """What a stage is called, as in legends and headings."""
    return str(STAGE_NAMES[int(stage) - 1])


@register.filter
def stage_short(stage: int) -> str:
    """What a stage is called where a column is narrow."""
    return str(STAGE_SHORT_NAMES[int(stage) - 1])


@register.simple_tag
def state_mark(state: Any, label: str | None = None) -> SafeString:
    """The box of a state (`projects.enums.StageState`, its value, or "overdue"), hidden from screen readers.

    Pass `label=""` beside a word; leave `label` out where the box stands alone, and it says its own name.
    """
    kind, name = STATES[_state_word(state)]
    return _sign(href=f"t-{kind}", css=f"sym st-{kind}", box=14, label=str(name) if label is None else label)


@register.filter
def state_name(state: Any) -> str:
    """What a state is called."""
    return str(STATES[_state_word(state)][1])


@register.simple_tag
def strip(states: Iterable[Any], label: str = "", large: bool = False) -> SafeString:
    """One authority-year at a glance: eight boxes in stage order, spoken as one sentence that begins with `label`."""
    known = [STATES[_state_word(state)] for state in states]
    spoken = "; ".join(f"{name}: {word}" for name, (_kind, word) in zip(STAGE_NAMES, known, strict=False))
    boxes = format_html_join(
        "",
        '<svg class="st-{0}" viewBox="0 0 14 14" aria-hidden="true"><use href="#t-{0}"/></svg>',
        ((kind,) for kind, _word in known),
    )
    voice = f"{label}: {spoken}" if label else spoken
    return format_html(
        '<span class="{}" role="img" aria-label="{}">{}</span>', "strip strip-lg" if large else "strip", voice, boxes
    )


@register.simple_tag
def state_legend() -> SafeString:
    """The six marks with their words, for the foot of a table."""
    rows = ((state_mark(state, label=""), capfirst(name)) for state, (_kind, name) in STATES.items())
    return format_html('<ul class="legend">{}</ul>', format_html_join("", "<li>{}{}</li>", rows))


@register.simple_tag
def grade(letter: str) -> SafeString:
    """How far a position can be trusted, A to D, as a badge whose edge says the same as its letter."""
    if letter not in {"A", "B", "C", "D"}:
        return format_html('<span class="tag tag-danger">{}</span>', pgettext("position", "none"))
    return format_html(
        '<span class="grade grade-{}"><span class="vh">{} </span>{}</span>',
        letter.lower(),
        pgettext("position", "Trust grade"),
        letter,
    )


@register.filter
def note_class(level_tag: str) -> str:
    """The notice class of a Django message level."""
    return NOTICES.get(level_tag, NOTICES["info"])[0]


@register.filter
def note_icon(level_tag: str) -> str:
    """The icon of a Django message level."""
    return NOTICES.get(level_tag, NOTICES["info"])[1]


@register.filter
def share_class(share: float | None) -> str:
    """The class (0 to 5) of a share between 0 and 1 on the fixed breaks 10, 25, 50, 75 %: `c3`, `h3`, `b3`.

    Zero is its own class; None (nothing to divide by) has none.
    """
    if share is None:
        return "-none"
    if share <= 0:
        return "0"
    return str(1 + sum(share > limit for limit in (0.10, 0.25, 0.50, 0.75)))
