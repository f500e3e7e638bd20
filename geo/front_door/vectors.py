"""Reading GeoJSON, GeoPackage and shapefiles with GDAL. Runs only inside the child process."""

from __future__ import annotations

import base64
import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataSourceError
from shapely.geometry.base import BaseGeometry

from geo import datums
from geo.front_door import dbf_text
from geo.front_door.extent import check_extent
from geo.front_door.refusals import RefusedGeometry, RefusedUpload, too_many_rows
from geo.front_door.uploads import UploadKind

_TAKEN = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
Head = dict[str, Any]
Row = dict[str, Any]


def read(path: Path, kind: UploadKind, request: dict[str, Any]) -> tuple[Head, Iterator[Row]]:
    """Head and rows of the file's layer. Raises RefusedUpload, UnknownTransformation, and GDAL's errors."""
    driver = request["driver"]
    if set(pyogrio.list_drivers()) != {driver}:
        raise RuntimeError("GDAL offers other drivers than the one allowed.")
    if kind is UploadKind.GEOPACKAGE:
        _check_geopackage(path)
    layer = _choose_layer(path, request["layer"])
    is_shapefile = kind is UploadKind.SHAPEFILE_ZIP
    options = {"LIST_ALL_TABLES": "NO", "IMMUTABLE": "YES"} if kind is UploadKind.GEOPACKAGE else {}
    meta, _, geometries, columns = pyogrio.raw.read(
        path,
        layer=layer,
        encoding=dbf_text.RAW if is_shapefile else None,
        force_2d=True,
        max_features=request["max_rows"] + 1,
        datetime_as_string=True,
        **options,
    )
    count = len(geometries) if geometries is not None else len(columns[0]) if columns else 0
    if count > request["max_rows"]:
        raise too_many_rows(request["max_rows"])
    notes: list[dict[str, str]] = []
    names = [str(name) for name in meta["fields"]]
    values = [_plain_values(column, kind) for column, kind in zip(columns, meta["ogr_types"], strict=True)]
    encoding = "utf-8"
    if is_shapefile:
        encoding = _decode_all(path, names, values, request["encoding"], notes)
    source = _reference_system(meta["crs"], request["crs"], notes) if geometries is not None else None
    operation = datums.operation_to_wgs84(source).name if source is not None else ""
    head = {
        "fields": names,
        "count": count,
        "crs": source or "",
        "operation": operation,
        "encoding": encoding,
        "notes": notes,
    }
    return head, _rows(names, values, geometries, source, count)


def _rows(names: list[str], values: list[list[Any]], geometries: Any, source: str | None, count: int) -> Iterator[Row]:
    for place in range(count):
        packed, problem = None, None
        if geometries is not None and geometries[place] is not None and source is not None:
            packed, problem = _place(geometries[place], source)
        attributes = {name: column[place] for name, column in zip(names, values, strict=True)}
        yield {"n": place + 1, "a": attributes, "g": packed, "p": problem}


def _place(wkb: bytes, source: str) -> tuple[str | None, dict[str, str] | None]:
    """The geometry in EPSG:4326 as base64 WKB, and what is wrong with it."""
    try:
        geometry, problem = usable(wkb, source)
    except RefusedGeometry as error:
        return None, error.as_dict()
    if geometry is None:
        return None, None
    packed = base64.b64encode(shapely.to_wkb(geometry)).decode("ascii")
    return packed, problem.as_dict() if problem else None


def usable(wkb: bytes, source: str) -> tuple[BaseGeometry | None, RefusedGeometry | None]:
    """The geometry in EPSG:4326, repaired where needed (then with a remark); None when it is empty.

    Raises RefusedGeometry for one that cannot be used.
    """
    try:
        given = shapely.from_wkb(wkb)
    except shapely.errors.ShapelyError as error:
        raise _problem("unreadable_geometry", "The geometry cannot be read.", "อ่านรูปไม่ได้") from error
    if given is None or given.is_empty:
        return None, None
    if given.geom_type not in _TAKEN:
        raise _problem(
            "wrong_type", f"A geometry of type {given.geom_type} is not taken.", f"ไม่รับรูปชนิด {given.geom_type}"
        )
    if not np.isfinite(shapely.get_coordinates(given)).all():
        raise _problem("not_finite", "A coordinate is not a number.", "มีพิกัดที่ไม่ใช่ตัวเลข")
    try:
        moved = datums.transform(given, source)
    except datums.UnknownTransformation as error:
        raise RefusedGeometry(error.code, error.message_en, error.message_th, error.hint_en, error.hint_th) from error
    check_extent(moved.bounds)
    if shapely.is_valid(moved):
        return moved, None
    reason = shapely.is_valid_reason(moved)[:120]
    mended = _mended(moved)
    if mended is None:
        raise _problem("not_valid", f"The geometry is not valid: {reason}.", f"รูปไม่ถูกต้อง {reason}")
    return mended, _problem(
        "repaired", f"The geometry was not valid and was repaired: {reason}.", f"รูปไม่ถูกต้องและซ่อมแล้ว {reason}"
    )


