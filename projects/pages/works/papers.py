"""The parts of the project page about works, papers and comments: what is shown, and the forms that came back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from projects.checks import failing
from projects.chronicle import chronicle_of
from projects.enums import Record
from projects.models import ProgressPhoto, Project, ProjectComment
from projects.pages.works.drawing import drawing_of
from projects.pages.works.forms import AnswerForm, CommentForm, DocumentForm
from projects.pages.works.standing import standing_of
from projects.permissions import may_answer, may_comment, may_enter
from projects.remarks import check_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class Reply:
    """Forms of the project page as they came back. `refused` names the one that was not kept; `conflict` is the comment
    as it stands, when somebody changed it meanwhile; `said` are reasons that belong to no field."""

    refused: str = ""
    document: DocumentForm | None = None
    files: list[str] = field(default_factory=list)
    comment: CommentForm | None = None
    answer: AnswerForm | None = None
    answered: int | None = None
    conflict: ProjectComment | None = None
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Talk:
    """A comment with the form to answer it (None where the reader does not, or it is settled)."""

    comment: ProjectComment
    form: AnswerForm | None
    is_refused: bool
    may_withdraw: bool


def works_parts(project: Project, *, today: dt.date) -> dict[str, Any]:
    """How the works stand, what happened day by day, and the photos, the latest of each phase first."""
    standing = standing_of(project, today=today)
    label = _("Planned and reported progress of %(project)s, in percent; the table says the same")
    photos = list(project.photos.all())
    return {
        "today": today,
        "standing": standing,
        "drawing": drawing_of(standing.curve, label % {"project": project.name}) if not standing.curve.is_empty else "",
        "rows": standing.curve.rows(),
        "chronicle": chronicle_of(project),
        "photo_count": len(photos),
        "shown_photos": [
            photo for phase in ProgressPhoto.Phase for photo in [one for one in photos if one.phase == phase][-2:]
        ],
    }


def paper_parts(user: User, project: Project, reply: Reply) -> dict[str, Any]:
    """Papers and comments, with the forms the reader may fill in."""
    authority_id = project.authority_id
    may_file = may_enter(user, Record.DOCUMENT, authority_id=authority_id)
    comments = list(project.comments.all())
    comments.sort(key=lambda one: (not one.is_open, -one.recorded_at.timestamp()))
    judges = may_comment(user, authority_id=authority_id, province_code=project.authority.province_id)
    answers = may_answer(user, authority_id=authority_id)
    return {
        "reply": reply,
        "documents": list(project.documents.all()),
        "may_file": may_file,
        "document_form": reply.document or DocumentForm(auto_id="document_%s", initial={"client_id": uuid.uuid4()}),
        "talks": [_talk(one, user, reply, answers=answers, judges=judges) for one in comments],
        "open_comments": sum(one.is_open for one in comments),
        "may_comment": judges,
        "may_answer": answers,
        "comment_form": reply.comment or comment_form(project),
        "may_report": may_enter(user, Record.PROGRESS, authority_id=authority_id),
        "may_photo": may_enter(user, Record.PROGRESS_PHOTO, authority_id=authority_id),
    }


def comment_form(project: Project, *, about: str = "", data: QueryDict | None = None) -> CommentForm:
    """The form of a new comment: about the checks that the project fails, and the one that is asked for."""
    checks = failing(project.checks)
    asked = check_of(about)
    if asked is not None and asked not in checks:
        checks.append(asked)
    initial = {"client_id": uuid.uuid4(), "about": about if asked is not None else ""}
    return CommentForm(data, auto_id="comment_%s", initial=initial, checks=checks)


def _talk(comment: ProjectComment, user: User, reply: Reply, *, answers: bool, judges: bool) -> Talk:
    refused = reply.answered == comment.pk
    form = None
    if answers and comment.is_open:
        blank = AnswerForm(
            auto_id=f"answer-{comment.pk}_%s",
            initial={"answer": comment.answer, "expected_version": comment.version},
        )
        form = reply.answer if refused and reply.answer else blank
    mine = judges and comment.recorded_by_id == user.pk and comment.is_open and not comment.answer
    return Talk(comment, form, refused, may_withdraw=mine)
