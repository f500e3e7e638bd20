"""The pages that say what went wrong, in a plain sentence with a next step; problem+json where a program asked."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from geo_eplan.middleware import FOR_PROGRAMS
from geo_eplan.problems import problem_response


def _answer(request: HttpRequest, status: int, code: str = "", detail: str = "") -> HttpResponse:
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(status=status, code=code, detail=detail)
    return render(request, f"{status}.html", {"detail": detail}, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """400"""
    return _answer(request, 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """403, with the reason the code gave."""
    return _answer(request, 403, detail=str(exception or ""))


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """404: also for what exists but is none of the reader's business."""
    return _answer(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponseBase:
    """500. The template stands alone: it may use nothing that could be what broke."""
    if request.path.startswith(FOR_PROGRAMS):
        return problem_response(status=500)
    return render(request, "500.html", status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form that was open too long, or cookies that are switched off."""
    return _answer(
        request,
        403,
        code="csrf_failed",
        detail=_("This form was open too long. Go back, load the page again and send it once more."),
    )
