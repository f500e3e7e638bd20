"""`/api/provinces/` and `/api/authorities/`: the registry is public to everybody who is signed in."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db.models import BinaryField, CharField, ExpressionWrapper, F, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request

from geo.systems import WGS84
from geo.thai import from_thai_digits
from layers.api.answers import GEOJSON, GeoJSONView, feature_collection
from layers.api.paging import KeysetPagination, page_asked_for
from layers.api.serializers import (
    FEATURE,
    FEATURE_COLLECTION,
    AuthorityDetailSerializer,
    AuthoritySerializer,
    ProvinceSerializer,
)
from layers.api.statements import run, statement
from layers.enums import AuthorityKind
from layers.models import AuthorityPeriod, LocalAuthority, Province

BOUNDARIES = Path(__file__).with_name("boundaries.sql")
# About 100 m on the ground: a whole province is then a few hundred kilobytes at most.
OVERVIEW_DEGREES = 0.001

AUTHORITY_PARAMETERS = [
    OpenApiParameter("province", str, description="Two-digit TIS 1099 code."),
    OpenApiParameter("kind", str, enum=AuthorityKind.values),
    OpenApiParameter("q", str, description="Part of the Thai or English name, or the DLA code."),
    OpenApiParameter("bbox", str, description="west,south,east,north in degrees."),
]
SIMPLIFY = OpenApiParameter(
    "simplify", float, description="Degrees by which boundaries may be simplified, 0–0.1 (0 keeps them whole)."
)


def chosen_authorities(request: Request) -> QuerySet[LocalAuthority]:
    """The authorities a request asks for. Raises ValidationError naming the wrong parameter."""
    found = LocalAuthority.objects.filter(dissolved_on__isnull=True)
    params = request.query_params
    if province := from_thai_digits(params.get("province", "").strip()):
        found = found.filter(province_id=province)
    if kind := params.get("kind", "").strip().upper():
        if kind not in AuthorityKind.values:
            choices = ", ".join(AuthorityKind.values)
            raise ValidationError({"kind": _("Give one of: %(choices)s.") % {"choices": choices}}, code="not_a_choice")
        found = found.filter(kind=kind)
    if q := params.get("q", "").replace("\x00", "").strip():
        found = found.filter(Q(name_th__contains=q) | Q(name_en__icontains=q) | Q(code=from_thai_digits(q)[:7]))
    if bbox := params.get("bbox", "").strip():
        found = found.filter(boundary__bboverlaps=_envelope(bbox))
    return found


def _envelope(text: str) -> Polygon:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValidationError(
            {"bbox": _("Give west,south,east,north in degrees, such as 100.8,14.4,101.2,14.8.")}, code="not_a_rectangle"
        )
    envelope = Polygon.from_bbox((west, south, east, north))
    envelope.srid = WGS84
    return envelope


def _tolerance(request: Request, default: float) -> float:
    text = request.query_params.get("simplify", "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = math.nan
    if not 0 <= value <= 0.1:
        raise ValidationError({"simplify": _("Give degrees from 0 to 0.1.")}, code="out_of_range")
    return value


def _shape() -> ExpressionWrapper:
    """The boundary as it lies in the table, without GeoDjango's own wrapping."""
    return ExpressionWrapper(F("boundary"), output_field=BinaryField())


def _province_rows() -> QuerySet[Any]:
    properties = JSONObject(code=F("code"), iso_code=F("iso_code"), name_th=F("name_th"), name_en=F("name_en"))
    return Province.objects.values(
        id=ExpressionWrapper(F("code"), output_field=CharField()), shape=_shape(), properties=properties
    )


def _authority_rows(found: QuerySet[LocalAuthority]) -> QuerySet[Any]:
    properties = JSONObject(
        id=F("id"),
        code=F("code"),
        kind=F("kind"),
        name_th=F("name_th"),
        name_en=F("name_en"),
        province=F("province_id"),
        boundary_source=F("boundary_source"),
        boundary_accuracy_m=F("boundary_accuracy_m"),
    )
    return found.order_by("id").values("id", shape=_shape(), properties=properties)


@extend_schema_view(get=extend_schema(summary="Provinces", parameters=[]))
class Provinces(ListAPIView):
    """The 77 provinces, Bangkok among them."""

    serializer_class = ProvinceSerializer
    queryset = Province.objects.defer("boundary").order_by("code")
    pagination_class = None


