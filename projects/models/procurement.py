"""The national procurement file: its rows, and whose they are; one line for each agency, and who decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from layers.models import LocalAuthority
from projects.querysets import authorities_within

if TYPE_CHECKING:
    from typing import Self

    from accounts.models import User


class AgencyState(models.TextChoices):
    """What is known of an agency of the procurement file."""

    LINKED = "linked", pgettext_lazy("agency", "linked to a local authority")
    AMBIGUOUS = "ambiguous", pgettext_lazy("agency", "to be decided")
    NOT_LOCAL = "not_local", pgettext_lazy("agency", "no local authority")


class ProcurementAgency(models.Model):
    """An agency as the file writes it, and the authority it is.

    `is_decided` marks what a person said; no later file changes it.
    """

    name = models.CharField(max_length=250)
    province = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, choices=AgencyState)
    matched = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, null=True, related_name="+")
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


class ProcurementRowQuerySet(models.QuerySet):
    """Rows of the file."""

    def visible_to(self, user: User) -> Self:
        """Those of the local authorities that this person may see."""
        seen = LocalAuthority.objects.filter(authorities_within(user.scope))
        return self.filter(agency__state=AgencyState.LINKED, agency__matched__in=seen.values("pk"))


class ProcurementRow(models.Model):
    """One purchase as the file has it: the e-GP `number` of its project, baht (None where the file has no readable
    sum) and fiscal year (BE, or None). It becomes part of the life cycle only when somebody enters its contract.

    Whoever enters contracts may say that it belongs to no project: it is left out of what waits, with who and when.
    """

    agency = models.ForeignKey(ProcurementAgency, on_delete=models.CASCADE, related_name="listed", db_index=False)
    number = models.CharField(max_length=40)
    name = models.TextField()
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    fiscal_year = models.PositiveSmallIntegerField(null=True)
    line = models.PositiveIntegerField()
    left_out_at = models.DateTimeField(null=True)
    left_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    objects = ProcurementRowQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("procurement", "row")
        verbose_name_plural = pgettext_lazy("procurement", "rows")
        indexes: ClassVar = [models.Index(name="projects_procurement_row", fields=["agency", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
