"""The project itself, its years in the plan and its approval in the plan."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.systems import WGS84
from projects.enums import PROJECT_STAGES, Fund, PositionKind, Stage
from projects.models.plans import Approach, DevelopmentPlan, PlanRevision, Strategy
from projects.models.records import AuthorityRecord
from projects.models.references import WithinAuthorityForeignKey
from projects.querysets import ProjectQuerySet


class Programme(models.Model):
    """One of the twelve standard programmes (แผนงาน) of local budgets, with its code in the budget classification."""

    code = models.PositiveSmallIntegerField(_("code"), primary_key=True)
    budget_code = models.CharField(_("budget code"), max_length=5, unique=True)
    name_th = models.CharField(_("Thai name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering: ClassVar = ["code"]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "th").startswith("en") else self.name_th

    def __str__(self) -> str:
        return self.name


class UrgentPolicy(models.Model):
    """An urgent policy of the government (for example drugs) that projects are tagged with."""

    code = models.SlugField(_("code"), primary_key=True, max_length=20)
    name_th = models.CharField(_("Thai name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        verbose_name = _("urgent policy")
        verbose_name_plural = _("urgent policies")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name_th


class Project(AuthorityRecord):
    """A local project of one fiscal year (BE).

    The fields from `stages` on are derived from the project's records by trigger (migrations/sql/ledger.sql) and
    are never written by hand. Money is in baht, `location` in WGS 84.
    """

    plan = WithinAuthorityForeignKey(DevelopmentPlan, related_name="projects", verbose_name=_("plan"))
    strategy = WithinAuthorityForeignKey(
        Strategy, related_name="projects", null=True, blank=True, verbose_name=_("strategy")
    )
    approach = WithinAuthorityForeignKey(
        Approach, related_name="projects", null=True, blank=True, verbose_name=_("approach")
    )
    revision = WithinAuthorityForeignKey(
        PlanRevision, related_name="projects", null=True, blank=True, verbose_name=_("plan revision")
    )
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("programme"),
        db_index=False,  # an index of twelve values finds nothing, and every project would pay for it
    )
    urgent_policy = models.ForeignKey(
        UrgentPolicy, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (BE)"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=300)
    village = models.CharField(_("place"), max_length=120, blank=True, db_default="")
    objective = models.TextField(_("objective"), blank=True, db_default="")
    target = models.TextField(_("target"), blank=True, db_default="")
    fund = models.CharField(_("fund"), max_length=16, choices=Fund, default=Fund.ORDINANCE)
    planned_budget = models.DecimalField(_("planned budget (baht)"), max_digits=15, decimal_places=2)

    stages = models.PositiveSmallIntegerField(db_default=Stage.PLAN.bit, editable=False)
    latest_stage = models.PositiveSmallIntegerField(
        _("latest stage"), choices=Stage, db_default=Stage.PLAN, editable=False
    )
    problems = models.PositiveSmallIntegerField(db_default=0, editable=False)
    checks = models.PositiveBigIntegerField(db_default=0, editable=False)  # bits of projects.checks.CHECKS
    budget_total = models.DecimalField(
        _("approved budget (baht)"), max_digits=15, decimal_places=2, db_default=0, editable=False
    )
    contract_total = models.DecimalField(
        _("contracted (baht)"), max_digits=15, decimal_places=2, db_default=0, editable=False
    )
    paid_total = models.DecimalField(_("paid (baht)"), max_digits=15, decimal_places=2, db_default=0, editable=False)
    percent = models.DecimalField(_("progress (%)"), max_digits=5, decimal_places=2, db_default=0, editable=False)
    location = models.PointField(_("location"), srid=WGS84, null=True, editable=False, spatial_index=False)
    location_kind = models.CharField(max_length=8, choices=PositionKind, blank=True, db_default="", editable=False)

    objects = ProjectQuerySet.as_manager()  # type: ignore[misc]  # a narrower manager than the base's

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_project_code",
                fields=["authority", "fiscal_year", "code"],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(name="projects_budget_not_negative", condition=Q(planned_budget__gte=0)),
            models.CheckConstraint(
                name="projects_year_is_be", condition=Q(fiscal_year__gte=2500, fiscal_year__lte=2700)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["fiscal_year", "authority", "id"], name="projects_project_year"),
            # pages walk along these two (projects/api/walked.sql)
            models.Index(fields=["authority", "id"], name="projects_project_authority"),
            # works under contract and not complete: the stalled ones are among them (projects/stalled.py)
            models.Index(
                fields=["authority", "fiscal_year", "id"],
                name="projects_project_works",
                condition=Q(
                    latest_stage__in=[Stage.CONTRACT_SIGNED.value, Stage.DISBURSED.value], set_aside_at__isnull=True
                ),
            ),
        ]

    @property
    def reached(self) -> list[Stage]:
        """The stages this project itself has records of, in pipeline order."""
        return [stage for stage in PROJECT_STAGES if self.stages & stage.bit]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlannedBudget(AuthorityRecord):
    """The amount a plan sets down for a project in one of its fiscal years, in baht."""

    project = WithinAuthorityForeignKey(Project, related_name="planned_budgets")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (BE)"))
    amount = models.DecimalField(_("amount (baht)"), max_digits=15, decimal_places=2)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("planned budget")
        verbose_name_plural = _("planned budgets")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_planned_budget_year",
                fields=["authority", "project", "fiscal_year"],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(name="projects_planned_amount_not_negative", condition=Q(amount__gte=0)),
        ]
        indexes: ClassVar = [
            models.Index(
                name="projects_planned_budget_aside",
                fields=["authority", "project"],
                condition=Q(set_aside_at__isnull=False),
            )
        ]


class PlanApproval(AuthorityRecord):
    """The approval of a project in the plan: the day and the paper."""

    project = WithinAuthorityForeignKey(Project, related_name="plan_approvals")
    approved_on = models.DateField(_("approved on"))
    paper = models.CharField(_("paper"), max_length=200, blank=True)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("plan approval")
        verbose_name_plural = _("plan approvals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_plan_approval_once",
                fields=["authority", "project"],
                condition=Q(set_aside_at__isnull=True),
            )
        ]
        indexes: ClassVar = [
            models.Index(
                name="projects_plan_approval_aside",
                fields=["authority", "project"],
                condition=Q(set_aside_at__isnull=False),
            )
        ]


class CheckReason(AuthorityRecord):
    """Why what a check doubts is right for a project all the same: the check then fails no more.

    `number` is that of the check in `projects.checks`.
    """

    project = WithinAuthorityForeignKey(Project, related_name="check_reasons")
    number = models.PositiveSmallIntegerField(_("check"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("reason against a check")
        verbose_name_plural = _("reasons against checks")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_check_reason_once",
                fields=["authority", "project", "number"],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(name="projects_check_reason_says_something", condition=~Q(reason="")),
            models.CheckConstraint(name="projects_check_reason_number", condition=Q(number__lte=62)),
        ]
