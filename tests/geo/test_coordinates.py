from __future__ import annotations

import pytest

from geo.coordinates import MAX_TEXT, Reading, UnreadableCoordinates, read
from geo.coordinates.messages import REFUSALS
from geo.measure import distance_m
from geo.reading_json import readings_as_json
from geo.systems import INDIAN_1975_UTM47, UnknownReferenceSystem
from tests.geo.marks import MARKS

BANGKOK = (100.501667, 13.758889)
# What 720936 1610740 is in zone 47, on each datum.
SARABURI_WGS84 = (101.050564, 14.560766)
SARABURI_INDIAN = (101.047503, 14.563531)
DEGREES = ["wgs84", "geographic-indian1975"]
ZONE_47 = ["utm47-wgs84", "utm47-indian1975"]


def names(readings: list[Reading]) -> list[str]:
    return [reading.system for reading in readings]


def place(reading: Reading) -> tuple[float, float]:
    return reading.longitude, reading.latitude


def refused(text: str, system: str | None = None) -> UnreadableCoordinates:
    with pytest.raises(UnreadableCoordinates) as caught:
        read(text, system=system)
    return caught.value


def test_an_indian_1975_reading_lands_on_the_control_mark():
    for mark in MARKS:
        easting, northing = mark.indian1975_utm47
        (reading,) = read(f"{easting} {northing}", system=INDIAN_1975_UTM47)
        assert distance_m(place(reading), mark.wgs84) < 0.01


@pytest.mark.parametrize(
    "text",
    [
        "13.758889, 100.501667",
        "13.758889,100.501667",
        "13.758889 100.501667",
        "13.758889;100.501667",
        "13.758889\n100.501667",
        "13.758889\t100.501667",
        "(13.758889, 100.501667)",
        "+13.758889+100.501667/",
        "13.758889N 100.501667E",
        "N13.758889 E100.501667",
        "N 13.758889, E 100.501667",
        "100.501667E 13.758889N",
        "E100.501667 N13.758889",
        "13.758889° N, 100.501667° E",
        "13.758889°N 100.501667°E",
        "lat: 13.758889, lng: 100.501667",
        "lat=13.758889&lon=100.501667",
        "Longitude 100.501667 Latitude 13.758889",
        "Lat/Long: 13.758889, 100.501667",
        "Long, Lat 100.501667 13.758889",
        "ละติจูด 13.758889 ลองจิจูด 100.501667",
        "ละติจูด: ๑๓.๗๕๘๘๘๙ ลองจิจูด: ๑๐๐.๕๐๑๖๖๗",
        "เส้นรุ้งที่ 13.758889 เส้นแวงที่ 100.501667",
        "เหนือ 13.758889 ตะวันออก 100.501667",
        "13.758889 เหนือ 100.501667 ตะวันออก",
        "พิกัด 13.758889 องศาเหนือ 100.501667 องศาตะวันออก",
        "13,758889 100,501667",
        "13,758889; 100,501667",
        "13,758889, 100,501667",
        "13,758889,100,501667",
        "１３．７５８８８９，１００．５０１６６７",
        "13.758889\u00a0100.501667",
        "\u202a13.758889, 100.501667\u202c",
        "13.758889,\u200b100.501667",
        "“13.758889, 100.501667”",
        "'13.758889, 100.501667'",
        "X 100.501667 Y 13.758889",
    ],
)
def test_decimal_degrees_in_every_dress(text: str):
    readings = read(text)
    assert names(readings) == DEGREES
    assert distance_m(place(readings[0]), BANGKOK) < 0.01
    assert not readings[0].swapped
    assert readings[0].text == text


