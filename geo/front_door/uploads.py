"""What kind of file is this? Decided by its content; its name is only shown, never trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from geo.front_door import archives
from geo.front_door.json_text import MAX_DEPTH, check_depth
from geo.front_door.refusals import RefusedUpload

MAX_UPLOAD_BYTES = 100_000_000
# JSON is read whole before it is passed on, so that nesting is measured first.
MAX_GEOJSON_BYTES = 60_000_000

_SQLITE = b"SQLite format 3\x00"
_ZIP = b"PK\x03\x04"
_APPLICATION_ID = slice(68, 72)
_GEOPACKAGE_IDS = frozenset({b"GPKG", b"GP10", b"GP11"})
_GEOJSON_TYPE = re.compile(
    rb'"type"\s*:\s*"(?:FeatureCollection|Feature|Point|MultiPoint|LineString|MultiLineString|Polygon|MultiPolygon)"'
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class UploadKind(StrEnum):
    """The kinds of files that are read; everything else is refused."""

    GEOJSON = "geojson"
    GEOPACKAGE = "geopackage"
    SHAPEFILE_ZIP = "shapefile-zip"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be opened: its kind, and for text the encoding it was found to be in."""

    name: str
    kind: UploadKind
    encoding: str | None = None


def sniff_upload(name: str, content: bytes | Path, *, max_bytes: int = MAX_UPLOAD_BYTES) -> Upload:
    """Decide what a file is, from its bytes or its path on disk.

    Raises RefusedUpload: `too_large`, `empty_file`, `wrong_kind` (with what was found where it is known),
    and for zips the codes of `geo.front_door.archives`; RefusedGeometry `too_deep` for nested GeoJSON.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size > max_bytes:
        raise _too_large(size, max_bytes)
    if size == 0:
        raise RefusedUpload("empty_file", "The file is empty.", "แฟ้มว่างเปล่า", "Send it again.", "โปรดส่งใหม่")
    head = content[:4096] if isinstance(content, bytes) else _head(content)
    shown = Path(name).name[:100]
    if head.startswith(_SQLITE):
        if head[_APPLICATION_ID] in _GEOPACKAGE_IDS:
            return Upload(shown, UploadKind.GEOPACKAGE)
        raise _wrong_kind("an SQLite database that is no GeoPackage", "ฐานข้อมูล SQLite ที่ไม่ใช่ GeoPackage")
    if head.startswith((_ZIP, b"PK\x05\x06")):
        return Upload(shown, _kind_of_zip(content))
    body = content if isinstance(content, bytes) else content.read_bytes()
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return _json_upload(shown, body)
    return Upload(shown, UploadKind.CSV, _text_encoding(start, body))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _kind_of_zip(content: bytes | Path) -> UploadKind:
    with archives.open_zip(BytesIO(content) if isinstance(content, bytes) else content) as archive:
        members = archives.look_through(archive)
        names = {member.filename for member in members}
        if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
            return UploadKind.XLSX
        archives.find_shapefile(members)
        return UploadKind.SHAPEFILE_ZIP


def _json_upload(name: str, body: bytes) -> Upload:
    if len(body) > MAX_GEOJSON_BYTES:
        raise _too_large(len(body), MAX_GEOJSON_BYTES)
    check_depth(body, MAX_DEPTH)
    if _GEOJSON_TYPE.search(body) is None:
        raise _wrong_kind("JSON without geometries", "JSON ที่ไม่มีข้อมูลรูป")
    return Upload(name, UploadKind.GEOJSON, "utf-8")


def _text_encoding(start: bytes, body: bytes) -> str:
    """The encoding of a table as text. Raises RefusedUpload for markup and for binary files."""
    if start[:1] == b"<":
        raise _wrong_kind("XML or HTML", "XML หรือ HTML")
    if _CONTROL.search(body):
        raise _wrong_kind("a binary file", "แฟ้มไบนารี")
    first_line = start.split(b"\n", 1)[0]
    if not any(mark in first_line for mark in (b",", b";", b"\t", b"|")):
        raise _wrong_kind("a text without columns", "ข้อความที่ไม่มีคอลัมน์")
    return text_encoding(body)


def text_encoding(body: bytes) -> str:
    """`utf-8-sig`, `utf-8` or `cp874`. Raises RefusedUpload `unknown_encoding`."""
    marked = body.startswith(b"\xef\xbb\xbf")
    for encoding in ["utf-8-sig"] if marked else ["utf-8", "cp874"]:
        try:
            body.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusedUpload(
        "unknown_encoding",
        "The text is neither UTF-8 nor TIS-620 (CP874).",
        "ข้อความไม่ได้เข้ารหัสแบบ UTF-8 หรือ TIS-620 (CP874)",
        "Save it as “CSV UTF-8”.",
        "โปรดบันทึกเป็น “CSV UTF-8”",
    )


def _too_large(size: int, limit: int) -> RefusedUpload:
    return RefusedUpload(
        "too_large",
        f"The file has {size:,} bytes; at most {limit:,} are taken.",
        f"แฟ้มมีขนาด {size:,} ไบต์ รับได้ไม่เกิน {limit:,} ไบต์",
        "Split it or simplify its geometries.",
        "โปรดแบ่งแฟ้มหรือลดความละเอียดของรูป",
    )


def _wrong_kind(found_en: str, found_th: str) -> RefusedUpload:
    return RefusedUpload(
        "wrong_kind",
        f"The file is {found_en}, whatever its name says.",
        f"เนื้อแฟ้มเป็น{found_th} ไม่ว่าชื่อแฟ้มจะเป็นอะไร",
        "Send GeoJSON, GeoPackage, a zipped shapefile, CSV or XLSX.",
        "โปรดส่ง GeoJSON, GeoPackage, shapefile ใน zip, CSV หรือ XLSX",
    )
