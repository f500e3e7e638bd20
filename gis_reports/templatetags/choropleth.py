"""Drawn maps as SVG. A page may show some hundred places, so they are written here and not by a template each."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from gis_reports.choropleth import Area, Choropleth

register = template.Library()


@register.simple_tag
def choropleth(drawn: Choropleth, marks: str = "") -> SafeString:
    """The whole map; `marks` is SVG drawn on top of it, safe already."""
    lifted = format_html('<path class="lift" d="{}" pointer-events="none"/>', drawn.lifted) if drawn.lifted else ""
    return format_html(
        '<svg class="choropleth" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMin" role="group" aria-label="{}">'
        "{}{}{}</svg>",
        drawn.width,
        drawn.height,
        drawn.label,
        mark_safe("".join(_area(area) for area in drawn.areas)),
        lifted,
        marks,
    )


def _area(area: Area) -> str:
    """One place, and over it the hatch of a figure that cannot be compared."""
    text = conditional_escape(area.text)
    title = f"<title>{text}</title>" if area.text else ""
    hatch = f'<path class="pv-unsure" d="{area.path}"/>' if area.is_unsure else ""
    shape = f'<path class="pv {area.css}" d="{area.path}">{title}</path>{hatch}'
    if not area.href:
        return shape
    current = ' aria-current="true"' if area.is_picked else ""
    return f'<a href="{conditional_escape(area.href)}" aria-label="{text}"{current}>{shape}</a>\n'
