"""The page on which the department decides whose the doubtful rows of the procurement file are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from layers.models import LocalAuthority
from projects.models import ProcurementAgency
from projects.models.procurement import AgencyState
from projects.services.importing.procurement import Registry, decide_agency

MOST_LISTED = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def procurement(request: HttpRequest) -> HttpResponse:
    """GET: the sums and what is to be decided. POST: one decision."""
    user = request.user
    if not isinstance(user, User) or not user.scope.is_national:
        raise Http404
    refusal = ""
    if request.method == "POST":
        agency = get_object_or_404(ProcurementAgency, pk=_number(request, "agency"))
        try:
            decide_agency(agency=agency, by=user, authority=_chosen(request))
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(request, _("Decided: %(name)s.") % {"name": agency.name})
            return HttpResponseRedirect(reverse("procurement"))
    context = {**_listing(), "refusal": refusal}
    return render(request, "projects/importing/procurement.html", context, status=400 if refusal else 200)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _chosen(request: HttpRequest) -> LocalAuthority | None:
    """The authority that was chosen, by its key or its code; None for no local authority."""
    said = request.POST.get("authority", "")
    if said == "none":
        return None
    here = LocalAuthority.objects.filter(dissolved_on__isnull=True).defer("boundary")
    if said == "code":
        found = here.filter(code=request.POST.get("code", "").strip()).first()
    else:
        found = here.filter(pk=int(said) if said.isascii() and said.isdigit() and len(said) < 12 else 0).first()
    if found is None:
        raise ValidationError(_("Choose a local authority, or write a code that the registry has."), code="not_chosen")
    return found


def _listing() -> dict[str, Any]:
    sums = {
        row["state"]: row
        for row in ProcurementAgency.objects.values("state").annotate(
            agencies=Count("pk"), all_rows=Sum("rows"), baht=Sum("amount")
        )
    }
    waiting = list(
        ProcurementAgency.objects.filter(state=AgencyState.AMBIGUOUS).order_by("-amount", "pk")[:MOST_LISTED]
    )
    registry = Registry() if waiting else None
    return {
        "sums": [(state.label, sums.get(state.value, {})) for state in AgencyState],
        "total_rows": sum(row["all_rows"] for row in sums.values()),
        "total_baht": sum(row["baht"] for row in sums.values()),
        "waiting": [
            (one, registry.candidates(one.name, one.province, one.district)[0] if registry else []) for one in waiting
        ],
    }
