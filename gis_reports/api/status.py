"""`/api/status/`: projects by latest stage, coordinates and money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_reports.api import shapes
from gis_reports.reports.reach import reach_of
from gis_reports.reports.status.answering import answer
from gis_reports.reports.status.question import Question
from gis_reports.reports.status.report import Line
from projects.enums import PROJECT_STAGES

MONEY = ("planned", "budget", "contract", "paid")


class StatusReport(APIView):
    """The status of a fiscal year, by province, or by authority of one province."""

    @extend_schema(
        operation_id="status",
        summary="Projects, coordinates and money by province and fiscal year",
        description=(
            "As the ledger stands now, within what you may see. With `province`, a line for each authority of it; "
            "without, a line for each province. The staff of an authority always gets its own authority."
        ),
        parameters=[shapes.YEAR, shapes.PROVINCE],
        responses={200: shapes.StatusShape},
    )
    def get(self, request: Request) -> Response:
        """The report."""
        question = Question.read(request.query_params.dict(), today=timezone.localdate())
        by_province, by_authority = answer(question, reach_of(request))
        report = by_authority or by_province
        return Response(
            {
                "fiscal_year": report.fiscal_year,
                "lines": [_line(line) for line in report.lines],
                "total": _line(report.total),
            }
        )


def _line(line: Line) -> dict[str, Any]:
    sums = line.sums
    return {
        "province_code": line.province_code,
        "province_th": line.province_th,
        "province_en": line.province_en,
        "authority_id": line.authority_id,
        "authority_code": line.code,
        "authority_th": line.label(in_english=False) if line.authority_id else "",
        "authorities": sums.authorities,
        "projects": sums.projects,
        "by_latest_stage": {stage.slug: sums.at_stage(stage) for stage in PROJECT_STAGES},
        "with_location": sums.with_location,
        "with_problems": sums.with_problems,
        **{
            name: str(getattr(sums, name).quantize(Decimal("0.01")))
            for name in ("planned", "budget", "contract", "paid")
        },
    }
