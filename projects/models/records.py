"""What every record of the life cycle has in common."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models import LocalAuthority
from projects.querysets import AuthorityRecordQuerySet


class AuthorityRecord(models.Model):
    """A record that belongs to one local authority.

    The physical primary key is (id, authority). `recorded_at` is the moment the record entered the system and is
    set by the database; only bulk loading may set it in the past. Nothing is destroyed: a record that somebody
    takes back is *set aside*, with who and why, and then counts nowhere.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="+", verbose_name=_("local authority"), db_index=False
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
        db_index=False,
    )
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True, editable=False)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set aside by"),
        db_index=False,
    )
    set_aside_reason = models.CharField(_("reason for setting aside"), max_length=300, blank=True, db_default="")
    version = models.PositiveIntegerField(_("version"), db_default=1, editable=False)

    objects = AuthorityRecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar = ["authority_id", "id"]
