"""The words of exports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """The formats projects can be taken away in."""

    GEOJSON = "geojson", _("GeoJSON")
    SHP = "shp", _("Shapefile (zip)")
    GPKG = "gpkg", _("GeoPackage")
    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel (XLSX)")


class Encoding(models.TextChoices):
    """The encodings of a shapefile's attributes."""

    UTF8 = "utf-8", _("UTF-8")
    CP874 = "cp874", _("CP874 (Thai Windows)")


class ExportState(models.TextChoices):
    """Where an export stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being written")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (ExportState.QUEUED, ExportState.RUNNING)
