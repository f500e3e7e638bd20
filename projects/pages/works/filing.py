"""The forms of the project page: filing a paper, commenting, answering, settling. Each comes back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import Record
from projects.errors import StaleVersion
from projects.models import Project, ProjectComment, ProjectDocument
from projects.pages.project import project_response, projects_whole
from projects.pages.works.answers import put_errors, sent_on
from projects.pages.works.forms import AnswerForm, CommentActForm, DocumentForm, TakeBackForm
from projects.pages.works.papers import Reply, comment_form
from projects.permissions import require_answer, require_comment, require_entry
from projects.services.comments import (
    answer_comment,
    comment_on,
    reopen_comment,
    settle_comment,
    withdraw_comment,
)
from projects.services.documents import file_document
from projects.services.setting_aside import set_aside

if TYPE_CHECKING:
    from accounts.models import User


def _project(request: HttpRequest, pk: int) -> tuple[User, Project]:
    user = cast("User", request.user)
    return user, get_object_or_404(projects_whole().visible_to(user), pk=pk)  # type: ignore[attr-defined]  # ProjectQuerySet


def _back(request: HttpRequest, project: Project, said: str, mark: str) -> HttpResponse:
    messages.success(request, said)
    return sent_on(request, f"{reverse('project', args=(project.pk,))}?{mark}")


@require_POST
def documents(request: HttpRequest, pk: int) -> HttpResponse:
    """File a paper, or take one back."""
    user, project = _project(request, pk)
    require_entry(user, Record.DOCUMENT, authority_id=project.authority_id)
    if request.POST.get("action") == "take_back":
        return _take_back(request, project, user)
    form = DocumentForm(request.POST, auto_id="document_%s")
    reply = Reply(refused="document", document=form)
    file = request.FILES.get("file")
    if file is None:
        reply.files = [_("Choose the file.")]
    if not form.is_valid() or file is None:
        return project_response(request, project, reply)
    try:
        kept = file_document(project=project, by=user, file=file, **form.cleaned_data)
    except ValidationError as error:
        reply.files = put_errors(form, error, also=("file",)).get("file", [])
        return project_response(request, project, reply)
    return _back(request, project, _("The paper is filed: %(title)s.") % {"title": kept.title}, f"document={kept.pk}")


def _take_back(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    papers = ProjectDocument.objects.visible_to(user).filter(project_id=project.pk)
    record = get_object_or_404(papers, pk=given["record"])
    try:
        set_aside(record=record, by=user, reason=given["reason"], expected_version=given["expected_version"])
    except ValidationError as error:
        return project_response(request, project, Reply(refused="take_back", said=error.messages))
    return _back(request, project, _("The record is set aside. It stays in the history, with the reason."), "documents")


@require_POST
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a project, answer a comment, settle it, open it again, take it back."""
    user, project = _project(request, pk)
    act = COMMENT_ACTS.get(request.POST.get("action", ""))
    if act is None:
        raise Http404
    return act(request, project, user)


def _comment(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    require_comment(user, authority_id=project.authority_id, province_code=project.authority.province_id)
    form = comment_form(project, about=request.POST.get("about", ""), data=request.POST)
    reply = Reply(refused="comment", comment=form)
    if not form.is_valid():
        return project_response(request, project, reply)
    try:
        kept = comment_on(project=project, by=user, **form.cleaned_data)
    except ValidationError as error:
        put_errors(form, error)
        return project_response(request, project, reply)
    return _back(request, project, _("The comment is kept. The local authority sees it."), f"comment={kept.pk}")


def _found(request: HttpRequest, project: Project, user: User, name: str = "comment") -> ProjectComment:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    seen = ProjectComment.objects.visible_to(user).select_related("project__authority")
    return get_object_or_404(seen.defer("project__authority__boundary"), project_id=project.pk, pk=int(text))


def _answer(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    require_answer(user, authority_id=project.authority_id)
    comment = _found(request, project, user)
    form = AnswerForm(request.POST, auto_id=f"answer-{comment.pk}_%s")
    reply = Reply(refused="answer", answer=form, answered=comment.pk)
    if not form.is_valid():
        return project_response(request, project, reply)
    try:
        answer_comment(comment=comment, by=user, **form.cleaned_data)
    except StaleVersion as stale:
        reply.conflict = stale.current
        return project_response(request, project, reply)
    except ValidationError as error:
        put_errors(form, error)
        reply.said = error.messages
        return project_response(request, project, reply)
    return _back(request, project, _("The answer is kept. The analyst sees it."), f"comment={comment.pk}")


def _act(request: HttpRequest, project: Project, user: User) -> HttpResponse:
    """Settle, open again or take back."""
    require_comment(user, authority_id=project.authority_id, province_code=project.authority.province_id)
    comment = _found(request, project, user)
    form = CommentActForm(request.POST)
    if not form.is_valid():
        raise Http404
    version = form.cleaned_data["expected_version"]
    action = request.POST["action"]
    try:
        if action == "withdraw":
            withdraw_comment(comment=comment, by=user, reason=form.cleaned_data["reason"], expected_version=version)
            said = _("The comment is taken back. It stays in the history, with the reason.")
        elif action == "settle":
            settle_comment(comment=comment, by=user, expected_version=version)
            said = _("The comment is settled.")
        else:
            reopen_comment(comment=comment, by=user, expected_version=version)
            said = _("The comment is open again.")
    except ValidationError as error:
        return project_response(request, project, Reply(refused="act", said=error.messages))
    return _back(request, project, said, f"comment={comment.pk}")


COMMENT_ACTS: dict[str, Callable[[HttpRequest, Project, User], HttpResponse]] = {
    "comment": _comment,
    "answer": _answer,
    "settle": _act,
    "reopen": _act,
    "withdraw": _act,
}
