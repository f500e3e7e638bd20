"""Projects in JSON: a row of a list, and one project with everything entered for it. Amounts are baht, as text."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects.api.positions import PositionSerializer
from projects.enums import PROJECT_STAGES, Fund, PositionKind, Stage
from projects.models import (
    BudgetApproval,
    ContractShare,
    Disbursement,
    Handover,
    PlanApproval,
    PlannedBudget,
    Programme,
    Progress,
    Project,
)

STAGE_NAMES = [stage.slug for stage in PROJECT_STAGES]


def stages_of(mask: int) -> list[str]:
    """The names of the stages in a mask, in the order of the annex."""
    return [stage.slug for stage in Stage if mask & stage.bit]


class ProgrammeSerializer(serializers.ModelSerializer):
    """One of the twelve standard programmes."""

    class Meta:
        model = Programme
        fields = ("code", "budget_code", "name_th", "name_en")


class ProjectSerializer(serializers.ModelSerializer):
    """A project as a row. `stage` is the latest stage, `stages` all it has records of."""

    authority = serializers.IntegerField(source="authority_id")
    authority_name = serializers.CharField(source="authority.short_name")
    province = serializers.CharField(source="authority.province_id")
    programme = serializers.IntegerField(source="programme_id")
    fund = serializers.ChoiceField(choices=Fund.choices)
    stage = serializers.IntegerField(source="latest_stage", help_text="Number of the latest stage, 3–8.")
    stage_name = serializers.SerializerMethodField()
    stages = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()
    longitude = serializers.SerializerMethodField()
    latitude = serializers.SerializerMethodField()
    location_kind = serializers.ChoiceField(choices=PositionKind.choices, allow_blank=True)

    class Meta:
        model = Project
        fields: tuple[str, ...] = (
            "id",
            "authority",
            "authority_name",
            "province",
            "fiscal_year",
            "code",
            "name",
            "village",
            "programme",
            "fund",
            "stage",
            "stage_name",
            "stages",
            "problems",
            "planned_budget",
            "budget_total",
            "contract_total",
            "paid_total",
            "percent",
            "longitude",
            "latitude",
            "location_kind",
            "version",
        )

    @extend_schema_field(serializers.ChoiceField(choices=STAGE_NAMES))
    def get_stage_name(self, project: Project) -> str:
        """The latest stage in words."""
        return Stage(project.latest_stage).slug

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_stages(self, project: Project) -> list[str]:
        """Every stage the project has records of."""
        return stages_of(project.stages)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_problems(self, project: Project) -> list[str]:
        """The stages with something to be mended (a check fails)."""
        return stages_of(project.problems)

    def get_longitude(self, project: Project) -> float | None:
        """WGS 84 degrees."""
        return project.location.x if project.location else None

    def get_latitude(self, project: Project) -> float | None:
        """WGS 84 degrees."""
        return project.location.y if project.location else None


class RecordSerializer(serializers.ModelSerializer):
    """A record of a project."""

    class Meta:
        fields: tuple[str, ...] = ("id", "recorded_at", "version")


class PlannedBudgetSerializer(RecordSerializer):
    """The amount of one year in the plan."""

    class Meta(RecordSerializer.Meta):
        model = PlannedBudget
        fields = (*RecordSerializer.Meta.fields, "fiscal_year", "amount")


class PlanApprovalSerializer(RecordSerializer):
    """The approval in the plan."""

    class Meta(RecordSerializer.Meta):
        model = PlanApproval
        fields = (*RecordSerializer.Meta.fields, "approved_on", "paper")


class BudgetApprovalSerializer(RecordSerializer):
    """Money approved."""

    source = serializers.ChoiceField(choices=Fund.choices)  # type: ignore[assignment]  # a column of this name, not DRF's option

    class Meta(RecordSerializer.Meta):
        model = BudgetApproval
        fields = (*RecordSerializer.Meta.fields, "source", "ordinance", "approved_on", "amount")


class ContractShareSerializer(RecordSerializer):
    """The project's share of a contract."""

    contract = serializers.IntegerField(source="contract_id")
    number = serializers.CharField(source="contract.number")
    signed_on = serializers.DateField(source="contract.signed_on")
    due_on = serializers.DateField(source="contract.due_on", allow_null=True)
    contractor_name = serializers.CharField(source="contract.contractor_name")
    contract_amount = serializers.DecimalField(source="contract.amount", max_digits=15, decimal_places=2)

    class Meta(RecordSerializer.Meta):
        model = ContractShare
        fields = (
            *RecordSerializer.Meta.fields,
            "contract",
            "number",
            "signed_on",
            "due_on",
            "contractor_name",
            "contract_amount",
            "amount",
        )


