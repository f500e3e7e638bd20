"""Figures and days inside drawings: SVG text knows no `<span>`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from geo.thai import to_thai_digits

register = template.Library()


@register.filter
def svg_digits(text: object) -> SafeString:
    """A text with figures in both kinds of digits, for `<text>`: the stylesheet shows the kind the reader chose."""
    arabic = str(text)
    thai = to_thai_digits(arabic)
    if thai == arabic:
        return format_html("{}", arabic)
    return format_html('<tspan class="d-ar">{}</tspan><tspan class="d-th">{}</tspan>', arabic, thai)
