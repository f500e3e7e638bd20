"""`/api/exports/`: ask for a file of projects, see how far it is, call it off, take it away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import FileResponse, Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from gis_reports.enums import Encoding, Format
from gis_reports.exports.files import file_response
from gis_reports.models import ExportJob
from gis_reports.services.exports import cancel_export, request_export
from layers.api.paging import KeysetPagination
from projects.selection import ProjectSelection
from projects.selection_words import READERS


class ExportSerializer(serializers.ModelSerializer):
    """An export job. `done` and `total` count projects; `file` is the address of the file once it is ready."""

    file = serializers.SerializerMethodField()

    class Meta:
        model = ExportJob
        fields: ClassVar = (
            "id",
            "format",
            "encoding",
            "selection",
            "state",
            "done",
            "total",
            "with_place",
            "file",
            "file_name",
            "size",
            "sha256",
            "error",
            "created_at",
            "started_at",
            "finished_at",
            "expires_at",
        )

    @extend_schema_field(OpenApiTypes.URI)
    def get_file(self, job: ExportJob) -> str | None:
        """Where to fetch the file; null while there is none and after its time."""
        request = self.context.get("request")
        if not job.has_file or request is None:
            return None
        address: str = request.build_absolute_uri(reverse("api-export-file", args=[job.pk]))
        return address


class NewExportSerializer(serializers.Serializer):
    """What to write. `selection` holds the filters of `/api/projects/`, as an object or as a query string."""

    format = serializers.ChoiceField(choices=Format.choices)
    encoding = serializers.ChoiceField(
        choices=Encoding.choices, default=Encoding.UTF8, help_text="Of a shapefile's attributes."
    )
    selection = serializers.JSONField(default=dict)

    def to_internal_value(self, data: Any) -> Any:
        """Refuse words that are none: a filter beside `selection` instead of in it would export everything."""
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError(
                {
                    str(unknown[0])[:40]: _(
                        "There is no such word here. Put filters into “selection”. Words: %(words)s."
                    )
                    % {"words": ", ".join(self.fields)}
                },
                code="unknown_word",
            )
        return super().to_internal_value(data)

    def validate_selection(self, given: Any) -> ProjectSelection:
        """Read the filters. A filter that does not exist is refused: ignored, it would export everything."""
        if isinstance(given, str):
            query = QueryDict(given.removeprefix("?"))
            params: dict[str, Any] = {name: query.getlist(name) for name in query}
        elif isinstance(given, dict):
            params = {name: _texts(value) for name, value in given.items() if value is not None}
        else:
            raise serializers.ValidationError(_("Give an object of filters or a query string."), code="invalid")
        if unknown := sorted(set(params) - set(READERS)):
            raise serializers.ValidationError(
                _("There is no filter “%(name)s”. Filters: %(filters)s.")
                % {"name": unknown[0][:40], "filters": ", ".join(READERS)},
                code="unknown_filter",
            )
        return ProjectSelection.from_params(params)


def _texts(value: Any) -> list[str]:
    """A filter's value as the texts of a parameter: lists item by item, true and false as 1 and 0."""
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, bool):
        return ["1" if value else "0"]
    if isinstance(value, str | int | float):
        return [str(value)]
    raise serializers.ValidationError(_("A filter is a text, a number, true or false, or a list."), code="invalid")


def person(request: Request) -> User:
    """Who asks. The permission classes have seen to it that somebody does."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


class Exports(GenericAPIView):
    """One's own exports."""

    serializer_class = ExportSerializer
    pagination_class = KeysetPagination
    filter_backends = ()
    queryset = ExportJob.objects.none()

    @extend_schema(operation_id="exports_list", summary="Your exports", responses=ExportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The jobs of the person who asks."""
        page = self.paginate_queryset(ExportJob.objects.visible_to(person(request)))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="exports_create",
        summary="Ask for a file of projects",
        description=(
            "Small selections are written at once and come back `done`; larger ones are written by the worker: poll "
            "the job until `state` is `done`, `failed` or `cancelled`. The selection is read again, in your scope of "
            "that moment, when the file is written."
        ),
        request=NewExportSerializer,
        responses={201: ExportSerializer},
    )
    def post(self, request: Request) -> Response:
        """The job, and its address in Location."""
        asked = NewExportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        job = request_export(
            owner=person(request),
            selection=asked.validated_data["selection"],
            form=Format(asked.validated_data["format"]),
            encoding=Encoding(asked.validated_data["encoding"]),
        )
        headers = {"Location": request.build_absolute_uri(reverse("api-export", args=[job.pk]))}
        return Response(self.get_serializer(job).data, status=201, headers=headers)


def _own(request: Request, pk: int) -> ExportJob:
    job = ExportJob.objects.visible_to(person(request)).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


class OneExport(APIView):
    """One export of one's own."""

    @extend_schema(operation_id="exports_read", summary="How far an export is", responses=ExportSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The job."""
        return Response(ExportSerializer(_own(request, pk), context={"request": request}).data)

    @extend_schema(operation_id="exports_cancel", summary="Cancel an export", request=None, responses=ExportSerializer)
    def delete(self, request: Request, pk: int) -> Response:
        """The job after cancelling; one that is being written stops within moments. Repeating is harmless."""
        job = cancel_export(job=_own(request, pk))
        return Response(ExportSerializer(job, context={"request": request}).data)


class ExportFile(APIView):
    """The file of an export."""

    @extend_schema(
        operation_id="exports_file",
        summary="The file of an export",
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        """The file, or 404 while there is none."""
        return file_response(_own(request, pk))
