"""The verb of the form on the works: a progress report with its photos, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.models import Progress, Project
from projects.permissions import require_entry
from projects.pictures import MOST_BYTES, Picture, contents_of, read_picture
from projects.services.checking import wrong
from projects.services.photos import keep_photo, require_phase
from projects.services.works import report_progress

if TYPE_CHECKING:
    from accounts.models import User

MOST_PHOTOS: Final = 12


def report_works(
    *,
    project: Project,
    by: User,
    reported_on: dt.date,
    percent: Decimal,
    note: str = "",
    photos: Sequence[File[bytes]] = (),
    phase: str = "",
    client_id: uuid.UUID | None = None,
) -> Progress:
    """Report progress with photos of it. When one photo is refused nothing is kept.

    Sending the same again under one `client_id` keeps one report and each photo once. Raises PermissionDenied, what
    `report_progress` raises, and ValidationError for `photos`: `too_many_photos`, those of pictures (the message names
    the file).
    """
    require_entry(by, Record.PROGRESS, authority_id=project.authority_id)
    if photos:
        require_entry(by, Record.PROGRESS_PHOTO, authority_id=project.authority_id)
        require_phase(phase)
    if len(photos) > MOST_PHOTOS:
        message = _("A report takes %(most)d photos; these are %(count)d. Send the others with another report.")
        raise wrong("photos", message % {"most": MOST_PHOTOS, "count": len(photos)}, code="too_many_photos")
    pictures = _read(photos)
    with transaction.atomic():
        report = report_progress(
            project=project, by=by, reported_on=reported_on, percent=percent, note=note, client_id=client_id
        )
        for picture in pictures:
            keep_photo(project=project, by=by, picture=picture, phase=phase, progress=report)
    return report


def _read(photos: Sequence[File[bytes]]) -> list[Picture]:
    """Every photo made anew; raises for all refused ones at once, each with the name of its file."""
    pictures, refused = [], []
    for photo in photos:
        try:
            pictures.append(read_picture(contents_of(photo, most=MOST_BYTES, field="photos"), field="photos"))
        except ValidationError as error:
            for one in error.error_dict["photos"]:
                name = (photo.name or "")[:80]
                refused.append(ValidationError(f"{name}: {one.messages[0]}", code=one.code))
    if refused:
        raise ValidationError({"photos": refused})
    return pictures
