"""`/api/projects.geojson`: the projects of a selection as a layer for maps and GIS programs."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.api.caller import caller
from layers.api.answers import GEOJSON, GeoJSONView, feature_collection
from layers.api.paging import MOST
from layers.api.serializers import FEATURE_COLLECTION
from projects.api.pages import written_page
from projects.api.words import PAGE_PARAMETERS, SELECTION_PARAMETERS
from projects.selection import ProjectSelection

FEATURES = Path(__file__).with_name("features.sql")
# Seven decimals of a degree are a centimetre.
FINENESS = 1e7
YES = {"1", "true", "yes"}


class ProjectFeatures(GeoJSONView):
    """The projects of a selection as GeoJSON."""

    @extend_schema(
        operation_id="projects_geojson",
        summary="Projects as GeoJSON",
        description=(
            "A page of features by authority and id, made by the database; follow `next`. Projects without a place are "
            "left out unless `include_unplaced=1`, and then have a null geometry. `stage` is the number of the latest "
            "stage (3–8), `problems` a mask of the stages with something to be mended (bit 2^(stage−1)); "
            "amounts are in baht."
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
        wants_all = request.query_params.get("include_unplaced", "").lower() in YES
        page = written_page(
            FEATURES,
            request,
            selection,
            caller(request),
            default=MOST,
            only_placed=not wants_all and selection.has_location is None,
            fineness=FINENESS,
            in_english=False,
        )
        return feature_collection(request, page.rows, returned=page.returned, last_id=page.following)
