"""The registry in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from layers.enums import AuthorityKind
from layers.models import LocalAuthority, Province


class ProvinceSerializer(serializers.ModelSerializer):
    """A province with its TIS 1099 code."""

    class Meta:
        model = Province
        fields = ("code", "iso_code", "name_th", "name_en", "boundary_source", "boundary_accuracy_m")


class AuthoritySerializer(serializers.ModelSerializer):
    """A local authority as it is now. `short_name` and `full_name` are in the reader's language."""

    kind = serializers.ChoiceField(choices=AuthorityKind.choices)
    short_name = serializers.CharField(read_only=True)
    full_name = serializers.CharField(read_only=True)
    province = serializers.CharField(source="province_id")
    district = serializers.CharField(source="district_id", allow_null=True)
    office = serializers.SerializerMethodField()

    class Meta:
        model = LocalAuthority
        fields: tuple[str, ...] = (
            "id",
            "code",
            "kind",
            "name_th",
            "name_en",
            "short_name",
            "full_name",
            "province",
            "district",
            "subdistrict_code",
            "established_on",
            "dissolved_on",
            "office",
            "area_km2",
            "boundary_source",
            "boundary_accuracy_m",
        )

    @extend_schema_field({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2, "nullable": True})
    def get_office(self, authority: LocalAuthority) -> list[float] | None:
        """Longitude and latitude of the office, WGS 84."""
        return [authority.office.x, authority.office.y] if authority.office else None


class PeriodSerializer(serializers.Serializer):
    """What an authority was from one day until another (the last day is not included)."""

    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    kind = serializers.ChoiceField(choices=AuthorityKind.choices)
    code = serializers.CharField(allow_null=True)
    name_th = serializers.CharField()
    name_en = serializers.CharField()
    province = serializers.CharField(source="province_id")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The range as two days."""
        instance.since, instance.until = instance.during.lower, instance.during.upper
        return super().to_representation(instance)


class AuthorityDetailSerializer(AuthoritySerializer):
    """A local authority with its dated periods."""

    periods = PeriodSerializer(many=True, read_only=True)

    class Meta(AuthoritySerializer.Meta):
        fields = (*AuthoritySerializer.Meta.fields, "periods")


FEATURE_COLLECTION: dict[str, Any] = {
    "type": "object",
    "required": ["type", "numberReturned", "next", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "numberReturned": {"type": "integer"},
        "next": {"type": "string", "format": "uri", "nullable": True, "description": "The next page, if any."},
        "features": {"type": "array", "items": {"type": "object"}},
    },
}
FEATURE: dict[str, Any] = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object"},
    },
}
