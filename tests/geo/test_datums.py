from __future__ import annotations

import math

import pytest
import shapely
from pyproj import CRS, Transformer
from shapely.geometry import LineString, Point

from geo import datums
from geo.measure import distance_m
from geo.systems import (
    INDIAN_1975,
    INDIAN_1975_UTM47,
    SYSTEM_NAMES,
    THAILAND_EXTENT,
    UTM48N,
    WEB_MERCATOR,
    WGS84,
    UnknownReferenceSystem,
    find_system,
)
from tests.geo.marks import MARKS, Mark

TOLERANCE_M = 0.01


@pytest.fixture(params=MARKS, ids=lambda mark: mark.name)
def mark(request: pytest.FixtureRequest) -> Mark:
    return request.param


def in_system(mark: Mark, system: str) -> tuple[float, float]:
    return {
        "wgs84": mark.wgs84,
        "utm47-wgs84": mark.wgs84_utm47,
        "geographic-indian1975": mark.indian1975,
        "utm47-indian1975": mark.indian1975_utm47,
    }[system]


@pytest.mark.parametrize("system", ["wgs84", "utm47-wgs84", "geographic-indian1975", "utm47-indian1975"])
def test_every_system_lands_on_the_control_mark(mark: Mark, system: str):
    assert distance_m(datums.to_wgs84(*in_system(mark, system), system), mark.wgs84) < TOLERANCE_M


@pytest.mark.parametrize("system", ["utm47-wgs84", "utm47-indian1975"])
def test_a_mark_comes_back_to_its_sheet_coordinates_in_metres(mark: Mark, system: str):
    assert math.dist(datums.from_wgs84(*mark.wgs84, system), in_system(mark, system)) < TOLERANCE_M


def test_a_mark_comes_back_to_its_indian_1975_degrees(mark: Mark):
    back = datums.from_wgs84(*mark.wgs84, "geographic-indian1975")
    assert distance_m(back, mark.indian1975) < TOLERANCE_M


def test_the_library_s_own_default_misses_the_mark_by_189_metres_which_is_why_we_do_not_use_it(mark: Mark):
    default = Transformer.from_crs(INDIAN_1975_UTM47, WGS84, always_xy=True)
    assert 188 < distance_m(default.transform(*mark.indian1975_utm47), mark.wgs84) < 190


@pytest.mark.parametrize("system", SYSTEM_NAMES)
@pytest.mark.parametrize("place", [(98.3, 7.9), (100.5, 13.75), (102.0, 18.0), (104.9, 15.2), (105.6, 5.7)])
def test_going_there_and_back_stays_within_a_tenth_of_a_millimetre(system: str, place: tuple[float, float]):
    assert distance_m(datums.to_wgs84(*datums.from_wgs84(*place, system), system), place) < 0.0001


def test_zone_48_and_zone_47_describe_the_same_ground_at_their_border():
    for datum in ("wgs84", "indian1975"):
        west = datums.from_wgs84(102.0, 16.0, f"utm47-{datum}")
        east = datums.from_wgs84(102.0, 16.0, f"utm48-{datum}")
        assert west[1] == pytest.approx(east[1], abs=120)
        assert west[0] - 500_000 == pytest.approx(500_000 - east[0], abs=800)


@pytest.mark.parametrize("key", ["utm49-wgs84", "", "WGS 84", 4327, None])
def test_an_unknown_system_is_refused_with_the_list_of_names(key: object):
    with pytest.raises(UnknownReferenceSystem, match="utm47-indian1975"):
        find_system(key)  # type: ignore[arg-type]  # what a careless caller may pass


def test_a_system_is_found_by_name_and_by_srid():
    assert find_system(INDIAN_1975_UTM47) is find_system(" UTM47-Indian1975 ")


class TestTransform:
    """Geometries of files, in any reference system."""

    ESRI_INDIAN = (
        'PROJCS["Indian_1975_UTM_Zone_47N",GEOGCS["GCS_Indian_1975",DATUM["D_Indian_1975",'
        'SPHEROID["Everest_Adjustment_1937",6377276.345,300.8017]],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",99.0],'
        'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )
    WITH_BAD_SHIFT = (
        'PROJCS["Indian 1975 / UTM zone 47N",GEOGCS["Indian 1975",DATUM["Indian_1975",'
        'SPHEROID["Everest 1830 (1937 Adjustment)",6377276.345,300.8017],TOWGS84[293,836,318,0.5,1.6,-2.8,2.1]],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",99],PARAMETER["scale_factor",0.9996],'
        'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]'
    )

    @pytest.mark.parametrize(
        "source", [INDIAN_1975_UTM47, "EPSG:24047", ESRI_INDIAN, WITH_BAD_SHIFT, "EPSG:24047+5773"]
    )
    def test_indian_1975_goes_by_our_shift_however_the_file_spells_it(self, mark: Mark, source: int | str):
        moved = datums.transform(Point(mark.indian1975_utm47), source)
        assert distance_m((moved.x, moved.y), mark.wgs84) < TOLERANCE_M

    def test_indian_1975_degrees_are_taken_longitude_first(self, mark: Mark):
        moved = datums.transform(Point(mark.indian1975), CRS.from_epsg(INDIAN_1975))
        assert distance_m((moved.x, moved.y), mark.wgs84) < TOLERANCE_M

    def test_wgs_84_utm_and_web_mercator_come_by_exact_operations(self):
        corner = datums.transform(Point(datums.from_wgs84(104.0, 15.0, UTM48N)), UTM48N)
        assert distance_m((corner.x, corner.y), (104.0, 15.0)) < TOLERANCE_M
        origin = datums.transform(Point(111319.49079327357, 0), WEB_MERCATOR)
        assert (origin.x, origin.y) == pytest.approx((1.0, 0.0), abs=1e-9)

    def test_wgs_84_stays_as_it_is_and_heights_are_dropped(self):
        line = datums.transform(LineString([(100, 14, 5), (101, 15, 6)]), WGS84)
        assert shapely.get_coordinates(line).tolist() == [[100, 14], [101, 15]]
        assert not line.has_z

    def test_the_given_geometry_is_not_changed(self):
        given = Point(740273.381, 1548466.215)
        datums.transform(given, INDIAN_1975_UTM47)
        assert given.x == 740273.381

    @pytest.mark.parametrize(
        ("source", "code"),
        [
            ("+proj=longlat +ellps=evrst30 +no_defs", "no_named_operation"),
            ("+proj=utm +zone=47 +ellps=evrst30 +no_defs", "no_named_operation"),
            ('LOCAL_CS["site grid",UNIT["metre",1]]', "no_named_operation"),
            (999999, "unknown_crs"),
            ("nonsense", "unknown_crs"),
            ("", "unknown_crs"),
        ],
    )
    def test_a_system_without_a_named_operation_is_refused(self, source: int | str, code: str):
        with pytest.raises(datums.UnknownTransformation) as refused:
            datums.transform(Point(1, 1), source)
        assert refused.value.code == code
        assert refused.value.hint_en
        assert refused.value.message_th

    def test_a_coordinate_beyond_the_projection_is_refused(self):
        with pytest.raises(datums.UnknownTransformation, match="not defined"):
            datums.transform(Point(1e30, 1e30), UTM48N)

    def test_the_operation_used_has_a_name_and_an_accuracy(self):
        assert "204.4798" in datums.operation_to_wgs84(INDIAN_1975).name
        assert datums.operation_to_wgs84(UTM48N).accuracy_m == 0


def test_the_extent_of_thailand_is_west_south_east_north():
    assert THAILAND_EXTENT == (97.3, 5.6, 105.7, 20.5)