@pytest.mark.parametrize(
    "text",
    [
        "13°45′32″N 100°30′06″E",
        "13°45'32\"N, 100°30'06\"E",
        "13°45'32.0\"N 100°30'06.0\"E",
        "13º45’32”N 100º30’06”E",
        "13˚45´32´´N 100˚30´06´´E",
        "13° 45' 32\" 100° 30' 06\"",
        "N 13° 45' 32\" E 100° 30' 06\"",
        "E100°30'06\" N13°45'32\"",
        "13d45m32s 100d30m06s",
        "13d45m32sN 100d30m06sE",
        "13 deg 45 min 32 sec N, 100 deg 30 min 6 sec E",
        "13 45 32 N 100 30 06 E",
        "N 13 45 32 E 100 30 06",
        "N13 45 32, E100 30 06",
        "13 45 32 100 30 06",
        "13 45 32, 100 30 06",
        "13:45:32 100:30:06",
        "13:45:32N, 100:30:06E",
        "lat: 13:45:32 lon: 100:30:06",
        "13-45-32 N 100-30-06 E",
        "13–45–32 100–30–06",
        "13.45.32 100.30.06",
        "13.45.32.0N 100.30.06.0E",
        "13°45.533333' N 100°30.1' E",
        "13 45.533333 N 100 30.1 E",
        "13 45.533333 100 30.1",
        "13 องศา 45 ลิปดา 32 ฟิลิปดา เหนือ 100 องศา 30 ลิปดา 6 ฟิลิปดา ตะวันออก",
        "13 องศา 45 ลิปดา 32 พิลิปดาเหนือ 100 องศา 30 ลิปดา 6 พิลิปดาตะวันออก",
        "ละติจูด ๑๓ องศา ๔๕ ลิปดา ๓๒ ฟิลิปดา เหนือ ลองจิจูด ๑๐๐ องศา ๓๐ ลิปดา ๖ ฟิลิปดา ตะวันออก",
        "ละติจูดที่ 13°45'32\" เหนือ ลองจิจูดที่ 100°30'6\" ตะวันออก",
        "๑๓°๔๕′๓๒″ ๑๐๐°๓๐′๐๖″",
        "13°45'32\u2033N 100°30'06\u2033E",
        "13°45'32,0\" N 100°30'06,0\" E",
    ],
)
def test_degrees_minutes_seconds_in_thai_and_latin_notation(text: str):
    readings = read(text)
    assert names(readings) == DEGREES
    assert distance_m(place(readings[0]), BANGKOK) < 0.06


@pytest.mark.parametrize(
    "text",
    [
        "720936 1610740",
        "720936, 1610740",
        "720936,1610740",
        "720,936 1,610,740",
        "720,936, 1,610,740",
        "720,936,1,610,740",
        "720936.00 1610740.00",
        "720,936.00 1,610,740.00",
        "720936,00 1610740,00",
        "720.936,00 1.610.740,00",
        "E 720936 N 1610740",
        "N 1610740 E 720936",
        "E720936 N1610740",
        "720936E 1610740N",
        "1610740N 720936E",
        "720936 mE 1610740 mN",
        "720936 เมตร 1610740 เมตร",
        "720936 m 1610740 m",
        "x=720936 y=1610740",
        "Easting: 720936 Northing: 1610740",
        "๗๒๐๙๓๖ ๑๖๑๐๗๔๐",
        "๗๒๐,๙๓๖ ๑,๖๑๐,๗๔๐",
        "47N 720936 1610740",
        "47P 720936mE 1610740mN",
        "47 N 720936E 1610740N",
        "47 720936 1610740",
        "720936 1610740 47N",
        "720936E 1610740N 47",
        "UTM 47N 720936 1610740",
        "UTM zone 47 E 720936 N 1610740",
        "zone 47 N 1610740 E 720936",
        "720936 1610740 zone 47",
        "โซน 47 720936 1610740",
        "โซน ๔๗ เหนือ ๗๒๐๙๓๖ ๑๖๑๐๗๔๐",
        "พิกัด UTM โซน 47P ตะวันออก 720936 เหนือ 1610740",
    ],
)
def test_utm_in_every_dress_leaves_the_datum_open(text: str):
    readings = read(text)
    assert names(readings) == ZONE_47
    assert distance_m(place(readings[0]), SARABURI_WGS84) < 0.2
    assert distance_m(place(readings[1]), SARABURI_INDIAN) < 0.2
    assert all(reading.note and reading.note_th for reading in readings)


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("47N 720936 1610740 Indian 1975", "utm47-indian1975"),
        ("720936 1610740 อินเดียน 1975", "utm47-indian1975"),
        ("720936 1610740 อินเดียน ๑๙๗๕", "utm47-indian1975"),
        ("Indian1975 UTM 47N E 720936 N 1610740", "utm47-indian1975"),
        ("720936 1610740 Ind. 75 (Everest)", "utm47-indian1975"),
        ("WGS84 UTM zone 47N E720936 N1610740", "utm47-wgs84"),
        ("720936 1610740 WGS 1984", "utm47-wgs84"),
        ("EPSG:24047 720936 1610740", "utm47-indian1975"),
        ("720936 1610740 epsg 32647", "utm47-wgs84"),
        ("14.5635 101.0475 WGS-84", "wgs84"),
        ("14.5635 101.0475 Indian 1975", "geographic-indian1975"),
    ],
)
def test_a_datum_named_in_the_text_is_obeyed(text: str, system: str):
    assert names(read(text)) == [system]


