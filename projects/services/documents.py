"""The verb of papers: file one with a project. Taking it back is `set_aside`."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import DocumentKind, Record
from projects.models import Project, ProjectDocument
from projects.permissions import require_entry
from projects.pictures import contents_of, open_picture
from projects.services.acting import act_as
from projects.services.checking import locked, text_of, wrong

if TYPE_CHECKING:
    from accounts.models import User

MOST_BYTES: Final = 20 * 1024 * 1024
PDF: Final = "application/pdf"
ENDINGS: Final = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png"}


def file_document(
    *,
    project: Project,
    by: User,
    title: str,
    kind: str,
    file: File[bytes],
    client_id: uuid.UUID | None = None,
) -> ProjectDocument:
    """File a paper with a project: a PDF, JPEG or PNG, known by its content and kept byte for byte.

    The same file is kept once in a project, and so is what is sent twice under one `client_id`. Raises
    PermissionDenied, and ValidationError: `missing` (title), `kind_unknown`, `file_empty`, `file_too_large`,
    `file_unknown`, `file_damaged`, those of pictures, `client_id_used`, `set_aside`.
    """
    require_entry(by, Record.DOCUMENT, authority_id=project.authority_id)
    title = text_of(title, field="title", most=200, required=True)
    if kind not in DocumentKind.values:
        raise wrong("kind", _("Choose what kind of paper it is."), code="kind_unknown")
    content = contents_of(file, most=MOST_BYTES, field="file")
    document = ProjectDocument(
        authority_id=project.authority_id,
        project=project,
        title=title,
        kind=kind,
        media_type=media_type_of(content),
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        client_id=client_id or uuid.uuid4(),
        recorded_by=by,
    )
    return _kept(document, content, by)


def media_type_of(content: bytes) -> str:
    """What a file is by its content: `application/pdf`, `image/jpeg` or `image/png`.

    Raises ValidationError for `file`: `file_unknown`, `file_damaged` (the end is missing), and those of pictures.
    """
    if content[:1024].lstrip(b"\xef\xbb\xbf\r\n\t \x00").startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            message = _("The end of this PDF is missing: it was cut off on the way. Send it again.")
            raise wrong("file", message, code="file_damaged")
        return PDF
    for start, media_type, name in (
        (b"\xff\xd8\xff", "image/jpeg", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "PNG"),
    ):
        if content.startswith(start):
            picture = open_picture(content, field="file", formats=(name,))
            try:
                picture.verify()
            except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
                raise wrong("file", _("This picture is damaged. Send it again."), code="file_damaged") from error
            return media_type
    message = _("Only PDF, JPEG and PNG files are filed. This file is none of them, whatever its name says.")
    raise wrong("file", message, code="file_unknown")


@transaction.atomic
def _kept(document: ProjectDocument, content: bytes, by: User) -> ProjectDocument:
    """The paper in the project, or the one that is there already. A file that is not kept is removed."""
    act_as(by)
    locked(document.project)
    if (before := _sent_before(document)) is not None:
        return before
    try:
        name = f"{document.client_id.hex}.{ENDINGS[document.media_type]}"
        document.file.save(name, ContentFile(content), save=False)
        document.save(force_insert=True)
    except BaseException:
        if document.file:
            document.file.delete(save=False)
        raise
    return document


def _sent_before(document: ProjectDocument) -> ProjectDocument | None:
    """The same paper as it is kept already. The project is locked, so that nobody files it meanwhile."""
    of_authority = ProjectDocument.objects.filter(authority_id=document.authority_id)
    same_id = of_authority.filter(client_id=document.client_id).first()
    if same_id is not None:
        if (same_id.project_id, same_id.digest) != (document.project_id, document.digest):
            raise wrong("client_id", _("This id was sent before with another content."), code="client_id_used")
        if same_id.set_aside_at is not None:
            raise ValidationError(_("This record was set aside; enter a new one."), code="set_aside")
        return same_id
    return of_authority.live().filter(project_id=document.project_id, digest=document.digest).first()
