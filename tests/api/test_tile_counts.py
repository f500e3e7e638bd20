"""Tiles and lists never disagree, whoever asks for whatever; and the tiles' own door lets in the same people."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Assignment, User
from accounts.tokens import create_token
from geo.tiles import tile_of
from layers.enums import AuthorityKind
from layers.models import Province
from projects.api import tile_drawing
from projects.enums import Fund
from projects.models import MapPoint, Project
from projects.selection import ProjectSelection
from projects.services.mapping import map_differences, refresh_cells
from tests import factories as make
from tests.api.vector_tiles import layers_of
from tests.conftest import SESSION_BACKEND

pytestmark = pytest.mark.django_db

PLACE = (101.05, 14.55)
# The side of the world in web-mercator metres (EPSG:3857).
WORLD = 40_075_016.685_578_49
WORDS = {
    "fiscal_year": ["2559", "2560", "2559,2560"],
    "stage": ["plan", "disbursed", "plan,plan_approved"],
    "programme": ["1", "2,3"],
    "fund": [str(Fund.ORDINANCE), str(Fund.LOAN)],
    "kind": [AuthorityKind.SUBDISTRICT.value, AuthorityKind.SAO.value],
    "province": ["19", "10"],
    "problems": ["0", "1"],
    "has_location": ["0", "1"],
    "budget_min": ["400000"],
    "budget_max": ["600000.50"],
    "q": ["ถนน"],
    "bbox": ["101.0,14.5,101.1,14.6"],
}


@pytest.fixture
def country() -> list[Project]:
    """Some forty projects of four authorities in two provinces, of all kinds, in random order."""
    dice = random.Random(2559)
    provinces = [Province.objects.get(code=code) for code in ("19", "10")]
    authorities = [
        make.AuthorityFactory(province=provinces[number % 2], kind=kind)
        for number, kind in enumerate((AuthorityKind.SUBDISTRICT, AuthorityKind.SAO) * 2)
    ]
    plans = [make.PlanFactory(authority=authority, length=4) for authority in authorities]
    made = []
    for number in range(40):
        project = make.ProjectFactory(
            plan=dice.choice(plans),
            fund=dice.choice([Fund.ORDINANCE, Fund.LOAN]),
            programme_id=dice.choice([1, 2, 3]),
            planned_budget=Decimal(dice.choice([300_000, 500_000, 700_000])),
            name=dice.choice(["ก่อสร้างถนน", "ขุดลอกคลอง"]) + str(number),
        )
        if dice.random() < 0.8:
            place = Point(101 + dice.random() * 0.3, 14.4 + dice.random() * 0.3, srid=4326)
            make.PositionFactory(project=project, point=place)
        if dice.random() < 0.3:
            make.DisbursementFactory(project=project)
        Project.objects.filter(pk=project.pk).update(fiscal_year=dice.choice([2559, 2560]))
        made.append(project)
    return made


def count_on(content: bytes, folder: Path, z: int) -> int:
    x, y = tile_of(*PLACE, z)
    drawn = layers_of(content, folder, z=z, x=x, y=y).get("projects", []) if content else []
    return sum(int(str(mark.get("count") or 1)) for mark in drawn)


def tiles_around(z: int) -> list[tuple[int, int]]:
    """All tiles of a zoom on which the country's projects can lie."""
    west, north = tile_of(101.0, 14.7, z)
    east, south = tile_of(101.3, 14.4, z)
    return [(x, y) for x in range(west, east + 1) for y in range(north, south + 1)]


