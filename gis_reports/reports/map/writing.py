"""The map report as a page to hand over: words, figures and data put together, in the active language."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gis_reports.reports.map.report import MapReport, Point
from gis_reports.services.writing import is_demonstration
from layers.templatetags.design import stage_name
from layers.templatetags.thai import percent_text
from projects.enums import PROJECT_STAGES, PositionKind

KINDS: Final = [str(kind) for kind in PositionKind.values]


def title_of(report: MapReport) -> str:
    """What the page is called."""
    if report.authority:
        place = report.authority.full_name
    else:
        place = _("%(province)s province") % {"province": report.province.name}
    return _("Projects of %(place)s, fiscal year %(year)s") % {"place": place, "year": report.fiscal_year}


def file_name_of(report: MapReport) -> str:
    """The ASCII name the page is offered under."""
    place = f"province{report.province.pk}"
    if report.authority:
        place = f"authority{report.authority.code or report.authority.pk}"
    return f"map-{place}-{report.fiscal_year}.html"


def written(report: MapReport) -> str:
    """The whole page as text. Raises OutputError when the browser files have not been built."""
    from gis_reports.outputs.stand_alone_map import Ground, map_page

    context = _context(report)
    west, south, east, north = report.bounds
    return map_page(
        title=context["title"],
        language=get_language() or "th",
        above=render_to_string("gis_reports/map_report/above.html", context),
        beside=render_to_string("gis_reports/map_report/beside.html", context),
        data=_data(report),
        ground=[
            Ground(style, [piece.as_object() for piece in report.ground if piece.style == style])
            for style in ("neighbour", "province", "own", "authority")
        ],
        centre=((west + east) / 2, (south + north) / 2),
    )


def write(report: MapReport, path: Path) -> int:
    """Write the page to a file; returns its size in bytes."""
    path.write_text(written(report), encoding="utf-8")
    return path.stat().st_size


def _context(report: MapReport) -> dict[str, Any]:
    total = report.status.total.sums
    in_english = (get_language() or "th").startswith("en")
    return {
        "title": title_of(report),
        "report": report,
        "total": total,
        "located": percent_text(total.located_share),
        "stages": [(stage, capfirst(stage_name(stage)), total.at_stage(stage)) for stage in PROJECT_STAGES],
        "lines": [(line.label(in_english), line.sums) for line in report.status.lines if report.authority is None],
        "demonstration": is_demonstration(),
    }


def _data(report: MapReport) -> dict[str, Any]:
    """What frontend/report/data.ts describes."""
    in_english = (get_language() or "th").startswith("en")
    names = {line.authority_id: line.label(in_english) for line in report.status.lines}
    order = {number: index for index, number in enumerate(names)}
    return {
        "locale": "en" if in_english else "th",
        "year": str(report.fiscal_year),
        "stages": {str(int(stage)): stage_name(stage) for stage in PROJECT_STAGES},
        "authorities": list(names.values()),
        "positions": [str(PositionKind(kind).label) for kind in KINDS],
        "words": {
            "stage": pgettext("selection", "Latest stage"),
            "year": pgettext("selection", "Fiscal year"),
            "planned": pgettext("figure", "Planned budget (baht)"),
            "budget": pgettext("figure", "Approved budget (baht)"),
            "contract": pgettext("figure", "Contracts (baht)"),
            "paid": pgettext("figure", "Paid (baht)"),
            "progress": pgettext("figure", "Progress"),
            "position": pgettext("figure", "Position"),
            "problems": _("to be mended"),
            "map": _("Map of the projects"),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
        },
        "points": [_point(point, order) for point in report.points],
        "bounds": report.bounds,
    }


def _point(point: Point, order: dict[int | None, int]) -> list[Any]:
    return [
        point.longitude,
        point.latitude,
        point.latest_stage,
        int(point.with_problems),
        point.name,
        point.code,
        order.get(point.authority_id, -1),
        f"{point.planned:.2f}",
        f"{point.budget:.2f}",
        f"{point.contract:.2f}",
        f"{point.paid:.2f}",
        percent_text(point.percent / 100),
        KINDS.index(point.kind),
    ]
