from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from geo.measure import area_m2, distance_m, distance_to_boundary_m, length_m, move
from geo.systems import WEB_MERCATOR, WGS84
from geo.tiles import HALF_WORLD_M, MAX_ZOOM, WrongTile, check_tile, tile_bounds, tile_bounds_wgs84, tile_of

LONGITUDES = st.floats(97.5, 105.5)
LATITUDES = st.floats(6.0, 20.0)


class TestMeasure:
    def test_a_degree_of_latitude_and_of_longitude_at_14_north(self):
        assert distance_m((101, 14), (101, 15)) == pytest.approx(110_644, abs=5)
        assert distance_m((101, 14), (102, 14)) == pytest.approx(108_034, abs=25)

    def test_lengths_add_up(self):
        there, back = LineString([(101, 14), (101, 15)]), LineString([(101, 15), (102, 15)])
        assert length_m(MultiLineString([there, back])) == pytest.approx(length_m(there) + length_m(back))
        assert length_m(box(101, 14, 102, 15)) == pytest.approx(436_900, rel=0.01)
        assert length_m(Point(101, 14)) == 0
        assert length_m(LineString()) == 0

    def test_areas_take_holes_off_and_ignore_the_direction_of_rings(self):
        whole = box(101, 14, 101.1, 14.1)
        hole = box(101.02, 14.02, 101.04, 14.04)
        holed = Polygon(whole.exterior.coords, [hole.exterior.coords])
        turned = Polygon(list(whole.exterior.coords)[::-1], [hole.exterior.coords])
        assert area_m2(whole) == pytest.approx(10_800 * 11_064, rel=0.002)
        assert area_m2(holed) == pytest.approx(area_m2(whole) - area_m2(hole))
        assert area_m2(turned) == pytest.approx(area_m2(holed))
        assert area_m2(MultiPolygon([whole, box(102, 14, 102.1, 14.1)])) == pytest.approx(2 * area_m2(whole))
        assert area_m2(LineString([(0, 0), (1, 1)])) == 0
        assert area_m2(Polygon()) == 0

    @given(LONGITUDES, LATITUDES, st.floats(10, 20_000), st.floats(0, 360))
    def test_the_distance_to_a_boundary_is_the_geodesic_one(
        self, longitude: float, latitude: float, distance: float, azimuth: float
    ):
        # A square whose nearest corner or side is found by dense sampling on the ellipsoid.
        area = box(longitude - 0.05, latitude - 0.05, longitude + 0.05, latitude + 0.05)
        start = move((longitude, latitude), azimuth, distance)
        nearest = min(
            distance_m(start, (edge.x, edge.y))
            for edge in (area.exterior.interpolate(step / 4000, normalized=True) for step in range(4000))
        )
        assert distance_to_boundary_m(start, area) == pytest.approx(nearest, rel=0.001, abs=8)

    def test_a_point_212_metres_east_of_a_boundary(self):
        area = box(101.0, 14.0, 101.1, 14.1)
        outside = move((101.1, 14.05), 90, 212)
        inside = move((101.1, 14.05), 270, 212)
        assert distance_to_boundary_m(outside, area) == pytest.approx(212, rel=0.001)
        assert distance_to_boundary_m(Point(inside), area) == pytest.approx(212, rel=0.001)
        assert distance_to_boundary_m((101.1, 14.05), area) == pytest.approx(0, abs=0.01)
        with pytest.raises(ValueError, match="empty"):
            distance_to_boundary_m((101, 14), Polygon())

    def test_moving_and_measuring_agree(self):
        assert distance_m((101, 14), move((101, 14), 33, 1234.5)) == pytest.approx(1234.5, abs=1e-4)
        assert length_m(GeometryCollection([LineString([(101, 14), (101, 15)])])) > 110_000


class TestTiles:
    def test_the_whole_world_is_one_tile_at_zoom_0(self):
        assert tile_bounds(0, 0, 0) == (-HALF_WORLD_M, -HALF_WORLD_M, HALF_WORLD_M, HALF_WORLD_M)

    @given(LONGITUDES, LATITUDES, st.integers(0, MAX_ZOOM))
    def test_the_tile_of_a_place_holds_it(self, longitude: float, latitude: float, zoom: int):
        x, y = tile_of(longitude, latitude, zoom)
        west, south, east, north = tile_bounds_wgs84(zoom, x, y)
        assert west - 1e-9 <= longitude <= east + 1e-9
        assert south - 1e-9 <= latitude <= north + 1e-9

    def test_bounds_are_web_mercator_metres(self):
        to_mercator = Transformer.from_crs(WGS84, WEB_MERCATOR, always_xy=True)
        west, south, _, _ = tile_bounds_wgs84(12, 3199, 1882)
        assert tile_bounds(12, 3199, 1882)[:2] == pytest.approx(to_mercator.transform(west, south), abs=1e-6)

    @pytest.mark.parametrize(
        ("z", "x", "y", "code"),
        [
            (-1, 0, 0, "zoom_out_of_range"),
            (23, 0, 0, "zoom_out_of_range"),
            (10**9, 0, 0, "zoom_out_of_range"),
            (3, 8, 0, "tile_out_of_range"),
            (3, 0, -1, "tile_out_of_range"),
            (0, 1, 0, "tile_out_of_range"),
        ],
    )
    def test_a_tile_that_does_not_exist_is_refused(self, z: int, x: int, y: int, code: str):
        with pytest.raises(WrongTile) as refused:
            check_tile(z, x, y)
        assert refused.value.code == code
        assert refused.value.message_th
