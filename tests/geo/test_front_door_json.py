from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.front_door import Refused, RefusedGeometry, read_geometry, read_json
from geo.front_door.geometry import AREA_TYPES, LINE_TYPES

SQUARE = [[101.0, 14.0], [101.1, 14.0], [101.1, 14.1], [101.0, 14.1], [101.0, 14.0]]
HOLE = [[101.02, 14.02], [101.04, 14.02], [101.04, 14.04], [101.02, 14.04], [101.02, 14.02]]


def code_of(source: object, allowed: object = AREA_TYPES | LINE_TYPES | {"Point", "MultiPoint"}, **options: int) -> str:
    with pytest.raises(RefusedGeometry) as refused:
        read_geometry(source, allowed, **options)  # type: ignore[arg-type]  # tests pass what attackers pass
    assert refused.value.message_th
    assert refused.value.message_en
    return refused.value.code


def geometry(kind: str, coordinates: object, **more: object) -> dict[str, object]:
    return {"type": kind, "coordinates": coordinates, **more}


class TestJson:
    def test_ordinary_json_is_read(self):
        assert read_json(b'\xef\xbb\xbf{"a": [1, 2.5, "[{", null]}') == {"a": [1, 2.5, "[{", None]}

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"[" * 200_000, "too_deep"),
            (b"[" * 200_000 + b"]" * 200_000, "too_deep"),
            (b'{"a":' * 200_000, "too_deep"),
            (b"[" * 33 + b"]" * 33, "too_deep"),
            (b" " * 2_000_001, "too_large"),
            (b"", "not_json"),
            (b"{", "not_json"),
            (b'"' * 100_001, "not_json"),
            (b'"' + b'\\"' * 100_000, "not_json"),
            (b'"' + b"\\" * 100_001, "not_json"),
            (b"\xff\xfe", "not_json"),
            (b'{"a": 1,}', "not_json"),
            (b"[NaN]", "not_finite"),
            (b"[Infinity]", "not_finite"),
            (b"[-Infinity]", "not_finite"),
            (b"[1e999]", "not_finite"),
            (b"[" + b"9" * 5000 + b"]", "not_finite"),
            (b'{"type": "Point", "type": "Polygon"}', "repeated_name"),
        ],
    )
    def test_hostile_json_is_refused_and_not_pondered(self, body: bytes, code: str):
        with pytest.raises(RefusedGeometry) as refused:
            read_json(body)
        assert refused.value.code == code

    def test_brackets_in_strings_do_not_count(self):
        assert read_json(json.dumps(["[" * 1000]).encode()) == ["[" * 1000]

    @given(st.binary(max_size=200))
    def test_no_bytes_raise_anything_else(self, body: bytes):
        try:
            read_json(body)
        except Refused as refused:
            code = refused.code
        else:
            code = ""
        assert code in ("", "not_json", "not_finite", "repeated_name", "too_deep")


