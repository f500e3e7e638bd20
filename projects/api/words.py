"""What the API says about its parameters, in OpenAPI's words."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter

from layers.enums import AuthorityKind
from projects.checks import BY_CODE
from projects.enums import PROJECT_STAGES, Fund

SELECTION_PARAMETERS = [
    OpenApiParameter("authority", int, description="Id of a local authority; 404 outside your scope."),
    OpenApiParameter("province", str, description="Two-digit TIS 1099 code; 404 outside your scope."),
    OpenApiParameter("kind", str, enum=AuthorityKind.values, description="Kind of local authority."),
    OpenApiParameter(
        "fiscal_year", str, description="Fiscal years, separated by commas; Buddhist era (2559), or CE (2016)."
    ),
    OpenApiParameter(
        "stage",
        str,
        description="Latest stages, separated by commas: " + ", ".join(stage.slug for stage in PROJECT_STAGES) + ".",
    ),
    OpenApiParameter("programme", str, description="Numbers of programmes (1–12), separated by commas."),
    OpenApiParameter("fund", str, enum=Fund.values),
    OpenApiParameter("budget_min", str, description="Least planned budget in baht."),
    OpenApiParameter("budget_max", str, description="Largest planned budget in baht."),
    OpenApiParameter("has_location", bool, description="With (1) or without (0) a place on the map."),
    OpenApiParameter("problems", bool, description="With (1) or without (0) problems."),
    OpenApiParameter("check", str, enum=list(BY_CODE), description="A check that the projects fail."),
    OpenApiParameter("q", str, description="Words in the name, place or code; Thai needs no word spaces."),
    OpenApiParameter("bbox", str, description="west,south,east,north in degrees, WGS 84."),
    OpenApiParameter("ids", str, description="Ids of projects, separated by commas; at most 1,000."),
]
PAGE_PARAMETERS = [
    OpenApiParameter(
        "after", str, description="Begin after this row; take it from `next`. The id of a project works as well."
    ),
    OpenApiParameter("limit", int, description="Rows per page, 1–1000."),
]
