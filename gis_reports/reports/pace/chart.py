"""The burn-down as SVG: the curve, the line it should keep to, the due date, and the range in which it may end.

The drawing is as wide as its place and of a fixed height: lines lie in an inner drawing that is stretched (a unit to a
day, a unit to an authority), words and dots in the outer one at hundredths of the width, so that nothing is distorted
on a phone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gis_reports.reports.pace.rules import Curve, Forecast, Outlook, days_marked
from gis_reports.templatetags.drawn_figures import svg_digits
from layers.templatetags.thai import number_text, thai_date_text

TOP, HEIGHT, FOOT = 28, 232, 30  # pixels
MOST_DOTS = 14
# Roughly what words need beside each other and beside the edge, in hundredths of a narrow drawing.
AT_THE_EDGE = 12.0
APART = 16.0
APART_ON_A_PHONE = 34.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one chart shows. `start` is where the even line begins (None draws none); `due` are the days to mark."""

    label: str
    curve: Curve
    opens_on: dt.date
    as_of: dt.date
    due: Sequence[dt.date]
    start: int | None = None
    foreseen: Forecast | None = None
    door: Callable[[dt.date], str] | None = None


def chart(drawn: Drawn) -> SafeString:
    """The drawing. Each dot on the curve is a link to what lies behind its day."""
    frame = _Frame(drawn)
    inner = (
        f'<svg y="{TOP}" width="100%" height="{HEIGHT}" viewBox="0 0 {frame.days} {frame.most}"'
        f' preserveAspectRatio="none" aria-hidden="true">'
        f"{frame.lines()}{_cone(drawn, frame)}{_even(drawn, frame)}{_curve(drawn, frame)}</svg>"
    )
    words = f"{_scale(frame)}{_due(drawn, frame)}{_today(drawn, frame)}{_days(drawn, frame)}"
    return SafeString(
        f'<svg class="burn" width="100%" height="{TOP + HEIGHT + FOOT}" role="group"'
        f' aria-label="{escape(drawn.label)}">{inner}{words}</svg>'
    )


