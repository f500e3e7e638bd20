"""The verbs of comments: an analyst remarks, the authority answers, the analyst settles. They change no data."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Project, ProjectComment
from projects.permissions import require_answer, require_comment
from projects.remarks import is_known
from projects.services.acting import act_as
from projects.services.checking import locked, require_reason, require_version, text_of, wrong

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 4000


@transaction.atomic
def comment_on(
    *, project: Project, by: User, text: str, about: str = "", client_id: uuid.UUID | None = None
) -> ProjectComment:
    """Remark something on a project; `about` is one of CommentAbout, a check (`projects.remarks`), or empty for
    the whole project.

    Sending twice under one `client_id` keeps one. Raises PermissionDenied, and ValidationError: `missing`, `too_long`,
    `about_unknown`, `client_id_used`.
    """
    require_comment(by, authority_id=project.authority_id, province_code=project.authority.province_id)
    act_as(by)
    text = text_of(text, field="text", most=LONGEST, required=True)
    if not is_known(about):
        raise wrong("about", _("Choose what the comment is about."), code="about_unknown")
    locked(project)
    if client_id:
        kept = ProjectComment.objects.filter(authority_id=project.authority_id, client_id=client_id).first()
        if kept is not None:
            if (kept.project_id, kept.text, kept.about) != (project.pk, text, about):
                raise wrong("client_id", _("This id was sent before with another content."), code="client_id_used")
            return kept
    return ProjectComment.objects.create(
        project=project,
        authority_id=project.authority_id,
        about=about,
        text=text,
        client_id=client_id or uuid.uuid4(),
        recorded_by=by,
    )


@transaction.atomic
def answer_comment(*, comment: ProjectComment, by: User, answer: str, expected_version: int) -> ProjectComment:
    """Answer a comment, or write the answer anew while the comment is open.

    Raises PermissionDenied, StaleVersion (its `current` is the comment as it stands), and ValidationError: `missing`,
    `too_long`, `comment_settled`.
    """
    require_answer(by, authority_id=comment.authority_id)
    act_as(by)
    answer = text_of(answer, field="answer", most=LONGEST, required=True)
    locked(comment.project)
    current = locked(comment)
    require_version(current, expected_version)
    if not current.is_open:
        raise ValidationError(_("This comment is settled; its answer stays as it is."), code="comment_settled")
    current.answer, current.answered_by, current.answered_at = answer, by, timezone.now()
    current.version += 1
    current.save(update_fields=["answer", "answered_by", "answered_at", "version"])
    return current


@transaction.atomic
def settle_comment(*, comment: ProjectComment, by: User, expected_version: int) -> ProjectComment:
    """Settle a comment: nothing is left to be done about it. Raises PermissionDenied, StaleVersion."""
    return _set_settled(comment, by, expected_version, settled=True)


@transaction.atomic
def reopen_comment(*, comment: ProjectComment, by: User, expected_version: int) -> ProjectComment:
    """Open a settled comment again. Raises PermissionDenied, StaleVersion."""
    return _set_settled(comment, by, expected_version, settled=False)


@transaction.atomic
def withdraw_comment(*, comment: ProjectComment, by: User, reason: str, expected_version: int) -> ProjectComment:
    """Take back one's own comment that nobody has answered yet. It stays, with who and why, and is shown nowhere.

    Raises PermissionDenied (also for the comment of somebody else), StaleVersion, `reason_missing`, `comment_answered`.
    """
    _require_over(comment, by)
    if comment.recorded_by_id != by.pk:
        raise PermissionDenied(_("Whoever wrote a comment takes it back; others settle it."))
    act_as(by)
    reason = require_reason(reason)
    locked(comment.project)
    current = locked(comment)
    require_version(current, expected_version)
    if current.answer:
        raise ValidationError(_("This comment is answered already; settle it instead."), code="comment_answered")
    current.set_aside_at, current.set_aside_by, current.set_aside_reason = timezone.now(), by, reason
    current.version += 1
    current.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_reason", "version"])
    return current


def _set_settled(comment: ProjectComment, by: User, expected_version: int, *, settled: bool) -> ProjectComment:
    _require_over(comment, by)
    act_as(by)
    locked(comment.project)
    current = locked(comment)
    require_version(current, expected_version)
    current.settled_at, current.settled_by = (timezone.now(), by) if settled else (None, None)
    current.version += 1
    current.save(update_fields=["settled_at", "settled_by", "version"])
    return current


def _require_over(comment: ProjectComment, by: User) -> None:
    authority = comment.project.authority
    require_comment(by, authority_id=comment.authority_id, province_code=authority.province_id)
