"""Boundaries of provinces, districts, subdistricts and authorities from a file of shapes.

GeoJSON, GeoPackage, zipped shapefile (UTF-8 or TIS-620) and CSV with WKT are read through the front door in any
named reference system. A place is recognised by its code, never by its name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from geo.front_door import LayerRow, open_layer, sniff_upload
from geo.systems import WGS84
from layers.importing.columns import BOUNDARY_COLUMNS, digits_of, find_columns
from layers.importing.findings import ImportPlan, Outcome, PlannedRow, Remark, UnusableFile
from layers.models import District, LocalAuthority, NamedPlace, Province, Subdistrict

# The models differ in their codes only; Any, because the type checker cannot see a column they do not inherit.
_MODEL: dict[str, Any] = {
    "province": Province,
    "district": District,
    "subdistrict": Subdistrict,
    "authority": LocalAuthority,
}
_CODE_LENGTH = {"province": 2, "district": 4, "subdistrict": 6, "authority": 7}
_PARENT_LENGTH = {"district": 2, "subdistrict": 4}
LEVELS = tuple(_MODEL)

# A column whose longest values all have the same length was probably cut there by the format it passed through.
_MANY_AT_THE_LIMIT = 5


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """What a person may say about a file of boundaries; whatever is left out is taken from the file."""

    level: str
    path: Path
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    code_field: str = ""
    accuracy_m: int | None = None
    source: str = ""


def plan_boundaries(asked: BoundaryFile) -> ImportPlan:
    """Read a file of shapes and say, row by row, what would be done. Raises UnusableFile and geo.errors.GeoError."""
    upload = sniff_upload(asked.path.name, asked.path)
    with open_layer(asked.path, upload.kind, layer=asked.layer, encoding=asked.encoding, crs=asked.crs) as layer:
        columns = find_columns(layer.fields, BOUNDARY_COLUMNS[asked.level])
        if asked.code_field:
            if asked.code_field not in layer.fields:
                raise UnusableFile(f"The file has no column {asked.code_field}. It has: {', '.join(layer.fields)}.")
            columns["code"] = asked.code_field
        if "code" not in columns:
            raise UnusableFile(
                f"No column of the file is known to hold the {asked.level}'s code. Name it with --code-field."
                f" The file has: {', '.join(layer.fields)}."
            )
        plan = ImportPlan(remarks=[Remark(note.code, note.en) for note in layer.notes])
        if layer.operation:
            plan.remarks.append(Remark("operation", f"Coordinates were brought to WGS 84 by: {layer.operation}."))
        known = set(_MODEL[asked.level].objects.values_list("code", flat=True))
        parents = _parents(asked.level)
        plan.rows = [_plan_row(row, columns, asked, known, parents) for row in layer]
    _compare_rows(plan)
    return plan


def _parents(level: str) -> set[str]:
    """Codes of the places the level's codes must begin with."""
    if level == "district":
        return set(Province.objects.values_list("code", flat=True))
    if level == "subdistrict":
        return set(District.objects.values_list("code", flat=True))
    return set()


