"""What the reports keep of their own: the export jobs of each person."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from gis_reports.enums import OPEN_STATES, Encoding, ExportState, Format

if TYPE_CHECKING:
    from typing import Self

    from accounts.models import User


class ExportJobQuerySet(models.QuerySet):
    """Export jobs; they are their owner's and nobody else's."""

    def visible_to(self, user: User) -> Self:
        """The jobs of this person."""
        return self.filter(owner_id=user.pk)

    def open(self) -> Self:
        """Jobs that are still waited for."""
        return self.filter(state__in=OPEN_STATES)


class ExportJob(models.Model):
    """A file of projects that somebody asked for: what was asked, how far it is, and where the file lies.

    `selection` is the canonical query string of a `ProjectSelection`; it is read again, in the owner's scope of that
    moment, when the job runs. `done` and `total` count projects. `attempts` is also the token that keeps a run that was
    given up from speaking for the job. `heartbeat_at` is when the run last gave a sign of life.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    format = models.CharField(max_length=8, choices=Format)
    encoding = models.CharField(max_length=8, choices=Encoding, default=Encoding.UTF8)
    selection = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=ExportState, default=ExportState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    with_place = models.PositiveIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    file = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("file", "export")
        verbose_name_plural = pgettext_lazy("file", "exports")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-id"], name="gis_reports_export_owner"),
            # recovery asks every minute for the few that are open
            models.Index(
                fields=["state", "heartbeat_at"],
                name="gis_reports_export_open",
                condition=models.Q(state__in=OPEN_STATES),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="gis_reports_export_encoding_of_shapefile",
                condition=models.Q(format=Format.SHP) | models.Q(encoding=Encoding.UTF8),
            )
        ]

    def __str__(self) -> str:
        return self.file_name or f"{self.get_format_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for it."""
        return self.state in OPEN_STATES

    @property
    def has_file(self) -> bool:
        """Whether there is something to download now."""
        kept = self.expires_at is None or self.expires_at > timezone.now()
        return self.state == ExportState.DONE and bool(self.file) and kept

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return folder() / self.file


def folder() -> Path:
    """The folder of finished files. Nothing serves it; each file goes through a view that asks whose it is."""
    return Path(settings.MEDIA_ROOT) / "exports"
