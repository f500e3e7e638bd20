"""The list of stalled works: for the engineer of an authority, the analyst of a province, the department."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layers.api.statements import TOO_WIDE, in_bounded_time
from layers.models import LocalAuthority, Province
from projects.models import Project
from projects.pages.refusals import unreadable_address
from projects.pages.works.answers import number_in
from projects.pages.works.standing import contract_parts
from projects.progress_curve import due_of
from projects.selection import ProjectSelection
from projects.stalled import DAYS, Counted, StalledWorks, counted

if TYPE_CHECKING:
    from accounts.models import User

PAGE_SIZE = 50
MOST_ON_A_MAP = 200  # projects named in an address


@dataclass(frozen=True, slots=True)
class Row:
    """A stalled work: days since it last showed a sign of life, and the day it is due."""

    project: Any
    days: int
    due_on: dt.date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A province or an authority with its stalled works; `query` leads to them."""

    name: str
    works: int
    query: str


class _Pages(Paginator):
    """Pages of rows that have been counted already."""

    def __init__(self, rows: Any, size: int, *, whole: int) -> None:
        super().__init__(rows, size)
        self._whole = whole

    @cached_property
    def count(self) -> int:
        """As many as the figure above the list."""
        return self._whole


@require_safe
def stalled_works(request: HttpRequest) -> HttpResponse:
    """The page: figure, places, rows. 404 for a province or authority that the reader may not know of."""
    user = cast("User", request.user)
    today = timezone.localdate()
    try:
        question = StalledWorks.from_params(request.GET.dict())
    except ValidationError as error:
        return unreadable_address(request, error)
    question.require_scope(user)
    context: dict[str, Any] = {
        "question": question,
        "today": today,
        "days": DAYS,
        "is_wide": user.scope.is_national or bool(user.scope.province_codes),
        "provinces": _provinces(user),
        "authority": LocalAuthority.objects.filter(pk=question.authority or 0).defer("boundary").first(),
        "crumbs": [{"label": _("Home page"), "url": "/"}, {"label": _("Stalled works"), "url": ""}],
    }
    by_province = user.scope.is_national and not question.province and not question.authority
    try:
        with in_bounded_time(alias=DEFAULT_DB_ALIAS):
            place = "authority__province_id" if by_province else "authority_id"
            figures = counted(user, question, today=today, place=place)
            page = _rows_of(user, question, figures, today=today, number=number_in(request, "page") or 1)
    except ValidationError as error:
        if error.code != TOO_WIDE:
            raise
        return render(request, "projects/works/stalled.html", {**context, "too_wide": error.messages[0]})
    rows = [_row(project, today) for project in page]
    context |= {
        "figures": figures,
        "places": _places(question, figures, by_province=by_province),
        "years": figures.by_year,
        "page": page,
        "rows": rows,
        "map_query": _map_query(rows),
        "file": _file(question),
    }
    return render(request, "projects/works/stalled.html", context)


def _rows_of(user: User, question: StalledWorks, figures: Counted, *, today: dt.date, number: int) -> Page[Project]:
    """One page of the rows, fetched here, while time is bounded."""
    found = (
        question.projects(user, today=today)
        .select_related("authority__province")
        .defer("authority__boundary", "authority__province__boundary")
        .prefetch_related(Prefetch("contract_shares", contract_parts()))
    )
    page = _Pages(found, PAGE_SIZE, whole=figures.works).get_page(number)
    page.object_list = list(page.object_list)
    return page


def _row(project: Any, today: dt.date) -> Row:
    dues = [due for share in project.contract_shares.all() if (due := due_of(share.contract))]
    due_on = max(dues, default=None)
    return Row(project, (today - project.stands_since).days, due_on, due_on is not None and due_on < today)


def _provinces(user: User) -> list[Province]:
    """The provinces to choose from; none for somebody who sees a single one, or only an authority."""
    scope = user.scope
    known: Any = Province.objects.with_authorities().defer("boundary")
    if not scope.is_national:
        known = known.filter(pk__in=scope.province_codes)
    found = sorted(known, key=lambda one: one.name)
    return found if len(found) > 1 else []


def _places(question: StalledWorks, figures: Counted, *, by_province: bool) -> list[Place]:
    if by_province:
        provinces = Province.objects.filter(pk__in=figures.by_place).defer("boundary").in_bulk()
        return [
            Place(provinces[code].name, works, question.but(province=code).query_string())
            for code, works in figures.by_place.items()
        ]
    if question.authority or len(figures.by_place) < 2:
        return []
    authorities = LocalAuthority.objects.filter(pk__in=figures.by_place).defer("boundary", "office").in_bulk()
    return [
        Place(authorities[pk].short_name, works, question.but(authority=pk).query_string())
        for pk, works in figures.by_place.items()
    ]


def _map_query(rows: list[Row]) -> str:
    """The works of this page that have a place, on one map: the map's own words for them."""
    ids = tuple(row.project.pk for row in rows if row.project.location is not None)[:MOST_ON_A_MAP]
    authorities = {row.project.authority_id for row in rows}
    authority = authorities.pop() if len(authorities) == 1 else None
    return ProjectSelection(authority=authority, ids=ids).query_string() if ids else ""


def _file(question: StalledWorks) -> str:
    """The address of the list as a file; empty where files are not installed."""
    try:
        return f"{reverse('stalled_works_file')}?{question.query_string()}"
    except NoReverseMatch:
        return ""
