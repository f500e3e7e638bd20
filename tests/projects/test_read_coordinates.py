"""`bin/manage read_coordinates`: readings as JSON, and a plain reason when there are none."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from geo.measure import distance_m
from tests import factories as make

pytestmark = pytest.mark.django_db


def read(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("read_coordinates", *arguments, stdout=out)
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def test_a_control_mark_comes_back_within_a_centimetre() -> None:
    (reading,) = read("740273.381 1548466.215", "--system", "utm47-indian1975")
    assert distance_m((reading["longitude"], reading["latitude"]), (101.22136102, 13.99925213)) < 0.01
    assert reading["system"] == "utm47-indian1975"


def test_a_text_that_leaves_the_datum_open_gives_both() -> None:
    assert [reading["system"] for reading in read("47N 720936 1610740")] == ["utm47-wgs84", "utm47-indian1975"]


def test_with_an_authority_it_says_inside_or_how_far() -> None:
    authority = make.AuthorityFactory(code="5190499", boundary=make.square(101.0, 14.5))
    (inside,) = read("14.55, 101.05", "--system", "wgs84", "--authority", "5190499")
    assert (inside["inside"], inside["distance_m"]) == ("INSIDE", None)
    (outside,) = read("14.55, 101.11", "--system", "wgs84", "--authority", str(authority.pk))
    assert outside["inside"] == "OUTSIDE"
    assert outside["distance_m"] == pytest.approx(distance_m((101.1, 14.55), (101.11, 14.55)), rel=1e-3)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["หน้าวัด"], "no number"),
        (["0 0"], "0"),
        (["14.5 101.0", "--system", "mars"], "reference system"),
        (["14.5 101.0", "--authority", "0000000"], "no local authority"),
    ],
)
def test_the_reason_is_plain(arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError) as refused:
        read(*arguments)
    assert reason in str(refused.value)
