"""The 77 provinces that every installation starts with.

Shapes: Natural Earth 1:10m (public domain), good to 0.7 km (median) against survey boundaries and 20 km at worst:
fit for overview maps, never to decide a border case. Codes: TIS 1099 and ISO 3166-2.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connections, transaction

PROVINCES = Path(__file__).resolve().parents[1] / "fixtures" / "reference" / "provinces.geojson"
PROVINCE_SOURCE = "Natural Earth 1:10m"
PROVINCE_ACCURACY_M = 20_000

# The annex of 29 September 2559 prints three names wrongly; imports read both spellings.
PROVINCE_ALIASES_TH = {"อุดรดิตถ์": "อุตรดิตถ์", "เขียงราย": "เชียงราย", "เขียงใหม่": "เชียงใหม่"}


def ensure_provinces(using: str = "default", **_signal: Any) -> None:
    """Enter the provinces that are missing. Runs after every migration and changes none that exists."""
    from layers.models import Province

    if Province._meta.db_table not in connections[using].introspection.table_names():
        return
    features = json.loads(PROVINCES.read_text(encoding="utf-8"))["features"]
    with transaction.atomic(using=using):
        Province.objects.using(using).bulk_create([_province(feature) for feature in features], ignore_conflicts=True)


def _province(feature: dict[str, Any]) -> Any:
    from layers.models import Province

    named = feature["properties"]
    shape = GEOSGeometry(json.dumps(feature["geometry"]))
    return Province(
        code=named["tis_1099"],
        iso_code=named["iso_3166_2"],
        name_th=named["name_th"],
        name_en=named["name_en"],
        boundary=shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=shape.srid),
        boundary_source=PROVINCE_SOURCE,
        boundary_accuracy_m=PROVINCE_ACCURACY_M,
    )