class _Frame:
    """From days and counts to places in the drawing."""

    def __init__(self, drawn: Drawn) -> None:
        today = (drawn.as_of - drawn.opens_on).days
        ends = [today, *((day - drawn.opens_on).days for day in drawn.due)]
        foreseen = drawn.foreseen
        if foreseen is not None and foreseen.outlook is Outlook.EXPECTED and foreseen.expected is not None:
            ends.append(min((foreseen.expected - drawn.opens_on).days, max(ends) + max(today // 2, 30)))
        self.opens_on = drawn.opens_on
        self.today = today
        self.days = max(*ends, 7) + 1
        self.step, self.most = round_scale(max(1, drawn.start or 0, *drawn.curve.values))

    def x(self, day: float) -> float:
        """Hundredths of the width."""
        return round(100 * day / self.days, 2)

    def y(self, count: float) -> float:
        """Pixels from the top."""
        return round(TOP + HEIGHT * (1 - count / self.most), 1)

    def lines(self) -> str:
        """The level lines."""
        return "".join(
            f'<path class="burn-line" d="M0 {level}H{self.days}"/>' for level in range(0, self.most + 1, self.step)
        )


MOST_LEVELS = 5


def round_scale(most: int) -> tuple[int, int]:
    """The step and the end of a scale that holds `most`, with five levels at the most: steps of 1, 2, 5, 10, 20 …"""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if most <= step * MOST_LEVELS:
                return step, step * -(-most // step)
        size *= 10


def stairs(curve: Curve, last: int, most: int) -> str:
    """A curve as a path of level stretches and drops, upside down as drawings are."""
    path = f"M0 {most - curve.at(0)}"
    for day, value in zip(curve.days, curve.values, strict=True):
        if 0 < day <= last:
            path += f"H{day}V{most - value}"
    return f"{path}H{last}"


def _curve(drawn: Drawn, frame: _Frame) -> str:
    return f'<path class="burn-real" d="{stairs(drawn.curve, frame.today, frame.most)}"/>'


def _even(drawn: Drawn, frame: _Frame) -> str:
    if drawn.start is None or not drawn.due:
        return ""
    due = (drawn.due[0] - drawn.opens_on).days
    return f'<path class="burn-even" d="M0 {frame.most - drawn.start}L{due} {frame.most}"/>'


def _cone(drawn: Drawn, frame: _Frame) -> str:
    """The range between the fastest and the slowest rate, and the middle one as a broken line."""
    foreseen = drawn.foreseen
    if foreseen is None or foreseen.outlook is not Outlook.EXPECTED or not foreseen.expected or not foreseen.earliest:
        return ""
    left = drawn.curve.at(frame.today)
    from_here = f"M{frame.today} {frame.most - left}"
    soon = (foreseen.earliest - drawn.opens_on).days
    expected = (foreseen.expected - drawn.opens_on).days
    if foreseen.latest is None:
        late = f"H{frame.days}V{frame.most}"
    else:
        late = f"L{(foreseen.latest - drawn.opens_on).days} {frame.most}"
    return (
        f'<path class="burn-range" d="{from_here}{late}H{soon}z"/>'
        f'<path class="burn-maybe" d="{from_here}L{expected} {frame.most}"/>'
    )


def _scale(frame: _Frame) -> str:
    return "".join(
        f'<text class="ax" x="100%" y="{frame.y(level) - 4}" text-anchor="end">{svg_digits(number_text(level))}</text>'
        for level in range(frame.step, frame.most + 1, frame.step)
    )


def _anchor(x: float) -> str:
    return "start" if x < AT_THE_EDGE else "end" if x > 100 - AT_THE_EDGE else "middle"


def _due(drawn: Drawn, frame: _Frame) -> str:
    written = ""
    last = -100.0
    for day in sorted(set(drawn.due)):
        x = frame.x((day - drawn.opens_on).days)
        written += f'<line class="burn-due" x1="{x}%" x2="{x}%" y1="{TOP - 8}" y2="{TOP + HEIGHT}"/>'
        if x - last >= APART_ON_A_PHONE:
            text = svg_digits(_("due %(day)s") % {"day": thai_date_text(day)})
            written += f'<text class="ax ax-d" x="{x}%" y="{TOP - 13}" text-anchor="{_anchor(x)}">{text}</text>'
            last = x
    return written


def _today(drawn: Drawn, frame: _Frame) -> str:
    left = drawn.curve.at(frame.today)
    x, y = frame.x(frame.today), frame.y(left)
    anchor = "end" if x > 100 - AT_THE_EDGE else "start"
    shift = -10 if anchor == "end" else 10
    return (
        f'<circle class="burn-now" cx="{x}%" cy="{y}" r="5"/>'
        f'<text class="burn-left" x="{x}%" y="{max(y - 10, TOP + 12)}" dx="{shift}" text-anchor="{anchor}">'
        f"{svg_digits(number_text(left))}</text>"
    )


def _days(drawn: Drawn, frame: _Frame) -> str:
    """The days under the drawing, and on the curve a dot for each that leads to the rows behind it."""
    marked = days_marked(drawn.opens_on, drawn.as_of)
    marked = marked[:: -(-len(marked) // MOST_DOTS) or 1]
    dots, words = "", ""
    wide: list[float] = []
    narrow: list[float] = []
    # the two ends are written first: what is between has to make room
    for day in [drawn.as_of, drawn.opens_on, *marked]:
        number = (day - drawn.opens_on).days
        x = frame.x(number)
        if drawn.door is not None and day != drawn.as_of:
            count = drawn.curve.at(number)
            name = escape(f"{thai_date_text(day)}: {number_text(count)}")
            dots += (
                f'<a href="{escape(drawn.door(day))}" aria-label="{name}"><circle class="burn-hit" cx="{x}%" '
                f'cy="{frame.y(count)}" r="12"/><circle class="burn-dot" cx="{x}%" cy="{frame.y(count)}" r="3.5">'
                f"<title>{name}</title></circle></a>"
            )
        if all(abs(x - other) >= APART for other in wide):
            wide.append(x)
            css = "ax hide-s"
            if all(abs(x - other) >= APART_ON_A_PHONE for other in narrow):
                narrow.append(x)
                css = "ax"
            text = svg_digits(thai_date_text(day))
            words += f'<text class="{css}" x="{x}%" y="{TOP + HEIGHT + 20}" text-anchor="{_anchor(x)}">{text}</text>'
    return words + dots


def spark(curve: Curve, *, start: int, opens_on: dt.date, due_on: dt.date, last: dt.date, code: str) -> str:
    """A small curve for a line of the table, beside its figures and so without words; the due date as a thin line.

    The dates are those of the table, so that all small curves have the same time; `code` only tells them apart.
    """
    days = max(1, (max(last, due_on) - opens_on).days)
    most = max(1, start, *curve.values, 1)
    due = (due_on - opens_on).days
    path = stairs(_thinned(curve, days), (last - opens_on).days, most)
    return (
        f'<svg class="spark" viewBox="0 0 {days} {most}" preserveAspectRatio="none"'
        f' aria-hidden="true" data-of="{code}"><path class="burn-due" d="M{due} 0V{most}"/>'
        f'<path class="burn-real" d="{path}"/></svg>'
    )


SPARK_STEPS = 60


def _thinned(curve: Curve, days: int) -> Curve:
    """Some sixty steps are all that a small curve can show; the last value is always that of the end."""
    if len(curve.days) <= SPARK_STEPS:
        return curve
    step = max(1, days // SPARK_STEPS)
    last = {-1: (curve.days[0], curve.values[0])}
    last |= {day // step: (day, value) for day, value in zip(curve.days, curve.values, strict=True)}
    return Curve(tuple(day for day, _value in last.values()), tuple(value for _day, value in last.values()))
