"""The ledger by province: what the national pages read, the differences on their way to it, and how it stood each day.

`projects_province_figures` (a view) is the ledger with the differences that are still on their way: always exact. All
of this is written by triggers and by `projects.services.provinces` only.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models import LocalAuthority, Province
from projects.querysets import LedgerQuerySet


class Figures(models.Model):
    """What is counted of some authorities for one fiscal year (BE). Sums are in baht."""

    fiscal_year = models.PositiveSmallIntegerField()
    projects = models.IntegerField(db_default=0)
    projects_with_problems = models.IntegerField(db_default=0)
    with_location = models.IntegerField(db_default=0)
    at_plan = models.IntegerField(db_default=0)
    at_plan_approved = models.IntegerField(db_default=0)
    at_budget_approved = models.IntegerField(db_default=0)
    at_contract_signed = models.IntegerField(db_default=0)
    at_disbursed = models.IntegerField(db_default=0)
    at_completed = models.IntegerField(db_default=0)
    planned_sum = models.DecimalField(max_digits=20, decimal_places=2, db_default=0)
    budget_sum = models.DecimalField(max_digits=20, decimal_places=2, db_default=0)
    contract_sum = models.DecimalField(max_digits=20, decimal_places=2, db_default=0)
    paid_sum = models.DecimalField(max_digits=20, decimal_places=2, db_default=0)

    class Meta:
        abstract = True


class StandingFigures(Figures):
    """The figures of a province. `entered` and `problem` have eight places, one for each `Stage`: authorities that have
    entered it without, and with, a problem."""

    entered = ArrayField(models.IntegerField())
    problem = ArrayField(models.IntegerField())

    class Meta:
        abstract = True


class ProvinceLedger(StandingFigures):
    """The figures of a province, without the differences that are still on their way."""

    pk = models.CompositePrimaryKey("province_id", "fiscal_year")
    province = models.ForeignKey(Province, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("ledger of a province")
        verbose_name_plural = _("ledgers of provinces")


class ProvincePosting(Figures):
    """One difference of one authority's ledger on its way to the ledger of its province: written once, then folded.

    The province is the authority's at the moment of reading, so that a writer need not look; only what an authority
    takes along when it moves names its province. `entered` and `problem` are null where no stage changed.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    province = models.ForeignKey(
        Province, on_delete=models.DO_NOTHING, related_name="+", null=True, db_index=False, db_constraint=False
    )
    at = models.DateTimeField(db_default=Now())
    entered = ArrayField(models.IntegerField(), null=True)
    problem = ArrayField(models.IntegerField(), null=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference of a ledger")
        verbose_name_plural = _("differences of ledgers")


class ProvinceDay(StandingFigures):
    """How the ledger of a province stood at the end of a day in Bangkok, for each day on which it moved."""

    pk = models.CompositePrimaryKey("province_id", "fiscal_year", "day")
    province = models.ForeignKey(Province, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        verbose_name = _("day of a province")
        verbose_name_plural = _("days of provinces")


class ProvinceRegistry(models.Model):
    """How many authorities began or ceased to be in a province on a day: their sum until a day is its registry.

    Kept by trigger from the periods of the authorities. What was there from the beginning stands at minus infinity.
    """

    pk = models.CompositePrimaryKey("province_id", "day")
    province = models.ForeignKey(Province, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    change = models.IntegerField()

    class Meta:
        verbose_name = _("registry of a province")
        verbose_name_plural = _("registries of provinces")


class RegistryException(models.Model):
    """An authority whose present province may differ from what the registry of today says: dissolved, moving, or not
    registered at all. Kept by trigger; a question of today looks at these one by one."""

    authority = models.OneToOneField(LocalAuthority, on_delete=models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("exception of the registry")
        verbose_name_plural = _("exceptions of the registry")
