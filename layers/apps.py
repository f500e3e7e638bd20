from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = _("The ground: provinces and local authorities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every migrated database has the provinces."""
        from layers.reference import ensure_provinces

        post_migrate.connect(ensure_provinces, sender=self)
