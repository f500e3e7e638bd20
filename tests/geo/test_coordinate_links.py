from __future__ import annotations

import pytest

from geo.coordinates import UnreadableCoordinates, read

PIN = (100.4927, 13.7516)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/place/%E0%B8%A7%E0%B8%B1%E0%B8%94/@13.75,100.49,17z/data=!3m1!4b1!4m6!3m5!1s0x30e2!8m2!3d13.7516!4d100.4927!16s",
        "https://maps.google.com/?q=13.7516,100.4927",
        "https://maps.google.com/?q=loc:13.7516,100.4927",
        "http://maps.google.com/maps?q=13.7516%2C100.4927&z=17",
        "https://www.google.com/maps?ll=13.7516,100.4927&z=17",
        "https://www.google.com/maps/search/?api=1&query=13.7516%2C100.4927",
        "https://www.google.com/maps/search/13.7516,+100.4927?entry=tts",
        "https://www.google.com/maps/place/13.7516,100.4927",
        "https://www.google.com/maps/dir/?api=1&destination=13.7516,100.4927",
        "https://www.google.com/maps/dir//13.7516,100.4927/@13.7,100.4,12z",
        "maps.google.com/?q=13.7516,100.4927".join(("https://", "")),
        "www.google.com/maps?q=13.7516,100.4927",
        "https://www.openstreetmap.org/?mlat=13.7516&mlon=100.4927#map=17/13.75/100.50",
        "https://maps.apple.com/?ll=13.7516,100.4927&q=Pin",
        "https://maps.apple.com/place?coordinate=13.7516,100.4927&name=Pin",
        "https://map.longdo.com/?lat=13.7516&long=100.4927&zoom=15",
        "https://www.bing.com/maps?sp=point.13.7516_100.4927_Pin",
        "https://waze.com/ul?ll=13.7516,100.4927&navigate=yes",
        "geo:13.7516,100.4927",
        "geo:13.7516,100.4927,12;crs=wgs84;u=35",
        "geo:0,0?q=13.7516,100.4927(Label)",
        "ดูที่นี่ https://maps.google.com/?q=13.7516,100.4927.",
    ],
)
def test_a_pin_in_a_link_is_read_as_it_stands(link: str):
    (reading,) = read(link)
    assert (reading.longitude, reading.latitude) == PIN
    assert reading.system == "wgs84"
    assert reading.note_code == ""


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/@13.7516,100.4927,17z",
        "https://www.google.com/maps/@13.7516,100.4927,3a,75y,90t/data=!3m6",
        "https://www.openstreetmap.org/#map=17/13.7516/100.4927",
        "https://www.bing.com/maps?cp=13.7516~100.4927&lvl=16",
        "https://maps.apple.com/?center=13.7516,100.4927",
        "https://www.google.com/maps/embed?pb=!1m18!1m12!2d100.4927!3d13.7516!2m3",
        "https://wego.here.com/?map=13.7516,100.4927,15,normal",
    ],
)
def test_the_centre_of_a_view_is_said_not_to_be_a_pin(link: str):
    (reading,) = read(link)
    assert (reading.longitude, reading.latitude) == PIN
    assert reading.note_code == "view_centre"


def test_several_pins_give_several_readings():
    readings = read("https://www.google.com/maps/data=!3d13.7516!4d100.4927!3d14.5635!4d101.0475")
    assert [(reading.longitude, reading.latitude) for reading in readings] == [PIN, (101.0475, 14.5635)]


def test_a_link_that_puts_longitude_first_is_offered_exchanged():
    (reading,) = read("https://yandex.com/maps/?ll=100.4927,13.7516")
    assert reading.swapped


def test_a_text_beside_a_link_counts_when_it_says_another_place_or_the_link_says_none():
    assert len(read("13.7516 100.4927 https://maps.google.com/?q=13.7516,100.4927")) == 1
    readings = read("14.5635, 101.0475 https://maps.google.com/?q=13.7516,100.4927")
    assert [round(reading.latitude, 4) for reading in readings][:2] == [13.7516, 14.5635]
    assert "beside the link" in readings[1].note
    assert read("14.5635, 101.0475 https://maps.app.goo.gl/abcDEF")[0].latitude == 14.5635


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("https://maps.app.goo.gl/abcDEF123", "short_link"),
        ("maps.app.goo.gl/abcDEF123", "short_link"),
        ("https://goo.gl/maps/abcDEF123", "short_link"),
        ("https://bit.ly/3abc", "short_link"),
        ("https://osm.org/go/4dT_", "short_link"),
        ("https://maps.google.com/", "link_without_coordinates"),
        ("https://www.google.com/maps/place/Wat+Pho", "link_without_coordinates"),
        ("http://[::1", "link_without_coordinates"),
        ("https://maps.google.com/?q=51.5,-0.12", "outside_thailand"),
        ("https://maps.google.com/?q=0,0", "zero_zero"),
        ("geo:13.75,100.5;crs=nad27", "unknown_datum"),
    ],
)
def test_a_link_without_a_usable_position_is_refused(link: str, code: str):
    with pytest.raises(UnreadableCoordinates) as caught:
        read(link)
    assert caught.value.code == code


def test_a_link_is_wgs_84_and_no_other_system_may_be_chosen_for_it():
    with pytest.raises(UnreadableCoordinates) as caught:
        read("https://maps.google.com/?q=13.7516,100.4927", system="geographic-indian1975")
    assert caught.value.code == "contradicts_text"
