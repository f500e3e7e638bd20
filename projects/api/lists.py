"""`/api/projects/`: the projects of a selection in JSON, what they add up to, and each one whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.caller import caller
from layers.api.paging import DEFAULT_LIMIT, next_address
from projects.api.pages import MASKS, ProjectPages, written_page
from projects.api.serializers import (
    ProgrammeSerializer,
    ProjectDetailSerializer,
    ProjectSerializer,
    SumsSerializer,
)
from projects.api.words import SELECTION_PARAMETERS
from projects.models import (
    BudgetApproval,
    ContractShare,
    Disbursement,
    Handover,
    PlanApproval,
    PlannedBudget,
    Position,
    Programme,
    Progress,
    Project,
)
from projects.selection import ProjectSelection

LISTS = Path(__file__).with_name("lists.sql")


@extend_schema_view(
    get=extend_schema(operation_id="projects_list", summary="Projects", parameters=SELECTION_PARAMETERS)
)
class Projects(ListAPIView):
    """The projects of a selection, by authority and id."""

    # for the OpenAPI description; the rows are written by the database, as a serializer would take ten times as long
    serializer_class = ProjectSerializer
    pagination_class = ProjectPages
    queryset = Project.objects.none()

    def get(  # type: ignore[override]  # bytes that are ready; DRF takes any answer of Django
        self, request: Request, *args: object, **kwargs: object
    ) -> HttpResponse:
        """One page; `next` is the address of the following one."""
        page = written_page(
            LISTS,
            request,
            ProjectSelection.from_params(request.query_params),
            caller(request),
            default=DEFAULT_LIMIT,
            masks=MASKS,
            in_english=(get_language() or "th").startswith("en"),
        )
        following = page.following and next_address(request, page.following)
        body = b'{"next":%b,"results":[%b]}' % (json.dumps(following).encode(), page.rows)
        headers = {"Link": f'<{following}>; rel="next"'} if following else {}
        return HttpResponse(body, content_type="application/json", headers=headers)


class ProjectTotals(APIView):
    """What a selection adds up to."""

    @extend_schema(
        operation_id="projects_totals",
        summary="Counts, sums and facets of a selection",
        parameters=SELECTION_PARAMETERS,
        responses=SumsSerializer,
    )
    def get(self, request: Request) -> Response:
        """One query over the very rows that the list gives."""
        selection = ProjectSelection.from_params(request.query_params)
        return Response(SumsSerializer(selection.totals(caller(request))).data)


def _live(model: type, *order: str) -> QuerySet:
    return model.objects.live().order_by(*order, "id")  # type: ignore[attr-defined]  # every record has this manager


class OneProject(RetrieveAPIView):
    """One project."""

    serializer_class = ProjectDetailSerializer
    queryset = Project.objects.none()  # for the OpenAPI description
    related: ClassVar = ["authority", "plan", "strategy", "approach"]

    @extend_schema(operation_id="projects_retrieve", summary="One project with its money, stages and positions")
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """404 for a project outside the caller's scope."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Project]:
        """One query for the project and one for each kind of record, however many there are."""
        return (
            Project.objects.visible_to(caller(self.request))
            .select_related(*self.related)
            .defer("authority__boundary", "authority__office")
            .prefetch_related(
                Prefetch("planned_budgets", _live(PlannedBudget, "fiscal_year")),
                Prefetch("plan_approvals", _live(PlanApproval, "approved_on")),
                Prefetch("budget_approvals", _live(BudgetApproval, "approved_on")),
                Prefetch("contract_shares", _live(ContractShare, "contract__signed_on").select_related("contract")),
                Prefetch("disbursements", _live(Disbursement, "paid_on")),
                Prefetch("progress_reports", _live(Progress, "-reported_on")),
                Prefetch("handovers", _live(Handover, "accepted_on")),
                Prefetch("positions", _live(Position, "kind", "-sequence").select_related("recorded_by")),
            )
        )


@extend_schema_view(get=extend_schema(operation_id="programmes_list", summary="The twelve programmes of local budgets"))
class Programmes(ListAPIView):
    """The standard programmes."""

    serializer_class = ProgrammeSerializer
    queryset = Programme.objects.order_by("code")
    pagination_class = None
