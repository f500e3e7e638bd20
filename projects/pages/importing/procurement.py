"""The page on which the department sends the procurement file in and decides whose its doubtful rows are."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from layers.models import LocalAuthority
from projects.models import ProcurementAgency, ProcurementRow
from projects.models.procurement import AgencyState
from projects.services.importing.procurement import Registry, decide_agency, link_file, totals_of

MOST_LISTED: Final = 50
# Read while one waits: some hundred thousand rows. A larger file is for `bin/manage link_procurement`.
MOST_BYTES: Final = 30_000_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def procurement(request: HttpRequest) -> HttpResponse:
    """GET: the sums and what is to be decided. POST: a file, or one decision."""
    user = request.user
    if not isinstance(user, User) or not user.scope.is_national:
        raise Http404
    if request.method != "POST":
        return _page(request)
    try:
        said = _take(user, request.FILES.get("file")) if "agency" not in request.POST else _decide(request, user)
    except ValidationError as error:
        return _page(request, refusal=" ".join(error.messages))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("procurement"))


def _page(request: HttpRequest, refusal: str = "") -> HttpResponse:
    crumbs = [{"label": _("Home page"), "url": "/"}, {"label": _("National procurement file"), "url": ""}]
    context = {**_listing(), "refusal": refusal, "most": MOST_BYTES // 1_000_000, "crumbs": crumbs}
    return render(request, "projects/importing/procurement.html", context, status=400 if refusal else 200)


def _take(user: User, sent: UploadedFile | None) -> str:
    """Read and keep a file. Raises ValidationError when it is not the procurement file."""
    if sent is None:
        raise ValidationError(_("Choose a file first."), code="no_file")
    if (sent.size or 0) > MOST_BYTES:
        words = _("The file is larger than %(most)d MB. Split it.") % {"most": MOST_BYTES // 1_000_000}
        raise ValidationError(words, code="too_large")
    with tempfile.NamedTemporaryFile(prefix="procurement-") as kept:
        for chunk in sent.chunks():
            kept.write(chunk)
        kept.flush()
        matches = link_file(path=Path(kept.name), name=sent.name or "-", by=user)
    totals = totals_of(matches)
    rows, baht = (sum((total[place] for total in totals.values()), Decimal(0)) for place in (0, 1))
    said = _("%(name)s is read: %(rows)s rows, %(baht)s baht.")
    return said % {"name": sent.name, "rows": f"{rows:,}", "baht": f"{baht:,.2f}"}


def _decide(request: HttpRequest, user: User) -> str:
    agency = get_object_or_404(ProcurementAgency, pk=_number(request, "agency"))
    decide_agency(agency=agency, by=user, authority=_chosen(request))
    return _("Decided: %(name)s.") % {"name": agency.name}


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
    counts = {
        "agencies": Count("agency", distinct=True),
        "all_rows": Count("pk"),
        "no_sum": Count("pk", filter=Q(amount__isnull=True)),
        "baht": Sum("amount", default=0),
    }
    rows = ProcurementRow.objects.values(state=F("agency__state")).annotate(**counts)
    sums: dict[str, Any] = {row["state"]: row for row in rows}
    waiting = list(_waiting())
    registry = Registry() if waiting else None
    return {
        "sums": [(state.label, sums.get(state.value, {})) for state in AgencyState],
        "total": {name: sum(row[name] for row in sums.values()) for name in counts},
        "waiting": [
            (one, registry.candidates(one.name, one.province, one.district)[0] if registry else []) for one in waiting
        ],
        "waiting_in_all": sums.get(AgencyState.AMBIGUOUS.value, {}).get("agencies", 0),
    }


def _waiting() -> QuerySet:
    """The doubtful agencies with their rows and baht, the dearest first."""
    found = ProcurementAgency.objects.filter(state=AgencyState.AMBIGUOUS)
    found = found.annotate(all_rows=Count("listed"), baht=Sum("listed__amount", default=0))
    return found.order_by("-baht", "pk")[:MOST_LISTED]
