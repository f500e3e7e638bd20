"""The first page of imports: send a file in, see what is under way and what can still be taken back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from layers.models import LocalAuthority
from projects.models import ImportJob
from projects.models.imports import RUNNING, ImportState
from projects.services.importing.starting import MOST_BYTES, may_import, start_import

MOST_LISTED = 30


def importer_of(request: HttpRequest) -> User:
    """The person, who may bring something in somewhere. Raises PermissionDenied."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    if not any(may_import(user, authority_id=one) for one in user.scope.authority_ids):
        raise PermissionDenied(_("Your role does not include bringing files in."))
    return user


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """GET: the jobs and the form. POST: a file."""
    user = importer_of(request)
    places = places_of(user)
    if request.method != "POST":
        return _page(request, user, places)
    asked = request.POST.get("authority", "")
    chosen = next((place for place in places if str(place.pk) == asked), places[0] if len(places) == 1 else None)
    sent = request.FILES.get("file")
    if chosen is None:
        return _page(request, user, places, refusal=_("Choose the local authority that the file is for."))
    if sent is None:
        return _page(request, user, places, refusal=_("Choose a file first."))
    if (sent.size or 0) > MOST_BYTES:
        words = _("The file is larger than %(most)d MB. Split it.") % {"most": MOST_BYTES // 1_000_000}
        return _page(request, user, places, refusal=words)
    try:
        with tempfile.NamedTemporaryFile(prefix="import-") as kept:
            for chunk in sent.chunks():
                kept.write(chunk)
            kept.flush()
            job = start_import(authority=chosen, by=user, name=sent.name or "-", path=Path(kept.name))
    except ValidationError as error:
        return _page(request, user, places, refusal=" ".join(error.messages))
    return HttpResponseRedirect(reverse("import_job", args=[job.pk]))


def places_of(user: User) -> list[LocalAuthority]:
    """The authorities in which the person may bring something in."""
    ids = [one for one in user.scope.authority_ids if may_import(user, authority_id=one)]
    return list(LocalAuthority.objects.filter(pk__in=ids).defer("boundary", "office").order_by("pk"))


def _page(request: HttpRequest, user: User, places: list[LocalAuthority], refusal: str = "") -> HttpResponse:
    context = {"places": places, "refusal": refusal, "most": MOST_BYTES // 1_000_000, **listing(user)}
    return render(request, "projects/importing/imports.html", context, status=400 if refusal else 200)


def listing(user: User) -> dict[str, Any]:
    """The jobs of the person's authorities, by what can be done with them."""
    jobs = list(
        ImportJob.objects.visible_to(user)
        .select_related("authority", "owner", "applied_by")
        .defer("authority__boundary", "authority__office", "sheets")[:MOST_LISTED]
    )
    begun = {ImportState.READ, ImportState.CHECKED, ImportState.HELD, *RUNNING}
    return {
        "under_way": [job for job in jobs if job.state in begun],
        "finished": [job for job in jobs if job.state not in begun],
        "waiting": any(job.is_running for job in jobs),
        "several": len({job.authority_id for job in jobs}) > 1,
    }


@never_cache
@require_safe
def import_jobs(request: HttpRequest) -> HttpResponse:
    """The list alone, for the page to renew while something is under way."""
    return render(request, "projects/importing/_jobs.html", listing(importer_of(request)))
