"""A zipped shapefile that says what it could not hold.

In the zip: `projects.shp` with its companions (`.prj` WGS 84, `.cpg`), `without_place.csv` with the projects that have
no place yet, `data_dictionary.csv`, and `report.txt` with every value that was cut or has letters the encoding lacks,
in full. dBASE holds at most 254 bytes of text, which are 84 Thai letters in UTF-8 and 254 in CP874.

Written by pyshp, read back from the finished zip by GDAL.
"""

from __future__ import annotations

import csv
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyogrio
import pyproj
import shapefile
import shapely
from django.utils.translation import gettext as _

from geo.systems import WGS84
from gis_reports.outputs import comma_separated
from gis_reports.outputs.about import About
from gis_reports.outputs.fields import FIELDS, Field, Kind, explanation
from gis_reports.outputs.read_back import Entry, Fingerprint, OutputError
from gis_reports.outputs.rows import ProjectRow
from gis_reports.outputs.text_fitting import fit

STEM: Final = "projects"
WITHOUT_PLACE: Final = "without_place.csv"
# Encoding → what stands in the .cpg file, and the language byte of the dBASE header (0: see the .cpg file).
ENCODINGS: Final[dict[str, tuple[str, int]]] = {"utf-8": ("UTF-8", 0), "cp874": ("CP874", 124)}
_LANGUAGE_BYTE = 29
# Offsets in a shapefile are 32-bit; programs begin to disagree beyond two gigabytes.
MOST_BYTES: Final = 2**31 - 1


def write(rows: Iterable[ProjectRow], path: Path, about: About, *, encoding: str = "utf-8") -> Fingerprint:
    """Write the zip and return what was written, with the texts as they fitted."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        written = _write_parts(rows, folder, about, encoding)
        names = [f"{STEM}.{suffix}" for suffix in ("shp", "shx", "dbf", "prj", "cpg")]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for part in (*names, WITHOUT_PLACE, "data_dictionary.csv", "report.txt"):
                package.write(folder / part, part)
    return written


def _write_parts(rows: Iterable[ProjectRow], folder: Path, about: About, encoding: str) -> Fingerprint:
    written = Fingerprint()
    label, language = ENCODINGS[encoding]
    remarks = _Remarks(folder / "remarks.tsv")
    without = comma_separated.TableFile(folder / WITHOUT_PLACE)
    record_bytes = 1 + sum(field.width for field in FIELDS)
    with shapefile.Writer(
        str(folder / STEM), shapeType=shapefile.POINT, encoding=encoding, encodingErrors="strict"
    ) as target:
        for field in FIELDS:
            target.field(field.dbf, "C" if _is_text(field) else "N", field.width, field.decimals)
        for row in rows:
            if row.place is None:
                without.add(row)
                written.add(Entry(row.id, row.name, row.money, None))
                continue
            if (written.placed.count + 1) * record_bytes > MOST_BYTES:
                raise OutputError(
                    _("A shapefile cannot hold so many projects. Choose GeoPackage, or a smaller selection.")
                )
            values = [
                _fitted(field, value, row.id, encoding, remarks) for field, value in zip(FIELDS, row, strict=True)
            ]
            target.point(*row.place)
            target.record(*values)
            written.add(Entry(row.id, values[_NAME], row.money, row.place))
    without.close()
    remarks.close()
    _set_language_byte(folder / f"{STEM}.dbf", language)
    (folder / f"{STEM}.cpg").write_text(label, encoding="ascii")
    (folder / f"{STEM}.prj").write_text(pyproj.CRS.from_epsg(WGS84).to_wkt("WKT1_ESRI"), encoding="ascii")
    _write_dictionary(folder / "data_dictionary.csv")
    _write_report(folder / "report.txt", about, written, remarks, label)
    return written


_NAME = next(index for index, field in enumerate(FIELDS) if field.key == "name")


def _is_text(field: Field) -> bool:
    return field.kind in {Kind.TEXT, Kind.MOMENT}


class _Remarks:
    """The list of values that were changed to fit, kept on disk until the counts above it are known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file = path.open("w", encoding="utf-8")

    def add(self, row_id: int, field: Field, remark: str, original: str, written: str) -> None:
        """Keep one remark; line ends and tabs inside a value become spaces."""
        self.count += 1
        parts = (str(row_id), field.dbf, remark, original, written)
        self._file.write("\t".join(" ".join(part.split()) if part else "" for part in parts) + "\n")

    def close(self) -> None:
        """Finish the list."""
        self._file.close()


