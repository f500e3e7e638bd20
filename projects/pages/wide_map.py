"""The wide project map: all projects of the country or of a province as tiles, with the table of its places.

Map, totals, facets and table are made from one ProjectSelection. A place of the table leads one level down: from the
country to a province, from a province to the map of one local authority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from layers.enums import AuthorityKind
from layers.models import Province
from projects.pages.authority_map_chooser import Chooser, chooser_of
from projects.pages.authority_map_facets import Choice, chips_of, facets_of, funds_of
from projects.pages.wide_map_places import places_of
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User

# Filters that have a control in the form; the others are carried along in hidden fields.
CONTROLS = {"province", "kind", "fiscal_year", "stage", "programme", "has_location", "problems", "fund", "q"}
CONTROLS |= {"budget_min", "budget_max"}


def wide_map(request: HttpRequest, user: User, selection: ProjectSelection) -> HttpResponse:
    """The map of the country, or of one province, for people who see more than one authority.

    `name` in the address searches for an authority instead of listing the places. Raises PermissionDenied for somebody
    without a role, OutOfScope for a province that is not the person's, and ValidationError for a name that is too long.
    """
    if user.scope.is_empty:
        raise PermissionDenied(_("You have no role in the system today. Ask who assigns roles in your office."))
    if selection.province is None and not user.scope.is_national and len(user.scope.province_codes) == 1:
        selection = selection.but(province=min(user.scope.province_codes))
    name = request.GET.get("name", "").strip()
    chooser = chooser_of(user, selection, name=name)
    totals = selection.totals(user)
    places = [] if name else places_of(user, selection)
    province = next((one for one in chooser.provinces if one.pk == selection.province), None)
    context = {
        "selection": selection,
        "province": province,
        "chooser": chooser,
        "totals": totals,
        "share": totals.with_location / totals.count if totals.count else None,
        "places": places,
        "without_projects": sum(not place.projects for place in places),
        "facets": facets_of(user, selection, totals),
        "funds": funds_of(selection),
        "kinds": _kinds(selection),
        "chips": chips_of(selection, ProjectSelection.query_string),
        "carried": [pair for pair in selection.pairs() if pair[0] not in CONTROLS],
        "named": selection.pairs(),
        "bare_query": ProjectSelection(province=selection.province).query_string(),
        "up": _way_up(selection, chooser),
        "addresses": _addresses(selection, province),
        "now": timezone.now(),
        "crumbs": _crumbs(selection, province),
    }
    return render(request, "projects/wide_map.html", context)


def _kinds(selection: ProjectSelection) -> list[Choice]:
    return [Choice(one.value, capfirst(str(one.label)), None, one == selection.kind) for one in AuthorityKind]


def _way_up(selection: ProjectSelection, chooser: Chooser) -> str:
    """The address of the country's map, for those who see more than the province that is shown."""
    if selection.province is None or len(chooser.provinces) < 2:
        return ""
    return "?" + selection.but(province=None).query_string()


def _addresses(selection: ProjectSelection, province: Province | None) -> dict[str, str]:
    """Where the map takes its data from, and where the page leads to."""
    query = selection.query_string()
    boundary = reverse("api-province-geojson", args=(province.pk,)) if province else ""
    return {
        "self": reverse("authority_map"),
        "tiles": reverse("tile-projects", args=(0, 0, 0)).replace("0/0/0", "{z}/{x}/{y}") + (query and f"?{query}"),
        "boundary": boundary,
        "project": reverse("api-project", args=(0,)).replace("/0/", "/{id}/"),
        "export": f"{reverse('exports')}?{query}",
    }


def _crumbs(selection: ProjectSelection, province: Province | None) -> list[dict[str, str]]:
    whole = "?" + selection.but(province=None).query_string() if province else ""
    crumbs = [{"label": _("Home page"), "url": "/"}, {"label": _("Project map"), "url": whole}]
    return [*crumbs, {"label": province.name, "url": ""}] if province else crumbs
