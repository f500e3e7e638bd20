"""Where a project is, how far it has come, and when it was handed over."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.systems import WGS84
from projects.enums import Capture, Inside, PositionKind
from projects.models.money import Contract
from projects.models.projects import Project
from projects.models.records import AuthorityRecord
from projects.models.references import WithinAuthorityForeignKey


class Position(AuthorityRecord):
    """One reading of a project's place, kept for ever; the latest of each kind is the current one.

    `point` is WGS 84 longitude/latitude; `source_text` and `system` are what was typed and the reference system it
    was read in; `accuracy_m` is the reported accuracy in metres; `sequence` counts the positions of a project and
    kind from 1 and is what a stale edit is recognised by; `client_id` makes sending twice harmless.
    """

    project = WithinAuthorityForeignKey(Project, related_name="positions")
    kind = models.CharField(_("kind"), max_length=8, choices=PositionKind, default=PositionKind.PLANNED)
    sequence = models.PositiveIntegerField(_("sequence"))
    is_current = models.BooleanField(_("current"), default=True)
    point = models.PointField(_("point"), srid=WGS84, spatial_index=False)
    source_text = models.CharField(_("as typed"), max_length=2000, blank=True)
    system = models.CharField(_("reference system"), max_length=24, default="wgs84")
    capture = models.CharField(_("captured by"), max_length=10, choices=Capture)
    accuracy_m = models.FloatField(_("accuracy (m)"), null=True, blank=True)
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    map_zoom = models.FloatField(_("zoom of the map"), null=True, blank=True)
    inside = models.CharField(_("against the boundary"), max_length=8, choices=Inside, default=Inside.UNKNOWN)
    outside_distance_m = models.FloatField(_("distance beyond the boundary (m)"), null=True, blank=True)
    outside_reason = models.CharField(_("reason for lying outside"), max_length=300, blank=True)
    client_id = models.UUIDField(_("sender's own id"), default=uuid.uuid4)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_position_sequence", fields=["authority", "project", "kind", "sequence"]
            ),
            models.UniqueConstraint(
                name="projects_position_current",
                fields=["authority", "project", "kind"],
                condition=Q(is_current=True, set_aside_at__isnull=True),
            ),
            models.UniqueConstraint(name="projects_position_client", fields=["authority", "client_id"]),
            models.CheckConstraint(
                name="projects_outside_has_a_reason",
                condition=~Q(inside=Inside.OUTSIDE) | ~Q(outside_reason=""),
            ),
        ]


class Progress(AuthorityRecord):
    """Physical progress of a project on a day, in percent of the work. Reports are added, not changed."""

    project = WithinAuthorityForeignKey(Project, related_name="progress_reports")
    reported_on = models.DateField(_("reported on"))
    percent = models.DecimalField(_("progress (%)"), max_digits=5, decimal_places=2)
    note = models.TextField(_("note"), blank=True)
    client_id = models.UUIDField(_("sender's own id"), default=uuid.uuid4)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_progress_project")]
        constraints: ClassVar = [
            models.CheckConstraint(name="projects_percent_in_range", condition=Q(percent__gte=0, percent__lte=100)),
            models.UniqueConstraint(name="projects_progress_client", fields=["authority", "client_id"]),
        ]


class ProgressPhoto(AuthorityRecord):
    """A photo of the work before, during or after. Its own position is kept apart from the project's.

    `image` and `thumbnail` are made anew from what was sent, without its metadata; `digest` is the SHA-256 of what was
    sent, by which the same photo is recognised when it comes again. `width` and `height` are those of `image`.
    """

    class Phase(models.TextChoices):
        """When the photo was taken, against the work."""

        BEFORE = "BEFORE", pgettext_lazy("photo", "before")
        DURING = "DURING", pgettext_lazy("photo", "during")
        AFTER = "AFTER", pgettext_lazy("photo", "after")

    project = WithinAuthorityForeignKey(Project, related_name="photos")
    progress = WithinAuthorityForeignKey(Progress, related_name="photos", null=True, blank=True)
    phase = models.CharField(_("phase"), max_length=6, choices=Phase)
    image = models.ImageField(_("photo"), upload_to="photos/%Y/%m/")
    thumbnail = models.ImageField(_("small photo"), upload_to="photos/%Y/%m/", blank=True)
    width = models.PositiveIntegerField(_("width (pixels)"), default=0)
    height = models.PositiveIntegerField(_("height (pixels)"), default=0)
    caption = models.CharField(_("caption"), max_length=200, blank=True, db_default="")
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    point = models.PointField(_("taken from"), srid=WGS84, null=True, blank=True, spatial_index=False)
    accuracy_m = models.FloatField(_("accuracy (m)"), null=True, blank=True)
    digest = models.CharField(_("digest of the file"), max_length=64, blank=True)
    client_id = models.UUIDField(_("sender's own id"), default=uuid.uuid4)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_photo_project")]
        constraints: ClassVar = [
            models.UniqueConstraint(name="projects_photo_client", fields=["authority", "client_id"]),
            models.UniqueConstraint(
                name="projects_photo_once",
                fields=["authority", "project", "digest"],
                condition=Q(set_aside_at__isnull=True) & ~Q(digest=""),
            ),
        ]


class Handover(AuthorityRecord):
    """The acceptance of the finished work (ตรวจรับ)."""

    project = WithinAuthorityForeignKey(Project, related_name="handovers")
    contract = WithinAuthorityForeignKey(Contract, related_name="handovers", null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"))
    paper = models.CharField(_("paper"), max_length=200, blank=True)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_handover_project")]