class TestGeometry:
    def test_a_point_a_feature_and_a_text_give_the_same_point(self):
        point = geometry("Point", [101.0475, 14.5635])
        for source in (point, {"type": "Feature", "properties": {}, "geometry": point}, json.dumps(point)):
            found = read_geometry(source)
            assert (found.x, found.y) == (101.0475, 14.5635)

    def test_areas_lines_and_several_points_are_built_whole(self):
        area = read_geometry(geometry("Polygon", [SQUARE, HOLE]), AREA_TYPES)
        assert area.area == pytest.approx(0.01 - 0.0004)
        assert len(read_geometry(geometry("MultiPolygon", [[SQUARE]]), AREA_TYPES).geoms) == 1
        assert read_geometry(geometry("LineString", SQUARE[:3]), LINE_TYPES).length == pytest.approx(0.2)
        assert len(read_geometry(geometry("MultiLineString", [SQUARE[:2]]), LINE_TYPES).geoms) == 1
        assert len(read_geometry(geometry("MultiPoint", SQUARE[:2]), {"MultiPoint"}).geoms) == 2

    @pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
    def test_a_crs_member_may_say_wgs_84(self, name: str):
        crs = {"type": "name", "properties": {"name": name}}
        assert read_geometry(geometry("Point", [101, 14], crs=crs)).x == 101

    @pytest.mark.parametrize("depth", [500, 10_000])
    def test_nested_collections_are_refused_before_they_are_built(self, depth: int):
        text = '{"type":"GeometryCollection","geometries":[' * depth + "]}" * depth
        assert code_of(text) == "too_deep"

    def test_a_nested_collection_as_an_object_is_refused_by_its_type(self):
        nested: dict[str, object] = geometry("Point", [101, 14])
        for _ in range(10_000):
            nested = {"type": "GeometryCollection", "geometries": [nested]}
        assert code_of(nested) == "wrong_type"

    @pytest.mark.parametrize(
        ("source", "code"),
        [
            (None, "not_geojson"),
            (7, "not_geojson"),
            ([101, 14], "not_geojson"),
            (b"[]", "not_geojson"),
            ({"type": "Feature", "geometry": None}, "not_geojson"),
            ({}, "wrong_type"),
            ({"type": ["Point"]}, "wrong_type"),
            (geometry("Circle", [101, 14]), "wrong_type"),
            (geometry("Point", None), "malformed"),
            (geometry("Point", []), "malformed"),
            (geometry("Point", [101]), "malformed"),
            (geometry("Point", ["101", "14"]), "malformed"),
            (geometry("Point", [True, 14]), "malformed"),
            (geometry("Point", [101, 14, 30]), "has_height"),
            (geometry("Point", [float("nan"), 14]), "not_finite"),
            (geometry("Point", [float("inf"), 14]), "not_finite"),
            (geometry("Point", [10**400, 14]), "not_finite"),
            (b'{"type":"Point","coordinates":[Infinity,14]}', "not_finite"),
            (geometry("Point", [0, 0]), "zero_zero"),
            (geometry("Point", [14.5635, 101.0475]), "swapped_axes"),
            (geometry("Point", [720936, 1610740]), "projected_metres"),
            (geometry("Point", [11187600, 1546000]), "projected_metres"),
            (geometry("Point", [190, 14]), "outside_world"),
            (geometry("Point", [-0.12, 51.5]), "outside_thailand"),
            (geometry("Point", [101, 14], crs={"type": "name", "properties": {"name": "EPSG:32647"}}), "wrong_crs"),
            (geometry("Point", [101, 14], crs={"type": "name", "properties": {"name": "EPSG:999999"}}), "wrong_crs"),
            (
                geometry("Point", [101, 14], crs={"type": "link", "properties": {"href": "file:///etc/passwd"}}),
                "wrong_crs",
            ),
            (geometry("Point", [101, 14], crs="EPSG:24047"), "wrong_crs"),
            (geometry("Polygon", []), "malformed"),
            (geometry("Polygon", [SQUARE[:3]]), "malformed"),
            (geometry("Polygon", [SQUARE[:4]]), "ring_not_closed"),
            (geometry("Polygon", [[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]]), "not_valid"),
            (geometry("Polygon", [[SQUARE[0]] * 4]), "not_valid"),
            (geometry("Polygon", [[p[::-1] for p in SQUARE]]), "swapped_axes"),
            (geometry("LineString", [[101, 14]]), "malformed"),
            (geometry("LineString", [[101, 14], [101, 14]]), "not_valid"),
            (geometry("MultiPoint", []), "malformed"),
        ],
    )
    def test_what_cannot_be_used_is_refused_with_its_own_code(self, source: object, code: str):
        assert code_of(source) == code

    def test_a_type_that_was_not_asked_for_is_refused(self):
        assert code_of(geometry("Polygon", [SQUARE]), {"Point"}) == "wrong_type"

    def test_the_place_of_the_trouble_is_named(self):
        with pytest.raises(RefusedGeometry) as refused:
            read_geometry(geometry("Polygon", [SQUARE, [*HOLE[:2], [1], HOLE[0]]]), AREA_TYPES)
        assert refused.value.where == "coordinates[1][2]"

    def test_vertices_are_counted(self):
        assert code_of(geometry("MultiPoint", SQUARE), max_vertices=4) == "too_many_vertices"

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "crs"]), inner, max_size=4)
            ),
            max_leaves=20,
        ),
        st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString", "MultiPoint"]),
    )
    def test_no_structure_raises_anything_else(self, inner: object, kind: str):
        for source in (inner, geometry(kind, inner)):
            try:
                found = read_geometry(source, AREA_TYPES | LINE_TYPES | {"Point", "MultiPoint"})
            except RefusedGeometry as refused:
                assert refused.code  # noqa: PT017 - either outcome is right, and nothing else may come out
            else:
                assert found.is_valid