class ProvinceFeatures(GeoJSONView):
    """The provinces as GeoJSON."""

    @extend_schema(
        operation_id="provinces_geojson",
        summary="Provinces with their boundaries",
        parameters=[SIMPLIFY],
        responses={(200, GEOJSON): FEATURE_COLLECTION},
    )
    def get(self, request: Request) -> HttpResponse:
        """All 77 in one answer; simplified to about 500 m unless `simplify` says otherwise."""
        return _features(request, _province_rows(), limit=100, tolerance=_tolerance(request, 5 * OVERVIEW_DEGREES))


class OneProvinceFeature(GeoJSONView):
    """One province's boundary."""

    @extend_schema(
        operation_id="province_geojson",
        summary="One province's boundary",
        parameters=[SIMPLIFY, OpenApiParameter("code", str, OpenApiParameter.PATH)],
        responses={(200, GEOJSON): FEATURE},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """A Feature, simplified to about 100 m unless `simplify` says otherwise."""
        rows = _province_rows().filter(code=code)
        feature, returned, _last = _written(rows, limit=1, tolerance=_tolerance(request, OVERVIEW_DEGREES))
        if not returned:
            raise NotFound
        return HttpResponse(feature.encode(), content_type=GEOJSON)


@extend_schema_view(get=extend_schema(summary="Local authorities", parameters=AUTHORITY_PARAMETERS))
class Authorities(ListAPIView):
    """The authorities that exist today, by id."""

    serializer_class = AuthoritySerializer
    pagination_class = KeysetPagination

    def get_queryset(self) -> QuerySet[LocalAuthority]:
        """What the parameters choose."""
        return chosen_authorities(self.request).defer("boundary")


class AuthorityFeatures(GeoJSONView):
    """Authorities as GeoJSON."""

    @extend_schema(
        operation_id="authorities_geojson",
        summary="Local authorities with their boundaries",
        parameters=[*AUTHORITY_PARAMETERS, SIMPLIFY, OpenApiParameter("after", int), OpenApiParameter("limit", int)],
        responses={(200, GEOJSON): FEATURE_COLLECTION},
    )
    def get(self, request: Request) -> HttpResponse:
        """A page of features with boundaries, simplified to about 100 m unless `simplify` says otherwise."""
        after, limit = page_asked_for(request)
        rows = _authority_rows(chosen_authorities(request).filter(id__gt=after))[: limit + 1]
        return _features(request, rows, limit=limit, tolerance=_tolerance(request, OVERVIEW_DEGREES))


@extend_schema_view(get=extend_schema(summary="One local authority with its periods"))
class OneAuthority(RetrieveAPIView):
    """One authority, dissolved ones too."""

    serializer_class = AuthorityDetailSerializer
    queryset = LocalAuthority.objects.defer("boundary").prefetch_related(
        Prefetch("periods", AuthorityPeriod.objects.order_by("during"))
    )


class OneAuthorityFeature(GeoJSONView):
    """One authority's boundary."""

    @extend_schema(
        operation_id="authority_geojson",
        summary="One local authority's boundary, whole",
        parameters=[SIMPLIFY, OpenApiParameter("pk", int, OpenApiParameter.PATH)],
        responses={(200, GEOJSON): FEATURE},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """A Feature; its geometry is null when no boundary is known."""
        rows = _authority_rows(LocalAuthority.objects.filter(pk=pk))
        feature, returned, _last = _written(rows, limit=1, tolerance=_tolerance(request, 0))
        if not returned:
            raise NotFound
        return HttpResponse(feature.encode(), content_type=GEOJSON)


def _features(request: Request, rows: QuerySet[Any], *, limit: int, tolerance: float) -> HttpResponse:
    features, returned, last_id = _written(rows, limit=limit, tolerance=tolerance)
    return feature_collection(request, features, returned=returned, last_id=last_id)


def _written(rows: QuerySet[Any], *, limit: int, tolerance: float) -> tuple[str, int, int | None]:
    compiled = statement(BOUNDARIES, rows)
    if compiled is None:
        return "", 0, None
    sql, params = compiled
    features, returned, last_id = run(sql, {**params, "most": limit, "tolerance": tolerance})
    return features, returned, last_id
