"""The gate before every view: an address without a row in the table of access, or a role that has no business there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from accounts.models import User
from geo_eplan.access import Reach, route_of, who_may


class Gate(MiddlewareMixin):
    """Stands behind signing in. Where an address names something of an authority the view decides, because it has to
    look it up: what is not the person's is not there (404), whatever the role.

    Where a method is nobody's the view says 405; a program that signs in with a token is known to its view only, which
    asks for the role itself.
    """

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Raise PermissionDenied for somebody none of whose roles may do this anywhere."""
        found = request.resolver_match
        route = route_of(found.view_name) if found else None
        if route is None or route.reach is Reach.AUTHORITY:
            return
        user, who = request.user, who_may(route, request.method or "GET")
        if not who.roles or not isinstance(user, User):
            return
        if not who.includes(user.scope.roles):
            raise PermissionDenied(_("None of your roles does this."))
