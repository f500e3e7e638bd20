"""Development plans: vision, strategies, approaches, and how a plan is revised."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.enums import PlanLength, RevisionKind
from projects.models.records import AuthorityRecord
from projects.models.references import WithinAuthorityForeignKey


class DevelopmentPlan(AuthorityRecord):
    """A development plan of three, four or five fiscal years (Buddhist era).

    The three-year plan is rolling: a new one is made every year and each is in force in its first year only. The
    four- and five-year plans are in force in every year they cover. One plan at most is in force in a year.
    """

    length = models.PositiveSmallIntegerField(_("length in years"), choices=PlanLength, default=PlanLength.THREE)
    first_year = models.PositiveSmallIntegerField(_("first fiscal year (BE)"))
    in_force = models.GeneratedField(
        expression=models.Func(
            F("first_year"),
            models.Case(
                models.When(length=PlanLength.THREE, then=F("first_year")),
                default=F("first_year") + F("length") - 1,
            ),
            models.Value("[]"),
            function="int4range",
        ),
        output_field=IntegerRangeField(),
        db_persist=True,
    )

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("development plan")
        verbose_name_plural = _("development plans")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="projects_one_plan_in_force",
                expressions=[("authority", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(
                name="projects_plan_years_are_be", condition=Q(first_year__gte=2500, first_year__lte=2700)
            ),
        ]

    @property
    def last_year(self) -> int:
        """The last fiscal year (BE) the plan covers."""
        return self.first_year + self.length - 1

    def __str__(self) -> str:
        return f"{self.get_length_display()} {self.first_year}–{self.last_year}"


class Vision(AuthorityRecord):
    """The vision (วิสัยทัศน์) of a plan: a record of its own, because when it was entered counts."""

    plan = WithinAuthorityForeignKey(DevelopmentPlan, related_name="visions", verbose_name=_("plan"))
    text = models.TextField(_("vision"))

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("vision")
        verbose_name_plural = _("visions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_vision_once", fields=["authority", "plan"], condition=Q(set_aside_at__isnull=True)
            ),
            models.CheckConstraint(name="projects_vision_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class Strategy(AuthorityRecord):
    """A strategy (ยุทธศาสตร์) of a plan."""

    plan = WithinAuthorityForeignKey(DevelopmentPlan, related_name="strategies", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=300)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_strategy_number",
                fields=["authority", "plan", "number"],
                condition=Q(set_aside_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Approach(AuthorityRecord):
    """A development approach (แนวทางการพัฒนา) of a strategy."""

    strategy = WithinAuthorityForeignKey(Strategy, related_name="approaches", verbose_name=_("strategy"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=300)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_approach_number",
                fields=["authority", "strategy", "number"],
                condition=Q(set_aside_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class PlanRevision(AuthorityRecord):
    """An addition, change or correction of a plan, with its own approval."""

    plan = WithinAuthorityForeignKey(DevelopmentPlan, related_name="revisions", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=10, choices=RevisionKind)
    number = models.PositiveSmallIntegerField(_("number"))
    reason = models.TextField(_("reason"), blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    paper = models.CharField(_("paper"), max_length=200, blank=True)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("plan revision")
        verbose_name_plural = _("plan revisions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_revision_number",
                fields=["authority", "plan", "kind", "number"],
                condition=Q(set_aside_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
