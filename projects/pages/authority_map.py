"""The authority map: the projects of one local authority by stage, year, programme and budget, with list and totals.

Map, list, totals and export are all made from one ProjectSelection, so that they agree at every filter. The page works
without its script as filters, list and totals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layers.models import LocalAuthority
from projects.enums import Record
from projects.pages.authority_map_facets import chips_of, facets_of, funds_of
from projects.pages.authority_map_list import ORDERS, listed, number_from, order_from
from projects.pages.refusals import unreadable_address
from projects.pages.wide_map import wide_map
from projects.permissions import may_enter
from projects.selection import ProjectSelection, SelectionTotals

if TYPE_CHECKING:
    from accounts.models import User

# Filters that have a control in the form; the others are carried along in hidden fields.
CONTROLS = {"fiscal_year", "stage", "programme", "has_location", "problems", "fund", "budget_min", "budget_max", "q"}


@require_safe
def authority_map(request: HttpRequest) -> HttpResponse:
    """The map of one authority; for people who see more than one, the wide map until they have chosen."""
    user = cast("User", request.user)
    try:
        selection = ProjectSelection.from_params(request.GET)
        view = {
            "order": order_from(request.GET.get("order", "")),
            "page": number_from(request.GET.get("page", ""), what=_("page")),
            "project": number_from(request.GET.get("project", ""), what=_("project")),
        }
        if selection.authority is None:
            selection = _at_home(user, selection)
        if selection.authority is None:
            return wide_map(request, user, selection)
        return _map(request, user, selection, view)
    except ValidationError as error:
        return unreadable_address(request, error)


def _whole(user: User, selection: ProjectSelection, totals: SelectionTotals) -> int:
    """How many projects the authority has, whatever is chosen of them: `totals` often knows."""
    bare = ProjectSelection(authority=selection.authority)
    is_counted = selection.but(fiscal_year=(), stage=(), programme=()) == bare
    return totals.in_all if is_counted else bare.totals(user).count


def _at_home(user: User, selection: ProjectSelection) -> ProjectSelection:
    """Staff of an authority begin with their own."""
    own = min(user.scope.authority_ids, default=None)
    return selection.but(authority=own) if own and not selection.province else selection


def _map(request: HttpRequest, user: User, selection: ProjectSelection, view: dict[str, Any]) -> HttpResponse:
    totals = selection.totals(user)
    known = LocalAuthority.objects.select_related("province").defer("boundary", "province__boundary")
    authority = get_object_or_404(known, pk=selection.authority)
    rows = listed(user, selection, **view, count=totals.count)
    order = view["order"]

    def address(other: ProjectSelection) -> str:
        return _with_order(other, order)

    context = {
        "authority": authority,
        "selection": selection,
        "totals": totals,
        "whole": _whole(user, selection, totals),
        "share": totals.with_location / totals.count if totals.count else None,
        "facets": facets_of(user, selection, totals),
        "funds": funds_of(selection),
        "chips": chips_of(selection, address),
        "carried": [pair for pair in selection.pairs() if pair[0] not in CONTROLS],
        "listed": rows,
        "selected": view["project"],
        "query": address(selection),
        "orders": [(name, words, name == order) for name, (words, _columns) in ORDERS.items()],
        "bare_query": ProjectSelection(authority=authority.pk).query_string(),
        "may_pin": may_enter(user, Record.POSITION, authority_id=authority.pk),
        "may_choose": bool(user.scope.is_national or user.scope.province_codes or len(user.scope.authority_ids) > 1),
        "addresses": _addresses(selection, authority),
        "now": timezone.now(),
        "crumbs": _crumbs(user, selection, authority),
    }
    return render(request, "projects/authority_map.html", context)


def _crumbs(user: User, selection: ProjectSelection, authority: LocalAuthority) -> list[dict[str, str]]:
    """The way up with the very filters: to the country and the province, as far as the person sees them."""
    wide = selection.but(authority=None)
    may_go_up = user.scope.is_national or authority.province_id in user.scope.province_codes
    country = "?" + wide.query_string() if may_go_up else ""
    crumbs = [{"label": _("Home page"), "url": "/"}, {"label": _("Project map"), "url": country}]
    if may_go_up:
        province = "?" + wide.but(province=authority.province_id).query_string()
        crumbs += [{"label": authority.province.name, "url": province}, {"label": authority.short_name, "url": ""}]
    return crumbs


def _with_order(selection: ProjectSelection, order: str) -> str:
    return selection.query_string() + (f"&order={order}" if order != "budget" else "")


def _addresses(selection: ProjectSelection, authority: LocalAuthority) -> dict[str, str]:
    """Where the map takes its data from, and where the page leads to; empty where a page is not installed."""
    query = selection.query_string()
    exports, editor = _address("exports"), _address("pin_editor")
    return {
        "self": reverse("authority_map"),
        "projects": f"{_address('api-projects-geojson')}?{query}&limit=1000",
        "boundary": _address("api-authority-geojson", authority.pk),
        "export": f"{exports}?{query}" if exports else "",
        "editor": f"{editor}?authority={authority.pk}" if editor else "",
        "choose": "?" + selection.but(authority=None, province=authority.province_id).query_string(),
    }


def _address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
