"""The work calendar: what must be entered by when, and where a stage does not apply."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models import LocalAuthority
from projects.enums import Stage


class WorkCalendarEntry(models.Model):
    """From when a stage of a fiscal year (BE) may be entered, and by when it is due.

    A stage without an entry is not open.
    """

    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (BE)"))
    stage = models.PositiveSmallIntegerField(_("stage"), choices=Stage)
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    paper = models.CharField(_("paper"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("work calendar entry")
        verbose_name_plural = _("work calendar")
        ordering: ClassVar = ["-fiscal_year", "stage"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fiscal_year", "stage"], name="coordination_calendar_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="coordination_due_after_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.get_stage_display()}"


class StageExemption(models.Model):
    """A stage that an authority need not enter for a fiscal year (BE), and why: the state *not applicable*."""

    authority = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="exemptions")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (BE)"))
    stage = models.PositiveSmallIntegerField(_("stage"), choices=Stage)
    reason = models.CharField(_("reason"), max_length=300)
    since = models.DateField(_("since"))
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("stage exemption")
        verbose_name_plural = _("stage exemptions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "fiscal_year", "stage"], name="coordination_exemption_once")
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.fiscal_year} {self.get_stage_display()}"
