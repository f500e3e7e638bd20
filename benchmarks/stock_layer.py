"""The layer of `/api/projects.geojson` made as the manual of djangorestframework-gis shows it, for comparison only."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIRequestFactory
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from accounts.models import User
from projects.models import Project

# A name that every installation allows.
HOST = "127.0.0.1"


class _Serializer(GeoFeatureModelSerializer):
    class Meta:
        model = Project
        geo_field = "location"
        fields: ClassVar = (
            "id", "code", "name", "village", "fiscal_year", "authority", "programme", "fund",
            "latest_stage", "problems", "planned_budget", "budget_total",
            "contract_total", "paid_total", "percent", "location_kind",
        )  # fmt: skip


def stock_page(user: User, *, fiscal_year: int, limit: int) -> bytes:
    """One feature collection as JSON text, in the reach of the person; no count, as with the other ways."""

    return _answer(user, fiscal_year, slice(limit))


def numbered_stock_page(user: User, *, fiscal_year: int, limit: int, offset: int) -> bytes:
    """The same with the pages of the manual, `LimitOffsetPagination`: rows are skipped, and counted for every page."""
    return _answer(user, fiscal_year, None, {"limit": limit, "offset": offset})


def _answer(user: User, fiscal_year: int, rows: slice | None, asked: dict[str, int] | None = None) -> bytes:
    class Layer(ListAPIView):
        serializer_class = _Serializer
        pagination_class = LimitOffsetPagination if asked else None
        renderer_classes = [JSONRenderer]
        authentication_classes = ()
        permission_classes = [AllowAny]

        def get_queryset(self) -> QuerySet[Project]:
            chosen = Project.objects.visible_to(user).with_location().filter(fiscal_year=fiscal_year)
            ordered = chosen.order_by("id")
            return ordered if rows is None else ordered[rows]

    answer = Layer.as_view()(APIRequestFactory().get("/", asked, headers={"host": HOST}))
    answer.render()
    content: bytes = answer.content
    return content
