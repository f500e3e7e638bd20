"""The works of one project: report progress, add photos, record the handover, and see how it stands against the plan.

Works as plain forms. With script a form is sent in the background, so that chosen photos are not lost when something is
refused; the answer is the same page, of which the script takes the list of reasons.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from layers.templatetags.thai import number_text, thai_date_text
from projects.enums import Record
from projects.models import AuthorityRecord, Contract, Handover, Progress, ProgressPhoto, Project
from projects.pages.works.answers import is_sent_by_script, put_errors, sent_on
from projects.pages.works.drawing import drawing_of
from projects.pages.works.forms import HandoverForm, PhotosForm, ReportForm, TakeBackForm
from projects.pages.works.standing import projects_with_works, standing_of
from projects.permissions import may_enter, require_entry
from projects.services.photos import add_photo
from projects.services.reporting import report_works
from projects.services.setting_aside import set_aside
from projects.services.works import hand_over

if TYPE_CHECKING:
    from accounts.models import User

# What can be taken back on this page, by the word in the form.
TAKEN_BACK: dict[str, type[AuthorityRecord]] = {"report": Progress, "photo": ProgressPhoto, "handover": Handover}


@dataclass
class Reply:
    """The forms as they came back; `refused` names the one that was not kept, `files` says what is wrong with files."""

    refused: str = ""
    report: ReportForm | None = None
    photos: PhotosForm | None = None
    handover: HandoverForm | None = None
    files: list[str] = field(default_factory=list)
    lost_files: bool = False
    take_back: list[str] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def works_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, and its forms; 404 for a project that the reader may not know of."""
    user = cast("User", request.user)
    project = get_object_or_404(projects_with_works().visible_to(user), pk=pk)  # type: ignore[attr-defined]  # ProjectQuerySet
    if request.method != "POST":
        return _page(request, project, Reply())
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        raise Http404
    return act(request, project, user)


def _contracts(project: Project) -> list[Contract]:
    return [share.contract for share in project.contract_shares.all()]


def _page(request: HttpRequest, project: Project, reply: Reply) -> HttpResponse:
    user = cast("User", request.user)
    today = timezone.localdate()
    standing = standing_of(project, today=today)
    photos = list(project.photos.all())
    context = {
        "project": project,
        "today": today,
        "standing": standing,
        "drawing": _drawing(standing.curve, project) if not standing.curve.is_empty else "",
        "rows": standing.curve.rows(),
        "photos": [(phase, [one for one in photos if one.phase == phase]) for phase in ProgressPhoto.Phase],
        "photo_count": len(photos),
        "may_report": may_enter(user, Record.PROGRESS, authority_id=project.authority_id),
        "may_photo": may_enter(user, Record.PROGRESS_PHOTO, authority_id=project.authority_id),
        "reply": reply,
        "report_form": reply.report or ReportForm(initial={"client_id": uuid.uuid4()}),
        "photos_form": reply.photos or PhotosForm(auto_id="photos_%s", initial={"phase": ProgressPhoto.Phase.DURING}),
        "handover_form": reply.handover or HandoverForm(auto_id="handover_%s", contracts=_contracts(project)),
        "crumbs": [
            {"label": _("Home page"), "url": "/"},
            {"label": project.code, "url": reverse("project", args=(project.pk,))},
            {"label": _("Progress of the works"), "url": ""},
        ],
    }
    return render(request, "projects/works/page.html", context)


def _drawing(curve: Any, project: Project) -> str:
    label = _("Planned and reported progress of %(project)s, in percent; the table says the same")
    return drawing_of(curve, label % {"project": project.name})


def _report(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    require_entry(user, Record.PROGRESS, authority_id=project.authority_id)
    form = ReportForm(request.POST)
    files = _files(request)
    reply = Reply(refused="report", report=form, lost_files=bool(files) and not is_sent_by_script(request))
    if not form.is_valid():
        return _page(request, project, reply)
    given = form.cleaned_data
    try:
        report = report_works(
            project=project,
            by=user,
            reported_on=given["reported_on"],
            percent=given["percent"],
            note=given["note"],
            photos=files,
            phase=given["phase"],
            client_id=given["client_id"],
        )
    except ValidationError as error:
        reply.files = put_errors(form, error, also=("photos",)).get("photos", [])
        return _page(request, project, reply)
    told = _("The report is kept: %(percent)s %% on %(day)s.")
    percent = number_text(report.percent, 0 if report.percent == report.percent.to_integral() else 2)
    messages.success(request, told % {"percent": percent, "day": thai_date_text(report.reported_on)})
    return sent_on(request, f"{_address(project)}?kept={report.pk}")


def _photos(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    """Photos outside a report. Each is kept by itself; those that are refused are named."""
    require_entry(user, Record.PROGRESS_PHOTO, authority_id=project.authority_id)
    form = PhotosForm(request.POST, auto_id="photos_%s")
    files = _files(request)
    reply = Reply(refused="photos", photos=form, lost_files=bool(files) and not is_sent_by_script(request))
    valid = form.is_valid()
    if not files:
        reply.files = [_("Choose at least one photo.")]
    if not valid or not files:
        return _page(request, project, reply)
    kept = 0
    for file in files:
        try:
            add_photo(
                project=project,
                by=user,
                file=file,
                phase=form.cleaned_data["phase"],
                caption=form.cleaned_data["caption"],
            )
            kept += 1
        except ValidationError as error:
            reply.files += [f"{(file.name or '')[:80]}: {reason}" for reason in error.messages]
    if kept:
        told = ngettext("%(count)d photo is kept.", "%(count)d photos are kept.", kept)
        messages.success(request, told % {"count": kept})
    if reply.files:
        if kept:
            messages.error(request, " ".join(reply.files))
            return sent_on(request, f"{_address(project)}?photos={kept}")
        return _page(request, project, reply)
    return sent_on(request, f"{_address(project)}?photos={kept}")


def _handover(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    require_entry(user, Record.PROGRESS, authority_id=project.authority_id)
    form = HandoverForm(request.POST, auto_id="handover_%s", contracts=_contracts(project))
    reply = Reply(refused="handover", handover=form)
    if not form.is_valid():
        return _page(request, project, reply)
    try:
        accepted = hand_over(project=project, by=user, **form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return _page(request, project, reply)
    messages.success(request, _("The handover is kept: %(day)s.") % {"day": thai_date_text(accepted.accepted_on)})
    return sent_on(request, f"{_address(project)}?handover={accepted.pk}")


def _take_back(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    """Set a report, a photo or a handover aside, with the reason."""
    kind = TAKEN_BACK.get(request.POST.get("kind", ""))
    form = TakeBackForm(request.POST)
    if kind is None or not form.is_valid():
        raise Http404
    given = form.cleaned_data
    records: Any = kind._default_manager
    record = get_object_or_404(records.visible_to(user), project_id=project.pk, pk=given["record"])
    try:
        set_aside(record=record, by=user, reason=given["reason"], expected_version=given["expected_version"])
    except ValidationError as error:
        return _page(request, project, Reply(refused="take_back", take_back=error.messages))
    messages.success(request, _("The record is set aside. It stays in the history, with the reason."))
    return sent_on(request, _address(project))


ACTS: dict[str, Callable[[HttpRequest, Project, User], HttpResponse]] = {
    "report": _report,
    "photos": _photos,
    "handover": _handover,
    "take_back": _take_back,
}


def _files(request: HttpRequest) -> list[File[bytes]]:
    """The files that were chosen; browsers send an empty one where none was."""
    return [file for file in request.FILES.getlist("photos") if file.name]


def _address(project: Project) -> str:
    return reverse("works", args=(project.pk,))
