"""The verb of photos: add one to a project or to a progress report. Taking it back is `set_aside`."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from geo.systems import WGS84
from projects.enums import Record
from projects.models import Progress, ProgressPhoto, Project
from projects.permissions import require_entry
from projects.pictures import MOST_BYTES, Picture, contents_of, read_picture
from projects.services.acting import act_as
from projects.services.checking import locked, text_of, wrong

if TYPE_CHECKING:
    from accounts.models import User


def add_photo(
    *,
    project: Project,
    by: User,
    file: File[bytes],
    phase: str,
    progress: Progress | None = None,
    caption: str = "",
    client_id: uuid.UUID | None = None,
) -> ProgressPhoto:
    """Add a photo of a project, or of one of its progress reports.

    The place and the time in the file go into the record, apart from the project's own position. The same photo of a
    project is kept once, whatever its name, and so is what is sent twice under one `client_id`. Raises
    PermissionDenied, and ValidationError: `file_empty`, `file_too_large`, `picture_heic`, `picture_unreadable`,
    `picture_too_many_pixels`, `phase_unknown`, `report_of_another_project`, `client_id_used`, `set_aside`.
    """
    require_entry(by, Record.PROGRESS_PHOTO, authority_id=project.authority_id)
    require_phase(phase)
    caption = text_of(caption, field="caption", most=200)
    # Decoding takes a second: it is done before anything is locked.
    picture = read_picture(contents_of(file, most=MOST_BYTES, field="photo"))
    return keep_photo(
        project=project, by=by, picture=picture, phase=phase, progress=progress, caption=caption, client_id=client_id
    )


def require_phase(phase: str) -> None:
    """Raise `phase_unknown` unless it is before, during or after."""
    if phase not in ProgressPhoto.Phase.values:
        raise wrong("phase", _("Say whether the photo shows the place before, during or after."), code="phase_unknown")


@transaction.atomic
def keep_photo(
    *,
    project: Project,
    by: User,
    picture: Picture,
    phase: str,
    progress: Progress | None = None,
    caption: str = "",
    client_id: uuid.UUID | None = None,
) -> ProgressPhoto:
    """`add_photo` for a picture that has been read already; the caller has looked at phase and caption."""
    require_entry(by, Record.PROGRESS_PHOTO, authority_id=project.authority_id)
    act_as(by)
    locked(project)
    photo = ProgressPhoto(
        authority_id=project.authority_id,
        project=project,
        progress=progress,
        phase=phase,
        caption=caption,
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
        taken_at=picture.taken.at,
        accuracy_m=picture.taken.accuracy_m,
        client_id=client_id or uuid.uuid4(),
        recorded_by=by,
    )
    if picture.taken.longitude is not None and picture.taken.latitude is not None:
        photo.point = Point(picture.taken.longitude, picture.taken.latitude, srid=WGS84)
    if progress is not None and locked(progress).project_id != project.pk:
        raise wrong("progress", _("The report is of another project."), code="report_of_another_project")
    before = _sent_before(photo)
    if before is None:
        _write(photo, picture)
    return before or photo


def _write(photo: ProgressPhoto, picture: Picture) -> None:
    """Files first, then the record; files of a record that is not kept are removed."""
    name = f"{photo.client_id.hex}.jpg"
    try:
        photo.image.save(name, ContentFile(picture.image), save=False)
        photo.thumbnail.save(f"small-{name}", ContentFile(picture.thumbnail), save=False)
        photo.save(force_insert=True)
    except BaseException:
        for kept in (photo.image, photo.thumbnail):
            if kept:
                kept.delete(save=False)
        raise


def _sent_before(photo: ProgressPhoto) -> ProgressPhoto | None:
    """The same photo as it is kept already. The project is locked, so that nobody adds it meanwhile."""
    of_authority = ProgressPhoto.objects.filter(authority_id=photo.authority_id)
    same_id = of_authority.filter(client_id=photo.client_id).first()
    if same_id is not None:
        if (same_id.project_id, same_id.digest) != (photo.project_id, photo.digest):
            raise wrong("client_id", _("This id was sent before with another content."), code="client_id_used")
        if same_id.set_aside_at is not None:
            raise ValidationError(_("This record was set aside; enter a new one."), code="set_aside")
        return same_id
    return of_authority.live().filter(project_id=photo.project_id, digest=photo.digest).first()