def test_a_bare_pair_that_fits_both_zones_gives_four_readings_in_the_documented_order():
    readings = read("320000 1610740")
    assert names(readings) == ["utm47-wgs84", "utm48-wgs84", "utm47-indian1975", "utm48-indian1975"]
    assert {reading.note_code for reading in readings} == {"zone_not_stated"}
    assert [round(reading.longitude) for reading in readings] == [97, 103, 97, 103]


def test_a_bare_pair_of_degrees_is_wgs_84_first_and_older_sheets_second():
    modern, older = read("14.5635, 101.0475")
    assert (modern.longitude, modern.latitude) == (101.0475, 14.5635)
    assert older.note_code == "older_sheets"
    assert "1:50,000" in older.note
    assert 400 < distance_m(place(modern), place(older)) < 500


@pytest.mark.parametrize("text", ["101.0475, 14.5635", "101.0475N 14.5635E", "lat 101.0475 lon 14.5635"])
def test_exchanged_degrees_are_offered_as_such_and_never_in_silence(text: str):
    readings = read(text)
    assert names(readings) == DEGREES
    assert all(reading.swapped and reading.note_code == "swapped" for reading in readings)
    assert place(readings[0]) == (101.0475, 14.5635)


def test_exchanged_metres_are_offered_as_such():
    readings = read("1610740 720936")
    assert names(readings) == ZONE_47
    assert all(reading.swapped for reading in readings)


def test_a_chosen_system_is_used_exactly_and_exchanging_is_only_said_in_words():
    error = refused("101.0475, 14.5635", system="wgs84")
    assert error.code == "outside_thailand"
    assert "exchanged it would be 14.563500, 101.047500" in error.hint_en
    assert "สลับ" in error.hint_th


def test_the_wrong_zone_is_explained_with_the_zone_that_would_fit():
    error = refused("720936 1610740", system="utm48-wgs84")
    assert error.code == "outside_thailand"
    assert "107.05" in error.message_en
    assert "UTM zone 47, WGS 84 it would be 14.56" in error.hint_en


def test_a_point_far_beyond_the_edge_of_its_zone_is_remarked():
    (reading,) = read("47N 1019000 1690000 WGS84")
    assert reading.note_code == "beyond_zone"


