"""Where a number leads: to the authorities or projects that it counts, chosen by the very words of the number.

A number of a district leads to the authorities of the district, which add up to it. Projects are listed as they are
now, so the numbers of a past day have no list of projects behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from geo.thai import BE_OFFSET
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.dashboard.measures import Part
from gis_reports.reports.dashboard.question import By, Question, View
from gis_reports.reports.reach import Reach
from projects.selection import ProjectSelection

# Stands for the key of a line in an address that is made once for a whole column.
KEY = "0-key-0"
Door = Callable[[str], str]


def nowhere(_key: str) -> str:
    """There is nothing behind these numbers."""
    return ""


def drill(question: Question, by: By, *, to: By | None = None) -> Door:
    """From a line one level down: country → province → district → authority → its projects. `to` skips a level."""
    if by is By.PROVINCE:
        view = View.MEASURE if question.view is View.COMPARE else question.view
        return _keyed("?" + question.address(province=KEY, district=None, asked_by=to, compared=(), view=view))
    if by is By.DISTRICT:
        return _keyed("?" + question.address(district=KEY, asked_by=None))
    if by is By.KIND:
        first = None if question.province is None else By.AUTHORITY
        kinds = urlencode([(name, text) for name, text in question.parts() if name not in ("kind", "by")])
        return _keyed(f"?{kinds}&kind={KEY}" + (f"&by={first.value}" if first and not question.district else ""))
    return projects_of(question, By.AUTHORITY, {})


def door_of(part: Part, question: Question, by: By, reach: Reach) -> Door:
    """The addresses behind one column of numbers."""
    if by is By.DISTRICT:
        return drill(question, by)
    if part.state is not None and by is not By.AUTHORITY:
        return _listed(part, question, by)
    if question.as_of is not None:
        return nowhere
    return projects_of(question, by, part.chosen, reach)


def projects_of(question: Question, by: By, chosen: Mapping[str, Any], reach: Reach | None = None) -> Door:
    """The project map of an authority, a province or a kind, with its list, for the same year and filters."""
    if by is By.KIND and question.district is not None:
        return nowhere
    try:
        address = reverse("authority_map")
    except NoReverseMatch:
        return nowhere
    words: dict[str, Any] = {"fiscal_year": (question.fiscal_year,), **chosen}
    if by is not By.AUTHORITY:
        words |= {"province": question.province, "kind": question.kind}
    asked = ProjectSelection(**words).query_string()
    name = {By.AUTHORITY: "authority", By.PROVINCE: "province", By.KIND: "kind"}[by]
    door = _keyed(f"{address}?{name}={KEY}&{asked}")
    if by is By.PROVINCE and reach is not None and not reach.is_country:
        return lambda key: door(key) if reach.has_province(key) else ""
    return door


def total_door(part: Part, question: Question, reach: Reach) -> str:
    """The address behind a number of the last line."""
    if question.district is not None or reach.is_staff_only:
        return ""
    if part.state is not None:
        return _listed(part, question, By.PROVINCE)(question.province or WHOLE)
    if question.as_of is not None:
        return ""
    chosen: dict[str, Any] = {"fiscal_year": (question.fiscal_year,), **part.chosen}
    selection = ProjectSelection(province=question.province, kind=question.kind, **chosen)
    return f"{reverse('authority_map')}?{selection.query_string()}"


def _listed(part: Part, question: Question, by: By) -> Door:
    """The names of the authorities in a state, on the completeness page of the same day."""
    if question.district is not None or part.stage is None or part.state is None:
        return nowhere
    words = {"stage": part.stage.slug, "fiscal_year": str(question.fiscal_year), "state": part.state.value}
    if question.as_of is not None:
        words["as_of"] = f"{question.as_of.year + BE_OFFSET}-{question.as_of:%m-%d}"
    words["province"] = KEY if by is By.PROVINCE else question.province or WHOLE
    if by is By.KIND:
        words["kind"] = KEY
    elif question.kind is not None:
        words["kind"] = question.kind.value
    return _keyed(f"{reverse('completeness')}?{urlencode(words)}#names")


def _keyed(address: str) -> Door:
    return lambda key: address.replace(KEY, key)
