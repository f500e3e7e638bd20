"""`/api/projects/{id}/positions/`: the places of a project, pinning and taking back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.caller import caller
from geo.coordinates import MAX_TEXT, Reading, read
from geo.front_door import read_geometry
from geo.systems import SYSTEM_NAMES
from projects.api.coordinates import reading_with_place
from projects.api.fields import FiniteFloatField
from projects.api.refusals import extended, first_error, geometry_refusals
from projects.enums import Capture, Inside, PositionKind, Record
from projects.errors import StaleVersion
from projects.models import Position, Project
from projects.permissions import require_entry
from projects.services.positions import pin_project, withdraw_position
from projects.services.proposals import proposals_for


class PositionSerializer(serializers.ModelSerializer):
    """One position of a project, WGS 84; `text` and `system` are what was typed."""

    longitude = serializers.FloatField(source="point.x")
    latitude = serializers.FloatField(source="point.y")
    text = serializers.CharField(source="source_text")
    kind = serializers.ChoiceField(choices=PositionKind.choices)
    capture = serializers.ChoiceField(choices=Capture.choices)
    inside = serializers.ChoiceField(choices=Inside.choices)
    recorded_by = serializers.SerializerMethodField()

    class Meta:
        model = Position
        fields = (
            "id",
            "kind",
            "sequence",
            "is_current",
            "longitude",
            "latitude",
            "text",
            "system",
            "capture",
            "accuracy_m",
            "captured_at",
            "map_zoom",
            "inside",
            "outside_distance_m",
            "outside_reason",
            "recorded_at",
            "recorded_by",
            "set_aside_at",
            "set_aside_reason",
            "client_id",
        )

    def get_recorded_by(self, position: Position) -> str:
        """The name of the person; empty for records without one."""
        return position.recorded_by.get_full_name() if position.recorded_by else ""


class PinSerializer(serializers.Serializer):
    """A new position, given in exactly one way: longitude and latitude, a text, or a GeoJSON point."""

    longitude = FiniteFloatField(required=False)
    latitude = FiniteFloatField(required=False)
    text = serializers.CharField(max_length=MAX_TEXT, required=False)
    system = serializers.ChoiceField(choices=SYSTEM_NAMES, required=False, allow_null=True)
    geometry = serializers.JSONField(required=False, help_text="A GeoJSON Point, or a Feature with one.")
    kind = serializers.ChoiceField(choices=PositionKind.choices, default=PositionKind.PLANNED.value)
    capture = serializers.ChoiceField(
        choices=Capture.choices, required=False, help_text="TYPED for a text and IMPORT otherwise, unless given."
    )
    accuracy_m = FiniteFloatField(required=False, allow_null=True)
    captured_at = serializers.DateTimeField(required=False, allow_null=True)
    map_zoom = FiniteFloatField(required=False, allow_null=True)
    outside_reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    expected_sequence = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        allow_null=True,
        help_text="The sequence of the current position you saw, 0 for none; 409 when it is another one by now.",
    )
    client_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Your own id; sending the same pin twice with it keeps one."
    )

    default_error_messages = {
        "one_way": gettext_lazy("Give longitude and latitude, or a text, or a geometry: exactly one of the three.")
    }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one way of saying where."""
        degrees = ("longitude" in attrs) + ("latitude" in attrs)
        if degrees == 1 or (degrees == 2) + ("text" in attrs) + ("geometry" in attrs) != 1:
            self.fail("one_way")
        return attrs


class WithdrawSerializer(serializers.Serializer):
    """Why a position is taken back."""

    reason = serializers.CharField(max_length=300)


def visible_project(request: Request, pk: int) -> Project:
    """The project, or 404 for one that this person may not know of."""
    project: Project = get_object_or_404(
        Project.objects.visible_to(caller(request)).select_related("authority").defer("authority__boundary"), pk=pk
    )
    return project


