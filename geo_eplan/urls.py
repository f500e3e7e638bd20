"""The root of all addresses. An app's own addresses live in that app (`urls.py`, `api/urls.py`)."""

from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView

from geo_eplan import pages
from geo_eplan.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("geo_eplan.home.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("", include("accounts.api.urls")),
    path("", include("layers.api.urls")),
    path("", include("projects.api.urls")),
    path("admin/", admin.site.urls),
]
for app in ("accounts", "layers", "projects", "coordination", "gis_reports"):
    if find_spec(f"{app}.urls"):
        urlpatterns.append(path("", include(f"{app}.urls")))

handler400 = pages.bad_request
handler403 = pages.permission_denied
handler404 = pages.not_found
handler500 = pages.server_error
