"""The drawn country: 77 paths that fit the drawing, remembered until somebody imports other boundaries."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_reports.choropleth import NO_DATA, WIDTH, Shade, draw, outlines
from layers.models import Province
from tests.factories import square

pytestmark = pytest.mark.django_db


def test_every_province_is_drawn_within_the_frame() -> None:
    drawn = outlines()
    assert len(drawn) == 77
    height = draw(label="", shade=lambda code: None).height
    for outline in drawn:
        assert re.fullmatch(r"(M[\d.]+ [\d.]+(l-?[\d.]+ -?[\d.]+)+z)+", outline.path)
        assert 0 <= outline.x <= WIDTH
        assert 0 <= outline.y <= height


def test_a_shade_is_a_class_a_text_and_perhaps_an_address() -> None:
    shades = {"19": Shade(css="c3", text="สระบุรี", href="?province=19"), "10": Shade(css="c-na", text="ไม่มี อปท.")}
    drawing = draw(label="map", shade=shades.get, picked="19")
    areas = {area.code: area for area in drawing.areas}
    assert (areas["19"].css, areas["19"].href, areas["19"].is_picked) == ("c3", "?province=19", True)
    assert (areas["10"].css, areas["10"].href) == ("c-na", "")
    assert (areas["55"].css, areas["55"].text) == (NO_DATA, "")
    assert drawing.lifted == areas["19"].path


def test_the_outlines_are_worked_out_once_and_again_when_a_boundary_changes() -> None:
    before = outlines()
    with CaptureQueriesContext(connection) as counted:
        assert outlines() == before
    assert len(counted) == 1
    Province.objects.filter(code="19").update(boundary=square(100.8, 14.4, 0.5))
    after = {outline.code: outline.path for outline in outlines()}
    assert after["19"] != {outline.code: outline.path for outline in before}["19"]
