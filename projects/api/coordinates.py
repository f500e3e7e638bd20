"""`/api/coordinates/read`: what a typed text may mean, and where each reading lies."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geo.coordinates import MAX_TEXT, Reading, read
from geo.reading_json import reading_as_json
from geo.systems import SYSTEM_NAMES, WGS84
from layers.models import LocalAuthority
from projects.api.refusals import geometry_refusals
from projects.enums import Inside
from projects.services.checking import language
from projects.services.placement import ground_of, name_of, nearest_authorities, place_against


class PlaceSerializer(serializers.Serializer):
    """Where a reading lies against an authority. `neighbour` is whose ground it is, or the nearest authority."""

    inside = serializers.ChoiceField(choices=Inside.choices)
    distance_m = serializers.FloatField(allow_null=True, help_text="Metres beyond the boundary, on the ellipsoid.")
    neighbour = serializers.CharField(allow_blank=True)


class ReadingSerializer(serializers.Serializer):
    """One way of reading a text, WGS 84."""

    longitude = serializers.FloatField()
    latitude = serializers.FloatField()
    system = serializers.ChoiceField(choices=SYSTEM_NAMES)
    note = serializers.CharField(allow_blank=True)
    note_code = serializers.CharField(allow_blank=True)
    swapped = serializers.BooleanField()
    place = PlaceSerializer(allow_null=True)


class ReadRequestSerializer(serializers.Serializer):
    """A text as typed or pasted."""

    text = serializers.CharField(max_length=MAX_TEXT, trim_whitespace=False)
    system = serializers.ChoiceField(choices=SYSTEM_NAMES, required=False, allow_null=True)
    authority = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False, allow_null=True)


class ReadingsSerializer(serializers.Serializer):
    """Every reading of a text, never empty."""

    readings = ReadingSerializer(many=True)


def place_of(authority: LocalAuthority, longitude: float, latitude: float) -> dict[str, Any]:
    """Inside, distance and neighbour of a position, as plain data."""
    placement = place_against(authority_id=authority.pk, longitude=longitude, latitude=latitude)
    neighbour = ""
    if placement.inside in (Inside.OUTSIDE, Inside.UNKNOWN):
        point = Point(longitude, latitude, srid=WGS84)
        ground: Any = ground_of(point, but_not=authority)
        if not isinstance(ground, LocalAuthority):
            ground = next(iter(nearest_authorities(point, but_not=authority)), ground)
        neighbour = name_of(ground)
    distance = placement.distance_m
    return {
        "inside": placement.inside.value,
        "distance_m": None if distance is None else round(distance, 1),
        "neighbour": neighbour,
    }


def reading_with_place(reading: Reading, authority: LocalAuthority | None) -> dict[str, Any]:
    """A reading as plain data, with its place where an authority is asked about."""
    place = place_of(authority, reading.longitude, reading.latitude) if authority else None
    return {**reading_as_json(reading, language=language()), "place": place}


class ReadCoordinates(APIView):
    """What a text may mean."""

    @extend_schema(
        operation_id="coordinates_read",
        summary="Read coordinates in any notation",
        description=(
            "Decimal degrees, degrees-minutes-seconds in Thai and Latin notation, UTM 47N/48N on WGS 84 and Indian "
            "1975, Thai digits, map links. Every reading that agrees with the text is returned; nothing is guessed. "
            "With `authority`, each says whether it lies inside."
        ),
        request=ReadRequestSerializer,
        responses=ReadingsSerializer,
    )
    def post(self, request: Request) -> Response:
        """The readings, or 400 with the reason and the next step."""
        asked = ReadRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        authority = _authority(asked.validated_data.get("authority"))
        with geometry_refusals("text"):
            readings = read(asked.validated_data["text"], system=asked.validated_data.get("system"))
        return Response({"readings": [reading_with_place(reading, authority) for reading in readings]})


def _authority(pk: int | None) -> LocalAuthority | None:
    if pk is None:
        return None
    found = LocalAuthority.objects.defer("boundary").filter(pk=pk).first()
    if found is None:
        raise ValidationError({"authority": _("There is no such local authority.")}, code="not_found")
    return found
