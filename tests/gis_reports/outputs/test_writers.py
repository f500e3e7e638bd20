"""Every format, reopened by another program: names, counts, places and money are what the database holds."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyogrio
import pytest
import shapefile
import shapely

from gis_reports.enums import Encoding, Format
from gis_reports.outputs.fields import FIELDS, KEYS
from gis_reports.outputs.rows import read_rows
from gis_reports.outputs.writing import Written, write_file
from projects.models import Project
from tests.gis_reports.outputs.worlds import ABOUT, AMOUNTS, NAMES, make_world

pytestmark = pytest.mark.django_db

PLACED = (0, 2, 3, 4)


def write(form: Format, path: Path, encoding: Encoding = Encoding.UTF8) -> Written:
    rows = read_rows(Project.objects.all())
    return write_file(form=form, rows=rows, path=path, about=ABOUT, encoding=encoding)


def same_place(found: tuple[float, ...], project: Project) -> bool:
    assert project.location is not None
    return abs(float(found[0]) - project.location.x) < 1e-7 and abs(float(found[1]) - project.location.y) < 1e-7


def test_field_names_fit_a_shapefile_and_are_unique() -> None:
    names = [field.dbf for field in FIELDS]
    assert all(name.isascii() and 0 < len(name) <= 10 for name in names)
    assert len(set(names)) == len(names) == len(KEYS) == len(set(KEYS))


def test_geojson_is_whole_json_with_null_geometry_for_projects_without_a_place(tmp_path: Path) -> None:
    projects = make_world()
    assert write(Format.GEOJSON, tmp_path / "x.geojson") == Written(6, 4)
    whole = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"), parse_float=Decimal)
    assert whole["type"] == "FeatureCollection"
    assert "crs" not in whole
    assert any("สาธิต" in value for value in whole["about"].values())
    for index, (feature, project) in enumerate(zip(whole["features"], projects, strict=True)):
        properties = feature["properties"]
        assert properties["name"] == NAMES[index]
        assert [str(properties[key]) for key in ("planned_budget", "budget_total")] == [str(AMOUNTS[index])] * 2
        assert properties["latest_stage"] == "budget_approved"
        assert properties["problems"] == "budget_approved"
        if index in PLACED:
            assert same_place(feature["geometry"]["coordinates"], project)
        else:
            assert feature["geometry"] is None
    assert len(pyogrio.raw.read(tmp_path / "x.geojson")[2]) == 6


@pytest.mark.parametrize("encoding", list(Encoding))
def test_shapefile_reopens_with_names_points_and_the_rest_beside_it(tmp_path: Path, encoding: Encoding) -> None:
    projects = make_world()
    assert write(Format.SHP, tmp_path / "x.zip", encoding) == Written(6, 4)
    with zipfile.ZipFile(tmp_path / "x.zip") as package:
        assert package.read("projects.cpg").decode() == {"utf-8": "UTF-8", "cp874": "CP874"}[encoding]
        assert b"GCS_WGS_1984" in package.read("projects.prj")
        report = package.read("report.txt").decode("utf-8-sig")
        dictionary = package.read("data_dictionary.csv").decode("utf-8-sig")
        without = list(csv.DictReader(io.StringIO(package.read("without_place.csv").decode("utf-8-sig"))))
        package.extractall(tmp_path)
    with shapefile.Reader(str(tmp_path / "projects.shp"), encoding=encoding.value) as file:
        found = list(file.iterShapeRecords())
    assert [record.record["PLAN_BAHT"] for record in found] == [float(AMOUNTS[index]) for index in PLACED]
    for record, index in zip(found, PLACED, strict=True):
        assert same_place(record.shape.points[0], projects[index])
    names = [record.record["NAME"] for record in found]
    assert names[0] == NAMES[0]
    if encoding == Encoding.UTF8:
        assert names[2] == NAMES[3]
        assert NAMES[4].startswith(names[3])
        assert len(names[3].encode()) <= 254
        assert NAMES[4][len(names[3])] not in "ะัาำิีึืฺุู็่้๊๋์ํ"
        assert NAMES[4] in report
        assert f"{projects[4].pk}\tNAME\t" in report
    else:
        assert names[2] == NAMES[3].replace("🌉", "?")
        assert names[3] == NAMES[4]
        assert f"{projects[3].pk}\tNAME\t" in report
    assert [int(row["id"]) for row in without] == [projects[1].pk, projects[5].pk]
    assert "projects.shp: 4" in report
    assert "without_place.csv: 2" in report
    assert "AUTH_NAME,authority,องค์กรปกครองส่วนท้องถิ่น" in dictionary


def test_geopackage_keeps_both_layers_and_explains_itself(tmp_path: Path) -> None:
    projects = make_world()
    assert write(Format.GPKG, tmp_path / "x.gpkg") == Written(6, 4)
    _meta, _fids, shapes, (ids, names, planned) = pyogrio.raw.read(
        tmp_path / "x.gpkg", layer="projects", columns=["id", "name", "planned_budget"]
    )
    assert list(ids) == [projects[index].pk for index in PLACED]
    assert list(names) == [NAMES[index] for index in PLACED]
    assert [Decimal(f"{amount:.2f}") for amount in planned] == [AMOUNTS[index] for index in PLACED]
    for shape, index in zip(shapely.from_wkb(shapes), PLACED, strict=True):
        assert same_place((shape.x, shape.y), projects[index])
    file = sqlite3.connect(tmp_path / "x.gpkg")
    assert file.execute("select name from projects_without_place order by fid").fetchall() == [(NAMES[1],), (NAMES[5],)]
    assert file.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert file.execute("select thai from fields where field = 'paid_total'").fetchall() == [("เบิกจ่ายแล้ว (บาท)",)]
    file.close()


def test_csv_has_one_mark_and_no_formulas(tmp_path: Path) -> None:
    make_world()
    assert write(Format.CSV, tmp_path / "x.csv") == Written(6, 4)
    raw = (tmp_path / "x.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\xef\xbb\xbf") == 1
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[2]["name"] == "'" + NAMES[2]
    assert rows[5]["name"] == "'" + NAMES[5]
    assert [rows[index]["name"] for index in (0, 1, 3, 4)] == [NAMES[index] for index in (0, 1, 3, 4)]
    assert [Decimal(row["planned_budget"]) for row in rows] == list(AMOUNTS)
    assert rows[1]["longitude"] == ""


def test_workbook_has_typed_cells_thai_heads_and_no_formulas(tmp_path: Path) -> None:
    projects = make_world()
    assert write(Format.XLSX, tmp_path / "x.xlsx") == Written(6, 4)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    sheet = book["projects"]
    assert sheet.freeze_panes == "D2"
    heads, *rows = list(sheet.iter_rows())
    assert [cell.value for cell in heads] == [field.thai for field in FIELDS]
    at = {key: index for index, key in enumerate(KEYS)}
    assert [row[at["name"]].value for row in rows] == list(NAMES)
    assert {row[at["name"]].data_type for row in rows} <= {"s", "inlineStr"}
    assert [Decimal(f"{row[at['budget_total']].value:.2f}") for row in rows] == list(AMOUNTS)
    assert same_place((rows[0][at["longitude"]].value, rows[0][at["latitude"]].value), projects[0])
    assert rows[1][at["longitude"]].value is None
    assert rows[0][at["position_recorded_at"]].is_date
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["เงื่อนไข · Selection: จังหวัด"] == "สระบุรี"
    assert any("สาธิต" in value for value in about.values())
    book.close()


@pytest.mark.parametrize("form", list(Format))
def test_an_empty_selection_is_an_empty_file_that_opens(tmp_path: Path, form: Format) -> None:
    assert write(form, tmp_path / "x.out") == Written(0, 0)
    assert (tmp_path / "x.out").stat().st_size > 0


@pytest.mark.parametrize("form", list(Format))
def test_a_selection_without_any_place_loses_nothing(tmp_path: Path, form: Format) -> None:
    projects = make_world()
    rows = read_rows(Project.objects.filter(pk__in=[projects[1].pk, projects[5].pk]))
    assert write_file(form=form, rows=rows, path=tmp_path / "x.out", about=ABOUT) == Written(2, 0)


def test_control_characters_in_a_workbook_are_replaced_and_counted(tmp_path: Path) -> None:
    projects = make_world()
    Project.objects.filter(pk=projects[0].pk).update(name="ถนน\x07คสล.")
    write(Format.XLSX, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True)
    assert "ถนน\ufffdคสล." in [row[2] for row in book["projects"].iter_rows(values_only=True)]
    assert "1" in [row[1] for row in book["about"].iter_rows(values_only=True)][-1:]
    book.close()