def _plan_row(
    row: LayerRow, columns: dict[str, str], asked: BoundaryFile, known: set[str], parents: set[str]
) -> PlannedRow:
    cells = {meaning: _text(row.attributes.get(column)) for meaning, column in columns.items()}
    code = digits_of(cells["code"])
    planned = PlannedRow(row.number, f"{cells['code']} {cells.get('name_th', '')}".strip(), Outcome.ADD)
    if len(code) != _CODE_LENGTH[asked.level]:
        planned.refuse(
            "code_length", f"“{cells['code']}” is not a {asked.level} code of {_CODE_LENGTH[asked.level]} digits."
        )
    elif asked.level in ("province", "authority") and code not in known:
        planned.refuse("unknown_code", f"There is no {asked.level} with code {code}. Enter it in the registry first.")
    elif asked.level in _PARENT_LENGTH and code[: _PARENT_LENGTH[asked.level]] not in parents:
        planned.refuse(
            "unknown_parent", f"The place that {code} belongs to is not known. Import the level above first."
        )
    elif asked.level in ("district", "subdistrict") and not cells.get("name_th"):
        planned.refuse("no_name", "The Thai name is empty.")
    shape = row.geometry
    if shape is None:
        reason = str(row.problem) if row.problem else "The row has no geometry."
        planned.refuse("no_shape", reason)
        return planned
    if row.problem is not None:
        planned.doubt("repaired", str(row.problem))
    polygons = _polygons(shape)
    if polygons is None:
        planned.refuse("no_area", f"The geometry is a {shape.geom_type}; a boundary is a polygon.")
        return planned
    if planned.outcome is not Outcome.REFUSE:
        planned.existing_id = code if code in known else None
        planned.outcome = Outcome.CHANGE if code in known else Outcome.ADD
    planned.values = {
        "code": code,
        "name_th": cells.get("name_th", ""),
        "name_en": cells.get("name_en", ""),
        "boundary": polygons,
        "boundary_source": asked.source or asked.path.name,
        "boundary_accuracy_m": asked.accuracy_m,
    }
    return planned


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _polygons(shape: BaseGeometry) -> BaseGeometry | None:
    """The polygons of a shape as one multipolygon; lines and points left over from a repair are dropped."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if shape.geom_type == "GeometryCollection":
        parts = [p for part in shapely.get_parts(shape) for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else None


def _compare_rows(plan: ImportPlan) -> None:
    """Name rows that repeat a code and names that look cut; and rows that change nothing."""
    taken = [row for row in plan.rows if row.outcome is not Outcome.REFUSE]
    codes = Counter(row.values["code"] for row in taken)
    for row in taken:
        if codes[row.values["code"]] > 1:
            row.refuse("code_repeated", f"Code {row.values['code']} stands on more than one row of the file.")
    for column in ("name_th", "name_en"):
        longest = max((len(row.values[column]) for row in taken), default=0)
        at_limit = [row for row in taken if longest >= 10 and len(row.values[column]) == longest]
        if len(at_limit) >= _MANY_AT_THE_LIMIT:
            for row in at_limit:
                row.doubt("name_cut", f"“{row.values[column]}” may have been cut at {longest} characters.")


@transaction.atomic
def apply_boundaries(plan: ImportPlan, *, level: str) -> None:
    """Write the plan. Shapes that are already stored as they are in the file are counted as unchanged."""
    model = _MODEL[level]
    wanted = [row.existing_id for row in plan.with_outcome(Outcome.CHANGE)]
    existing = model.objects.in_bulk(wanted, field_name="code")
    changed = []
    for row in plan.with_outcome(Outcome.CHANGE):
        place = existing[row.existing_id]
        if _write(place, row.values, names=level != "authority"):
            changed.append(place)
        else:
            row.outcome = Outcome.SAME
    fields = ["boundary", "boundary_source", "boundary_accuracy_m"]
    if level != "authority":
        fields += ["name_th", "name_en"]
    model.objects.bulk_update(changed, fields, batch_size=500)
    model.objects.bulk_create(
        [_new(model, level, row.values) for row in plan.with_outcome(Outcome.ADD)], batch_size=500
    )


def _new(model: Any, level: str, values: dict[str, Any]) -> NamedPlace:
    code = values["code"]
    parents: dict[str, dict[str, str]] = {
        "district": {"province_id": code[:2]},
        "subdistrict": {"district_id": code[:4], "province_id": code[:2]},
    }
    return model(**{**values, "boundary": _stored(values["boundary"])}, **parents[level])


def _write(place: NamedPlace, values: dict[str, Any], *, names: bool) -> bool:
    """Bring a place up to date; whether anything changed. Empty cells take nothing away."""
    before = (place.name_th, place.name_en, place.boundary_source, place.boundary_accuracy_m)
    same_shape = place.boundary is not None and shapely.from_wkb(bytes(place.boundary.wkb)) == values["boundary"]
    if not same_shape:
        place.boundary = _stored(values["boundary"])
    place.boundary_source = values["boundary_source"]
    place.boundary_accuracy_m = values["boundary_accuracy_m"]
    if names:
        place.name_th = values["name_th"] or place.name_th
        place.name_en = values["name_en"] or place.name_en
    return not same_shape or before != (
        place.name_th, place.name_en, place.boundary_source, place.boundary_accuracy_m
    )  # fmt: skip


def _stored(shape: BaseGeometry) -> MultiPolygon:
    stored = GEOSGeometry(memoryview(shapely.to_wkb(shape, output_dimension=2)), srid=WGS84)
    assert isinstance(stored, MultiPolygon)  # noqa: S101 - `_polygons` made it so; this is for the type checker
    return stored
