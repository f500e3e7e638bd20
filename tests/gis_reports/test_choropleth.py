"""The drawn grounds: paths that fit the drawing, remembered until somebody imports other boundaries."""

from __future__ import annotations

import re

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_reports.choropleth import NO_DATA, Shade, draw
from gis_reports.grounds import LOCAL_HEIGHT, LOCAL_WIDTH, Ground, authorities, country, districts
from layers.enums import AuthorityKind
from layers.models import District, Province
from tests.factories import square
from tests.gis_reports.tiny import authority_in

pytestmark = pytest.mark.django_db


def assert_fits(ground: Ground) -> None:
    for outline in ground.outlines:
        assert re.fullmatch(r"(M[\d.]+ [\d.]+(l-?[\d.]+ -?[\d.]+)+z)+", outline.path)
        assert 0 <= outline.x <= ground.width
        assert 0 <= outline.y <= ground.height


def test_every_province_is_drawn_within_the_frame() -> None:
    assert len(country().outlines) == 77
    assert_fits(country())


def test_a_shade_is_a_class_a_text_and_perhaps_an_address() -> None:
    shades = {
        "19": Shade(css="c3", text="สระบุรี", href="?province=19", is_unsure=True),
        "10": Shade(css="c-na", text="ไม่มี อปท."),
    }
    drawing = draw(label="map", shade=shades.get, picked="19")
    areas = {area.code: area for area in drawing.areas}
    assert (areas["19"].css, areas["19"].href, areas["19"].is_picked) == ("c3", "?province=19", True)
    assert (areas["19"].is_unsure, areas["10"].is_unsure) == (True, False)
    assert (areas["10"].css, areas["10"].href) == ("c-na", "")
    assert (areas["55"].css, areas["55"].text) == (NO_DATA, "")
    assert drawing.lifted == areas["19"].path


def test_a_ground_is_worked_out_once_and_again_when_a_boundary_changes() -> None:
    before = country()
    with CaptureQueriesContext(connection) as counted:
        assert country() == before
    assert len(counted) == 1
    Province.objects.filter(code="19").update(boundary=square(100.8, 14.4, 0.5))
    after = {outline.code: outline.path for outline in country().outlines}
    assert after["19"] != {outline.code: outline.path for outline in before.outlines}["19"]


def test_a_province_has_a_ground_of_its_authorities_without_the_one_that_covers_them() -> None:
    west, east = authority_in("19", boundary=square(100.8, 14.4)), authority_in("19", boundary=square(100.9, 14.4))
    authority_in("19", kind=AuthorityKind.PAO, boundary=square(100.8, 14.4, 0.2))
    authority_in("19", boundary=None)
    authority_in("55")
    ground = authorities("19")
    assert [outline.code for outline in ground.outlines] == [str(west.pk), str(east.pk)]
    assert_fits(ground)
    assert ground.width <= LOCAL_WIDTH
    assert ground.height <= LOCAL_HEIGHT
    first, second = ground.outlines
    assert first.x < second.x
    assert authorities("55", "5501").outlines == ()


def test_districts_are_drawn_with_what_lies_in_them_and_a_crossed_boundary_is_no_obstacle() -> None:
    bow = MultiPolygon(Polygon(((101, 14), (101.1, 14.1), (101.1, 14), (101, 14.1), (101, 14))), srid=4326)
    District.objects.filter(province_id="19").delete()
    District.objects.create(code="1901", province_id="19", name_th="เมือง", boundary=square(100.8, 14.4))
    District.objects.create(code="1902", province_id="19", name_th="แก่งคอย", boundary=bow)
    District.objects.create(code="1903", province_id="19", name_th="ไม่มีเส้น")
    assert [outline.code for outline in districts("19").outlines] == ["1901", "1902"]
    assert_fits(districts("19"))
    authority_in("19", district_id="1902", boundary=square(101, 14))
    assert len(authorities("19", "1902").outlines) == 1
    assert len(authorities("19", "1901").outlines) == 0
