"""The house as a Django app, so that it can carry checks, commands, templates and translations of its own."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HouseConfig(AppConfig):
    name = "geo_eplan"
    label = "house"
    verbose_name = "geo_eplan"

    def ready(self) -> None:
        from geo_eplan import checks  # noqa: F401 - importing it registers the checks


class DepartmentAdminConfig(AdminConfig):
    """Django's administration app with our site, which goes by role."""

    default_site = "geo_eplan.admin_site.DepartmentAdminSite"
