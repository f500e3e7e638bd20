"""Errors of the API in one shape: problem details (RFC 9457), `application/problem+json`.

    {"type": "about:blank", "title": "Not found", "status": 404, "code": "not_found", "detail": "…"}

`code` is stable and meant for programs; `title` and `detail` are for people, in the reader's language. When single
fields are wrong, `errors` lists them: `[{"field": "point", "code": "outside_authority", "detail": "…"}]`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"

TITLES = {
    400: gettext_lazy("The request cannot be understood"),
    401: gettext_lazy("Please sign in"),
    403: gettext_lazy("You may not do this"),
    404: gettext_lazy("There is nothing here"),
    405: gettext_lazy("This cannot be done here"),
    406: gettext_lazy("This form of answer is not offered"),
    409: gettext_lazy("Somebody else has changed this meanwhile"),
    413: gettext_lazy("This is too large"),
    415: gettext_lazy("This form of request is not understood"),
    429: gettext_lazy("Too many requests; please wait a little"),
    500: gettext_lazy("Something went wrong on our side"),
    503: gettext_lazy("The service is not available just now"),
}
DEFAULT_CODES = {400: "invalid", 401: "not_authenticated", 403: "permission_denied", 404: "not_found", 409: "conflict"}


class ConflictError(exceptions.APIException):
    """409: the record has changed since the caller read it."""

    status_code = 409
    default_code = "conflict"
    default_detail = gettext_lazy("Load it again, look at what changed, and decide anew.")


def problem(
    *, status: int, code: str = "", detail: str = "", errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """The body of a problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(TITLES.get(status, _("The request failed"))),
        "status": status,
        "code": code or DEFAULT_CODES.get(status, "error"),
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return body


def problem_response(
    *, status: int, code: str = "", detail: str = "", errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """A problem as a plain Django response, for views outside the REST framework (tiles, middleware)."""
    body = problem(status=status, code=code, detail=detail, errors=errors)
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)


def exception_handler(raised: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn what a view raised into a problem. None for what nobody foresaw: Django then answers 500 and logs it.

    A `ValidationError` of a service is 400 unless it carries the code `stale_version`, which is 409.
    """
    error = _as_api_exception(raised)
    if error is None:
        return None
    set_rollback()
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        error.status_code = 401  # the framework says 403 when the first way of signing in has no header for it
    codes = error.get_codes()
    is_field_error = isinstance(error, exceptions.ValidationError)
    errors = list(_field_errors(error.detail)) if is_field_error else []
    body = problem(
        status=error.status_code,
        code=errors[0]["code"] if errors and len(errors) == 1 else ("" if is_field_error else str(codes)),
        detail=errors[0]["detail"] if errors else str(error.detail),
        errors=errors,
    )
    body |= getattr(raised, "extensions", {})  # what the caller may act on, such as the readings to choose from
    headers = {}
    if error.status_code == 401:
        headers["WWW-Authenticate"] = getattr(error, "auth_header", None) or "Bearer"
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Response(body, status=error.status_code, headers=headers, content_type=CONTENT_TYPE)


def _as_api_exception(raised: Exception) -> exceptions.APIException | None:
    if isinstance(raised, exceptions.APIException):
        return raised
    if isinstance(raised, RequestDataTooBig):
        too_large = exceptions.APIException(_("Send less at once."), code="too_large")
        too_large.status_code = 413
        return too_large
    if isinstance(raised, Http404):
        return exceptions.NotFound()
    if isinstance(raised, PermissionDenied):
        return exceptions.PermissionDenied(str(raised) or None)
    if isinstance(raised, DjangoValidationError):
        if any(one.code == "stale_version" for one in getattr(raised, "error_list", [])):
            return ConflictError(" ".join(raised.messages), code="stale_version")
        return exceptions.ValidationError(_validation_detail(raised))
    return None


def _validation_detail(raised: DjangoValidationError) -> Any:
    """Django's validation error in the REST framework's nesting, codes kept."""
    by_field = raised.error_dict if hasattr(raised, "error_dict") else {NON_FIELD_ERRORS: raised.error_list}
    return {
        field: [exceptions.ErrorDetail(" ".join(one.messages), code=one.code or "invalid") for one in found]
        for field, found in by_field.items()
    }


def _field_errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Flatten the REST framework's nested details into one list; `field` is a dotted path, empty for the whole."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = "" if name in {NON_FIELD_ERRORS, "non_field_errors"} else str(name)
            yield from _field_errors(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (Mapping, list))
            yield from _field_errors(inner, f"{path}.{index}".lstrip(".") if nested and len(detail) > 1 else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}
