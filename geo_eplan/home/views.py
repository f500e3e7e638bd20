"""The first page after signing in: what is to be done, by role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.enums import Role
from accounts.models import User
from geo_eplan.home.authority import AuthorityHome, authority_home
from geo_eplan.home.doors import door
from geo_eplan.home.wide import nation_home, province_home
from geo_eplan.home.works import works_tasks
from layers.models import Province
from projects.enums import Stage

# The day of the department's annex: the demonstration is made to be looked at as of then.
DAY_OF_THE_ANNEX = dt.date(2016, 9, 29)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A tile that leads to a page of its own."""

    url: str
    icon: str
    label: str | Promise
    hint: str | Promise


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page of whoever is signed in; somebody without a role is told whom to ask."""
    user = request.user
    if not isinstance(user, User) or user.scope.is_empty:
        return render(request, "home/nobody.html")
    today = timezone.localdate()
    scope = user.scope
    if scope.is_national or scope.province_codes:
        return _wide_page(request, user, today)
    chosen = request.GET.get("authority")
    if chosen is not None and (not chosen.isdecimal() or int(chosen) not in scope.authority_ids):
        raise Http404
    authority_id = int(chosen) if chosen else min(scope.authority_ids)
    facts = authority_home(user=user, authority_id=authority_id, today=today)
    works = works_tasks(user=user, authority_id=authority_id, today=today)
    return render(
        request,
        "home/authority.html",
        {
            "home": facts,
            "works": works,
            "task_count": facts.tasks + works.count,
            "today": today,
            "stages": list(Stage),
            "roles": scope.roles_in(authority_id),
            "is_engineer": Role.ENGINEER in scope.roles_in(authority_id),
            "pin_editor": door("pin_editor"),
            "first_tasks": facts.missing[:4],
            "other_tasks": facts.missing[4:],
            "shortcuts": _staff_shortcuts(scope.roles_in(authority_id), facts),
            "annex": _annex(),
        },
    )


def _annex() -> dict[str, object]:
    return {"day": DAY_OF_THE_ANNEX, "url": door("completeness", as_of=f"{DAY_OF_THE_ANNEX:%Y-%m-%d}")}


def _wide_page(request: HttpRequest, user: User, today: dt.date) -> HttpResponse:
    scope = user.scope
    facts = (nation_home if scope.is_national else province_home)(user=user, today=today)
    known = Province.objects.filter(pk__in=() if scope.is_national else scope.province_codes)
    return render(
        request,
        "home/wide.html",
        {
            "home": facts,
            "works": works_tasks(user=user, today=today),
            "today": today,
            "stages": list(Stage),
            "provinces": list(known.defer("boundary")),
            "in_english": (get_language() or "th").startswith("en"),
            "shortcuts": _wide_shortcuts(scope.roles),
            "annex": _annex(),
            "completeness_url": door("completeness"),
            "status_url": door("dashboard"),
        },
    )


def _kept(*shortcuts: Shortcut) -> list[Shortcut]:
    return [shortcut for shortcut in shortcuts if shortcut.url]


def _staff_shortcuts(roles: frozenset[Role], facts: AuthorityHome) -> list[Shortcut]:
    own = {"authority": facts.authority.pk}
    tiles = []
    if Role.PLANNER in roles:
        tiles.append(Shortcut(door("plans", **own), "doc", _("Development plans"), _("Enter, revise, approve")))
    if Role.ENGINEER in roles:
        tiles.append(Shortcut(door("pin_editor"), "pin", _("Project coordinates"), _("Pin and correct")))
    if Role.FINANCE in roles:
        tiles.append(Shortcut(door("finance", **own), "money", _("Contracts and payments"), _("Sign, pay, carry over")))
    if roles & {Role.PLANNER, Role.FINANCE}:
        tiles.append(Shortcut(door("imports"), "up", _("Bring data in"), _("Excel, CSV and map files of past years")))
    if Role.EXECUTIVE in roles:
        tiles.append(Shortcut(door("people"), "team", _("People and roles"), _("Assign and end roles")))
    tiles += [
        Shortcut(door("authority_map", **own), "map", _("Project map"), _("By stage, year and programme")),
        Shortcut(door("completeness"), "check", _("Completeness"), _("What is entered, on any day")),
        Shortcut(door("dashboard"), "money", _("Status of projects"), _("Budgets, contracts, payments")),
        Shortcut(door("exports"), "down", _("Export files"), _("Excel, GeoJSON, shapefile")),
    ]
    return _kept(*tiles)[:4]


def _wide_shortcuts(roles: frozenset[Role]) -> list[Shortcut]:
    tiles = [
        Shortcut(door("completeness"), "check", _("Completeness"), _("By province, stage and year")),
        Shortcut(door("dashboard"), "money", _("Status of projects"), _("Budgets, contracts, payments")),
        Shortcut(door("gis_report_map"), "map", _("Map report"), _("One file to hand over")),
        Shortcut(door("exports"), "down", _("Export files"), _("Excel, GeoJSON, shapefile")),
    ]
    if Role.DEPARTMENT_ADMIN in roles:
        tiles.insert(0, Shortcut(door("people"), "team", _("People and roles"), _("Open accounts, assign roles")))
    return _kept(*tiles)[:4]
