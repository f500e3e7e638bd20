"""Zip files from outside: looked through before anything is unpacked, and unpacked by name and by measure."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from geo.front_door.refusals import RefusedUpload

MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 400_000_000
# Shapefiles and workbooks shrink to a tenth at most; a thousandfold shrinking is made to hurt.
MAX_RATIO = 250
_RATIO_COUNTS_FROM = 1_000_000
_ARCHIVE_SUFFIXES = frozenset({".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".kmz", ".zst"})
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_CHUNK = 1 << 18

SHAPEFILE_PARTS = (".shp", ".shx", ".dbf")
_SHAPEFILE_EXTRAS = (".prj", ".cpg")


@dataclass(frozen=True, slots=True)
class ShapefileSet:
    """The names inside a zip that make one shapefile: suffix to member name."""

    stem: str
    members: dict[str, str]


def look_through(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members of a zip, directories left out. Raises RefusedUpload for anything made to harm."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise _harmful("zip_too_many_files", f"holds {len(members):,} files", f"มีแฟ้มถึง {len(members):,} แฟ้ม")
    total = 0
    for member in members:
        _check_member(member)
        total += member.file_size
    if total > MAX_UNPACKED_BYTES:
        raise _harmful("zip_too_large", f"unpacks to {total:,} bytes", f"คลายแล้วมีขนาด {total:,} ไบต์")
    return [member for member in members if not member.is_dir()]


def _check_member(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    shown = member.filename[:60]
    if path.is_absolute() or ".." in path.parts or ":" in member.filename or "\x00" in member.filename:
        raise _harmful("zip_path", f"names a path outside itself ({shown})", f"มีเส้นทางออกนอกแฟ้ม ({shown})")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _harmful("zip_link", f"holds a link ({shown})", f"มีลิงก์อยู่ภายใน ({shown})")
    if member.flag_bits & _ENCRYPTED:
        raise _harmful("zip_encrypted", "is protected by a password", "มีรหัสผ่าน")
    if member.compress_type not in _METHODS:
        raise _harmful("zip_method", "is packed in an unusual way", "บีบอัดด้วยวิธีที่ไม่รองรับ")
    if path.suffix.lower() in _ARCHIVE_SUFFIXES:
        raise _harmful("zip_nested", f"holds another archive ({shown})", f"มีแฟ้มบีบอัดซ้อนอยู่ ({shown})")
    large = member.file_size > _RATIO_COUNTS_FROM
    if large and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise _harmful("zip_ratio", f"grows more than {MAX_RATIO} times", f"ขยายเกิน {MAX_RATIO} เท่า")


def find_shapefile(members: list[zipfile.ZipInfo]) -> ShapefileSet:
    """The one shapefile among the members. Raises RefusedUpload: none, several, or a part missing."""
    sets: dict[str, dict[str, str]] = {}
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if "__MACOSX" in path.parts or path.name.startswith("."):
            continue
        suffix = path.suffix.lower()
        if suffix in SHAPEFILE_PARTS + _SHAPEFILE_EXTRAS:
            sets.setdefault(str(path.with_suffix("")).lower(), {})[suffix] = member.filename
    shapes = {stem: parts for stem, parts in sets.items() if ".shp" in parts}
    if not shapes:
        raise RefusedUpload(
            "zip_without_shapefile",
            "The zip holds no shapefile.",
            "ไม่พบ shapefile ในแฟ้ม zip",
            "Put the .shp, .shx, .dbf and .prj of one layer into it.",
            "โปรดใส่ .shp .shx .dbf และ .prj ของชั้นข้อมูลเดียว",
        )
    if len(shapes) > 1:
        names = ", ".join(sorted(PurePosixPath(stem).name for stem in shapes))[:120]
        raise RefusedUpload(
            "zip_several_shapefiles",
            f"The zip holds several shapefiles: {names}.",
            f"แฟ้ม zip มี shapefile หลายชุด {names}",
            "Send one at a time.",
            "โปรดส่งทีละชุด",
        )
    ((stem, parts),) = shapes.items()
    missing = [suffix for suffix in SHAPEFILE_PARTS if suffix not in parts]
    if missing:
        raise RefusedUpload(
            "shapefile_incomplete",
            f"The shapefile lacks {', '.join(missing)}.",
            f"shapefile ขาด {', '.join(missing)}",
            "Zip all parts of the layer together.",
            "โปรดรวมทุกส่วนของชั้นข้อมูลใน zip เดียวกัน",
        )
    return ShapefileSet(PurePosixPath(stem).name, parts)


def unpack_shapefile(path: Path, folder: Path) -> Path:
    """Unpack the shapefile of a zip into `folder` under names of our own; the path of its .shp.

    Raises RefusedUpload, also when a member is longer than the zip says.
    """
    with open_zip(path) as archive:
        found = find_shapefile(look_through(archive))
        for suffix, name in found.members.items():
            _copy(archive, name, folder / f"layer{suffix}")
    return folder / "layer.shp"


def open_zip(source: Path | IO[bytes]) -> zipfile.ZipFile:
    """Open a zip. Raises RefusedUpload `broken_zip` when it is cut short or no zip."""
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise broken_zip() from error


def _copy(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    promised = archive.getinfo(name).file_size
    written = 0
    try:
        with archive.open(name) as source, target.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > promised:
                    raise broken_zip()
                sink.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise broken_zip() from error


def broken_zip() -> RefusedUpload:
    """The error for a zip that cannot be read to its end."""
    return RefusedUpload(
        "broken_zip",
        "The zip file is broken or was cut short.",
        "แฟ้ม zip เสียหายหรือไม่ครบ",
        "Make it again and send it again.",
        "โปรดสร้างแฟ้มใหม่แล้วส่งอีกครั้ง",
    )


def _harmful(code: str, what_en: str, what_th: str) -> RefusedUpload:
    return RefusedUpload(
        code,
        f"The zip file {what_en}.",
        f"แฟ้ม zip {what_th}",
        "Zip only the parts of one layer, without folders or passwords.",
        "โปรดบีบอัดเฉพาะส่วนของชั้นข้อมูลเดียว ไม่มีโฟลเดอร์และรหัสผ่าน",
    )