class DisbursementSerializer(RecordSerializer):
    """A payment."""

    contract = serializers.IntegerField(source="contract_id", allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Disbursement
        fields = (
            *RecordSerializer.Meta.fields,
            "fiscal_year",
            "voucher_number",
            "paid_on",
            "amount",
            "retention",
            "contract",
        )


class ProgressSerializer(RecordSerializer):
    """A progress report."""

    class Meta(RecordSerializer.Meta):
        model = Progress
        fields = (*RecordSerializer.Meta.fields, "reported_on", "percent", "note")


class HandoverSerializer(RecordSerializer):
    """The acceptance of the finished work."""

    class Meta(RecordSerializer.Meta):
        model = Handover
        fields = (*RecordSerializer.Meta.fields, "accepted_on", "paper")


class ProjectDetailSerializer(ProjectSerializer):
    """One project with everything entered for it that has not been set aside."""

    plan = serializers.CharField(source="plan.__str__")
    strategy = serializers.CharField(source="strategy.name", allow_null=True, default=None)
    approach = serializers.CharField(source="approach.name", allow_null=True, default=None)
    urgent_policy = serializers.CharField(source="urgent_policy_id", allow_null=True)
    planned_budgets = PlannedBudgetSerializer(many=True)
    plan_approvals = PlanApprovalSerializer(many=True)
    budget_approvals = BudgetApprovalSerializer(many=True)
    contracts = ContractShareSerializer(source="contract_shares", many=True)
    disbursements = DisbursementSerializer(many=True)
    progress_reports = ProgressSerializer(many=True)
    handovers = HandoverSerializer(many=True)
    positions = PositionSerializer(many=True)

    class Meta(ProjectSerializer.Meta):
        fields = (
            *ProjectSerializer.Meta.fields,
            "objective",
            "target",
            "plan",
            "strategy",
            "approach",
            "urgent_policy",
            "planned_budgets",
            "plan_approvals",
            "budget_approvals",
            "contracts",
            "disbursements",
            "progress_reports",
            "handovers",
            "positions",
        )


class SumsSerializer(serializers.Serializer):
    """What a selection adds up to, in baht, and what each choice of a filter would give with the others kept."""

    count = serializers.IntegerField()
    with_location = serializers.IntegerField()
    without_location = serializers.IntegerField()
    with_problems = serializers.IntegerField()
    planned = serializers.DecimalField(max_digits=18, decimal_places=2)
    budget = serializers.DecimalField(max_digits=18, decimal_places=2)
    contract = serializers.DecimalField(max_digits=18, decimal_places=2)
    paid = serializers.DecimalField(max_digits=18, decimal_places=2)
    by_year = serializers.DictField(child=serializers.IntegerField())
    by_stage = serializers.SerializerMethodField()
    by_programme = serializers.DictField(child=serializers.IntegerField())

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_by_stage(self, totals: object) -> dict[str, int]:
        """Counts by the name of the latest stage."""
        return {stage.slug: count for stage, count in totals.by_stage.items()}  # type: ignore[attr-defined]  # SelectionTotals
