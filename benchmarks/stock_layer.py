"""The layer of `/api/projects.geojson` made as the manual of djangorestframework-gis shows it, for comparison only."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIRequestFactory
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from accounts.models import User
from projects.models import Project


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

    class Layer(ListAPIView):
        serializer_class = _Serializer
        pagination_class = None
        renderer_classes: ClassVar = [JSONRenderer]
        authentication_classes: ClassVar = []
        permission_classes: ClassVar = [AllowAny]

        def get_queryset(self) -> QuerySet[Project]:
            chosen = Project.objects.visible_to(user).with_location().filter(fiscal_year=fiscal_year)
            return chosen.order_by("id")[:limit]

    answer = Layer.as_view()(APIRequestFactory().get("/"))
    answer.render()
    content: bytes = answer.content
    return content
