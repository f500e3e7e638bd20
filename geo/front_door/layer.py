"""Reading a file of records in a child process with limits, so that a hostile file can only hurt that child."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.front_door.archives import unpack_shapefile
from geo.front_door.refusals import RefusedGeometry, RefusedUpload
from geo.front_door.uploads import UploadKind

logger = logging.getLogger(__name__)

TIMEOUT_S = 120
MAX_MEMORY_BYTES = 4_000_000_000
MAX_OUTPUT_BYTES = 1_500_000_000
MAX_ROWS = 500_000

DRIVERS = {
    UploadKind.GEOJSON: "GeoJSON",
    UploadKind.GEOPACKAGE: "GPKG",
    UploadKind.SHAPEFILE_ZIP: "ESRI Shapefile",
}
_FILE_NAMES = {
    UploadKind.GEOJSON: "layer.geojson",
    UploadKind.GEOPACKAGE: "layer.gpkg",
    UploadKind.CSV: "table.csv",
    UploadKind.XLSX: "table.xlsx",
}
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class LayerNote:
    """Something about the whole file that a person should know: code, English, Thai."""

    code: str
    en: str
    th: str


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One record: its number in the file (from 1), its attributes, its geometry as WKB in EPSG:4326.

    `wkb` is None for a record without geometry and for one whose geometry cannot be used; then `problem`
    says why. A record with both was repaired, and `problem` (code `repaired`) says so.
    """

    number: int
    attributes: dict[str, object]
    wkb: bytes | None = None
    problem: RefusedGeometry | None = None

    @property
    def geometry(self) -> BaseGeometry | None:
        """The geometry as a shapely object, or None."""
        return None if self.wkb is None else shapely.from_wkb(self.wkb)


@dataclass(slots=True)
class Layer:
    """An open file: its columns, where its coordinates came from, remarks, and its rows in order."""

    fields: list[str]
    count: int
    crs: str = ""
    operation: str = ""
    encoding: str = ""
    notes: list[LayerNote] = field(default_factory=list)
    _lines: Path = Path()

    def __iter__(self) -> Iterator[LayerRow]:
        with self._lines.open("rb") as lines:
            next(lines)
            for line in lines:
                row = orjson.loads(line)
                if row.get("end"):
                    return
                yield _row(row)


def _row(row: dict[str, object]) -> LayerRow:
    number, attributes, packed, problem = row["n"], row["a"], row["g"], row["p"]
    assert isinstance(number, int)  # noqa: S101 - the child is our own code; this is for the type checker
    assert isinstance(attributes, dict)  # noqa: S101 - the same
    return LayerRow(
        number,
        attributes,
        base64.b64decode(packed) if isinstance(packed, str) else None,
        RefusedGeometry(**problem) if isinstance(problem, dict) else None,
    )


@contextmanager
def open_layer(
    path: Path,
    kind: UploadKind,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | int | None = None,
    max_rows: int = MAX_ROWS,
    timeout_s: float = TIMEOUT_S,
    memory_bytes: int = MAX_MEMORY_BYTES,
) -> Iterator[Layer]:
    """Open a file that `sniff_upload` let through, and read it to its end.

    `layer` names a GeoPackage layer or a worksheet when there are several. `encoding` overrules what a
    shapefile or CSV says of itself; without it UTF-8 is tried, then CP874 (TIS-620), with a note. `crs`
    (EPSG number or anything pyproj reads) is needed when the file names none, and overrules it otherwise,
    with a note. CSV and XLSX give rows without geometry.

    Raises RefusedUpload (`missing_crs`, `unknown_crs`, `no_named_operation`, `several_layers`,
    `too_many_rows`, `took_too_long`, `too_much_memory`, `unreadable_file` …).
    """
    with tempfile.TemporaryDirectory(prefix="geo-layer-") as name:
        folder = Path(name)
        if kind is UploadKind.SHAPEFILE_ZIP:
            source = unpack_shapefile(path, folder)
        else:
            source = folder / _FILE_NAMES[kind]
            source.symlink_to(path.resolve(strict=True))
        request: dict[str, object] = {
            "path": str(source),
            "kind": kind.value,
            "driver": DRIVERS.get(kind, ""),
            "layer": layer,
            "encoding": encoding,
            "crs": None if crs is None else str(crs),
            "max_rows": max_rows,
            "memory_bytes": memory_bytes,
            "output_bytes": MAX_OUTPUT_BYTES,
            "cpu_s": int(timeout_s) + 1,
        }
        head, lines = answer_of_child(request, folder, kind, timeout_s)
        notes = [LayerNote(**note) for note in head.pop("notes")]
        yield Layer(**head, notes=notes, _lines=lines)


