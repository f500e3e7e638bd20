"""How many projects of each year, stage and programme a province has, so that the filters of the whole country's map
can say what each choice would give without counting ten million projects.

`projects_tally_rows` (a view) is the tallies with the differences that are still on their way: always exact. All of
this is written by triggers and by `projects.services.tallies` only.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models import LocalAuthority, Province
from projects.querysets import LedgerQuerySet


class Tallied(models.Model):
    """What is counted of the projects of one fiscal year (BE), latest stage and programme. Sums are in baht."""

    fiscal_year = models.PositiveSmallIntegerField()
    latest_stage = models.PositiveSmallIntegerField()
    programme_id = models.PositiveSmallIntegerField()
    projects = models.IntegerField()
    with_location = models.IntegerField()
    with_problems = models.IntegerField()
    planned_sum = models.DecimalField(max_digits=20, decimal_places=2)
    budget_sum = models.DecimalField(max_digits=20, decimal_places=2)
    contract_sum = models.DecimalField(max_digits=20, decimal_places=2)
    paid_sum = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        abstract = True


class Tally(Tallied):
    """A province's, without the differences that are still on their way."""

    pk = models.CompositePrimaryKey("province_id", "fiscal_year", "latest_stage", "programme_id")
    province = models.ForeignKey(Province, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("tally of a province")
        verbose_name_plural = _("tallies of provinces")


class TallyPosting(Tallied):
    """One difference that a write made, on its way to the tallies of the province: written once, then folded.

    The province is the authority's at the moment of reading; only what an authority takes along when it moves names it.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    province = models.ForeignKey(
        Province, on_delete=models.DO_NOTHING, related_name="+", null=True, db_index=False, db_constraint=False
    )
    at = models.DateTimeField(db_default=Now())

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference of a tally")
        verbose_name_plural = _("differences of tallies")
