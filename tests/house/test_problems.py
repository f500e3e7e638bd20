"""Every error of the API has one shape."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import translation
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, Throttled
from rest_framework.exceptions import ValidationError as RestValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView


def answer_to(raised: Exception) -> Response:
    """What a view answers that raises this."""

    class Failing(APIView):
        permission_classes = []
        authentication_classes = []

        def get(self, request: Request) -> Response:
            raise raised

    with translation.override("en"):
        answer = Failing.as_view()(APIRequestFactory().get("/api/x"))
        answer.render()
    return answer


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied("Engineers place pins."), 403, "permission_denied"),
        (NotAuthenticated(), 401, "not_authenticated"),
        (ValidationError("Outside.", code="outside_authority"), 400, "outside_authority"),
        (ValidationError("Moved.", code="stale_version"), 409, "stale_version"),
        (ValidationError({"point": ValidationError("No.", code="swapped")}), 400, "swapped"),
        (Throttled(wait=3), 429, "throttled"),
    ],
)
def test_errors_become_problems(raised: Exception, status: int, code: str) -> None:
    answer = answer_to(raised)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "code"} <= set(answer.data)
    assert (answer.data["status"], answer.data["code"]) == (status, code)


def test_each_wrong_field_is_named() -> None:
    class Pin(serializers.Serializer):
        longitude = serializers.FloatField()
        latitude = serializers.FloatField()

    pin = Pin(data={"longitude": "east"})
    assert not pin.is_valid()
    answer = answer_to(RestValidationError(pin.errors))
    assert [(error["field"], error["code"]) for error in answer.data["errors"]] == [
        ("longitude", "invalid"),
        ("latitude", "required"),
    ]


def test_nested_lists_keep_their_place() -> None:
    answer = answer_to(RestValidationError({"points": [{}, {"x": ["No."]}]}))
    assert answer.data["errors"] == [{"field": "points.1.x", "code": "invalid", "detail": "No."}]


def test_what_nobody_foresaw_is_not_dressed_up() -> None:
    with pytest.raises(ZeroDivisionError):
        answer_to(ZeroDivisionError())


def test_a_waiting_time_is_told() -> None:
    assert answer_to(Throttled(wait=3)).headers["Retry-After"] == "3"