def answer_of_child(
    request: dict[str, object], folder: Path, kind: UploadKind, timeout_s: float
) -> tuple[dict[str, Any], Path]:
    """Let a child read the file: its head, and the file of lines that begins with it. Raises RefusedUpload."""
    output, errors = folder / "output", folder / "errors"
    with output.open("wb") as out, errors.open("wb") as err:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "geo.front_door.child"],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            cwd=folder,
            env=_environment(folder, DRIVERS.get(kind, "")),
        )
        try:
            child.communicate(orjson.dumps(request), timeout=timeout_s)
        except subprocess.TimeoutExpired:
            raise _too_long() from None
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
    return _head_of(output, errors, child.returncode), output


def _head_of(output: Path, errors: Path, returncode: int) -> dict[str, Any]:
    with output.open("rb") as lines:
        first = lines.readline()
        lines.seek(max(output.stat().st_size - 64, 0))
        complete = lines.read().endswith(b'{"end":true}\n')
    head = orjson.loads(first) if first.endswith(b"\n") else {}
    words = errors.read_text("utf-8", "replace")[-2000:]
    if returncode != 0 or not complete:
        logger.warning("The reader of an uploaded file ended with %s and said: %s", returncode, words)
    if "error" in head:
        raise RefusedUpload(**head["error"])
    if returncode != 0 or not complete:
        if returncode in (-24, -9):
            raise _too_long()
        if "MemoryError" in words or "bad_alloc" in words:
            raise _too_much_memory()
        raise unreadable()
    return dict(head)


def _environment(folder: Path, driver: str) -> dict[str, str]:
    """Next to nothing of ours: no secrets, no proxy, one driver, one thread."""
    return {
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OGR_SKIP": ",".join(_other_drivers(driver)),
        "GDAL_PAM_ENABLED": "NO",
        "PROJ_NETWORK": "OFF",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{nothing}",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "64",
    }


@lru_cache(maxsize=4)
def _other_drivers(driver: str) -> tuple[str, ...]:
    from pyogrio import list_drivers  # the first use of GDAL in the process; not every command reads files

    return tuple(sorted(name for name in list_drivers() if name != driver))


def _too_long() -> RefusedUpload:
    return RefusedUpload(
        "took_too_long",
        "Reading the file took too long and was stopped.",
        "การอ่านแฟ้มใช้เวลานานเกินไปจึงหยุดแล้ว",
        "Split the file or simplify its geometries.",
        "โปรดแบ่งแฟ้มหรือลดความละเอียดของรูป",
    )


def _too_much_memory() -> RefusedUpload:
    return RefusedUpload(
        "too_much_memory",
        "Reading the file needs too much memory and was stopped.",
        "การอ่านแฟ้มใช้หน่วยความจำมากเกินไปจึงหยุดแล้ว",
        "Split the file or simplify its geometries.",
        "โปรดแบ่งแฟ้มหรือลดความละเอียดของรูป",
    )


def unreadable() -> RefusedUpload:
    """The error for a file that its own kind's reader cannot read."""
    return RefusedUpload(
        "unreadable_file",
        "The file is damaged or not what it seems; it could not be read.",
        "แฟ้มเสียหายหรือเนื้อหาไม่ตรงชนิด จึงอ่านไม่ได้",
        "Open it in QGIS, export it again and send the new file.",
        "โปรดเปิดใน QGIS แล้วส่งออกใหม่",
    )
