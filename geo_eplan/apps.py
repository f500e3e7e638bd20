"""The house as a Django app, so that it can carry checks, commands, templates and translations of its own."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class HouseConfig(AppConfig):
    name = "geo_eplan"
    label = "house"
    verbose_name = "geo_eplan"

    def ready(self) -> None:
        from geo_eplan import checks  # noqa: F401 - importing it registers the checks
        from geo_eplan.watching import watch_connection

        connection_created.connect(watch_connection)


class DepartmentAdminConfig(AdminConfig):
    """Django's administration app with our site, which goes by role."""

    default_site = "geo_eplan.admin_site.DepartmentAdminSite"