@pytest.mark.parametrize("whose", ["nation", "province", "authority", "two"])
def test_tiles_count_what_the_list_counts(
    country: list[Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    person = {
        "nation": lambda: make.make_user(Role.DEPARTMENT_ANALYST),
        "province": lambda: make.make_user(Role.PROVINCIAL_ANALYST, authority=country[0].authority),
        "authority": lambda: make.make_user(Role.PLANNER, authority=country[0].authority),
        "two": lambda: make.make_user(Role.PLANNER, authority=country[0].authority),
    }[whose]()
    if whose == "two":
        Assignment.objects.create(
            user=person,
            role=Role.PROVINCIAL_ANALYST,
            province=Province.objects.get(code="10"),
            since=dt.date(2015, 1, 1),
        )
    person = User.objects.get(pk=person.pk)
    refresh_cells(whole=True)
    assert map_differences() == []
    dice = random.Random(whose)
    for _question in range(40):
        names = dice.sample(sorted(WORDS), dice.choice([0, 1, 1, 2, 3]))
        if whose != "nation" and "province" in names:
            names.remove("province")
        selection = ProjectSelection.from_params({name: dice.choice(WORDS[name]) for name in names})
        listed = selection.queryset(person).filter(location__isnull=False)
        z = dice.choice([0, 3, 4, 6, 7, 8, 9, 10, 11])
        monkeypatch.setattr(tile_drawing, "MOST_POINTS", dice.choice([0, 3, 2000]))
        found = 0
        for x, y in tiles_around(z):
            content = tile_drawing.drawn(selection, person.scope, z, x, y).content
            if content:
                marks = layers_of(content, tmp_path, z=z, x=x, y=y)["projects"]
                found += sum(int(str(mark.get("count") or 1)) for mark in marks)
        assert found == listed.count(), (selection.query_string(), z)


@pytest.mark.parametrize(("z", "side"), [(7, 32), (8, 16), (9, 8)])
def test_a_choice_of_a_stage_is_answered_from_stored_cells_wherever_cells_are_shown(
    country: list[Project], tmp_path: Path, z: int, side: int
) -> None:
    scope = User.objects.get(pk=make.make_user(Role.DEPARTMENT_ANALYST).pk).scope
    refresh_cells(whole=True)
    selection = ProjectSelection.from_params({"stage": "plan", "fiscal_year": "2559"})
    for x, y in tiles_around(z):
        tile = tile_drawing.drawn(selection, scope, z, x, y)
        assert tile.waiting == 0
        marks = layers_of(tile.content, tmp_path, z=z, x=x, y=y)["projects"] if tile.content else []
        width = WORLD / 2**z / side
        places = [((mark["geom"].x + WORLD / 2) // width, (WORLD / 2 - mark["geom"].y) // width) for mark in marks]
        assert len(places) == len(set(places))


def test_a_rectangle_is_looked_up_in_the_map_points(country: list[Project]) -> None:
    analyst = make.make_user(Role.DEPARTMENT_ANALYST)
    inside = ProjectSelection(bbox=(101.0, 14.4, 101.15, 14.7)).queryset(User.objects.get(pk=analyst.pk))
    assert set(inside.values_list("pk", flat=True)) == {
        point.project_id for point in MapPoint.objects.all() if point.location.x <= 101.15
    }
    assert 0 < inside.count() < MapPoint.objects.count()


class TestDoor:
    """`geo_eplan.tile_door`: quick, and never to the wrong person."""

    def address(self, z: int = 14, query: str = "") -> str:
        x, y = tile_of(*PLACE, z)
        return f"/tiles/projects/{z}/{x}/{y}{query}"

    @pytest.fixture
    def project(self) -> Project:
        project: Project = make.ProjectFactory()
        make.PositionFactory(project=project, point=Point(*PLACE, srid=4326))
        return project

    @pytest.fixture
    def planner(self, project: Project) -> User:
        user: User = make.make_user(Role.PLANNER, authority=project.authority)
        return user

    @pytest.fixture
    def browser(self, client: Client, planner: User) -> Client:
        client.force_login(planner, backend=SESSION_BACKEND)
        return client

    def test_a_tile_takes_two_statements_and_a_remembered_one_one(
        self, browser: Client, project: Project, django_assert_num_queries: Any
    ) -> None:
        browser.get(self.address())
        with django_assert_num_queries(2):
            assert browser.get(self.address()).content
        refresh_cells()
        browser.get(self.address())
        with django_assert_num_queries(1):
            assert browser.get(self.address()).content

    def test_the_same_headers_as_the_ordinary_way(self, browser: Client, planner: User) -> None:
        quick = browser.get(self.address())
        _token, secret = create_token(user=planner, name="map")
        ordinary = Client().get(self.address(), headers={"Authorization": f"Bearer {secret}"})
        assert (quick.status_code, quick.content, quick["ETag"]) == (200, ordinary.content, ordinary["ETag"])
        for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options"):
            assert quick[name] == ordinary[name]
        assert {"Cookie", "Authorization"} <= set(quick["Vary"].split(", "))
        again = browser.get(self.address(), headers={"If-None-Match": quick["ETag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_signing_out_closes_it_at_once(self, browser: Client) -> None:
        assert browser.get(self.address()).status_code == 200
        key = browser.cookies["sessionid"].value
        browser.logout()
        browser.cookies["sessionid"] = key
        assert browser.get(self.address()).status_code == 401

    def test_a_closed_account_is_nobody_on_the_next_request(self, browser: Client, planner: User) -> None:
        assert browser.get(self.address()).status_code == 200
        User.objects.filter(pk=planner.pk).update(is_active=False)
        assert browser.get(self.address()).status_code == 401

    def test_a_new_password_ends_the_sessions_of_the_old_one(self, browser: Client, planner: User) -> None:
        assert browser.get(self.address()).status_code == 200
        planner.set_password("another long password")
        planner.save()
        assert browser.get(self.address()).status_code == 401

    def test_an_assignment_that_has_ended_shows_nothing_more(self, browser: Client, planner: User) -> None:
        assert browser.get(self.address()).content
        Assignment.objects.filter(user=planner).update(until=timezone.localdate())
        assert browser.get(self.address()).content == b""

    def test_a_session_that_changes_hands_shows_the_new_person_only(self, browser: Client, planner: User) -> None:
        assert browser.get(self.address()).content
        stranger = make.make_user(Role.PLANNER, authority=make.AuthorityFactory())
        session = browser.session
        session["_auth_user_id"] = str(stranger.pk)
        session["_auth_user_hash"] = stranger.get_session_auth_hash()
        session.save()
        assert browser.get(self.address()).content == b""

    def test_an_expired_or_forged_session_is_nobody(self, browser: Client) -> None:
        assert browser.get(self.address()).status_code == 200
        session = browser.session
        session.set_expiry(timezone.now() - dt.timedelta(seconds=1))
        session.save()
        assert browser.get(self.address()).status_code == 401
        browser.cookies["sessionid"] = "x" * 32
        assert browser.get(self.address()).status_code == 401

    def test_refusals_speak_the_ordinary_words(self, browser: Client) -> None:
        wrong = browser.get(self.address(query="?fiscal_year=abc"))
        assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")
        out = browser.get(self.address(query=f"?authority={make.AuthorityFactory().pk}"))
        assert (out.status_code, out["Content-Type"]) == (404, "application/problem+json")
        assert browser.get("/tiles/projects/3/9/0").status_code == 404
        assert browser.post(self.address()).status_code in {403, 405}

    def test_the_ground_is_for_people_who_are_signed_in(self, browser: Client) -> None:
        address = self.address(8).replace("projects", "ground")
        assert browser.get(address).status_code == 200
        assert Client().get(address).status_code == 401


def test_a_tile_that_was_crowded_shows_points_again_when_it_no_longer_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tile_drawing, "MOST_POINTS", 2)
    first = make.ProjectFactory()
    projects = [first, *(make.ProjectFactory(plan=first.plan) for _ in range(2))]
    for project in projects:
        make.PositionFactory(project=project, point=Point(*PLACE, srid=4326))
    scope = User.objects.get(pk=make.make_user(Role.DEPARTMENT_ANALYST).pk).scope
    z, (x, y) = 12, tile_of(*PLACE, 12)

    def kinds() -> set[bool]:
        content = tile_drawing.drawn(ProjectSelection(), scope, z, x, y).content
        return {"count" in mark for mark in layers_of(content, tmp_path, z=z, x=x, y=y)["projects"]}

    assert kinds() == kinds() == {True}
    Project.objects.filter(pk=first.pk).update(set_aside_at=timezone.now())
    assert kinds() == {False}


@pytest.mark.parametrize("z", [6, 10, 12])
def test_a_remembered_tile_of_points_is_never_older_than_the_last_pin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, z: int
) -> None:
    project = make.ProjectFactory()
    make.PositionFactory(project=project, point=Point(*PLACE, srid=4326))
    scope = User.objects.get(pk=make.make_user(Role.PLANNER, authority=project.authority).pk).scope
    refresh_cells(whole=True)
    drawings = []
    counted_now = tile_drawing._counted_now
    monkeypatch.setattr(tile_drawing, "_counted_now", lambda *given: drawings.append(1) or counted_now(*given))

    def count() -> int:
        x, y = tile_of(*PLACE, z)
        return count_on(tile_drawing.drawn(ProjectSelection(), scope, z, x, y).content, tmp_path, z)

    assert (count(), count(), len(drawings)) == (1, 1, 1), "asked twice, drawn once"
    other = make.ProjectFactory(plan=project.plan)
    make.PositionFactory(project=other, point=Point(*PLACE, srid=4326))
    assert (count(), count(), len(drawings)) == (2, 2, 3), "what has changed is drawn until it has been counted"
    refresh_cells()
    assert (count(), count(), len(drawings)) == (2, 2, 4), "and then remembered again"
    Project.objects.filter(pk=other.pk).update(set_aside_at=timezone.now())
    assert count() == 1


def test_names_on_a_tile_are_of_this_moment(tmp_path: Path) -> None:
    project = make.ProjectFactory(name="ถนนเดิม")
    make.PositionFactory(project=project, point=Point(*PLACE, srid=4326))
    scope = User.objects.get(pk=make.make_user(Role.DEPARTMENT_ANALYST).pk).scope
    refresh_cells(whole=True)
    z, (x, y) = 14, tile_of(*PLACE, 14)

    def names() -> list[object]:
        content = tile_drawing.drawn(ProjectSelection(), scope, z, x, y).content
        return [mark["name"] for mark in layers_of(content, tmp_path, z=z, x=x, y=y)["projects"]]

    assert names() == ["ถนนเดิม"]
    Project.objects.filter(pk=project.pk).update(name="ถนนใหม่")
    assert names() == ["ถนนใหม่"]
