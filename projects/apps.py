from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects and their money")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every migrated database has the twelve programmes."""
        from projects.reference import ensure_programmes

        post_migrate.connect(ensure_programmes, sender=self)
