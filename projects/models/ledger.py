"""What the system keeps of its own accord: who changed what, and what each authority has entered in each year."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.models import LocalAuthority
from projects.enums import LedgerState, Stage
from projects.querysets import LedgerQuerySet


class ExactDecoder(json.JSONDecoder):
    """Reads amounts back as decimals: money is never a float."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


class ChangeLog(models.Model):
    """One change of one record: who, when, which columns before and after. Written by trigger only.

    An insertion keeps no copy (the row itself, or the `before` of its first change, tells what it was); an update
    keeps the columns that changed; a deletion keeps the whole row.
    """

    class Action(models.TextChoices):
        """What was done."""

        INSERT = "I", _("added")
        UPDATE = "U", _("changed")
        DELETE = "D", _("deleted")

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(
        LocalAuthority,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,  # the record that is logged holds the same reference, and is checked
    )
    table_name = models.CharField(max_length=63)
    record_id = models.BigIntegerField()
    action = models.CharField(max_length=1, choices=Action)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,  # the log outlives the account
        db_index=False,
    )
    by_database_user = models.CharField(max_length=63, blank=True, db_default="")
    before = models.JSONField(null=True, decoder=ExactDecoder)
    after = models.JSONField(null=True, decoder=ExactDecoder)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes: ClassVar = [
            models.Index(fields=["authority", "table_name", "record_id", "id"], name="projects_change_record")
        ]


class StageLedger(models.Model):
    """What one authority has entered for one fiscal year (BE), kept current in the transaction of every write.

    `entered` and `problems` are masks of `Stage.bit`. The `at_…` counts put every project under its latest stage,
    so that they add up to `projects`. `with_stage` and `with_problem` count, at eight places, the projects that make
    each bit of the two masks, so that a write only adds its difference. Sums are in baht.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(LocalAuthority, on_delete=models.CASCADE, related_name="ledgers", db_index=False)
    fiscal_year = models.PositiveSmallIntegerField()
    entered = models.PositiveSmallIntegerField(db_default=0)
    problems = models.PositiveSmallIntegerField(db_default=0)
    projects = models.PositiveIntegerField(db_default=0)
    projects_with_problems = models.PositiveIntegerField(db_default=0)
    with_location = models.PositiveIntegerField(db_default=0)
    at_plan = models.PositiveIntegerField(db_default=0)
    at_plan_approved = models.PositiveIntegerField(db_default=0)
    at_budget_approved = models.PositiveIntegerField(db_default=0)
    at_contract_signed = models.PositiveIntegerField(db_default=0)
    at_disbursed = models.PositiveIntegerField(db_default=0)
    at_completed = models.PositiveIntegerField(db_default=0)
    planned_sum = models.DecimalField(max_digits=18, decimal_places=2, db_default=0)
    budget_sum = models.DecimalField(max_digits=18, decimal_places=2, db_default=0)
    contract_sum = models.DecimalField(max_digits=18, decimal_places=2, db_default=0)
    paid_sum = models.DecimalField(max_digits=18, decimal_places=2, db_default=0)
    with_stage = ArrayField(models.IntegerField(), db_default=[0] * 8)
    with_problem = ArrayField(models.IntegerField(), db_default=[0] * 8)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage ledger")
        verbose_name_plural = _("stage ledgers")
        constraints: ClassVar = [
            models.UniqueConstraint(name="projects_ledger_year", fields=["authority", "fiscal_year"])
        ]
        indexes: ClassVar = [models.Index(fields=["fiscal_year", "authority"], name="projects_ledger_by_year")]


class StageInterval(models.Model):
    """From when until when a stage of an authority and fiscal year was entered, or had problems."""

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.CASCADE, related_name="stage_intervals", db_index=False
    )
    fiscal_year = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField(choices=Stage)
    state = models.CharField(max_length=8, choices=LedgerState)
    during = DateTimeRangeField()

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage interval")
        verbose_name_plural = _("stage intervals")
        constraints: ClassVar = [
            # intervals of a stage never overlap: a trigger sees to that (migrations/sql/intervals_apart.sql)
            models.UniqueConstraint(
                "authority",
                "fiscal_year",
                "stage",
                "state",
                RangeStartsWith("during"),
                name="projects_interval_begins_once",
            )
        ]
