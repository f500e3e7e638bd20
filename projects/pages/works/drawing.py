"""The drawing of planned against reported progress: as wide as its place, of a fixed height, with words undistorted.

Lines lie in an inner drawing that is stretched (a unit to a day, a unit to a percent), words and dots in the outer one
at hundredths of the width. The table beside it says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.thai import to_thai_digits
from layers.templatetags.thai import number_text, thai_date_text
from projects.progress_curve import Point, ProgressCurve

TOP, HEIGHT, FOOT = 30, 200, 28  # pixels
LEVELS = (25, 50, 75, 100)
AT_THE_EDGE = 14.0  # hundredths of the width that half a date needs on a phone
APART = 34.0


def drawing_of(curve: ProgressCurve, label: str) -> SafeString:
    """The SVG of a curve that is not empty; `label` is its name for screen readers."""
    days = max((curve.last_day - curve.first_day).days, 1)
    lines = format_html_join("", '<path class="wk-level" d="M0 {}H{}"/>', ((100 - level, days) for level in LEVELS))
    inner = format_html(
        '<svg y="{}" width="100%" height="{}" viewBox="0 0 {} 100" preserveAspectRatio="none" aria-hidden="true">'
        "{}{}{}</svg>",
        TOP,
        HEIGHT,
        days,
        lines,
        _line(curve, curve.planned, "wk-planned"),
        _line(curve, curve.reported, "wk-reported"),
    )
    return format_html(
        '<svg class="wk-curve" width="100%" height="{}" role="img" aria-label="{}">{}{}{}{}{}</svg>',
        TOP + HEIGHT + FOOT,
        label,
        inner,
        _scale(),
        _marks(curve, days),
        _dots(curve, days),
        _ends(curve, days),
    )


def _line(curve: ProgressCurve, points: Sequence[Point], css: str) -> SafeString:
    if len(points) < 2:
        return SafeString("")
    steps = "L".join(f"{(point.day - curve.first_day).days} {_height(point.percent)}" for point in points)
    return format_html('<path class="{}" d="M{}"/>', css, steps)


def _height(percent: Decimal) -> str:
    """From the top of the inner drawing, in percent."""
    return f"{100 - percent:.2f}"


def _x(curve: ProgressCurve, day: dt.date, days: int) -> float:
    """Hundredths of the width."""
    return round(100 * (day - curve.first_day).days / days, 2)


def _y(percent: Decimal) -> float:
    """Pixels from the top of the whole drawing."""
    return round(TOP + HEIGHT * (1 - float(percent) / 100), 1)


def _text(x: float, y: float, anchor: str, text: str, css: str = "wk-word") -> SafeString:
    thai = to_thai_digits(text)
    both = (
        format_html("{}", text)
        if thai == text
        else format_html('<tspan class="d-ar">{}</tspan><tspan class="d-th">{}</tspan>', text, thai)
    )
    return format_html('<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>', css, x, y, anchor, both)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _anchor(x: float) -> str:
    return "start" if x < AT_THE_EDGE else "end" if x > 100 - AT_THE_EDGE else "middle"


def _scale() -> SafeString:
    return _joined(_text(0, _y(Decimal(level)) - 4, "start", f"{level}\u00a0%") for level in LEVELS if level != 75)


def _marks(curve: ProgressCurve, days: int) -> SafeString:
    """Upright lines: the day the work is due, the one before the amendments, and today."""
    found: list[SafeString] = []
    taken: list[float] = []
    for day, css, words in (
        (curve.due_on, "wk-due", _("due %(day)s")),
        (curve.today if curve.first_day <= curve.today <= curve.last_day else None, "wk-today", _("today %(day)s")),
        (curve.first_due_on, "wk-first-due", ""),
    ):
        if day is None or not curve.first_day <= day <= curve.last_day:
            continue
        x = _x(curve, day, days)
        found.append(
            format_html('<line class="{}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>', css, x, x, TOP - 8, TOP + HEIGHT)
        )
        if words and all(abs(x - other) >= APART for other in taken):
            found.append(_text(x, TOP - 13, _anchor(x), words % {"day": thai_date_text(day)}, f"wk-word {css}-word"))
            taken.append(x)
    return _joined(found)


def _dots(curve: ProgressCurve, days: int) -> SafeString:
    """A dot for each report, and the percent of the last one in words."""
    dots = format_html_join(
        "",
        '<circle class="wk-dot" cx="{}%" cy="{}" r="4"><title>{}</title></circle>',
        (
            (_x(curve, one.day, days), _y(one.percent), f"{thai_date_text(one.day)}: {number_text(one.percent)} %")
            for one in curve.reported
        ),
    )
    if not curve.reported:
        return dots
    last = curve.reported[-1]
    x, y = _x(curve, last.day, days), _y(last.percent)
    anchor = "end" if x > 100 - AT_THE_EDGE else "start"
    place = min(x + 1.5, 100) if anchor == "start" else x - 1.5
    words = _text(place, y + 18 if y < TOP + 24 else y - 8, anchor, f"{_percent(last.percent)}\u00a0%", "wk-now")
    return format_html("{}{}", dots, words)


def _percent(percent: Decimal) -> str:
    """Two places only where they say something, and never 100 before it is complete."""
    return f"{percent.normalize():f}"


def _ends(curve: ProgressCurve, days: int) -> SafeString:
    """The first and the last day, under the drawing."""
    foot = TOP + HEIGHT + 20
    return format_html(
        "{}{}",
        _text(0, foot, "start", thai_date_text(curve.first_day)),
        _text(100, foot, "end", thai_date_text(curve.last_day)) if days > 1 else "",
    )