def _mended(geometry: BaseGeometry) -> BaseGeometry | None:
    """The valid geometry of the same dimension, or None when nothing is left of it."""
    mended = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if mended.is_empty or mended.geom_type not in _TAKEN:
        return None
    same = shapely.get_dimensions(mended) == shapely.get_dimensions(geometry)
    return mended if same else None


def _problem(code: str, message_en: str, message_th: str) -> RefusedGeometry:
    return RefusedGeometry(code, message_en, message_th)


def _plain_values(column: Any, ogr_type: str) -> list[Any]:
    """Python values of a numpy column: NaN is None, whole-number columns give whole numbers."""
    whole = str(ogr_type) in ("OFTInteger", "OFTInteger64", "0", "12")
    return [_plain_value(value, whole) for value in column.tolist()]


def _plain_value(value: Any, whole: bool) -> Any:
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if whole and value.is_integer() else value
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, bytes):
        return None
    return str(value)


def _decode_all(
    path: Path, names: list[str], values: list[list[Any]], given: str | None, notes: list[dict[str, str]]
) -> str:
    """Turn raw bytes into text in place; the name of the encoding."""
    sidecar = path.with_suffix(".cpg")
    claimed = given or (sidecar.read_text("ascii", "replace")[:40].strip() if sidecar.exists() else "")
    raw = [value.encode(dbf_text.RAW) for column in values for value in column if isinstance(value, str)]
    raw += [name.encode(dbf_text.RAW) for name in names]
    decided = dbf_text.decide(raw, claimed)
    if decided.contradicts:
        notes.append(
            {
                "code": "encoding_contradicted",
                "en": f"The text is not in {decided.contradicts} as stated; it was read as {decided.name}.",
                "th": f"ข้อความไม่ได้เข้ารหัสแบบ {decided.contradicts} ตามที่ระบุ จึงอ่านเป็น {decided.name}",
            }
        )
    elif decided.guessed:
        notes.append(
            {
                "code": "encoding_guessed",
                "en": f"The file does not name its encoding; the text was read as {decided.name}.",
                "th": f"แฟ้มไม่ระบุการเข้ารหัส จึงอ่านข้อความเป็น {decided.name}",
            }
        )
    names[:] = [dbf_text.decode(name.encode(dbf_text.RAW), decided.name) for name in names]
    for column in values:
        column[:] = [
            dbf_text.decode(value.encode(dbf_text.RAW), decided.name) if isinstance(value, str) else value
            for value in column
        ]
    return decided.name


def _reference_system(found: str | None, given: str | None, notes: list[dict[str, str]]) -> str:
    if given is not None:
        given = f"EPSG:{given}" if given.isdigit() else given
        if found and found != given:
            notes.append(
                {
                    "code": "crs_overridden",
                    "en": f"The file names {found[:60]}; {given[:60]} was used as asked.",
                    "th": f"แฟ้มระบุ {found[:60]} แต่ใช้ {given[:60]} ตามที่เลือก",
                }
            )
        return given
    if found and "undefined" not in found.lower() and not found.startswith(("LOCAL_CS", "ENGCRS")):
        return found
    raise RefusedUpload(
        "missing_crs",
        "The file does not say in which reference system its coordinates are.",
        "แฟ้มไม่ระบุระบบพิกัด",
        "Add the .prj file, or name the system: for example EPSG:32647 (UTM 47 on WGS 84), EPSG:24047 (UTM 47 on "
        "Indian 1975) or EPSG:4326 (degrees).",
        "โปรดเพิ่มแฟ้ม .prj หรือระบุระบบ เช่น EPSG:32647 (UTM 47 บน WGS 84) EPSG:24047 (UTM 47 บน Indian 1975) "
        "หรือ EPSG:4326 (องศา)",
    )


def _choose_layer(path: Path, asked: str | None) -> str:
    names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    if asked in names:
        return str(asked)
    if asked is None and len(names) == 1:
        return names[0]
    if not names:
        raise RefusedUpload("no_layer", "The file holds no layer.", "แฟ้มไม่มีชั้นข้อมูล", "Export it again.", "โปรดส่งออกใหม่")
    shown = ", ".join(names)[:200]
    raise RefusedUpload(
        "several_layers",
        f"The file holds these layers: {shown}.",
        f"แฟ้มมีชั้นข้อมูลดังนี้ {shown}",
        "Name the one to read.",
        "โปรดระบุชั้นที่ต้องการ",
        where="\n".join(names)[:4000],
    )


def _check_geopackage(path: Path) -> None:
    """A layer must be a real table: a view or a virtual table could make the reader run anything."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            suspicious = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'view'"
                " OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%' AND sql NOT LIKE '%USING rtree%')"
            ).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise DataSourceError(str(error)) from error
    if suspicious:
        name = str(suspicious[0][0])[:40]
        raise RefusedUpload(
            "geopackage_view",
            f"The GeoPackage holds a view or virtual table (“{name}”); only plain tables are read.",
            f"GeoPackage มี view หรือตารางเสมือน (“{name}”) ระบบอ่านเฉพาะตารางปกติ",
            "Export the layer to a new GeoPackage.",
            "โปรดส่งออกชั้นข้อมูลเป็น GeoPackage ใหม่",
        )
