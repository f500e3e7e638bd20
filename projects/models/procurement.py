"""Whose the rows of the national procurement file are: one line for each agency, and who decided it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from layers.models import LocalAuthority


class AgencyState(models.TextChoices):
    """What is known of an agency of the procurement file."""

    LINKED = "linked", pgettext_lazy("agency", "linked to a local authority")
    AMBIGUOUS = "ambiguous", pgettext_lazy("agency", "to be decided")
    NOT_LOCAL = "not_local", pgettext_lazy("agency", "no local authority")


class ProcurementAgency(models.Model):
    """An agency as the file writes it, with its rows and baht in the last file, and the authority it is.

    `is_decided` marks what a person said; no later file changes it.
    """

    name = models.CharField(max_length=250)
    province = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=AgencyState)
    matched = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    is_decided = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = pgettext_lazy("procurement", "agency")
        verbose_name_plural = pgettext_lazy("procurement", "agencies")
        constraints: ClassVar = [
            models.UniqueConstraint(name="projects_agency_once", fields=["name", "province", "district"])
        ]

    def __str__(self) -> str:
        return self.name
