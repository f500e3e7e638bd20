"""What stands above the dashboard: its title, the way that led here, and what the whole place comes to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gis_reports.reports.dashboard import markup
from gis_reports.reports.dashboard.answering import Answer
from gis_reports.reports.dashboard.doors import total_door
from gis_reports.reports.dashboard.measures import UNIT_NAMES, Unit
from gis_reports.reports.dashboard.question import NO_DISTRICT, By
from gis_reports.reports.dashboard.words import completeness_name, value_text
from layers.templatetags.thai import both_digits, percent, thai_number


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the strip above: its name, the figure, what it is part of, and its door."""

    name: str
    figure: SafeString
    beside: SafeString
    href: str = ""


def title_of(answer: Answer) -> str:
    """The place, in words."""
    question = answer.question
    if answer.reach.is_staff_only:
        return _("Overview of the local authority")
    if question.district == NO_DISTRICT:
        return _("%(province)s: no district known") % {"province": _province(answer)}
    if answer.district is not None:
        return _district(answer)
    if answer.province is not None:
        return _("Overview of %(province)s") % {"province": _province(answer)}
    return _("Overview of the country") if answer.reach.is_country else _("Overview of your provinces")


def crumbs_of(answer: Answer) -> list[dict[str, str]]:
    """Country → province → district, as far as the reader sees."""
    question = answer.question
    crumbs = [{"label": pgettext("menu", "Home"), "url": "/"}]
    whole = pgettext("menu", "Overview")
    may_go_up = answer.reach.only_province is None and not answer.reach.is_staff_only
    if answer.province is None:
        return [*crumbs, {"label": whole, "url": ""}]
    country = "?" + question.address(province=None, district=None, asked_by=None)
    crumbs.append({"label": whole, "url": country if may_go_up else ""})
    if question.district is None:
        return [*crumbs, {"label": _province(answer), "url": ""}]
    crumbs.append({"label": _province(answer), "url": "?" + question.address(district=None, asked_by=None)})
    last = pgettext("dashboard", "No district known") if answer.district is None else _district(answer)
    return [*crumbs, {"label": last, "url": ""}]


def summary_of(answer: Answer) -> list[Fact]:
    """The figure of the whole place, the numbers behind it, its completeness, and how many lines cannot be compared."""
    question, total = answer.question, answer.total
    measure, unit = question.measure, question.unit
    facts = []
    if unit is not Unit.TOTAL:
        name = capfirst(str(UNIT_NAMES[unit]))
        facts.append(Fact(name, both_digits(value_text(measure.value(total, unit), unit)), SafeString("")))
    for part in measure.parts:
        amount = part.amount(total)
        href = total_door(part, question, answer.reach) if amount else ""
        facts.append(Fact(capfirst(str(part.name)), thai_number(amount), SafeString(""), href))
    facts.append(Fact(_("Local authorities"), thai_number(total.authorities), SafeString("")))
    share = total.completeness(measure.rests_on)
    if share is not None:
        facts.append(Fact(completeness_name(measure.rests_on), percent(share), SafeString("")))
    if measure.rests_on is not None and answer.place.by is not By.AUTHORITY:
        unsure = sum(not answer.of(line).is_enough(measure.rests_on) for line in answer.lines.lines)
        if unsure:
            facts.append(Fact(_("Incomplete figures"), thai_number(unsure), markup.unsure_mark()))
    return facts


def _province(answer: Answer) -> str:
    return answer.province.name if answer.province else ""


def _district(answer: Answer) -> str:
    """`อำเภอแก่งคอย`, `Kaeng Khoi district`; the place itself carries the word in neither language."""
    return _("%(district)s district") % {"district": answer.district.name} if answer.district else ""
