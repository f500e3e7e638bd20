"""GeoJSON (RFC 7946): one feature a line, so that neither writer nor reader ever holds the whole.

Money is written as a JSON number with two decimals, digit for digit what the database holds. A project without a place
is a feature whose geometry is null, as the standard has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import shapely
import shapely.geometry

from gis_reports.outputs.about import About
from gis_reports.outputs.fields import FIELDS, Kind
from gis_reports.outputs.read_back import Entry, Fingerprint, OutputError
from gis_reports.outputs.rows import ProjectRow

_MONEY = ("planned_budget", "budget_total", "contract_total", "paid_total")


def write(rows: Iterable[ProjectRow], path: Path, about: About) -> Fingerprint:
    """Write the rows and return what was written."""
    written = Fingerprint()
    head = {"title": about.title, "about": dict(about.lines())}
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection",' + orjson.dumps(head)[1:-1] + b',"features":[\n')
        for row in rows:
            if written.count:
                file.write(b",\n")
            file.write(orjson.dumps(_feature(row)))
            written.add(Entry(row.id, row.name, row.money, row.place))
        file.write(b"\n]}\n")
    return written


def _feature(row: ProjectRow) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    value: Any
    for field, value in zip(FIELDS, row, strict=True):
        if isinstance(value, Decimal):
            properties[field.key] = orjson.Fragment(f"{value:.2f}")
        elif field.kind is Kind.MOMENT:
            properties[field.key] = value.isoformat(timespec="seconds") if value else None
        else:
            properties[field.key] = value
    return {
        "type": "Feature",
        "id": row.id,
        "geometry": {"type": "Point", "coordinates": row.place} if row.place else None,
        "properties": properties,
    }


def read(path: Path) -> Iterator[Entry]:
    """Read the file with Python's own JSON reader and shapely. Raises OutputError when it is not well-formed."""
    with path.open(encoding="utf-8") as file:
        head = file.readline()
        json.loads(head.rstrip("\n") + "]}")
        previous = ""
        for line in file:
            if previous:
                yield _entry(previous, last=line.startswith("]"))
            if line.startswith("]"):
                if line + file.read() != "]}\n":
                    raise OutputError("the GeoJSON file does not end where it should")
                return
            previous = line.rstrip("\n")
    raise OutputError("the GeoJSON file has no end")


def _entry(line: str, *, last: bool) -> Entry:
    if line.endswith(",") == last:
        raise OutputError("the features of the GeoJSON file are not separated by commas")
    feature = json.loads(line.rstrip(","), parse_float=Decimal)
    properties = feature["properties"]
    place = None
    if feature["geometry"] is not None:
        point = shapely.geometry.shape(feature["geometry"])
        if not isinstance(point, shapely.Point) or not point.is_valid:
            raise OutputError("a geometry of the GeoJSON file is no point")
        place = (point.x, point.y)
    return Entry(properties["id"], properties["name"], tuple(Decimal(properties[key]) for key in _MONEY), place)
