"""The words of exports."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Format(models.TextChoices):
    """The formats projects can be taken away in."""

    GEOJSON = "geojson", "GeoJSON"
    SHP = "shp", "Shapefile (zip)"
    GPKG = "gpkg", "GeoPackage"
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"


class Encoding(models.TextChoices):
    """The encodings of a shapefile's attributes."""

    UTF8 = "utf-8", "UTF-8"
    CP874 = "cp874", "CP874 (Thai Windows)"


class ExportState(models.TextChoices):
    """Where an export stands."""

    QUEUED = "queued", pgettext_lazy("export", "waiting")
    RUNNING = "running", pgettext_lazy("export", "being written")
    DONE = "done", pgettext_lazy("export", "ready")
    FAILED = "failed", pgettext_lazy("export", "failed")
    CANCELLED = "cancelled", pgettext_lazy("export", "cancelled")


OPEN_STATES = (ExportState.QUEUED, ExportState.RUNNING)
