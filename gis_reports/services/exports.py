"""What a person does with an export: asks for it, calls it off, takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.models import User
from gis_reports.enums import Encoding, ExportState, Format
from gis_reports.models import ExportJob
from gis_reports.services.running import run_export
from layers.reading import position_now

if TYPE_CHECKING:
    from projects.selection import ProjectSelection

# Up to so many projects a file is written while the person waits; beyond, by the worker.
AT_ONCE = 2_000
# Files one person may wait for at the same time.
MOST_OPEN = 5
WORKER_TASK = "gis_reports.write_export"


def request_export(
    *, owner: User, selection: ProjectSelection, form: Format, encoding: Encoding = Encoding.UTF8
) -> ExportJob:
    """Ask for a file of what `owner` may see of `selection`; small ones are written before this returns.

    Raises OutOfScope for an authority or province beyond the owner's reach, and ValidationError `too_many_open` or
    `encoding_not_for_format`.
    """
    if encoding != Encoding.UTF8 and form != Format.SHP:
        raise ValidationError(
            {
                "encoding": ValidationError(
                    _("Only shapefiles have a choice of encoding."), code="encoding_not_for_format"
                )
            }
        )
    total = selection.queryset(owner).count()
    with transaction.atomic():
        # two requests at once must not both find room for one more
        User.objects.select_for_update().get(pk=owner.pk)
        if ExportJob.objects.visible_to(owner).open().count() >= MOST_OPEN:
            raise ValidationError(
                _("You are waiting for %(count)d files already. Wait for one of them, or cancel it.")
                % {"count": MOST_OPEN},
                code="too_many_open",
            )
        job = ExportJob.objects.create(
            owner=owner, format=form, encoding=encoding, selection=selection.query_string(), total=total
        )
        if total > AT_ONCE:
            hand_to_worker(job)
    if total <= AT_ONCE:
        run_export(job.pk)
    job.refresh_from_db()
    return job


def hand_to_worker(job: ExportJob) -> None:
    """Put the job into the queue, in the transaction that is under way, with the moment its rows must be from."""
    app.configure_task(WORKER_TASK, queue="exports").defer(job_id=job.pk, written=position_now())


@transaction.atomic
def cancel_export(*, job: ExportJob) -> ExportJob:
    """Call an export off: one that waits ends at once, one that runs at its next report. Repeating is harmless."""
    held = ExportJob.objects.select_for_update().get(pk=job.pk)
    if held.state == ExportState.QUEUED:
        held.state = ExportState.CANCELLED
        held.finished_at = timezone.now()
    if held.is_open or held.state == ExportState.CANCELLED:
        held.cancel_requested = True
        held.save(update_fields=["state", "finished_at", "cancel_requested"])
    return held
