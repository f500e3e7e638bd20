"""Pinning over the wire: who may, what is told, and what hostile bodies get."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.enums import Role
from accounts.models import User
from geo.measure import distance_m
from projects.models import Position, Project
from tests import factories as make

pytestmark = pytest.mark.django_db

Api = Callable[[User | None], APIClient]
WEST, SOUTH = 101.0, 14.5
MIDDLE = {"longitude": 101.05, "latitude": 14.55}


@pytest.fixture
def project() -> Project:
    authority = make.AuthorityFactory(name_th="กลาง", boundary=make.square(WEST, SOUTH))
    return make.ProjectFactory(plan__authority=authority)


@pytest.fixture
def engineer(api: Api, project: Project) -> APIClient:
    return api(make.make_user(Role.ENGINEER, authority=project.authority, full_name="สมชาย ช่างดี"))


def address(project: Project) -> str:
    return f"/api/projects/{project.pk}/positions/"


def test_the_three_ways_of_saying_where(project: Project, engineer: APIClient) -> None:
    ways: list[dict[str, Any]] = [
        MIDDLE,
        {"text": "14°33'00\"N 101°03'00\"E", "system": "wgs84"},
        {"geometry": {"type": "Point", "coordinates": [101.05, 14.55]}},
    ]
    for expected, way in enumerate(ways):
        answer = engineer.post(address(project), {**way, "expected_sequence": expected})
        assert answer.status_code == 201, answer.json()
        pinned = answer.json()
        assert pinned["sequence"] == expected + 1
        assert distance_m((pinned["longitude"], pinned["latitude"]), (101.05, 14.55)) < 0.01
    assert [one["capture"] for one in engineer.get(address(project)).json()] == ["IMPORT", "TYPED", "IMPORT"]


def test_an_indian_1975_text_is_kept_as_typed_and_placed_on_wgs_84(project: Project, engineer: APIClient) -> None:
    answer = engineer.post(address(project), {"text": "720936 1610740", "system": "utm47-indian1975"})
    pinned = answer.json()
    assert (pinned["text"], pinned["system"]) == ("720936 1610740", "utm47-indian1975")
    assert distance_m((pinned["longitude"], pinned["latitude"]), (101.047502599, 14.563531416)) < 0.01


def test_a_text_with_several_readings_is_for_the_person_to_decide(project: Project, engineer: APIClient) -> None:
    answer = engineer.post(address(project), {"text": "47N 720936 1610740"})
    assert (answer.status_code, answer.json()["code"]) == (400, "several_readings")
    assert [one["system"] for one in answer.json()["readings"]] == ["utm47-wgs84", "utm47-indian1975"]
    assert {one["place"]["inside"] for one in answer.json()["readings"]} == {"INSIDE"}
    assert not Position.objects.exists()


def test_the_second_of_two_people_sees_both_places(project: Project, engineer: APIClient) -> None:
    engineer.post(address(project), {**MIDDLE, "expected_sequence": 0})
    answer = engineer.post(address(project), {"longitude": 101.06, "latitude": 14.55, "expected_sequence": 0})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "stale_version")
    assert answer["Content-Type"] == "application/problem+json"
    assert (body["current"]["longitude"], body["yours"]["longitude"]) == (101.05, 101.06)
    assert body["current"]["recorded_by"] == "สมชาย ช่างดี"


def test_a_lost_answer_may_be_asked_for_again(project: Project, engineer: APIClient) -> None:
    pin = {**MIDDLE, "client_id": str(uuid.uuid4()), "expected_sequence": 0}
    first, again = engineer.post(address(project), pin), engineer.post(address(project), pin)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


def test_zone_48_typed_as_47_beyond_the_border_is_refused_with_the_right_zone_named(api: Api) -> None:
    """Easting 270,000 of zone 48 (Nakhon Ratchasima) read in zone 47 lies six degrees to the west, in the sea."""
    authority = make.AuthorityFactory(boundary=make.square(102.8, 14.4, 0.3))
    project = make.ProjectFactory(plan__authority=authority)
    client = api(make.make_user(Role.ENGINEER, authority=authority))
    answer = client.post(address(project), {"text": "270000 1610000", "system": "utm47-wgs84"})
    assert (answer.status_code, answer.json()["code"]) == (400, "outside_thailand")
    assert "48" in answer.json()["detail"]
    assert not Position.objects.exists()
    assert client.post(address(project), {"text": "270000 1610000", "system": "utm48-wgs84"}).status_code == 201


def test_a_wrong_zone_that_stays_in_thailand_is_answered_with_the_right_one(api: Api) -> None:
    authority = make.AuthorityFactory(boundary=make.square(104.8, 15.2, 0.3))  # Ubon Ratchathani, zone 48
    project = make.ProjectFactory(plan__authority=authority)
    client = api(make.make_user(Role.ENGINEER, authority=authority))
    answer = client.post(address(project), {"text": "485000 1690000", "system": "utm47-wgs84"})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "outside_authority")
    assert body["distance_m"] > 600_000
    assert "utm48-wgs84" in [one["system"] for one in body["proposals"] if one["code"] == "other_zone"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ENGINEER])
def test_others_see_the_pin_and_may_not_move_it(api: Api, project: Project, engineer: APIClient, role: Role) -> None:
    engineer.post(address(project), MIDDLE)
    somebody = api(make.make_user(role, authority=project.authority))
    assert len(somebody.get(address(project)).json()) == 1
    assert somebody.post(address(project), MIDDLE).status_code == 403
    assert Position.objects.count() == 1


def test_the_neighbour_is_told_that_there_is_nothing(api: Api, project: Project) -> None:
    neighbour = api(make.make_user(Role.ENGINEER, authority=make.AuthorityFactory()))
    assert neighbour.get(address(project)).status_code == 404
    assert neighbour.post(address(project), MIDDLE).status_code == 404
    assert api(None).post(address(project), MIDDLE).status_code == 401


def test_a_position_is_taken_back_with_a_reason(api: Api, project: Project, engineer: APIClient) -> None:
    pinned = engineer.post(address(project), MIDDLE).json()
    withdraw = f"{address(project)}{pinned['id']}/withdraw/"
    assert engineer.post(withdraw, {}).status_code == 400
    gone = engineer.post(withdraw, {"reason": "ผิดโครงการ"}).json()
    assert (gone["is_current"], gone["set_aside_reason"]) == (False, "ผิดโครงการ")
    planner = api(make.make_user(Role.PLANNER, authority=project.authority))
    assert planner.post(withdraw, {"reason": "x"}).status_code == 403


def nested(levels: int) -> bytes:
    inner = b'{"type":"Point","coordinates":[101.05,14.55]}'
    for _ in range(levels):
        inner = b'{"type":"GeometryCollection","geometries":[' + inner + b"]}"
    return b'{"geometry":' + inner + b"}"


HOSTILE: dict[str, tuple[bytes, str]] = {
    "500 levels of GeoJSON": (nested(500), "too_deep"),
    "200 kB of brackets": (b"[" * 200_000, "too_deep"),
    "200 kB of brackets in the geometry": (b'{"geometry":' + b"[" * 200_000, "too_deep"),
    "Infinity": (b'{"longitude": Infinity, "latitude": 14.55}', "not_finite"),
    "NaN": (b'{"longitude": NaN, "latitude": 14.55}', "not_finite"),
    "a number beyond floats": (b'{"longitude": 1e999, "latitude": 14.55}', "not_finite"),
    "a whole number beyond floats": (b'{"longitude": 1' + b"0" * 350 + b', "latitude": 14.55}', "not_finite"),
    "zero, zero": (b'{"longitude": 0, "latitude": 0}', "zero_zero"),
    "swapped": (b'{"longitude": 14.55, "latitude": 101.05}', "swapped_axes"),
    "swapped GeoJSON": (b'{"geometry":{"type":"Point","coordinates":[14.55,101.05]}}', "swapped_axes"),
    "metres as degrees": (b'{"longitude": 720936, "latitude": 1610740}', "projected_metres"),
    "a line": (b'{"geometry":{"type":"LineString","coordinates":[[101,14],[101.1,14]]}}', "wrong_type"),
    "another reference system": (
        b'{"geometry":{"type":"Point","coordinates":[101.05,14.55],"crs":{"type":"name","properties":{"name":"EPSG:3857"}}}}',
        "wrong_crs",
    ),
    "a text of no numbers": ('{"text":"หน้าวัด"}'.encode(), "no_numbers"),
    "a name twice": (b'{"longitude": 101.05, "longitude": 101.05, "latitude": 14.55}', "repeated_name"),
    "half a body": (b'{"longitude": 101.05', "not_json"),
    "not UTF-8": (b'{"text": "\xff\xfe"}', "not_json"),
    "a lone surrogate": (b'{"text": "\\ud800 14.5 101"}', "surrogate_characters_not_allowed"),
    "a null byte": (b'{"text": "14.55 101.05\\u0000"}', "null_characters_not_allowed"),
    "a list": (b"[1, 2]", "invalid"),
    "nothing": (b"", "one_way"),
    "two ways at once": (b'{"longitude":101.05,"latitude":14.55,"text":"14.55 101.05"}', "one_way"),
    "half a place": (b'{"longitude":101.05}', "one_way"),
    "an accuracy of minus one": (b'{"longitude":101.05,"latitude":14.55,"accuracy_m":-1}', "accuracy_out_of_range"),
    "a sequence beyond integers": (b'{"longitude":101.05,"latitude":14.55,"expected_sequence":1e40}', "invalid"),
    "a true longitude": (b'{"longitude":true,"latitude":14.55}', "invalid"),
    "an unknown kind": (b'{"longitude":101.05,"latitude":14.55,"kind":"GUESSED"}', "invalid_choice"),
    "a text far too long": (json.dumps({"text": "1" * 5000}).encode(), "max_length"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_bodies_get_a_clear_answer_and_nothing_is_stored(
    project: Project, engineer: APIClient, case: str
) -> None:
    body, code = HOSTILE[case]
    answer = engineer.generic("POST", address(project), body, content_type="application/json")
    problem = answer.json()
    assert answer.status_code == 400, problem
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["detail"]
    assert code in {problem["code"], *(one["code"] for one in problem.get("errors", []))}, problem
    assert not Position.objects.exists()


def test_a_body_that_is_too_large_or_of_another_kind(project: Project, engineer: APIClient) -> None:
    huge = b'{"text": "' + b"1" * 2_100_000 + b'"}'
    assert engineer.generic("POST", address(project), huge, content_type="application/json").status_code == 413
    form = engineer.post(address(project), "longitude=101.05", content_type="application/x-www-form-urlencoded")
    assert (form.status_code, form["Content-Type"]) == (415, "application/problem+json")
    assert engineer.put(address(project), MIDDLE).status_code == 405
    assert engineer.get(address(project), HTTP_ACCEPT="text/html").status_code == 406


def test_reading_coordinates_says_where_each_reading_lies(engineer: APIClient, project: Project) -> None:
    make.AuthorityFactory(name_th="ตะวันออก", boundary=make.square(WEST + 0.1, SOUTH))
    asked = {"text": "14.55, 101.15", "system": "wgs84", "authority": project.authority_id}
    (reading,) = engineer.post("/api/coordinates/read", asked).json()["readings"]
    assert reading["place"]["inside"] == "OUTSIDE"
    assert reading["place"]["neighbour"] == "ทต.ตะวันออก"
    assert reading["place"]["distance_m"] == pytest.approx(distance_m((101.1, 14.55), (101.15, 14.55)), rel=1e-3)
    unreadable = engineer.post("/api/coordinates/read", {"text": "หน้าวัด"})
    assert (unreadable.status_code, unreadable.json()["code"]) == (400, "no_numbers")
    unknown = engineer.post("/api/coordinates/read", {"text": "14.55 101.05", "authority": 10**12})
    assert unknown.status_code == 400