def _fitted(field: Field, value: Any, row_id: int, encoding: str, remarks: _Remarks) -> Any:
    if value is None:
        return None
    if field.kind is Kind.MOMENT:
        return value.isoformat(timespec="seconds")
    if field.kind is not Kind.TEXT:
        return value
    fitted = fit(value, width=field.width, encoding=encoding)
    if fitted.remark:
        remarks.add(row_id, field, fitted.remark, value, fitted.text)
    return fitted.text


def _set_language_byte(path: Path, language: int) -> None:
    with path.open("r+b") as file:
        file.seek(_LANGUAGE_BYTE)
        file.write(bytes([language]))


def _write_dictionary(path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(("shapefile_field", "field", "thai", "english", "type", "bytes", "decimals", "notes"))
        for field in FIELDS:
            kind = "C" if _is_text(field) else "N"
            table.writerow(
                (field.dbf, field.key, field.thai, field.english, kind, field.width, field.decimals, explanation(field))
            )


def _write_report(path: Path, about: About, written: Fingerprint, remarks: _Remarks, label: str) -> None:
    with path.open("w", encoding="utf-8-sig", newline="\r\n") as file:
        for item, value in (*about.lines(), ("รหัสอักขระ · Encoding of the attributes", label)):
            file.write(f"{item}: {value}\n")
        file.write(f"\nprojects.shp: {written.placed.count} โครงการที่มีพิกัด · projects with a place\n")
        file.write(f"{WITHOUT_PLACE}: {written.unplaced.count} โครงการที่ยังไม่มีพิกัด · projects without a place\n")
        file.write(f"\nค่าที่ใส่ได้ไม่ครบ · Values that did not fit: {remarks.count}\n")
        if remarks.count:
            file.write("PROJECT_ID\tfield\twhat was done\tfull value\tvalue in the shapefile\n")
            with remarks.path.open(encoding="utf-8") as lines:
                for line in lines:
                    file.write(line)


def read(path: Path) -> Iterator[Entry]:
    """Read the finished zip: the shapefile with GDAL, in the zip; the rest with the reader of CSV files."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name, zipfile.ZipFile(path) as package:
        if broken := package.testzip():
            raise OutputError(f"{broken} in the zip is damaged")
        yield from _read_points(f"/vsizip/{path.resolve()}/{STEM}.shp")
        yield from comma_separated.read(Path(package.extract(WITHOUT_PLACE, name)))


def _read_points(source: str) -> Iterator[Entry]:
    wanted = ["PROJECT_ID", "NAME", "PLAN_BAHT", "BUDG_BAHT", "CONT_BAHT", "PAID_BAHT"]
    with pyogrio.open_arrow(source, columns=wanted, batch_size=5_000, use_pyarrow=True) as (details, batches):
        if details["crs"] != f"EPSG:{WGS84}":
            raise OutputError(f"the shapefile is not in WGS 84 but in {details['crs']}")
        shape = details["geometry_name"] or "wkb_geometry"
        for batch in batches:
            points = shapely.from_wkb(batch.column(shape).to_pylist())
            columns = [batch.column(key).to_pylist() for key in wanted]
            for number, text, *money, point in zip(*columns, points, strict=True):
                amounts = tuple(Decimal(f"{amount:.2f}") for amount in money)
                yield Entry(int(number), text or "", amounts, (point.x, point.y))