class Positions(APIView):
    """The positions of a project."""

    @extend_schema(
        operation_id="positions_list",
        summary="Every position of a project, newest first",
        responses=PositionSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """The history, withdrawn positions too."""
        return Response(PositionSerializer(history(visible_project(request, pk)), many=True).data)

    @extend_schema(
        operation_id="positions_create",
        summary="Pin a project",
        description=(
            "400 with `readings` when a text can be read in several ways (choose one and send its system); 400 "
            "`outside_authority` with `proposals` when the point lies beyond the boundary and no reason is given; "
            "409 with `current` and `yours` when somebody moved the pin meanwhile."
        ),
        request=PinSerializer,
        responses={201: PositionSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Pin the project; the new position becomes the current one of its kind."""
        project = visible_project(request, pk)
        require_entry(caller(request), Record.POSITION, authority_id=project.authority_id)
        sent = PinSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        reading = _reading(given, project)
        capture = given.get("capture") or (Capture.TYPED if "text" in given else Capture.IMPORT)
        told = ("kind", "accuracy_m", "captured_at", "map_zoom", "outside_reason", "expected_sequence", "client_id")
        try:
            position = pin_project(
                project=project,
                reading=reading,
                by=caller(request),
                capture=capture,
                **{name: given[name] for name in told if name in given},
            )
        except StaleVersion as stale:
            yours = {"longitude": reading.longitude, "latitude": reading.latitude, "kind": given["kind"]}
            current = PositionSerializer(stale.current).data if stale.current else None
            raise extended(stale, current=current, yours=yours) from stale
        except DjangoValidationError as error:
            if first_error(error).code == "outside_authority":
                raise _with_proposals(error, reading, project) from error
            raise
        return Response(PositionSerializer(position).data, status=201)


class Withdrawal(APIView):
    """Taking a position back."""

    @extend_schema(
        operation_id="positions_withdraw",
        summary="Take a position back",
        request=WithdrawSerializer,
        responses=PositionSerializer,
    )
    def post(self, request: Request, pk: int, position_pk: int) -> Response:
        """The position, set aside with who and why."""
        position = get_object_or_404(history(visible_project(request, pk)), pk=position_pk)
        require_entry(caller(request), Record.POSITION, authority_id=position.authority_id)
        sent = WithdrawSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        gone = withdraw_position(position=position, by=caller(request), reason=sent.validated_data["reason"])
        return Response(PositionSerializer(gone).data)


def history(project: Project) -> QuerySet[Position]:
    """Every position of a project that the caller already proved to see, newest first."""
    return (
        Position.objects.filter(authority_id=project.authority_id, project_id=project.pk)
        .select_related("recorded_by")
        .order_by("-recorded_at", "-id")
    )


def _reading(given: dict[str, Any], project: Project) -> Reading:
    """The one reading that was meant. Raises with the readings to choose from when the text leaves it open."""
    system = given.get("system")
    if "text" in given:
        with geometry_refusals("text"):
            readings = read(given["text"], system=system)
        if len(readings) > 1:
            choices = [reading_with_place(reading, project.authority) for reading in readings]
            raise extended(
                ValidationError(
                    {"text": _("This can be read in several ways. Choose one and send its system.")},
                    code="several_readings",
                ),
                readings=choices,
            )
        return readings[0]
    if system not in (None, "wgs84"):
        raise ValidationError(
            {"system": _("Degrees and GeoJSON are always WGS 84; send a text for another system.")}, code="wrong_system"
        )
    if "geometry" in given:
        with geometry_refusals("geometry"):
            longitude, latitude = read_geometry(given["geometry"]).coords[0]
        return Reading(longitude, latitude, "wgs84")
    return Reading(given["longitude"], given["latitude"], "wgs84")


def _with_proposals(error: DjangoValidationError, reading: Reading, project: Project) -> Exception:
    params = first_error(error).params or {}
    proposals = [
        {
            "longitude": proposal.longitude,
            "latitude": proposal.latitude,
            "system": proposal.system,
            "code": proposal.code,
            "note": proposal.note,
            "inside": proposal.placement.inside.value,
        }
        for proposal in proposals_for(
            authority_id=project.authority_id,
            longitude=reading.longitude,
            latitude=reading.latitude,
            system=reading.system,
        )
    ]
    return extended(error, distance_m=params.get("distance_m"), neighbour=params.get("neighbour"), proposals=proposals)
