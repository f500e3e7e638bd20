"""The map of the completeness report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gis_reports.choropleth import NO_AUTHORITIES, NOT_OPEN, Choropleth, Shade, draw
from gis_reports.grounds import Ground
from gis_reports.reports.completeness.answering import name_of
from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import Column, Completeness, Line
from gis_reports.reports.completeness.rules import WITHOUT_AUTHORITIES, ListedState
from layers.templatetags.design import share_class, stage_name, state_name
from layers.templatetags.thai import number_text, percent_text


def drawn(report: Completeness, question: Question, column: Column | None, ground: Ground) -> Choropleth:
    """The map of a report: the share of the authorities in the state asked for, of the column that is picked.

    `ground` is what is drawn: the provinces.
    """
    lines = {line.code: line for line in report.lines}

    def shade(code: str) -> Shade | None:
        line = lines.get(code)
        if line is None:
            return (
                Shade(css=NO_AUTHORITIES, text=_("Bangkok: no local authority in the system"))
                if (code == WITHOUT_AUTHORITIES)
                else None
            )
        return _shade(line, question, column)

    label = _("Map of Thailand: share of local authorities in each province")
    if column is not None:
        label = _("Map of Thailand, %(stage)s %(year)s: share of local authorities, %(state)s") % {
            "stage": stage_name(column.stage),
            "year": column.fiscal_year,
            "state": state_name(question.state),
        }
    return draw(label=label, shade=shade, picked=question.province, ground=ground)


def _shade(line: Line, question: Question, column: Column | None) -> Shade:
    name = name_of(line)
    if not line.authorities:
        return Shade(css=NO_AUTHORITIES, text=_("%(province)s: no local authority on this day") % {"province": name})
    if column is None or (not column.is_open and question.state is not ListedState.NOT_OPEN):
        return Shade(css=NOT_OPEN, text=_("%(province)s: not open") % {"province": name})
    counts = line.cells[column.key]
    share = counts.share(question.state)
    grade = share_class(share)
    ramp = "b" if question.state is ListedState.ENTERED and grade != "0" else "c"
    return Shade(
        css=f"{ramp}{grade}",
        text=_("%(province)s: %(number)s of %(authorities)s %(state)s (%(share)s)")
        % {
            "province": name,
            "number": number_text(counts.of(question.state)),
            "authorities": number_text(line.authorities),
            "state": state_name(question.state),
            "share": percent_text(share),
        },
        href="?" + question.address(province=line.code, kind=None) + "#names",
    )
