"""One door to all writers: write, read back with another library, compare, and only then put the file in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from gis_reports.enums import Encoding, Format
from gis_reports.outputs import comma_separated, geojson, geopackage, shapefile_zip, workbook
from gis_reports.outputs.about import About
from gis_reports.outputs.read_back import Entry, Fingerprint, fingerprint_of, require_equal
from gis_reports.outputs.rows import ProjectRow

# How often the one who waits is told how far it has come, and may call it off.
REPORT_EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class _Kind:
    write: Callable[[Iterable[ProjectRow], Path, About], Fingerprint]
    read: Callable[[Path], Iterator[Entry]]
    suffix: str
    media_type: str


_KINDS: Final[dict[Format, _Kind]] = {
    Format.GEOJSON: _Kind(geojson.write, geojson.read, ".geojson", "application/geo+json"),
    Format.SHP: _Kind(shapefile_zip.write, shapefile_zip.read, ".shp.zip", "application/zip"),
    Format.GPKG: _Kind(geopackage.write, geopackage.read, ".gpkg", "application/geopackage+sqlite3"),
    Format.CSV: _Kind(comma_separated.write, comma_separated.read, ".csv", "text/csv; charset=utf-8"),
    Format.XLSX: _Kind(
        workbook.write,
        workbook.read,
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished file holds: projects in all, and those of them with a place."""

    projects: int
    with_place: int


def suffix_of(form: Format) -> str:
    """How the file's name ends, with its dot."""
    return _KINDS[form].suffix


def media_type_of(form: Format) -> str:
    """What the file is announced as when it is served."""
    return _KINDS[form].media_type


def no_report(done: int) -> None:
    """For callers who do not wait."""


def write_file(
    *,
    form: Format,
    rows: Iterable[ProjectRow],
    path: Path,
    about: About,
    encoding: Encoding = Encoding.UTF8,
    report: Callable[[int], None] = no_report,
) -> Written:
    """Write `rows` to `path` in one of the formats.

    `report` is called every few hundred rows with the number written so far, and once more in between while the file is
    read back; what it raises ends the work. `path` appears only when the file was read back by another library and says
    exactly what was written. Raises OutputError for what the format cannot hold and ReadBackMismatch for a difference.
    """
    kind = _KINDS[form]
    # the suffix stays: GDAL chooses by it
    draft = path.with_name(f".{path.name.split('.')[0]}-{os.getpid()}{kind.suffix}")
    write = partial(shapefile_zip.write, encoding=str(encoding)) if form is Format.SHP else kind.write
    try:
        written = write(_counted(rows, report), draft, about)
        found = fingerprint_of(_watched(kind.read(draft), written.count, report))
        require_equal(written, found)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Written(projects=written.count, with_place=written.placed.count)


def _counted(rows: Iterable[ProjectRow], report: Callable[[int], None]) -> Iterator[ProjectRow]:
    done = 0
    for row in rows:
        if done % REPORT_EVERY == 0:
            report(done)
        done += 1
        yield row
    report(done)


def _watched(entries: Iterable[Entry], count: int, report: Callable[[int], None]) -> Iterator[Entry]:
    for number, entry in enumerate(entries):
        if number % (REPORT_EVERY * 10) == 0:
            report(count)
        yield entry
