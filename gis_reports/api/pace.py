"""`/api/pace/`: the burn-down of a stage against the calendar, and when each province will be complete."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_reports.api import shapes
from gis_reports.reports.pace.answering import answer
from gis_reports.reports.pace.question import Question
from gis_reports.reports.pace.report import Pace, Place, openings
from gis_reports.reports.pace.rules import Outlook, PaceOrder
from gis_reports.reports.reach import reach_of

ORDER = OpenApiParameter(
    "sort", OpenApiTypes.STR, enum=[order.value for order in PaceOrder], description="Default: latest."
)


class PacePlaceShape(serializers.Serializer):
    """A province, or the whole as `00`. `expected` of a complete place is since when; `latest` null is open-ended."""

    province_code = serializers.CharField()
    province_th = serializers.CharField()
    province_en = serializers.CharField()
    authorities = serializers.IntegerField()
    missing = serializers.IntegerField()
    start = serializers.IntegerField(help_text="Those who had to enter the stage on the day it opened.")
    outlook = serializers.ChoiceField(choices=[outlook.value for outlook in Outlook])
    expected = serializers.DateField(allow_null=True)
    earliest = serializers.DateField(allow_null=True)
    latest = serializers.DateField(allow_null=True)
    authorities_a_day = serializers.FloatField()
    days_after_due = serializers.IntegerField(allow_null=True)


class PacePointShape(serializers.Serializer):
    """A day on which the number of the missing changed; it stays until the next."""

    day = serializers.DateField()
    missing = serializers.IntegerField()


class PaceShape(serializers.Serializer):
    """The burn-down of a stage. `curve` is that of the province asked for, or of the whole."""

    as_of = serializers.DateField()
    stage = serializers.CharField()
    fiscal_year = serializers.IntegerField()
    opens_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    is_open = serializers.BooleanField()
    provinces = PacePlaceShape(many=True)
    total = PacePlaceShape()
    curve = PacePointShape(many=True)


class PaceReport(APIView):
    """How many authorities were still missing on each day, and when nobody will be."""

    @extend_schema(
        operation_id="pace",
        summary="Burn-down of a stage against the calendar, with a forecast by province",
        description=(
            "The value of a day equals the completeness report as of that day. The forecast carries on the middle of "
            "the rates of the last 2, 4 and 8 weeks; the fastest and the slowest give its range. Without `stage` and "
            "`fiscal_year` the stage the work calendar asks for next is taken."
        ),
        parameters=[shapes.AS_OF, shapes.STAGE, shapes.YEAR, shapes.PROVINCE, ORDER],
        responses={200: PaceShape},
    )
    def get(self, request: Request) -> Response:
        """The report."""
        asked = Question.read(request.query_params.dict(), today=timezone.localdate())
        question, report = answer(asked, reach_of(request), openings())
        opening = report.opening
        return Response(
            {
                "as_of": report.as_of,
                "stage": report.stage.slug,
                "fiscal_year": report.fiscal_year,
                "opens_on": opening.opens_on if opening else None,
                "due_on": opening.due_on if opening else None,
                "is_open": report.is_open,
                "provinces": [_place(report, place) for place in report.places],
                "total": _place(report, report.total),
                "curve": _curve(report, report.place(question.province) or report.total),
            }
        )


def _place(report: Pace, place: Place) -> dict[str, Any]:
    foreseen = place.foreseen
    return {
        "province_code": place.code,
        "province_th": place.name_th,
        "province_en": place.name_en,
        "authorities": place.authorities,
        "missing": place.missing,
        "start": place.start,
        "outlook": foreseen.outlook.value,
        "expected": foreseen.expected,
        "earliest": foreseen.earliest,
        "latest": foreseen.latest,
        "authorities_a_day": round(foreseen.rate, 4),
        "days_after_due": foreseen.days_late(report.opening.due_on) if report.opening else None,
    }


def _curve(report: Pace, place: Place) -> list[dict[str, Any]]:
    if report.opening is None:
        return []
    opens_on = report.opening.opens_on
    steps = zip(place.curve.days, place.curve.values, strict=True)
    return [{"day": opens_on + dt.timedelta(days=day), "missing": value} for day, value in steps]
