"""Places coloured by class as one inline SVG drawing; for the reports, the home pages and the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gis_reports.grounds import Ground, Outline, country

# Classes beside c0 … c5 (what is missing) and c0, b1 … b5 (what is there); drawn by frontend/css/base/maps.css.
NO_DATA = "c-none"
NOT_OPEN = "c-closed"
NO_AUTHORITIES = "c-na"


@dataclass(frozen=True, slots=True)
class Shade:
    """What one place looks like on one map. `is_unsure`: too little is known to compare it; it is hatched."""

    css: str
    text: str
    href: str = ""
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """One place as a map shows it: a class, what it says of itself, and where it leads (nowhere when empty)."""

    code: str
    path: str
    css: str
    text: str
    href: str
    is_picked: bool
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class Choropleth:
    """A whole map. `label` is its accessible name; `lifted` is drawn once more on top, as the picked edge."""

    label: str
    width: float
    height: float
    areas: tuple[Area, ...]
    lifted: str


def draw(
    *,
    label: str,
    shade: Callable[[str], Shade | None],
    picked: str | None = None,
    ground: Ground | None = None,
) -> Choropleth:
    """A map of a ground, the country unless another is given.

    `shade` tells the look of each code; None leaves it empty and without a word. `picked` is the code of the place
    that is looked at.
    """
    ground = ground or country()
    areas = tuple(_area(outline, shade(outline.code), picked) for outline in ground.outlines)
    return Choropleth(
        label=label,
        width=ground.width,
        height=ground.height,
        areas=areas,
        lifted=next((area.path for area in areas if area.is_picked), ""),
    )


def _area(outline: Outline, look: Shade | None, picked: str | None) -> Area:
    look = look or Shade(css=NO_DATA, text="")
    return Area(
        code=outline.code,
        path=outline.path,
        css=look.css,
        text=look.text,
        href=look.href,
        is_picked=outline.code == picked,
        is_unsure=look.is_unsure,
    )
