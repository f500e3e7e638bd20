"""Whatever we or a careful person would write down comes back to the same place."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.coordinates import UnreadableCoordinates, read
from geo.datums import from_wgs84
from geo.errors import GeoError
from geo.formatting import as_degrees, as_dms, as_utm
from geo.measure import distance_m
from geo.systems import SYSTEM_NAMES, SYSTEMS, find_system
from geo.thai import to_thai_digits

LONGITUDES = st.floats(97.4, 105.6)
LATITUDES = st.floats(5.7, 20.4)
UTM_NAMES = [system.name for system in SYSTEMS if not system.is_geographic]


@given(LONGITUDES, LATITUDES, st.sampled_from(SYSTEM_NAMES), st.booleans())
def test_figures_to_a_millimetre_come_back_within_a_centimetre(
    longitude: float, latitude: float, system: str, thai: bool
):
    x, y = from_wgs84(longitude, latitude, system)
    text = f"{y:.9f} {x:.9f}" if find_system(system).is_geographic else f"{x:.3f} {y:.3f}"
    (reading,) = read(to_thai_digits(text) if thai else text, system=system)
    assert distance_m((reading.longitude, reading.latitude), (longitude, latitude)) < 0.01
    assert not reading.swapped


@given(LONGITUDES, LATITUDES, st.sampled_from(["th", "en"]), st.integers(0, 4))
def test_degrees_minutes_seconds_come_back_within_half_their_last_digit(
    longitude: float, latitude: float, language: str, decimals: int
):
    reading = read(as_dms(longitude, latitude, decimals=decimals, language=language))[0]
    half_a_digit_m = 31 * 10.0**-decimals / 2
    assert distance_m((reading.longitude, reading.latitude), (longitude, latitude)) < half_a_digit_m * 1.5 + 0.001


@given(LONGITUDES, LATITUDES, st.sampled_from(UTM_NAMES))
def test_utm_with_its_zone_comes_back_on_either_datum(longitude: float, latitude: float, system: str):
    assume(from_wgs84(longitude, latitude, system)[0] >= 100_000)
    text = as_utm(longitude, latitude, system, decimals=2)
    (reading,) = read(text, system=system)
    assert distance_m((reading.longitude, reading.latitude), (longitude, latitude)) < 0.01
    assert system in [offered.system for offered in read(text)]


@given(LONGITUDES, LATITUDES)
def test_a_bare_utm_pair_always_offers_the_zone_it_came_from(longitude: float, latitude: float):
    zone = 47 if longitude < 102 else 48
    easting, northing = from_wgs84(longitude, latitude, f"utm{zone}-wgs84")
    offered = {reading.system: reading for reading in read(f"{easting:,.2f} {northing:,.2f}")}
    found = offered[f"utm{zone}-wgs84"]
    assert distance_m((found.longitude, found.latitude), (longitude, latitude)) < 0.01


@given(LONGITUDES, LATITUDES, st.sampled_from(["{1}, {0}", "{1},{0}", "{0}E {1}N", "N{1} E{0}", "lng {0} lat {1}"]))
def test_degrees_in_either_order_with_or_without_letters(longitude: float, latitude: float, pattern: str):
    text = pattern.format(f"{longitude:.7f}", f"{latitude:.7f}")
    reading = read(text)[0]
    assert distance_m((reading.longitude, reading.latitude), (longitude, latitude)) < 0.02
    assert not reading.swapped


@given(LONGITUDES, LATITUDES)
def test_decimal_commas_come_back(longitude: float, latitude: float):
    text = f"{latitude:.7f} {longitude:.7f}".replace(".", ",")
    reading = read(text, system="wgs84")[0]
    assert distance_m((reading.longitude, reading.latitude), (longitude, latitude)) < 0.02


def test_seconds_never_round_up_to_sixty():
    assert as_dms(100.9999999, 13.9999999) == "14°00′00.00″N 101°00′00.00″E"
    assert as_dms(-0.5, -13.25, decimals=0) == "13°15′00″S 0°30′00″W"
    assert as_degrees(101.0475031, 14.5635312) == "14.563531, 101.047503"
    assert as_utm(101.050564, 14.560766, "utm47-wgs84") == "47N 720936 1610740"
    with pytest.raises(ValueError, match="not a UTM system"):
        as_utm(101, 14, "wgs84")


SIGNS = st.text(
    alphabet=st.sampled_from("0123456789๐๑๒.,;:/-+°'\"′″NSEWnsewmdxy ละติจูดเหนือโซน[](){}\n\t=~@!#?%&"), max_size=80
)


@settings(max_examples=400)
@given(st.text(max_size=300) | SIGNS | st.builds("https://maps.google.com/{}".format, SIGNS))
def test_no_text_whatever_raises_anything_but_the_one_error(text: str):
    try:
        readings = read(text)
    except UnreadableCoordinates as error:
        code = error.code
        readings = []
    else:
        code = ""
    assert bool(readings) != bool(code)
    assert all(97.3 <= reading.longitude <= 105.7 for reading in readings)


@given(SIGNS, st.sampled_from(SYSTEM_NAMES))
def test_a_chosen_system_gives_its_own_readings_or_the_one_error(text: str, system: str):
    try:
        readings = read(text, system=system)
    except GeoError:
        return
    assert {reading.system for reading in readings} == {system}
