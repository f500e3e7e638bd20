"""What the reports answer under /api/: the shapes of their JSON, for the OpenAPI description and for writing them."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from gis_reports.reports.completeness.rules import ListedState
from layers.enums import AuthorityKind
from projects.enums import Stage

AS_OF = OpenApiParameter(
    "as_of",
    OpenApiTypes.STR,
    description="The day, until midnight in Bangkok: `2016-09-29` or, in BE, `2559-09-29`. Default: today.",
)
STAGE = OpenApiParameter("stage", OpenApiTypes.STR, enum=[stage.slug for stage in Stage])
YEAR = OpenApiParameter(
    "fiscal_year", OpenApiTypes.STR, description="Fiscal year in the Buddhist era (2559); 2016 is read as 2559."
)
PROVINCE = OpenApiParameter(
    "province", OpenApiTypes.STR, description="TIS 1099 code of a province, or `00` for all that you may see."
)
STATE = OpenApiParameter(
    "state", OpenApiTypes.STR, enum=[state.value for state in ListedState], description="Default: missing."
)
KIND = OpenApiParameter("kind", OpenApiTypes.STR, enum=AuthorityKind.values)
PAGE = OpenApiParameter("page", OpenApiTypes.INT, description="From 1. A page holds 100 authorities.")


class CellShape(serializers.Serializer):
    """Authorities of one province, stage and fiscal year by state. `overdue` is a part of `missing`."""

    stage = serializers.CharField()
    fiscal_year = serializers.IntegerField()
    not_open = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    missing = serializers.IntegerField()
    overdue = serializers.IntegerField()
    problem = serializers.IntegerField()
    entered = serializers.IntegerField()


class CompletenessLineShape(serializers.Serializer):
    """A province, or the whole as `00`."""

    province_code = serializers.CharField()
    province_th = serializers.CharField()
    province_en = serializers.CharField()
    authorities = serializers.IntegerField()
    cells = CellShape(many=True)


class ColumnShape(serializers.Serializer):
    """A stage of a fiscal year, and its days in the work calendar."""

    stage = serializers.CharField()
    fiscal_year = serializers.IntegerField()
    is_open = serializers.BooleanField()
    opens_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)


class CompletenessShape(serializers.Serializer):
    """The completeness report of a day. `total` is the sum of `provinces`."""

    as_of = serializers.DateField()
    fiscal_years = serializers.ListField(child=serializers.IntegerField())
    columns = ColumnShape(many=True)
    provinces = CompletenessLineShape(many=True)
    total = CompletenessLineShape()


class NamedAuthorityShape(serializers.Serializer):
    """An authority as the registry of the day names it, and its eight stages of the fiscal year."""

    authority_id = serializers.IntegerField()
    code = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=AuthorityKind.choices)
    name_th = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    province_code = serializers.CharField()
    district_th = serializers.CharField(allow_blank=True)
    last_entered_at = serializers.DateTimeField(allow_null=True)
    stages = serializers.DictField(child=serializers.CharField(), help_text="State by stage.")


class ListingShape(serializers.Serializer):
    """The authorities behind one figure of the report."""

    as_of = serializers.DateField()
    stage = serializers.CharField()
    fiscal_year = serializers.IntegerField()
    province_code = serializers.CharField()
    state = serializers.CharField()
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    states = serializers.DictField(child=serializers.IntegerField(), help_text="The whole figure by state.")
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="The state asked for by kind.")
    authorities = NamedAuthorityShape(many=True)


class StatusLineShape(serializers.Serializer):
    """Figures of a province, an authority, or the whole as `00`. Money is in baht, exact, as text."""

    province_code = serializers.CharField()
    province_th = serializers.CharField()
    province_en = serializers.CharField()
    authority_id = serializers.IntegerField(allow_null=True)
    authority_code = serializers.CharField(allow_blank=True)
    authority_th = serializers.CharField(allow_blank=True)
    authorities = serializers.IntegerField()
    projects = serializers.IntegerField()
    by_latest_stage = serializers.DictField(child=serializers.IntegerField())
    with_location = serializers.IntegerField()
    with_problems = serializers.IntegerField()
    planned = serializers.DecimalField(max_digits=20, decimal_places=2)
    budget = serializers.DecimalField(max_digits=20, decimal_places=2)
    contract = serializers.DecimalField(max_digits=20, decimal_places=2)
    paid = serializers.DecimalField(max_digits=20, decimal_places=2)


class StatusShape(serializers.Serializer):
    """The status report of a fiscal year. `total` is the sum of `lines`."""

    fiscal_year = serializers.IntegerField()
    lines = StatusLineShape(many=True)
    total = StatusLineShape()
