"""The page of one import: its columns, its check, its progress, its result; each in the state the job is in."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from projects.importing.fields import records_in
from projects.models import ImportJob
from projects.models.imports import ImportState
from projects.pages.importing.columns import column_page, mapping_of, options_of
from projects.pages.importing.preview import preview_of
from projects.permissions import require_entry
from projects.querysets import within_scope
from projects.services.importing.applying import apply_import, cancel_import, request_apply
from projects.services.importing.checking import check_import
from projects.services.importing.running import AT_ONCE, hand_over
from projects.services.importing.starting import look_at_sheet, match_columns, require_import
from projects.services.importing.undoing import standing_against, undo_import

# The step of the wizard that a state belongs to, from 1.
STEP = {
    ImportState.READ: 2,
    ImportState.CHECKING: 3,
    ImportState.CHECKED: 3,
    ImportState.CANCELLED: 2,
    ImportState.FAILED: 2,
}


def own_job(request: HttpRequest, pk: int) -> tuple[User, ImportJob]:
    """The person and the job: 404 outside the scope. Raises PermissionDenied for who brings nothing in there."""
    user = cast("User", request.user)
    known = ImportJob.objects.filter(within_scope(user.scope))
    found = known.select_related("authority", "owner", "applied_by", "undone_by")
    job: ImportJob = get_object_or_404(found.defer("authority__boundary", "authority__office"), pk=pk)
    require_import(user, authority_id=job.authority_id)
    return user, job


@never_cache
@require_safe
def import_job(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the job in its state; `?step=columns` goes back to the columns before anything is written."""
    user, job = own_job(request, pk)
    back = request.GET.get("step") == "columns" and job.state == ImportState.CHECKED
    if STEP.get(ImportState(job.state)) == 2 or back:
        return column_page(request, job, user)
    return _show(request, job)


def _show(request: HttpRequest, job: ImportJob, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"job": job, "step": STEP.get(ImportState(job.state), 4), "refusal": refusal}
    if not job.is_running:
        context |= preview_of(job, request.GET)
    return render(request, "projects/importing/job.html", context, status=status)


@never_cache
@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the job is, alone; when it has ended the whole page is asked for."""
    _user, job = own_job(request, pk)
    response = render(request, "projects/importing/_progress.html", {"job": job})
    if not job.is_running:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns mean; another sheet or head gives the form again, with nothing kept."""
    user, job = own_job(request, pk)
    try:
        look_at_sheet(
            job, by=user, sheet=_number(request, "sheet", job.sheet), head_line=_number(request, "head_line", None)
        )
        mapping, options = mapping_of(request.POST, job), options_of(request.POST)
        held = match_columns(
            job=job, by=user, mapping=mapping, options=options, remember_as=request.POST.get("remember_as", "")
        )
    except ValidationError as error:
        return column_page(request, job, user, typed=request.POST, problems=error.messages, status=400)
    if held.sheets[held.sheet]["height"] > AT_ONCE:
        hand_over(held)
    else:
        check_import(job_id=held.pk, authority_id=held.authority_id)
    return HttpResponseRedirect(reverse("import_job", args=[pk]))


def _number(request: HttpRequest, name: str, otherwise: int | None) -> Any:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise


@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what is good, or go on where the job was stopped."""
    user, job = own_job(request, pk)
    try:
        held = request_apply(job=job, by=user)
    except ValidationError as error:
        return _show(request, job, refusal=" ".join(error.messages), status=409)
    if held.total <= AT_ONCE:
        apply_import(job_id=held.pk, authority_id=held.authority_id)
    return HttpResponseRedirect(reverse("import_job", args=[pk]))


@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the job."""
    user, job = own_job(request, pk)
    held = cancel_import(job=job, by=user)
    if held.state == ImportState.CANCELLED:
        messages.success(request, _("The import is cancelled. Nothing was written."))
        return HttpResponseRedirect(reverse("imports"))
    if held.is_running:
        messages.info(request, _("The import stops before its next batch."))
    return HttpResponseRedirect(reverse("import_job", args=[pk]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what would be taken back, and what stands against it. POST: take it back."""
    user, job = own_job(request, pk)
    for record in sorted(records_in(job.mapping)):
        require_entry(user, record, authority_id=job.authority_id)
    refusal = ""
    if request.method == "POST":
        try:
            undo_import(job=job, by=user)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            messages.success(
                request, _("The import is taken back. What it made counts no more, what it changed is as before.")
            )
            return HttpResponseRedirect(reverse("import_job", args=[pk]))
    against = standing_against(job) if job.state == ImportState.DONE else []
    context = {"job": job, "against": against, "refusal": refusal}
    return render(request, "projects/importing/undo.html", context, status=409 if refusal else 200)
