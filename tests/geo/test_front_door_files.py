from __future__ import annotations

import io
import json
import sqlite3
import stat
import struct
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio.raw
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import GeoError
from geo.front_door import Refused, UploadKind, open_layer, sniff_upload
from geo.front_door.layer import LayerRow
from geo.measure import distance_m
from tests.geo.marks import MARKS

NAMES = ["ถนน คสล. สายบ้านโคกสะอาด", "ขุดลอกคลองไส้ไก่ หมู่ 5"]
PLACES = [Point(101.05, 14.56), Point(101.06, 14.57)]
VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    b"</OGRVRTLayer></OGRVRTDataSource>"
)


def write(path: Path, driver: str, shapes: list[BaseGeometry], crs: str | None, **options: str) -> Path:
    pyogrio.raw.write(
        path,
        np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object),
        [np.array(NAMES[: len(shapes)], dtype=object), np.arange(len(shapes), dtype=np.int64)],
        np.array(["NAME", "COUNT"]),
        geometry_type=shapes[0].geom_type,
        crs=crs,
        driver=driver,
        **options,
    )
    return path


def zipped(folder: Path, target: Path, *, leave_out: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            if part.suffix not in leave_out:
                archive.write(part, f"งาน/{part.name}")
    return target


def shapefile(
    tmp_path: Path,
    shapes: list[BaseGeometry],
    crs: str | None,
    *,
    encoding: str = "UTF-8",
    leave_out: tuple[str, ...] = (),
) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir()
    write(folder / "roads.shp", "ESRI Shapefile", shapes, crs, encoding=encoding)
    return zipped(folder, tmp_path / "roads.zip", leave_out=leave_out)


def read_rows(path: Path, **options: object) -> list[LayerRow]:
    upload = sniff_upload(path.name, path)
    with open_layer(path, upload.kind, **options) as layer:  # type: ignore[arg-type]  # options of open_layer
        rows = list(layer)
        assert len(rows) == layer.count
    return rows


def refused_by(action: object, *args: object, **options: object) -> str:
    with pytest.raises(GeoError) as refused:
        action(*args, **options)  # type: ignore[operator]  # a function of this package
    assert refused.value.message_th
    return refused.value.code


class TestSniffing:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"", "empty_file"),
            (VRT, "wrong_kind"),
            (b"  \n" + VRT, "wrong_kind"),
            (b'<?xml version="1.0"?><kml/>', "wrong_kind"),
            (b"\xef\xbb\xbf<html>,", "wrong_kind"),
            (b"\x7fELF\x02\x01", "wrong_kind"),
            (b"%PDF-1.7\n\x00", "wrong_kind"),
            (b"just words", "wrong_kind"),
            (b'{"name": "no geometry"}', "wrong_kind"),
            (b"SQLite format 3\x00" + b"\x00" * 200, "wrong_kind"),
            (b'{"type":"FeatureCollection","features":' + b"[" * 200_000, "too_deep"),
            (b'{"type":"GeometryCollection","geometries":[' * 500 + b"]}" * 500, "too_deep"),
            (b'{"type":"GeometryCollection","geometries":[' * 10_000 + b"]}" * 10_000, "too_deep"),
            (b"PK\x03\x04" + b"\x00" * 50, "broken_zip"),
            (b"a,b\n\xff\xfe\xfd,1", "unknown_encoding"),
        ],
    )
    def test_what_a_file_is_decided_by_its_content_not_its_name(self, body: bytes, code: str, tmp_path: Path):
        assert refused_by(sniff_upload, "roads.geojson", body) == code
        path = tmp_path / "roads.geojson"
        path.write_bytes(body)
        assert refused_by(sniff_upload, "roads.geojson", path) == code

    def test_the_largest_size_is_kept(self):
        assert refused_by(sniff_upload, "a.csv", b"a,b\n" * 100, max_bytes=10) == "too_large"

    @pytest.mark.parametrize(
        ("text", "encoding", "found"),
        [("ชื่อ,ค่า\nก,1", "utf-8", "utf-8"), ("ชื่อ,ค่า\nก,1", "utf-8-sig", "utf-8-sig"), ("ชื่อ;ค่า\nก;1", "cp874", "cp874")],
    )
    def test_tables_as_text_in_the_encodings_of_thai_offices(self, text: str, encoding: str, found: str):
        upload = sniff_upload("ข้อมูล.csv", text.encode(encoding))
        assert (upload.kind, upload.encoding) == (UploadKind.CSV, found)


