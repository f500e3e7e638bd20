from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GisReportsConfig(AppConfig):
    name = "gis_reports"
    verbose_name = _("Reports and exports")
    default_auto_field = "django.db.models.BigAutoField"
