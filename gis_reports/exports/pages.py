"""The pages of exports: choose and ask, see how far it is, cancel, take away. All of it is the reader's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from gis_reports.enums import Encoding, ExportState, Format
from gis_reports.exports.choices import FORMATS, controls_for
from gis_reports.exports.files import file_response
from gis_reports.models import ExportJob
from gis_reports.services.exports import AT_ONCE, cancel_export, request_export
from gis_reports.services.selections import in_words, without_stranger
from projects.selection import ProjectSelection

MOST_LISTED = 20


def reader_of(request: HttpRequest) -> User:
    """The person who is signed in. Every address here asks for that before the view is reached."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """GET: the selection of the address, how much it is, and one's own exports. POST: ask for a file of it."""
    if request.method == "POST":
        return _ask(request)
    return _page(request, request.GET)


def _page(request: HttpRequest, params: QueryDict, *, refusal: str = "", status: int = 200) -> HttpResponse:
    user = reader_of(request)
    problems: list[str] = []
    try:
        selection = without_stranger(ProjectSelection.from_params(params))
    except ValidationError as error:
        problems, selection, status = error.messages, ProjectSelection(), 400
    totals = None if problems else selection.totals(user)
    context: dict[str, Any] = {
        "selection": selection.query_string(),
        "words": in_words(selection),
        "totals": totals,
        "problems": problems,
        "refusal": refusal,
        "controls": controls_for(user, selection, totals),
        "formats": FORMATS,
        "encodings": Encoding.choices,
        "chosen_format": params.get("format", Format.GEOJSON.value),
        "chosen_encoding": params.get("encoding", Encoding.UTF8.value),
        "by_worker": totals is not None and totals.count > AT_ONCE,
        **_listing(user),
    }
    return render(request, "gis_reports/exports/page.html", context, status=status)


def _ask(request: HttpRequest) -> HttpResponse:
    user = reader_of(request)
    form, encoding = request.POST.get("format", ""), request.POST.get("encoding", Encoding.UTF8.value)
    params = QueryDict(request.POST.get("selection", ""), mutable=True)
    params["format"], params["encoding"] = form, encoding
    if form not in Format.values or encoding not in Encoding.values:
        return _page(request, params, refusal=_("Choose one of the formats."), status=400)
    if form != Format.SHP:
        encoding = Encoding.UTF8.value  # the choice stands beside the shapefile and means nothing for the others
    try:
        selection = ProjectSelection.from_params(params)
        job = request_export(owner=user, selection=selection, form=Format(form), encoding=Encoding(encoding))
    except ValidationError as error:
        return _page(request, params, refusal=" ".join(error.messages), status=400)
    if job.state == ExportState.DONE:
        messages.success(request, _("The file %(name)s is ready.") % {"name": job.file_name})
    elif job.is_open:
        messages.info(request, _("The file is being written. You may close this page; the work goes on."))
    return HttpResponseRedirect(f"{reverse('exports')}?{selection.query_string()}#exports")


def _listing(user: User) -> dict[str, Any]:
    jobs = list(ExportJob.objects.visible_to(user)[:MOST_LISTED])
    for job in jobs:
        # what was asked for, in the reader's language of now
        job.words = in_words(ProjectSelection.from_query_string(job.selection))  # type: ignore[attr-defined]  # for the template
    return {"jobs": jobs, "waiting": any(job.is_open for job in jobs)}


@never_cache
@require_safe
def export_jobs(request: HttpRequest) -> HttpResponse:
    """The list alone, for the page to renew while something is under way."""
    return render(request, "gis_reports/exports/_jobs.html", _listing(reader_of(request)))


def _own(request: HttpRequest, pk: int) -> ExportJob:
    job: ExportJob = get_object_or_404(ExportJob.objects.visible_to(reader_of(request)), pk=pk)
    return job


@require_POST
def export_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call an export off."""
    job = cancel_export(job=_own(request, pk))
    if job.state == ExportState.CANCELLED:
        messages.success(request, _("The export is cancelled."))
    elif job.is_open:
        messages.info(request, _("The export stops in a moment."))
    else:
        messages.info(request, _("The export had ended before it could be cancelled."))
    return HttpResponseRedirect(reverse("exports") + "#exports")


@never_cache
@require_safe
def export_file(request: HttpRequest, pk: int) -> FileResponse:
    """The finished file, to its owner."""
    return file_response(_own(request, pk))
