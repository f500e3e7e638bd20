"""`/api/dashboard/`: every measure of every place of a question, with the completeness it rests on."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_reports.api import shapes
from gis_reports.reports.dashboard.answering import Answer, answer
from gis_reports.reports.dashboard.measures import MEASURES, in_words
from gis_reports.reports.dashboard.order import ordered
from gis_reports.reports.dashboard.question import By, Question
from gis_reports.reports.dashboard.report import Line
from gis_reports.reports.dashboard.standing import Standing
from gis_reports.reports.dashboard.tables import figures_of, names_of
from gis_reports.reports.reach import reach_of

BY = OpenApiParameter("by", OpenApiTypes.STR, enum=[by.value for by in By], description="What a line is.")
DISTRICT = OpenApiParameter(
    "district", OpenApiTypes.STR, description="Four-digit code of a district, or `none` for authorities without one."
)


class MeasureShape(serializers.Serializer):
    """One entry of the table of measures. A share has a second column, `…_share`, between 0 and 1."""

    key = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="share, count or baht")
    rests_on = serializers.CharField(allow_null=True, help_text="The stage whose completeness the figure rests on.")


class DashboardLineShape(serializers.Serializer):
    """A province, district, authority or kind, or the whole as `00`. Money and shares are exact, as text."""

    key = serializers.CharField()
    name_th = serializers.CharField(allow_blank=True)
    name_en = serializers.CharField(allow_blank=True)
    province_code = serializers.CharField(allow_blank=True)
    authorities = serializers.IntegerField()
    figures = serializers.DictField(help_text="By measure; null for what is not known.")
    stages_entered_share = serializers.FloatField(allow_null=True)
    incomplete = serializers.ListField(
        child=serializers.CharField(), help_text="Measures whose figure rests on a stage that too few have entered."
    )


class DashboardShape(serializers.Serializer):
    """The lines of a question and their total."""

    fiscal_year = serializers.IntegerField()
    as_of = serializers.DateField(allow_null=True)
    by = serializers.CharField()
    measures = MeasureShape(many=True)
    lines = DashboardLineShape(many=True)
    total = DashboardLineShape()


class Dashboard(APIView):
    """The figures of the dashboard."""

    @extend_schema(
        operation_id="dashboard",
        summary="Every measure by province, district, authority or kind",
        description=(
            "Within what you may see, now or at the end of a day. Projects and money of a past day are known for whole "
            "provinces only. A figure is `incomplete` where fewer than 80 % of the authorities have entered the stage "
            "it rests on: it cannot be compared with others."
        ),
        parameters=[shapes.YEAR, shapes.PROVINCE, DISTRICT, shapes.KIND, BY, shapes.AS_OF],
        responses={200: DashboardShape},
    )
    def get(self, request: Request) -> Response:
        """The lines of the question in the address, which is read as on the page."""
        today = timezone.localdate()
        question = Question.read(request.query_params, today=today)
        without_year = not request.query_params.get("fiscal_year", "").strip()
        found = answer(question, reach_of(request), today=today, usual_year=without_year)
        return Response(
            {
                "fiscal_year": found.question.fiscal_year,
                "as_of": found.question.as_of,
                "by": found.place.by.value,
                "measures": [
                    {
                        "key": measure.key,
                        "name": in_words(measure),
                        "kind": measure.kind.value,
                        "rests_on": measure.rests_on.slug if measure.rests_on else None,
                    }
                    for measure in MEASURES
                ],
                "lines": [_line(found, line) for line in ordered(found)],
                "total": _line(found, None),
            }
        )


def _line(found: Answer, line: Line | None) -> dict[str, Any]:
    standing: Standing = found.of(line) if line else found.total
    return {
        "key": line.key if line else "00",
        "name_th": line.label(False) if line else "",
        "name_en": line.label(True) if line else "",
        "province_code": line.province_code if line else "",
        "authorities": standing.authorities,
        "figures": {
            name: figure if figure is None or isinstance(figure, int) else str(figure)
            for measure in MEASURES
            for name, figure in zip(names_of(measure), figures_of(measure, standing), strict=True)
        },
        "stages_entered_share": standing.completeness(),
        "incomplete": [
            measure.key for measure in MEASURES if measure.rests_on and not standing.is_enough(measure.rests_on)
        ],
    }
