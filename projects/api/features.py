"""`/api/projects.geojson`: the projects of a selection as a layer for maps and GIS programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.api.caller import caller
from layers.api.answers import GEOJSON, GeoJSONView, feature_collection
from layers.api.paging import MOST, page_asked_for
from layers.api.serializers import FEATURE_COLLECTION
from layers.api.statements import run, statement
from layers.querysets import short_name_th
from projects.api.words import PAGE_PARAMETERS, SELECTION_PARAMETERS
from projects.enums import PROJECT_STAGES
from projects.selection import ProjectSelection

FEATURES = Path(__file__).with_name("features.sql")
COLUMNS = (
    "id",
    "code",
    "name",
    "village",
    "fiscal_year",
    "authority_id",
    "programme_id",
    "fund",
    "latest_stage",
    "problems",
    "planned_budget",
    "budget_total",
    "contract_total",
    "paid_total",
    "percent",
    "location_kind",
)
# Seven decimals are a centimetre.
DECIMALS = 7
YES = {"1", "true", "yes"}


def feature_rows(projects: QuerySet[Any]) -> QuerySet[Any]:
    """The columns that `features.sql` expects, by id."""
    stage_name = Case(
        *(When(latest_stage=stage, then=Value(stage.slug)) for stage in PROJECT_STAGES), output_field=CharField()
    )
    return projects.order_by("id").values(
        *COLUMNS,
        geometry=AsGeoJSON("location", precision=DECIMALS),
        province=F("authority__province_id"),
        authority_name=short_name_th("authority__"),
        stage_name=stage_name,
    )


class ProjectFeatures(GeoJSONView):
    """The projects of a selection as GeoJSON."""

    @extend_schema(
        operation_id="projects_geojson",
        summary="Projects as GeoJSON",
        description=(
            "A page of features by id, made by the database. Projects without a place are left out unless "
            "`include_unplaced=1`, and then have a null geometry. `stage` is the number of the latest stage (3–8), "
            "`problems` a mask of the stages that stand without the one before them (bit 2^(stage−1)); amounts are "
            "in baht."
        ),
        parameters=[
            *SELECTION_PARAMETERS,
            *PAGE_PARAMETERS,
            OpenApiParameter("include_unplaced", bool, description="Also projects without a place."),
        ],
        responses={(200, GEOJSON): FEATURE_COLLECTION},
    )
    def get(self, request: Request) -> HttpResponse:
        """One page; `next` is the address of the following one."""
        selection = ProjectSelection.from_params(request.query_params)
        after, limit = page_asked_for(request, default=MOST)
        projects = selection.queryset(caller(request)).filter(id__gt=after)
        wants_all = request.query_params.get("include_unplaced", "").lower() in YES
        if not wants_all and selection.has_location is None:
            projects = projects.with_location()
        compiled = statement(FEATURES, feature_rows(projects)[: limit + 1])
        if compiled is None:
            return feature_collection(request, "", returned=0, last_id=None)
        sql, params = compiled
        features, returned, last_id = run(sql, {**params, "most": limit})
        return feature_collection(request, features, returned=returned, last_id=last_id)
