from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoordinationConfig(AppConfig):
    name = "coordination"
    verbose_name = _("Calendar and coordination")
    default_auto_field = "django.db.models.BigAutoField"