@pytest.mark.parametrize(
    ("text", "system", "code"),
    [
        ("720936 1610740", "wgs84", "wrong_kind"),
        ("14.5 101.0", "utm47-wgs84", "wrong_kind"),
        ("14.5635 101.0475 EPSG:32647", None, "wrong_kind"),
        ("47N 720936 1610740", "utm48-wgs84", "contradicts_text"),
        ("720936 1610740 WGS84", "utm47-indian1975", "contradicts_text"),
        ("", None, "empty"),
        (" \u00a0\n", None, "empty"),
        ("บ้านโคกสะอาด", None, "no_numbers"),
        ("N E", None, "no_numbers"),
        ("14.56", None, "one_number"),
        ("13°45′32″N", None, "one_number"),
        ("13:45:32", None, "one_number"),
        ("13,756", None, "one_number"),
        ("14.56 101.04 30", None, "too_many_numbers"),
        ("1 2 3 4 5", None, "too_many_numbers"),
        ("1 2 3 4 5 6 7 8 9", None, "too_many_numbers"),
        ("nan, nan", None, "not_finite"),
        ("13.75 Infinity", None, "not_finite"),
        ("13.75 -inf", None, "not_finite"),
        ("∞ 100", None, "not_finite"),
        ("1e999 1e999", None, "not_finite"),
        ("9" * 400 + " 100", None, "not_finite"),
        ("7.20936E+05 1.61074E+06", None, "shortened_number"),
        ("0, 0", None, "zero_zero"),
        ("0,0", None, "zero_zero"),
        ("0.000 0.000", "utm47-wgs84", "zero_zero"),
        ("0°0'0\"N 0°0'0\"E", None, "zero_zero"),
        ("413.5, 710.2", None, "outside_world"),
        ("95.0, 14.0", None, "outside_world"),
        ("51.5, -0.12", None, "outside_thailand"),
        ("13.75 S 100.5 E", None, "outside_thailand"),
        ("72093 1610740", None, "outside_thailand"),
        ("11187600 1546000", None, "outside_thailand"),
        ("13°75' 100°30'", None, "minutes_over_59"),
        ("13 45 60 100 30 06", None, "minutes_over_59"),
        ("13.75° 30' 100° 30'", None, "broken_degrees"),
        ("13'45\" 100'30\"", None, "broken_degrees"),
        ("13N 100N", None, "mixed_hemispheres"),
        ("-13.75 N 100.5 E", None, "mixed_hemispheres"),
        ("lat 13.75 E lon 100.5 N", None, "mixed_hemispheres"),
        ("14.5635 720936", None, "mixed_units"),
        ("49N 720936 1610740", None, "other_zone"),
        ("47S 720936 1610740", None, "other_zone"),
        ("zone 46 720936 1610740", None, "other_zone"),
        ("Indian 1960 720936 1610740", None, "unknown_datum"),
        ("NAD27 720936 1610740", None, "unknown_datum"),
        ("EPSG:2000 720936 1610740", None, "unknown_datum"),
        ("WGS84 Indian 1975 720936 1610740", None, "unknown_datum"),
        ("47PQS2093610740", None, "grid_reference"),
        ("47P QS 20936 10740", None, "grid_reference"),
        ("QG5C+XX กรุงเทพ", None, "plus_code"),
        ("9" * (MAX_TEXT + 1), None, "too_long"),
        ("[" * 200_000, None, "too_long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_own_code(text: str, system: str | None, code: str):
    error = refused(text, system)
    assert error.code == code
    assert error.message_en
    assert error.message_th
    assert error.text("th") != error.text("en")
    assert "{" not in error.text("en") + error.text("th")


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_is_said_in_thai_and_english(code: str):
    assert len(REFUSALS[code]) == 4
    assert all(REFUSALS[code])


def test_web_mercator_metres_are_recognised_and_explained():
    assert "web-mercator" in refused("11187600 1546000").hint_en


def test_a_name_with_north_in_it_is_not_a_direction():
    readings = read("หนองปลิงเหนือ 14.5635, 101.0475")
    assert names(readings) == DEGREES
    assert "หนองปลิงเหนือ" in readings[0].note


@pytest.mark.parametrize(
    ("text", "expected"), [("14 101", "111 km"), ("14°33' 101°02'", "2 km"), ("14.5 101.0", "11 km")]
)
def test_a_position_cut_to_whole_degrees_or_minutes_is_remarked(text: str, expected: str):
    assert expected in read(text)[0].note


def test_decimal_commas_are_remarked():
    assert "decimal points" in read("14,5635 101,0475")[0].note


def test_an_unknown_system_is_refused():
    with pytest.raises(UnknownReferenceSystem):
        read("14 101", system="utm49")


def test_readings_come_as_plain_data_in_either_language():
    (only,) = readings_as_json("14.5635, 101.0475", "wgs84")
    assert only == {
        "longitude": 101.0475,
        "latitude": 14.5635,
        "system": "wgs84",
        "note": "",
        "note_code": "",
        "swapped": False,
    }
    assert "ชุดเดิม" in str(readings_as_json("14.5635, 101.0475", language="th")[1]["note"])


# A reading that tries every way of taking such a text apart would go on for minutes; how fast the good ones are read
# is measured in benchmarks/demonstration.py.
@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", ["(" * 2000, "1 " * 1000, "1," * 1000, "1,111" * 400, "1.1." * 500, "°'\"" * 600])
def test_hostile_texts_within_the_limit_are_refused_and_not_pondered(text: str):
    refused(text)