class TestZips:
    def packed(self, members: dict[str, bytes], change: object = None) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in members.items():
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                if change == "link":
                    info.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(info, body)
        return buffer.getvalue()

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({"../../etc/cron.d/x.shp": b"1"}, "zip_path"),
            ({"/etc/x.shp": b"1"}, "zip_path"),
            ({"C:\\x.shp": b"1"}, "zip_path"),
            ({"a.shp": b"1", "inner.zip": b"PK"}, "zip_nested"),
            ({"a.shp": b"\x00" * 50_000_000}, "zip_ratio"),
            ({f"{number}.shp": b"" for number in range(201)}, "zip_too_many_files"),
            ({"readme.txt": b"1"}, "zip_without_shapefile"),
            ({"a.shp": b"1", "a.shx": b"1"}, "shapefile_incomplete"),
            ({"a.shp": b"1", "b.shp": b"1"}, "zip_several_shapefiles"),
        ],
    )
    def test_zips_made_to_harm_or_without_a_layer_are_refused(self, members: dict[str, bytes], code: str):
        assert refused_by(sniff_upload, "roads.zip", self.packed(members)) == code

    def test_a_link_in_a_zip_is_refused(self):
        assert refused_by(sniff_upload, "a.zip", self.packed({"a.shp": b"/etc/passwd"}, "link")) == "zip_link"

    def test_a_zip_that_lies_about_its_size_is_refused_when_opened(self, tmp_path: Path):
        body = self.packed({"a.shp": b"x" * 1000, "a.shx": b"", "a.dbf": b""})
        path = tmp_path / "a.zip"
        path.write_bytes(body.replace(struct.pack("<I", 1000), struct.pack("<I", 10)))
        assert sniff_upload("a.zip", path).kind == UploadKind.SHAPEFILE_ZIP
        assert refused_by(read_rows, path) == "broken_zip"

    def test_a_zip_cut_short_is_refused(self, tmp_path: Path):
        whole = shapefile(tmp_path, PLACES, "EPSG:4326")
        body = whole.read_bytes()
        assert refused_by(sniff_upload, "a.zip", body[: len(body) // 2]) == "broken_zip"


class TestLayers:
    @pytest.mark.parametrize(
        ("driver", "name", "kind"),
        [("GeoJSON", "roads.json", UploadKind.GEOJSON), ("GPKG", "roads.gpkg", UploadKind.GEOPACKAGE)],
    )
    def test_names_counts_and_places_come_through(self, tmp_path: Path, driver: str, name: str, kind: UploadKind):
        path = write(tmp_path / name, driver, PLACES, "EPSG:4326").rename(tmp_path / "upload.bin")
        assert sniff_upload("x.txt", path).kind is kind
        rows = read_rows(path)
        assert [row.attributes for row in rows] == [{"NAME": NAMES[0], "COUNT": 0}, {"NAME": NAMES[1], "COUNT": 1}]
        assert [row.geometry for row in rows] == PLACES

    @pytest.mark.parametrize("encoding", ["UTF-8", "CP874"])
    @pytest.mark.parametrize("without_cpg", [False, True])
    def test_a_zipped_shapefile_in_utf_8_and_in_tis_620(self, tmp_path: Path, encoding: str, without_cpg: bool):
        path = shapefile(tmp_path, PLACES, "EPSG:32647", encoding=encoding, leave_out=(".cpg",) if without_cpg else ())
        with open_layer(path, UploadKind.SHAPEFILE_ZIP) as layer:
            assert layer.encoding == {"UTF-8": "utf-8", "CP874": "cp874"}[encoding]
            assert [note.code for note in layer.notes] == (["encoding_guessed"] if without_cpg else [])
            assert [row.attributes["NAME"] for row in layer] == NAMES

    def test_an_encoding_that_the_file_claims_wrongly_is_corrected_with_a_note(self, tmp_path: Path):
        path = shapefile(tmp_path, PLACES, "EPSG:4326", encoding="CP874")
        with open_layer(path, UploadKind.SHAPEFILE_ZIP, encoding="UTF-8") as layer:
            assert [note.code for note in layer.notes] == ["encoding_contradicted"]
            assert [row.attributes["NAME"] for row in layer] == NAMES

    def test_an_indian_1975_shapefile_lands_on_the_control_marks(self, tmp_path: Path):
        path = shapefile(tmp_path, [Point(mark.indian1975_utm47) for mark in MARKS], "EPSG:24047")
        for row, mark in zip(read_rows(path), MARKS, strict=True):
            assert isinstance(row.geometry, Point)
            assert distance_m((row.geometry.x, row.geometry.y), mark.wgs84) < 0.01

    def test_without_a_reference_system_the_caller_must_name_it(self, tmp_path: Path):
        points = [Point(mark.indian1975_utm47) for mark in MARKS]
        path = shapefile(tmp_path, points, "EPSG:24047", leave_out=(".prj",))
        assert refused_by(read_rows, path) == "missing_crs"
        (row, _) = read_rows(path, crs=24047)
        assert isinstance(row.geometry, Point)
        assert distance_m((row.geometry.x, row.geometry.y), MARKS[0].wgs84) < 0.01

    @pytest.mark.parametrize(
        ("crs", "code"), [("999999", "unknown_crs"), ("+proj=longlat +ellps=evrst30", "no_named_operation")]
    )
    def test_an_unknown_reference_system_is_refused(self, tmp_path: Path, crs: str, code: str):
        path = shapefile(tmp_path, PLACES, "EPSG:4326", leave_out=(".prj",))
        assert refused_by(read_rows, path, crs=crs) == code

    def test_a_reference_system_may_be_overruled_with_a_note(self, tmp_path: Path):
        path = shapefile(tmp_path, [Point(MARKS[0].indian1975_utm47)], "EPSG:32647")
        with open_layer(path, UploadKind.SHAPEFILE_ZIP, crs="EPSG:24047") as layer:
            assert [note.code for note in layer.notes] == ["crs_overridden"]

    def test_rows_that_cannot_be_placed_are_kept_and_explained(self, tmp_path: Path):
        shapes = [PLACES[0], Point(14.56, 101.05), Point(0, 0), Point(720936, 1610740), Point(float("inf"), 14), None]
        features = [
            {"type": "Feature", "properties": {"n": n}, "geometry": shape and shape.__geo_interface__}
            for n, shape in enumerate(shapes)
        ]
        path = tmp_path / "a.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        rows = read_rows(path)
        assert [row.problem.code if row.problem else None for row in rows] == [
            None, "swapped_axes", "zero_zero", "projected_metres", "not_finite", None,
        ]  # fmt: skip
        assert [row.geometry is None for row in rows] == [False, True, True, True, True, True]
        assert [row.attributes["n"] for row in rows] == [0, 1, 2, 3, 4, 5]

    def test_a_crossed_area_is_repaired_and_said_to_be(self, tmp_path: Path):
        bow_tie = Polygon([(101, 14), (101.1, 14.1), (101.1, 14), (101, 14.1)])
        (row,) = read_rows(write(tmp_path / "a.gpkg", "GPKG", [bow_tie], "EPSG:4326"))
        assert row.problem is not None
        assert row.problem.code == "repaired"
        assert row.geometry is not None
        assert row.geometry.is_valid

    def test_a_geopackage_with_a_view_is_refused_and_one_with_triggers_is_only_read(self, tmp_path: Path):
        path = write(tmp_path / "a.gpkg", "GPKG", PLACES, "EPSG:4326")
        with sqlite3.connect(path) as database:
            database.execute("CREATE TRIGGER t AFTER UPDATE ON a BEGIN DELETE FROM a; END")
        before = path.read_bytes()
        assert len(read_rows(path)) == 2
        assert path.read_bytes() == before
        with sqlite3.connect(path) as database:
            database.execute("CREATE VIEW v AS SELECT * FROM a")
        database.close()
        assert refused_by(read_rows, path) == "geopackage_view"

    @pytest.mark.parametrize(("srs", "code"), [(-1, "missing_crs"), (0, "missing_crs"), (99, "missing_crs")])
    def test_a_geopackage_whose_system_is_undefined_or_unknown_asks_for_it(self, tmp_path: Path, srs: int, code: str):
        path = write(tmp_path / "a.gpkg", "GPKG", PLACES, "EPSG:4326")
        with sqlite3.connect(path) as database:
            database.execute("UPDATE gpkg_contents SET srs_id = ?", (srs,))
            database.execute("UPDATE gpkg_geometry_columns SET srs_id = ?", (srs,))
        database.close()
        assert refused_by(read_rows, path) == code

    @pytest.mark.parametrize("depth", [3, 10_000])
    def test_nested_collections_in_a_geopackage_end_in_the_child(self, tmp_path: Path, depth: int):
        path = write(tmp_path / "a.gpkg", "GPKG", PLACES, "EPSG:4326")
        nested = b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BII", 1, 7, 1) * depth + PLACES[0].wkb
        with sqlite3.connect(path) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            database.execute("UPDATE a SET geom = ? WHERE fid = 1", (nested,))
        database.close()
        if depth > 32:
            assert refused_by(read_rows, path) == "unreadable_file"
        else:
            first, second = read_rows(path)
            assert first.problem is not None
            assert first.problem.code == "wrong_type"
            assert second.geometry == PLACES[1]

    def test_a_geopackage_with_several_layers_asks_which(self, tmp_path: Path):
        path = write(tmp_path / "a.gpkg", "GPKG", PLACES, "EPSG:4326")
        write(path, "GPKG", [LineString([(101, 14), (101.1, 14)])], "EPSG:4326", layer="lines", append="")
        assert refused_by(read_rows, path) == "several_layers"
        assert len(read_rows(path, layer="lines")) == 1

    def test_a_damaged_file_is_refused(self, tmp_path: Path):
        path = write(tmp_path / "a.gpkg", "GPKG", PLACES, "EPSG:4326")
        path.write_bytes(path.read_bytes()[:5000] + b"\xff" * 5000)
        assert refused_by(read_rows, path) == "unreadable_file"
        broken = tmp_path / "a.geojson"
        broken.write_text('{"type": "FeatureCollection", "features": [{')
        assert refused_by(read_rows, broken) == "unreadable_file"

    def test_a_vrt_never_reaches_a_driver_that_reads_it(self, tmp_path: Path):
        path = tmp_path / "roads.geojson"
        path.write_bytes(VRT)
        assert refused_by(read_rows, path) == "wrong_kind"
        with pytest.raises(Refused) as refused, open_layer(path, UploadKind.GEOJSON):
            pass
        assert refused.value.code == "unreadable_file"

    def test_records_time_and_memory_are_limited(self, tmp_path: Path):
        path = write(tmp_path / "a.gpkg", "GPKG", PLACES, "EPSG:4326")
        assert refused_by(read_rows, path, max_rows=1) == "too_many_rows"
        assert refused_by(read_rows, path, timeout_s=0.01) == "took_too_long"
        assert refused_by(read_rows, path, memory_bytes=60_000_000) in ("too_much_memory", "unreadable_file")


class TestTables:
    def test_a_csv_of_a_thai_office_keeps_every_column_and_leading_zero(self, tmp_path: Path):
        path = tmp_path / "a.csv"
        path.write_bytes('รหัส,ชื่อ,ชื่อ,\n0101,"ก, ข",ค\n\n0102,ง\n'.encode("cp874"))
        rows = read_rows(path)
        assert rows[0].attributes == {"รหัส": "0101", "ชื่อ": "ก, ข", "ชื่อ_3": "ค", "column_4": None}
        assert rows[1].attributes["ชื่อ_3"] is None
        assert all(row.geometry is None for row in rows)

    def test_a_workbook(self, tmp_path: Path):
        book = openpyxl.Workbook()
        book.active.append(["code", "ชื่อ", "lat"])
        book.active.append(["0101", "ก", 14.5])
        book.create_sheet("สอง").append(["only"])
        path = tmp_path / "a.xlsx"
        book.save(path)
        (row,) = read_rows(path)
        assert row.attributes == {"code": "0101", "ชื่อ": "ก", "lat": 14.5}
        assert read_rows(path, layer="สอง") == []
        assert refused_by(read_rows, path, layer="สาม") == "several_layers"
