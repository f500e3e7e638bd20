"""The administration site is for the department's administrators: by role, not by a flag, with no door of its own."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import assigns_anybody


def is_administrator(request: HttpRequest) -> bool:
    """True for the department's administrators."""
    return isinstance(request.user, User) and assigns_anybody(request.user)


class DepartmentAdminSite(AdminSite):
    """Who signs in here signs in like everybody else, second step included."""

    site_header = gettext_lazy("e-Plan: administration")
    site_title = gettext_lazy("e-Plan: administration")

    def has_permission(self, request: HttpRequest) -> bool:
        """By the role of the day."""
        return is_administrator(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the one page to sign in on; somebody without the role is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("The administration site is open to the department's administrators."))
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """The house registers first and has the last word: a library's own page for the same model is left out."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        super().register([model for model in models if not self.is_registered(model)], admin_class, **options)
