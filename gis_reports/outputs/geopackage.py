"""GeoPackage: `projects` with points, `projects_without_place` without geometry, and two tables that explain.

Money is REAL. A binary double tells every satang apart up to 2^53 of them, which is 90 trillion baht and nine times the
largest amount the database takes (13 digits before the point), so nothing is lost; the check after writing compares
each amount. Written by GDAL through Arrow in chunks, read back by SQLite alone.
"""

from __future__ import annotations

import pickle
import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyogrio
import shapely

from geo.systems import WGS84
from gis_reports.outputs.about import About
from gis_reports.outputs.fields import FIELDS, Field, Kind, explanation
from gis_reports.outputs.read_back import Entry, Fingerprint, OutputError
from gis_reports.outputs.rows import ProjectRow

LAYER = "projects"
WITHOUT_PLACE = "projects_without_place"
CHUNK = 10_000
_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.WHOLE: pa.int64(),
    Kind.MONEY: pa.float64(),
    Kind.NUMBER: pa.float64(),
    Kind.MOMENT: pa.timestamp("ms", tz="UTC"),
}
_GEOMETRY = "geom"
_LAYER_OPTIONS = {"FID": "fid", "GEOMETRY_NAME": _GEOMETRY, "ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"}
# by the code in the header: none, xy, xyz, xym, xyzm
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def write(rows: Iterable[ProjectRow], path: Path, about: About) -> Fingerprint:
    """Write the rows and return what was written."""
    written = Fingerprint()
    placed: list[ProjectRow] = []
    path.unlink(missing_ok=True)
    _append([], path, LAYER)
    with tempfile.TemporaryFile(dir=path.parent) as aside:
        for row in rows:
            written.add(Entry(row.id, row.name, row.money, row.place))
            if row.place is None:
                pickle.dump(tuple(row), aside)
                continue
            placed.append(row)
            if len(placed) == CHUNK:
                _append(placed, path, LAYER)
                placed.clear()
        _append(placed, path, LAYER)
        _append([], path, WITHOUT_PLACE)
        aside.seek(0)
        for chunk in _kept_aside(aside, written.unplaced.count):
            _append(chunk, path, WITHOUT_PLACE)
    _explain(path, about, written)
    return written


def _kept_aside(aside: IO[bytes], count: int) -> Iterator[list[ProjectRow]]:
    for start in range(0, count, CHUNK):
        yield [
            ProjectRow(*pickle.load(aside))  # noqa: S301 - our own file, unnamed, written a moment ago
            for _number in range(min(CHUNK, count - start))
        ]


def _append(rows: list[ProjectRow], path: Path, layer: str) -> None:
    """Add the rows to a layer; with an empty list, make the layer."""
    making = not rows
    spatial = layer == LAYER
    columns = [
        pa.array([_value(field, row[index]) for row in rows], type=_TYPES[field.kind])
        for index, field in enumerate(FIELDS)
    ]
    schema = [pa.field(field.key, _TYPES[field.kind]) for field in FIELDS]
    if spatial:
        places = [place for row in rows if (place := row.place) is not None]
        points: list[bytes] = list(shapely.to_wkb(shapely.points(places))) if rows else []
        columns.append(pa.array(points, type=pa.binary()))
        schema.append(pa.field(_GEOMETRY, pa.binary()))
    pyogrio.write_arrow(
        pa.Table.from_arrays(columns, schema=pa.schema(schema)),
        path,
        layer=layer,
        driver="GPKG",
        geometry_name=_GEOMETRY if spatial else None,
        geometry_type="Point" if spatial else None,
        crs=f"EPSG:{WGS84}" if spatial else None,
        append=not (making and spatial),
        layer_options={"FID": "fid", "GEOMETRY_NAME": _GEOMETRY, "ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"}
        if making
        else None,
    )


def _value(field: Field, value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _explain(path: Path, about: About, written: Fingerprint) -> None:
    """Add the tables `about` and `fields`, which say what the file is and what its columns mean."""
    with sqlite3.connect(path) as file:
        for table, heads in (("about", ("item", "value")), ("fields", ("field", "thai", "english", "notes"))):
            columns = ", ".join(f'"{head}" TEXT NOT NULL' for head in heads)
            file.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {columns})')
            file.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description)"
                " VALUES (?, 'attributes', ?, '')",
                (table, table),
            )
        lines = [
            *about.lines(),
            ("จำนวนโครงการที่มีพิกัด · With a place", str(written.placed.count)),
            ("จำนวนโครงการที่ยังไม่มีพิกัด · Without a place", str(written.unplaced.count)),
        ]
        file.executemany('INSERT INTO "about" (item, value) VALUES (?, ?)', lines)
        file.executemany(
            'INSERT INTO "fields" (field, thai, english, notes) VALUES (?, ?, ?, ?)',
            [(field.key, field.thai, field.english, explanation(field)) for field in FIELDS],
        )
    file.close()


def read(path: Path) -> Iterator[Entry]:
    """Read both layers with SQLite, decoding the points by hand."""
    file = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        columns = "id, name, planned_budget, budget_total, contract_total, paid_total"
        for number, name, *money, blob in file.execute(f"SELECT {columns}, {_GEOMETRY} FROM {LAYER} ORDER BY fid"):  # noqa: S608 - names of our own
            yield Entry(number, name, _satang(money), _point(blob))
        for number, name, *money in file.execute(f"SELECT {columns} FROM {WITHOUT_PLACE} ORDER BY fid"):  # noqa: S608 - names of our own
            yield Entry(number, name, _satang(money), None)
    finally:
        file.close()


def _satang(amounts: list[float]) -> tuple[Decimal, ...]:
    return tuple(Decimal(f"{amount:.2f}") for amount in amounts)


def _point(blob: bytes) -> tuple[float, float]:
    """The coordinates of a GeoPackage point: header, optional envelope, then plain WKB."""
    flags = blob[3]
    order = "<" if flags & 1 else ">"
    (srid,) = struct.unpack_from(f"{order}i", blob, 4)
    start = 8 + _ENVELOPE_BYTES[flags >> 1 & 7]
    order = "<" if blob[start] else ">"
    kind, x, y = struct.unpack_from(f"{order}Idd", blob, start + 1)
    if blob[:2] != b"GP" or srid != WGS84 or kind != 1:
        raise OutputError("a geometry of the GeoPackage is no point in WGS 84")
    return x, y
