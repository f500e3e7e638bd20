"""The table of provinces of the burn-down, written as HTML here: 76 lines with a small curve and six figures each.

Only what the code itself makes (addresses, classes, figures) goes into the text unescaped; names and words are escaped.
"""

from __future__ import annotations

import datetime as dt

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from geo.thai import NBSP
from gis_reports.reports.completeness.question import Question as CompletenessQuestion
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.kept import Figures
from gis_reports.reports.pace.chart import spark
from gis_reports.reports.pace.question import Question
from gis_reports.reports.pace.report import Opening, Pace, Place
from gis_reports.reports.pace.rules import Outlook
from gis_reports.reports.pace.tables import FOUR_WEEKS, missing_before
from gis_reports.reports.wording import in_english
from layers.templatetags.thai import both_digits, number_text, thai_date_text


def figures_shown(report: Pace) -> tuple[Figures, ...]:
    """Everything that the table and the chart show beside the question itself, as plain values."""
    opening = report.opening
    return (
        (opening.opens_on.toordinal(), opening.due_on.toordinal()) if opening else None,
        tuple(
            (place.code, name_of(place), place.authorities, place.start, place.curve.days, place.curve.values)
            for place in (*report.places, report.total)
        ),
    )


def name_of(place: Place) -> str:
    """A place's name in the reader's language."""
    if place.code == WHOLE:
        return pgettext("report", "Total")
    return place.name_en if in_english() and place.name_en else place.name_th


def names_behind(question: Question, *, day: dt.date, province: str) -> str:
    """The address, after `?`, of the named authorities that are missing on a day."""
    behind = CompletenessQuestion(as_of=day, stage=question.stage, fiscal_year=question.fiscal_year, province=province)
    return f"{behind.address()}#names"


def lines(report: Pace, question: Question, opening: Opening, completeness: str) -> SafeString:
    """`<tbody>` and `<tfoot>`. `completeness` is the path of the completeness report."""
    body = "".join(_line(report, place, question, opening, completeness) for place in report.places)
    foot = _line(report, report.total, question, opening, completeness)
    return SafeString(f"<tbody>{body}</tbody><tfoot>{foot}</tfoot>")


def _line(report: Pace, place: Place, question: Question, opening: Opening, completeness: str) -> str:
    code = None if place.code == WHOLE else place.code
    mark = ' aria-current="true"' if code is not None and code == question.province else ""
    behind = escape(names_behind(question, day=report.as_of, province=place.code))
    left = both_digits(number_text(place.missing))
    if place.missing:
        left = SafeString(f'<a href="{escape(completeness)}?{behind}" hx-boost="false">{left}</a>')
    curve = spark(
        place.curve,
        start=place.start,
        opens_on=opening.opens_on,
        due_on=opening.due_on,
        last=report.as_of,
        code=place.code,
    )
    return (
        f'<tr{mark}><th scope="row"><a href="?{escape(question.address(province=code))}" id="pace-{place.code}">'
        f'{escape(name_of(place))}</a></th><td class="pace-spark">{curve}</td><td class="num">{left}</td>'
        f'<td class="num hide-s">{both_digits(number_text(place.authorities))}</td>'
        f'<td class="num hide-s">{_moved(report, place)}</td>{_end(place, opening)}</tr>\n'
    )


def _moved(report: Pace, place: Place) -> str:
    before = missing_before(report, place, FOUR_WEEKS)
    if before is None:
        return escape(pgettext("figure", "new"))
    change = place.missing - before
    return both_digits(f"+{change:,}" if change > 0 else number_text(change))


def _end(place: Place, opening: Opening) -> str:
    """When it will be complete, and how that stands to the due date."""
    late = place.foreseen.days_late(opening.due_on)
    css = "" if late is None else ' class="pace-late"' if late > 0 else ' class="pace-good"'
    end = ' class="pace-late"' if place.foreseen.outlook is Outlook.NOT_IN_SIGHT else ""
    return f"<td{end}>{ending_words(place)}</td><td{css}>{against_due(late)}</td>"


def ending_words(place: Place) -> SafeString:
    """When nobody will be missing, in words: a day and its range, since when, or that no day can be named."""
    foreseen = place.foreseen
    if foreseen.outlook is Outlook.NOBODY:
        return SafeString(escape(_("no local authority on this day")))
    if foreseen.outlook is Outlook.TOO_EARLY:
        return SafeString(escape(_("too early to say")))
    if foreseen.outlook is Outlook.NOT_IN_SIGHT:
        return SafeString(escape(_("not in sight")))
    day = both_digits(thai_date_text(foreseen.expected))
    if foreseen.outlook is Outlook.COMPLETE:
        return SafeString(escape(_("complete since %(day)s")) % {"day": day})
    if foreseen.earliest == foreseen.latest:
        return day
    if foreseen.latest is None:
        text = _("%(first)s or later, no end known") % {"first": thai_date_text(foreseen.earliest)}
    else:
        words = {"first": thai_date_text(foreseen.earliest), "last": thai_date_text(foreseen.latest)}
        text = _("%(first)s to %(last)s") % words
    return SafeString(f'{day} <span class="xs muted pace-range">{both_digits(text)}</span>')


def against_due(late: int | None) -> SafeString:
    """How many days after or before the due date; `-` where no day can be named."""
    if late is None:
        return SafeString("-")
    if late == 0:
        return SafeString(escape(_("on the due date")))
    days = number_text(abs(late))
    together = f"{days}{NBSP}"
    if late > 0:
        text = ngettext("%(days)s day after", "%(days)s days after", late) % {"days": days}
    else:
        text = ngettext("%(days)s day before", "%(days)s days before", -late) % {"days": days}
    return both_digits(text.replace(f"{days} ", together))
