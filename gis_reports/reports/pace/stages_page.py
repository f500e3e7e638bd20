"""The burn-down of one authority: its eight stages of a fiscal year against the calendar."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gis_reports.reports.as_of import AsOf
from gis_reports.reports.completeness.question import Question as CompletenessQuestion
from gis_reports.reports.completeness.rules import ListedState
from gis_reports.reports.doors import authority_map
from gis_reports.reports.pace.chart import Drawn, chart
from gis_reports.reports.pace.lines import against_due
from gis_reports.reports.pace.question import Question
from gis_reports.reports.pace.report import Opening
from gis_reports.reports.pace.stages import OneStage, stages_of
from gis_reports.reports.wording import in_english
from layers.enums import FULL_PREFIX_TH, FULL_SUFFIX_EN, AuthorityKind
from layers.models import AuthorityPeriod
from layers.templatetags.thai import number_text, thai_date_text


def stages_page(
    request: HttpRequest,
    question: Question,
    authority: AuthorityPeriod | None,
    calendar: Sequence[Opening],
    as_of: AsOf,
    *,
    may_see_provinces: bool,
) -> HttpResponse:
    """The page. `authority` is None where the reader's own did not exist on the day."""
    fiscal_year = question.fiscal_year or 0
    title = _("What remains, against the calendar")
    crumbs = [{"label": pgettext("menu", "Home"), "url": "/"}]
    if may_see_provinces:
        back = question.address(authority=None, province=authority.province_id if authority else None)
        crumbs.append({"label": title, "url": f"{reverse('pace')}?{back}"})
    name = name_of(authority) if authority else ""
    context = {
        "title": title,
        "question": question,
        "as_of": as_of,
        "years": sorted({one.fiscal_year for one in calendar} | {fiscal_year}, reverse=True),
        "name": name,
        "completeness": CompletenessQuestion(as_of=question.as_of).address(),
        "crumbs": [*crumbs, {"label": name or title}],
    }
    if authority is not None:
        found = stages_of(authority.authority_id, as_of=question.as_of, fiscal_year=fiscal_year, calendar=calendar)
        context |= {
            "stages": [
                (one, _late(one), one.state in (ListedState.MISSING, ListedState.OVERDUE)) for one in found.stages
            ],
            "missing": found.missing,
            "projects": authority_map(authority.authority_id, fiscal_year=fiscal_year),
        }
        if found.first is not None:
            drawn = Drawn(
                label=_("%(place)s, %(year)s: %(left)s stages missing on %(day)s")
                % {
                    "place": name,
                    "year": fiscal_year,
                    "left": number_text(found.missing),
                    "day": thai_date_text(question.as_of),
                },
                curve=found.curve,
                opens_on=found.first,
                as_of=question.as_of,
                due=sorted({one.opening.due_on for one in found.stages if one.opening and one.state != "not_open"}),
                door=lambda day: f"?{question.address(as_of=day)}",
            )
            context["chart"] = chart(drawn)
    return render(request, "gis_reports/pace/stages.html", context)


def _late(one: OneStage) -> str:
    """How a stage stands to its due date."""
    is_ahead = one.since is None and (one.days_late or 0) <= 0
    return against_due(None if is_ahead else one.days_late)


def name_of(period: AuthorityPeriod) -> str:
    """The name of the day with the kind written out."""
    kind = AuthorityKind(period.kind)
    if in_english() and period.name_en:
        return f"{period.name_en} {FULL_SUFFIX_EN[kind]}".strip()
    return f"{FULL_PREFIX_TH[kind]}{period.name_th}"
