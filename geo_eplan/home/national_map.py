"""The country on the department's home page: the stage in which the provinces differ most."""

from __future__ import annotations

from statistics import fmean

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo_eplan.home.doors import door
from gis_reports.choropleth import NO_AUTHORITIES, Choropleth, Shade, draw
from gis_reports.reports.completeness.report import Column, Completeness, Line
from gis_reports.reports.completeness.rules import WITHOUT_AUTHORITIES, ListedState
from layers.templatetags.design import share_class, stage_name, state_name
from layers.templatetags.thai import number_text, percent_text


def most_telling(report: Completeness) -> Column | None:
    """The open column in which the provinces differ most, by the variance of their shares; None when nothing is open.

    Where everybody misses a stage, or nobody does, a map has nothing to say.
    """
    found = [column for column in report.columns if column.is_open]
    return max(found, key=lambda column: _variance(report, column), default=None)


def _variance(report: Completeness, column: Column) -> float:
    shares = [line.cells[column.key].missing / line.authorities for line in report.lines if line.authorities]
    mean = fmean(shares or [0.0])
    return sum((share - mean) ** 2 for share in shares) / (len(shares) or 1)


def national_map(report: Completeness, column: Column) -> Choropleth:
    """The share of each province's authorities that miss the stage of `column`; each province leads to its names."""
    lines = {line.code: line for line in report.lines}
    names = door(
        "completeness", stage=column.stage.slug, fiscal_year=column.fiscal_year, state=ListedState.MISSING.value
    )

    def shade(code: str) -> Shade | None:
        line = lines.get(code)
        if line is None and code == WITHOUT_AUTHORITIES:
            return Shade(css=NO_AUTHORITIES, text=_("Bangkok: no local authority in the system"))
        return _shade(line, column, href=f"{names}&province={code}" if names else "") if line else None

    label = _("Map of Thailand, %(stage)s %(year)s: share of local authorities, %(state)s") % {
        "stage": stage_name(column.stage),
        "year": column.fiscal_year,
        "state": state_name(ListedState.MISSING),
    }
    return draw(label=label, shade=shade)


def _shade(line: Line, column: Column, *, href: str) -> Shade:
    counts = line.cells[column.key]
    share = counts.share(ListedState.MISSING)
    in_english = (get_language() or "th").startswith("en")
    if share is None:
        return Shade(css=NO_AUTHORITIES, text="")
    return Shade(
        css=f"c{share_class(share)}",
        text=_("%(province)s: %(number)s of %(authorities)s %(state)s (%(share)s)")
        % {
            "province": line.name_en if in_english else line.name_th,
            "number": number_text(counts.missing),
            "authorities": number_text(line.authorities),
            "state": state_name(ListedState.MISSING),
            "share": percent_text(share),
        },
        href=href,
    )
