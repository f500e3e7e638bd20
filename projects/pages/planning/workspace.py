"""The page of a development plan: vision, strategies, and the sheet of its projects.

It works by links and forms alone; the script turns the table into a sheet that is typed and pasted into
(frontend/sheet). People who may only look see the same without the tools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.thai import fiscal_year_of
from layers.models import LocalAuthority
from projects.enums import Record
from projects.models import DevelopmentPlan, PlanRevision, Project, Vision
from projects.pages.authority_map_chooser import chooser_of
from projects.pages.planning.address import STATES, PlanAddress
from projects.pages.planning.desk import authority_of, crumbs_of, plan_of, strategies_of
from projects.pages.planning.sheet import (
    PAGE_SIZE,
    choices_of,
    columns_of,
    rows_of,
    totals_of,
    tree_of,
    with_cells,
)
from projects.pages.refusals import unreadable_address
from projects.permissions import may_enter
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plan asked for, else the newest one of the authority asked for, else of one's own."""
    user = cast("User", request.user)
    try:
        address = PlanAddress.from_params(request.GET)
        if address.plan is None and address.authority is None and not user.scope.authority_ids:
            return _choose(request, user)
    except ValidationError as error:
        return unreadable_address(request, error)
    if address.plan is not None:
        plan = plan_of(user, address.plan)
        return _page(request, user, plan.authority, plan, address)
    authority = authority_of(user, address.authority or _own(user))
    first = _first_plan(user, authority, address.year)
    if first is None:
        return _page(request, user, authority, None, address)
    return _page(request, user, authority, plan_of(user, first.pk), address.but(plan=first.pk, page=address.page))


def _first_plan(user: User, authority: LocalAuthority, year: int | None) -> DevelopmentPlan | None:
    """The plan in force in the year that was asked for, else the newest."""
    found = DevelopmentPlan.objects.visible_to(user).of_authority(authority.pk).order_by("-first_year")
    in_force = found.filter(in_force__contains=year).first() if year else None
    return in_force or found.first()


def _own(user: User) -> int:
    """Where the person plans, else where the person works."""
    planning = [pk for pk in user.scope.authority_ids if may_enter(user, Record.PLAN, authority_id=pk)]
    return min(planning or user.scope.authority_ids)


def _choose(request: HttpRequest, user: User) -> HttpResponse:
    """For people who see many authorities: which one's plans."""
    if user.scope.is_empty:
        raise PermissionDenied(_("Your account has no role in any local authority yet."))
    selection = ProjectSelection.from_params({"province": request.GET.get("province", "")})
    chooser = chooser_of(user, selection, name=request.GET.get("name", ""))
    context = {"chooser": chooser, "crumbs": crumbs_of(None)}
    return render(request, "projects/planning/choose.html", context)


def _page(
    request: HttpRequest,
    user: User,
    authority: LocalAuthority,
    plan: DevelopmentPlan | None,
    address: PlanAddress,
) -> HttpResponse:
    may_plan = may_enter(user, Record.PROJECT, authority_id=authority.pk)
    context: dict[str, Any] = {
        "authority": authority,
        "plan": plan,
        "address": address,
        "may_plan": may_plan,
        "may_approve": may_enter(user, Record.PLAN_APPROVAL, authority_id=authority.pk),
        "workplaces": _workplaces(user, authority),
        "crumbs": crumbs_of(None),
        "plans": _plans(user, authority),
    }
    if plan is not None:
        context |= _of_plan(request, user, plan, address)
    return render(request, "projects/planning/workspace.html", context)


def _of_plan(request: HttpRequest, user: User, plan: DevelopmentPlan, address: PlanAddress) -> dict[str, Any]:
    strategies = strategies_of(plan)
    mine = Project.objects.visible_to(user).of_authority(plan.authority_id).filter(plan=plan)
    shown = address.narrow(mine)
    columns = columns_of(plan)
    page = Paginator(with_cells(shown).order_by("fiscal_year", "code", "id"), PAGE_SIZE).get_page(address.page)
    tree = tree_of(mine.searched(address.q) if address.q else mine, address, strategies)
    totals = totals_of(shown, plan)
    vision = (
        Vision.objects.live()
        .filter(authority_id=plan.authority_id, plan_id=plan.pk)
        .select_related("recorded_by")
        .first()
    )
    revisions = PlanRevision.objects.live().filter(authority_id=plan.authority_id, plan_id=plan.pk)
    years = [
        {
            "year": year,
            "count": tree["by_year"].get(year, 0),
            "url": address.but(year=year).url,
            "is_here": address.year == year,
        }
        for year in range(plan.first_year, plan.last_year + 1)
    ]
    states = [
        {
            "label": label,
            "count": tree["by_state"].get(word, 0),
            "url": address.but(state=word).url,
            "is_here": address.state == word,
        }
        for word, label in STATES.items()
    ]
    return {
        "vision": vision,
        "strategies": strategies,
        "tree": tree,
        "columns": columns,
        "page": page,
        "rows": rows_of(page, columns),
        "totals": totals,
        "year_totals": [(column.year, totals.by_year[column.year]) for column in columns if column.year],
        "before": next(index for index, column in enumerate(columns) if column.year),
        "years": years,
        "every_year": address.but(year=None).url,
        "states": states,
        "every_state": address.but(state="").url,
        "whole": PlanAddress(plan=plan.pk).url,
        "every_node": address.but(strategy=None, approach=None).url,
        "loose_node": address.but(strategy=0, approach=None).url,
        "choices": choices_of(strategies),
        "waiting": list(revisions.filter(approved_on__isnull=True).order_by("id")),
        "revision_count": revisions.count(),
        "line": f"a{address.approach}" if address.approach else f"s{address.strategy}" if address.strategy else "",
        "pages": [(number, address.but(page=number).url) for number in page.paginator.page_range],
    }


def _plans(user: User, authority: LocalAuthority) -> list[dict[str, Any]]:
    """Every plan of the authority, the newest first, with what can be said of it in a line."""
    this_year = fiscal_year_of(timezone.localdate())
    found = DevelopmentPlan.objects.visible_to(user).of_authority(authority.pk).order_by("-first_year")
    projects = Project.objects.visible_to(user).of_authority(authority.pk).order_by()
    counts = dict(projects.values_list("plan_id").annotate(count=Count("id")))
    return [
        {
            "plan": one,
            "url": PlanAddress(plan=one.pk).url,
            "count": counts.get(one.pk, 0),
            "when": _when(one, this_year),
        }
        for one in found
    ]


def _when(plan: DevelopmentPlan, this_year: int) -> str:
    """`now` for the plan in force today, `past` and `coming` for others."""
    in_force = plan.in_force
    if in_force.upper <= this_year:
        return "past"
    return "now" if in_force.lower <= this_year else "coming"


def _workplaces(user: User, authority: LocalAuthority) -> list[LocalAuthority]:
    """The other authorities the person works in."""
    ids = user.scope.authority_ids - {authority.pk}
    return list(LocalAuthority.objects.filter(pk__in=ids).defer("boundary", "office")) if ids else []
