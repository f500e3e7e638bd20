"""`/api/completeness/` and the authorities behind its figures."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gis_reports.api import shapes
from gis_reports.reports.completeness.answering import answer, picked_column
from gis_reports.reports.completeness.authorities import NamedAuthority, named_authorities
from gis_reports.reports.completeness.question import Question
from gis_reports.reports.completeness.report import Completeness, Line
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.reach import reach_of
from projects.enums import Stage

PAGE_SIZE = 100
STATES = ("not_open", "not_applicable", "missing", "overdue", "problem", "entered")


class CompletenessReport(APIView):
    """How many authorities stand in each state, by province, stage and fiscal year, on a day."""

    @extend_schema(
        operation_id="completeness",
        summary="Completeness by province, stage and fiscal year",
        description=(
            "The figures of the printed annex are those of `missing`. Everything is as of the end of the day in "
            "Bangkok, with the registry of authorities of that day, and within what you may see."
        ),
        parameters=[shapes.AS_OF, shapes.YEAR, shapes.PROVINCE],
        responses={200: shapes.CompletenessShape},
    )
    def get(self, request: Request) -> Response:
        """The report, or its line of one province."""
        question, report = answer(_question(request), reach_of(request))
        lines = report.lines if question.province in (None, WHOLE) else [report.line(question.province)]
        return Response(
            {
                "as_of": report.as_of,
                "fiscal_years": report.years,
                "columns": [
                    {
                        "stage": column.stage.slug,
                        "fiscal_year": column.fiscal_year,
                        "is_open": column.is_open,
                        "opens_on": column.opens_on,
                        "due_on": column.due_on,
                    }
                    for column in report.columns
                ],
                "provinces": [_line(report, line) for line in lines if line is not None],
                "total": _line(report, report.total),
            }
        )


class CompletenessAuthorities(APIView):
    """The named authorities behind one figure."""

    @extend_schema(
        operation_id="completeness_authorities",
        summary="The authorities behind a figure of the completeness report",
        description="Without `stage` and `fiscal_year` the open column with most missing is taken.",
        parameters=[
            shapes.AS_OF,
            shapes.STAGE,
            shapes.YEAR,
            shapes.PROVINCE,
            shapes.STATE,
            shapes.KIND,
            shapes.PAGE,
        ],
        responses={200: shapes.ListingShape},
    )
    def get(self, request: Request) -> Response:
        """One page of the list."""
        reach = reach_of(request)
        question, report = answer(_question(request), reach)
        column = picked_column(question, report)
        if column is None:
            raise ValidationError({"stage": _("Choose a stage and a fiscal year that the work calendar has opened.")})
        province = None if question.province in (None, WHOLE) else question.province
        listing = named_authorities(
            as_of=question.as_of,
            reach=reach,
            stage=column.stage,
            fiscal_year=column.fiscal_year,
            province=province,
            state=question.state,
            kind=question.kind,
            page=question.page,
            page_size=PAGE_SIZE,
        )
        return Response(
            {
                "as_of": question.as_of,
                "stage": column.stage.slug,
                "fiscal_year": column.fiscal_year,
                "province_code": province or WHOLE,
                "state": question.state.value,
                "count": listing.count,
                "page": listing.page,
                "pages": listing.pages,
                "states": {state.value: number for state, number in listing.states.items()},
                "kinds": {kind.value: number for kind, number in listing.kinds.items()},
                "authorities": [_authority(named) for named in listing.authorities],
            }
        )


def _question(request: Request) -> Question:
    return Question.read(request.query_params.dict(), today=timezone.localdate())


def _line(report: Completeness, line: Line) -> dict[str, Any]:
    return {
        "province_code": line.code,
        "province_th": line.name_th,
        "province_en": line.name_en,
        "authorities": line.authorities,
        "cells": [
            {
                "stage": column.stage.slug,
                "fiscal_year": column.fiscal_year,
                **{state: getattr(line.cells[column.key], state) for state in STATES},
            }
            for column in report.columns
        ],
    }


def _authority(named: NamedAuthority) -> dict[str, Any]:
    return {
        "authority_id": named.authority_id,
        "code": named.code,
        "kind": named.kind.value,
        "name_th": named.name_th,
        "name_en": named.name_en,
        "province_code": named.province_code,
        "district_th": named.district_th,
        "last_entered_at": named.last_entered_at,
        "stages": {stage.slug: state.value for stage, state in zip(Stage, named.masks.strip, strict=True)},
    }
