from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from geo.datums import EVEREST_INVERSE_FLATTENING, EVEREST_SEMI_MAJOR_M, INDIAN_1975_SHIFT_M, from_wgs84
from geo.measure import distance_m
from geo.sql import TO_WGS84
from geo.systems import INDIAN_1975, INDIAN_1975_UTM47, INDIAN_1975_UTM48, UTM47N, UTM48N, WEB_MERCATOR, WGS84
from tests.geo.marks import MARKS, Mark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def function_from_this_checkout(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TO_WGS84)


def in_database(x: float, y: float, srid: int) -> tuple[float, float]:
    query = "SELECT ST_X(g), ST_Y(g), ST_SRID(g) FROM geo_to_wgs84(ST_SetSRID(ST_MakePoint(%s, %s), %s)) AS g"
    with connection.cursor() as cursor:
        cursor.execute(query, [x, y, srid])
        longitude, latitude, found_srid = cursor.fetchone()
    assert found_srid == WGS84
    return longitude, latitude


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.name)
def test_postgis_lands_on_the_control_marks(mark: Mark):
    assert distance_m(in_database(*mark.indian1975_utm47, INDIAN_1975_UTM47), mark.wgs84) < 0.01
    assert distance_m(in_database(*mark.indian1975, INDIAN_1975), mark.wgs84) < 0.01
    assert distance_m(in_database(*mark.wgs84_utm47, UTM47N), mark.wgs84) < 0.01
    assert in_database(*mark.wgs84, WGS84) == mark.wgs84


@pytest.mark.parametrize("srid", [UTM48N, INDIAN_1975_UTM48])
def test_postgis_and_python_agree_in_zone_48(srid: int):
    place = (104.85, 15.24)
    assert distance_m(in_database(*from_wgs84(*place, srid), srid), place) < 0.01


@pytest.mark.parametrize("srid", [0, WEB_MERCATOR, 32649])
def test_any_other_srid_is_refused_by_name(srid: int):
    with pytest.raises(DatabaseError, match=f"no named operation for SRID {srid}"), transaction.atomic():
        in_database(100.0, 14.0, srid)


def test_heights_are_dropped_and_nothing_stays_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_NDims(geo_to_wgs84('SRID=24047;POINT Z (740273 1548466 -4)'::geometry))")
        assert cursor.fetchone() == (2,)
        cursor.execute("SELECT geo_to_wgs84(NULL)")
        assert cursor.fetchone() == (None,)


def test_the_sql_carries_the_same_figures_as_python():
    shift = ",".join(f"{value:.4f}" for value in INDIAN_1975_SHIFT_M)
    assert f"+towgs84={shift},0,0,0,0" in TO_WGS84
    assert f"+a={EVEREST_SEMI_MAJOR_M} +rf={EVEREST_INVERSE_FLATTENING}" in TO_WGS84
