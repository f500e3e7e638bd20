"""Sign in first: every page, tile and API answer asks who you are, unless its view says otherwise."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from geo_eplan.problems import problem_response

FOR_PROGRAMS = ("/api/", "/tiles/", "/ogc/")


class SignInFirst(LoginRequiredMiddleware):
    """As Django's LoginRequiredMiddleware, but programs get a 401 problem instead of a page to sign in on."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know the redirect only; Django takes any answer
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if request.path.startswith(FOR_PROGRAMS):
            return problem_response(status=401, code="not_authenticated")
        return super().handle_no_permission(request, view_func)
