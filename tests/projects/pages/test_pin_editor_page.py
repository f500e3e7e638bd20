"""The pin editor without its script: the list, reading, choosing, saving, disagreeing, and who may."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from geo.measure import distance_m
from layers.models import LocalAuthority
from projects.enums import Capture, Inside
from projects.models import Position, Project
from tests import factories as make
from tests.projects.pages.forms import pin_form

pytestmark = pytest.mark.django_db

PAGE = "/projects/positions/"
SignIn = Callable[[User], Client]


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง", boundary=make.square(101.0, 14.5))


@pytest.fixture
def engineer(authority: LocalAuthority) -> User:
    return make.make_user(Role.ENGINEER, authority=authority, full_name="สมชาย ช่างดี")


@pytest.fixture
def projects(authority: LocalAuthority) -> list[Project]:
    plan = make.PlanFactory(authority=authority)
    return [
        make.ProjectFactory(plan=plan, code=f"P59-000{n}", planned_budget=Decimal(amount))
        for n, amount in enumerate((900_000, 700_000, 500_000), start=1)
    ]


def words(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]  # a test response


def test_the_list_begins_with_the_largest_budget_and_opens_it(
    signed_in: SignIn, engineer: User, projects: list[Project]
) -> None:
    response = signed_in(engineer).get(PAGE)
    assert [row.code for row, _query in response.context["rows"]] == ["P59-0001", "P59-0002", "P59-0003"]
    assert response.context["project"] == projects[0]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=๕๙-๐๐๐๒", ["P59-0002"]),
        ("order=code", ["P59-0001", "P59-0002", "P59-0003"]),
        ("year=2560", []),
        ("show=with", []),
        ("contracted=1", ["P59-0003"]),
        ("show=all&q=P59-0003", ["P59-0003"]),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    signed_in: SignIn, engineer: User, projects: list[Project], query: str, codes: list[str]
) -> None:
    make.ContractShareFactory(project=projects[2])
    response = signed_in(engineer).get(f"{PAGE}?{query}")
    assert [row.code for row, _query in response.context["rows"]] == codes


def test_typed_coordinates_are_read_chosen_and_saved_by_plain_forms(
    signed_in: SignIn, engineer: User, projects: list[Project]
) -> None:
    client = signed_in(engineer)
    form, offered = pin_form(words(client.get(PAGE)))
    assert offered == []
    read = client.post(f"{PAGE}?project={projects[0].pk}", {**form, "text": "14.55, 101.05", "action": "read"})
    form, offered = pin_form(words(read))
    assert len(offered) == 2
    assert form["text"] == "14.55, 101.05"
    assert "reading" not in form, "two readings lie inside: none may be chosen for the person"
    undecided = client.post(f"{PAGE}?project={projects[0].pk}", {**form, "action": "save"})
    assert undecided.status_code == 200
    assert not Position.objects.exists()
    chosen = next(one for one in offered if one.startswith("geographic-indian1975"))
    saved = client.post(f"{PAGE}?project={projects[0].pk}", {**form, "reading": chosen, "action": "save"})
    position = Position.objects.get()
    assert saved.status_code == 302
    assert f"project={projects[1].pk}" in saved["Location"], "the next project of the list is opened"
    assert f"saved={position.pk}" in saved["Location"]
    assert (position.system, position.source_text, position.capture) == (
        "geographic-indian1975",
        "14.55, 101.05",
        "TYPED",
    )
    assert 300 < distance_m((position.point.x, position.point.y), (101.05, 14.55)) < 600
    following = client.get(saved["Location"])
    assert "P59-0001" in words(following)
    assert following.context["totals"].with_location == 1


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("14.55 N 101.05 E WGS84", "wgs84"),
        ("๑๔ องศา ๓๓ ลิปดา ๐ ฟิลิปดา เหนือ ๑๐๑ องศา ๓ ลิปดา ๐ ฟิลิปดา ตะวันออก", "wgs84"),
        ("47N 720893 1609552", "utm47-wgs84"),
        ("47N 721226 1609247", "utm47-indian1975"),
    ],
)
def test_one_system_can_be_asked_for(
    signed_in: SignIn, engineer: User, projects: list[Project], text: str, system: str
) -> None:
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    client.post(f"{PAGE}?project={projects[0].pk}", {**form, "text": text, "system": system, "action": "save"})
    position = Position.objects.get()
    assert position.system == system
    assert distance_m((position.point.x, position.point.y), (101.05, 14.55)) < 600


def test_a_text_that_cannot_be_read_stays_and_says_why(
    signed_in: SignIn, engineer: User, projects: list[Project]
) -> None:
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    response = client.post(f"{PAGE}?project={projects[0].pk}", {**form, "text": "14.56 หลังวัด", "action": "save"})
    form, _offered = pin_form(words(response))
    assert form["text"] == "14.56 หลังวัด"
    assert 'aria-describedby="paste-hint paste-error"' in words(response)
    assert 'id="paste-error"' in words(response)


def test_a_changed_text_takes_the_choice_away(signed_in: SignIn, engineer: User, projects: list[Project]) -> None:
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    sent = {**form, "text": "14.55, 101.05", "reading": "wgs84:101.01000000:14.51000000", "action": "save"}
    response = client.post(f"{PAGE}?project={projects[0].pk}", sent)
    assert "reading" in response.context["reply"].errors
    assert not Position.objects.exists()


def test_a_place_outside_needs_a_reason_and_names_the_neighbour(
    signed_in: SignIn, engineer: User, projects: list[Project]
) -> None:
    make.AuthorityFactory(name_th="ข้างเคียง", boundary=make.square(101.1, 14.5))
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    sent = {**form, "text": "14.55 N 101.15 E WGS84", "system": "wgs84", "action": "save"}
    refused = client.post(f"{PAGE}?project={projects[0].pk}", sent)
    assert "ทต.ข้างเคียง" in words(refused)
    assert "outside_reason" in refused.context["reply"].errors
    form, _offered = pin_form(words(refused))
    kept = client.post(f"{PAGE}?project={projects[0].pk}", {**form, "outside_reason": "โครงการร่วมกัน", "action": "save"})
    assert kept.status_code == 302
    position = Position.objects.get()
    assert (position.inside, position.outside_reason) == (Inside.OUTSIDE, "โครงการร่วมกัน")


def test_swapped_numbers_are_explained_and_offered_the_right_way_round(
    signed_in: SignIn, engineer: User, projects: list[Project]
) -> None:
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    response = client.post(f"{PAGE}?project={projects[0].pk}", {**form, "text": "101.05, 14.55", "action": "read"})
    cards = response.context["reply"].cards
    assert cards
    assert all(card.note for card in cards)
    assert any(card.is_inside for card in cards)


def test_the_second_of_two_people_sees_both_versions(
    signed_in: SignIn, engineer: User, authority: LocalAuthority, projects: list[Project]
) -> None:
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    other = make.make_user(Role.ENGINEER, authority=authority, full_name="มานี เร็วกว่า")
    make.PositionFactory(project=projects[0], recorded_by=other, point=Point(101.06, 14.56, srid=4326))
    on_the_map = {
        "reading": "map",
        "longitude": "101.02",
        "latitude": "14.52",
        "capture": "MAP_CLICK",
        "map_zoom": "16",
    }
    response = client.post(f"{PAGE}?project={projects[0].pk}", {**form, **on_the_map, "action": "save"})
    assert response.status_code == 409
    page = words(response)
    assert "14.520000, 101.020000" in page
    assert "14.560000, 101.060000" in page
    assert "มานี เร็วกว่า" in page
    assert Position.objects.count() == 1
    form, _offered = pin_form(page)
    client.post(f"{PAGE}?project={projects[0].pk}", {**form, **on_the_map, "action": "save"})
    current = Position.objects.get(is_current=True)
    assert (current.sequence, current.point.x, current.capture) == (2, 101.02, Capture.MAP_CLICK)


def test_sending_twice_keeps_one(signed_in: SignIn, engineer: User, projects: list[Project]) -> None:
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    sent = {**form, "reading": "map", "longitude": "101.02", "latitude": "14.52", "capture": "GPS", "accuracy_m": "4.2"}
    for _time in range(2):
        assert client.post(f"{PAGE}?project={projects[0].pk}", {**sent, "action": "save"}).status_code == 302
    assert Position.objects.get().accuracy_m == pytest.approx(4.2)


def test_a_position_is_taken_back_with_a_reason_and_stays_in_the_history(
    signed_in: SignIn, engineer: User, projects: list[Project]
) -> None:
    position = make.PositionFactory(project=projects[0], recorded_by=engineer)
    client = signed_in(engineer)
    address = f"{PAGE}?project={projects[0].pk}"
    silent = client.post(address, {"action": "withdraw", "position": position.pk, "reason": " "})
    assert silent.context["reply"].withdraw_error
    client.post(address, {"action": "withdraw", "position": position.pk, "reason": "ปักผิดโครงการ"})
    position.refresh_from_db()
    assert position.set_aside_at is not None
    assert "ปักผิดโครงการ" in words(client.get(address))


def test_the_planner_sees_everything_and_saves_nothing(
    signed_in: SignIn, authority: LocalAuthority, projects: list[Project]
) -> None:
    client = signed_in(make.make_user(Role.PLANNER, authority=authority))
    response = client.get(PAGE)
    assert response.status_code == 200
    assert pin_form(words(response)) == ({}, [])
    sent = {"action": "save", "kind": "PLANNED", "text": "14.55 101.05"}
    refused = client.post(f"{PAGE}?project={projects[0].pk}", sent)
    assert refused.status_code == 403
    assert "บทบาทของท่าน" in words(refused)
    assert client.post(f"{PAGE}readings/?project={projects[0].pk}", {"text": "14.55 101.05"}).status_code == 403
    assert not Position.objects.exists()


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ENGINEER])
def test_the_neighbour_finds_nothing(
    signed_in: SignIn, authority: LocalAuthority, projects: list[Project], role: Role
) -> None:
    neighbour = make.AuthorityFactory(name_th="ข้างเคียง", boundary=make.square(101.1, 14.5))
    client = signed_in(make.make_user(role, authority=neighbour))
    for query in (f"project={projects[0].pk}", f"authority={authority.pk}", "project=999999999", "authority=1"):
        assert client.get(f"{PAGE}?{query}").status_code == 404, query
    address = f"{PAGE}?project={projects[0].pk}"
    assert client.post(address, {"action": "save", "text": "14.55 101.05"}).status_code == 404
    assert client.post(f"{PAGE}readings/?project={projects[0].pk}", {"text": "14.55 101.05"}).status_code == 404


def test_nobody_reaches_the_page_without_signing_in(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{PAGE}readings/", {"text": "14.55 101.05"}).status_code == 302


@pytest.mark.parametrize(
    "query",
    ["project=abc", "project=-1", "kind=nowhere", "year=abc", "order=;drop", "show=x", "authority=x", "year=2559,2560"],
)
def test_a_hostile_address_gets_a_clear_page(
    signed_in: SignIn, engineer: User, projects: list[Project], query: str
) -> None:
    response = signed_in(engineer).get(f"{PAGE}?{query}")
    assert response.status_code == 400
    assert response.context["detail"]


@pytest.mark.parametrize(
    "change",
    [
        {"longitude": "nan", "latitude": "14.5", "capture": "GPS", "reading": "map"},
        {"longitude": "1e400", "latitude": "14.5", "capture": "GPS", "reading": "map"},
        {"longitude": "0", "latitude": "0", "capture": "MAP_CLICK", "reading": "map"},
        {"longitude": "101", "latitude": "14.5", "capture": "IMPORT", "reading": "map"},
        {"text": "[" * 1999},
        {"text": "x" * 4000},
        {"text": "14.55 101.05", "system": "nowhere"},
        {"text": "14.55N 101.05E WGS84", "client_id": "x"},
        {"text": "14.55N 101.05E WGS84", "expected_sequence": "-1"},
        {"text": "14.55N 101.05E WGS84", "kind": "NOWHERE"},
    ],
)
def test_a_hostile_form_stores_nothing_and_says_so(
    signed_in: SignIn, engineer: User, projects: list[Project], change: dict[str, str]
) -> None:
    client = signed_in(engineer)
    form, _offered = pin_form(words(client.get(PAGE)))
    response = client.post(f"{PAGE}?project={projects[0].pk}", {**form, **change, "action": "save"})
    assert response.status_code == 200
    assert response.context["reply"].errors
    assert 'id="pe-errors"' in words(response)
    assert not Position.objects.exists()


def test_the_empty_list_says_which_empty_it_is(signed_in: SignIn, engineer: User, projects: list[Project]) -> None:
    client = signed_in(engineer)
    assert "ไม่มีโครงการตามตัวกรองนี้" in words(client.get(f"{PAGE}?q=ไม่มีทาง"))
    assert "ยังไม่มีโครงการใดมีพิกัด" in words(client.get(f"{PAGE}?show=with"))
    for project in projects:
        make.PositionFactory(project=project)
    assert "โครงการทุกรายการมีพิกัดแล้ว" in words(client.get(PAGE))


def test_the_number_of_queries_does_not_grow_with_the_list(
    signed_in: SignIn, engineer: User, projects: list[Project], django_assert_max_num_queries: Callable[..., object]
) -> None:
    make.ProjectFactory.create_batch(30, plan=projects[0].plan)
    for project in projects:
        make.PositionFactory(project=project, recorded_by=engineer)
    client = signed_in(engineer)
    client.get(PAGE)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]  # a context manager
        client.get(f"{PAGE}?show=all")
