"""Giving a project its place: what is kept, what is refused, and what happens when two people move one pin."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import Role
from accounts.models import User
from geo.coordinates import Reading, read
from geo.measure import distance_m
from projects.enums import Capture, Inside, PositionKind
from projects.errors import StaleVersion
from projects.models import ChangeLog, Position, Project
from projects.services.ledger import differences
from projects.services.positions import pin_project, withdraw_position
from tests import factories as make
from tests.projects.simultaneous import at_the_same_time

pytestmark = pytest.mark.django_db

WEST, SOUTH = 101.0, 14.5  # the lower left corner of the square authority of these tests
MIDDLE = (WEST + 0.05, SOUTH + 0.05)


def at(longitude: float, latitude: float) -> Reading:
    return Reading(longitude, latitude, "wgs84")


@pytest.fixture
def project() -> Project:
    authority = make.AuthorityFactory(name_th="กลาง", boundary=make.square(WEST, SOUTH))
    return make.ProjectFactory(plan__authority=authority)


@pytest.fixture
def engineer(project: Project) -> User:
    return make.make_user(Role.ENGINEER, authority=project.authority, full_name="สมชาย ช่างดี")


def pin(project: Project, by: User, place: tuple[float, float] = MIDDLE, **more: Any) -> Position:
    return pin_project(
        project=project, reading=at(*place), by=by, **{"kind": "PLANNED", "capture": Capture.MAP_CLICK, **more}
    )


def code_of(error: ValidationError) -> str:
    return str(next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code)


def test_a_pin_is_kept_with_who_and_what_was_typed(project: Project, engineer: User) -> None:
    reading = read("14°33′00″N 101°03′00″E")[0]
    position = pin_project(project=project, reading=reading, kind="PLANNED", by=engineer, capture="TYPED")
    project.refresh_from_db()
    assert (position.sequence, position.is_current, position.inside) == (1, True, Inside.INSIDE)
    assert position.source_text == "14°33′00″N 101°03′00″E"
    assert position.recorded_by == engineer
    assert distance_m((project.location.x, project.location.y), MIDDLE) < 0.01
    assert ChangeLog.objects.filter(table_name="projects_position", by=engineer).exists()


def test_the_newest_pin_is_current_and_the_older_one_stays_in_the_history(project: Project, engineer: User) -> None:
    pin(project, engineer)
    second = pin(project, engineer, (WEST + 0.06, SOUTH + 0.05))
    assert second.sequence == 2
    assert list(Position.objects.order_by("sequence").values_list("is_current", flat=True)) == [False, True]
    project.refresh_from_db()
    assert project.location.x == pytest.approx(WEST + 0.06)
    assert differences() == []


def test_the_three_kinds_of_position_are_kept_apart(project: Project, engineer: User) -> None:
    for kind in PositionKind:
        pin(project, engineer, kind=kind)
    assert set(Position.objects.filter(is_current=True).values_list("kind", "sequence")) == {
        (kind.value, 1) for kind in PositionKind
    }


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ENGINEER])
def test_only_the_engineer_pins(project: Project, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        pin(project, make.make_user(role, authority=project.authority))
    assert not Position.objects.exists()


def test_the_engineer_of_the_neighbour_does_not_pin_here(project: Project) -> None:
    neighbour = make.AuthorityFactory()
    with pytest.raises(PermissionDenied):
        pin(project, make.make_user(Role.ENGINEER, authority=neighbour))


def test_a_point_beyond_the_boundary_needs_a_reason_and_is_told_whose_ground_it_is(
    project: Project, engineer: User
) -> None:
    make.AuthorityFactory(name_th="ตะวันออก", boundary=make.square(WEST + 0.1, SOUTH))
    beyond = (WEST + 0.11, SOUTH + 0.05)
    with pytest.raises(ValidationError) as refused:
        pin(project, engineer, beyond)
    assert code_of(refused.value) == "outside_authority"
    (message,) = refused.value.messages
    assert "ทต.ตะวันออก" in message
    assert "1.1" in message  # kilometres: 0.01° of longitude at 14.55° N
    assert not Position.objects.exists()

    position = pin(project, engineer, beyond, outside_reason="ถนนเชื่อมสองตำบล")
    assert position.inside == Inside.OUTSIDE
    truth = distance_m(beyond, (WEST + 0.1, SOUTH + 0.05))
    assert position.outside_distance_m == pytest.approx(truth, rel=1e-3)


def test_near_the_boundary_nobody_can_tell_and_no_reason_is_asked(project: Project, engineer: User) -> None:
    five_metres_beyond = (WEST + 0.1 + 5 / 107_700, SOUTH + 0.05)
    assert pin(project, engineer, five_metres_beyond).inside == Inside.EDGE
    five_metres_within = (WEST + 0.1 - 5 / 107_700, SOUTH + 0.05)
    assert pin(project, engineer, five_metres_within).inside == Inside.EDGE


def test_without_a_boundary_nothing_is_claimed(engineer: User) -> None:
    unknown = make.ProjectFactory(plan__authority=make.AuthorityFactory(boundary=None))
    somebody = make.make_user(Role.ENGINEER, authority=unknown.authority)
    assert pin(unknown, somebody).inside == Inside.UNKNOWN


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((float("nan"), 14.5), "not_finite"),
        ((float("inf"), 14.5), "not_finite"),
        ((0.0, 0.0), "zero_zero"),
        ((14.55, 101.05), "swapped_axes"),
        ((105.0, 25.0), "outside_thailand"),
        ((720936.0, 1610740.0), "projected_metres"),
    ],
)
def test_what_is_no_place_in_thailand_is_refused(
    project: Project, engineer: User, place: tuple[float, float], code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        pin(project, engineer, place)
    assert code_of(refused.value) == code
    assert not Position.objects.exists()


def test_whoever_comes_second_is_told_who_moved_the_pin(project: Project, engineer: User) -> None:
    colleague = make.make_user(Role.ENGINEER, authority=project.authority, full_name="สมหญิง เร็วกว่า")
    pin(project, engineer, expected_sequence=0)
    pin(project, colleague, (WEST + 0.02, SOUTH + 0.02), expected_sequence=1)
    with pytest.raises(StaleVersion) as stale:
        pin(project, engineer, (WEST + 0.03, SOUTH + 0.03), expected_sequence=1)
    assert stale.value.code == "stale_version"
    assert stale.value.current.sequence == 2
    assert "สมหญิง เร็วกว่า" in stale.value.messages[0]
    assert Position.objects.count() == 2


def test_sending_the_same_pin_twice_keeps_one(project: Project, engineer: User) -> None:
    sender = uuid.uuid4()
    first = pin(project, engineer, client_id=sender, expected_sequence=0)
    again = pin(project, engineer, client_id=sender, expected_sequence=0)
    assert again.pk == first.pk
    assert Position.objects.count() == 1
    with pytest.raises(ValidationError) as refused:
        pin(project, engineer, (WEST + 0.01, SOUTH + 0.01), client_id=sender)
    assert code_of(refused.value) == "client_id_used"


def test_a_position_taken_back_is_drawn_no_more_and_not_forgotten(project: Project, engineer: User) -> None:
    pin(project, engineer)
    second = pin(project, engineer, (WEST + 0.02, SOUTH + 0.02))
    gone = withdraw_position(position=second, by=engineer, reason="คนละโครงการ")
    project.refresh_from_db()
    assert project.location is None
    assert (gone.set_aside_by, gone.set_aside_reason, gone.is_current) == (engineer, "คนละโครงการ", False)
    with pytest.raises(StaleVersion):
        pin(project, engineer, expected_sequence=2)
    assert pin(project, engineer, expected_sequence=0).sequence == 3
    assert differences() == []


def test_a_position_is_not_taken_back_without_a_reason_or_by_others(project: Project, engineer: User) -> None:
    position = pin(project, engineer)
    with pytest.raises(ValidationError):
        withdraw_position(position=position, by=engineer, reason="  ")
    planner = make.make_user(Role.PLANNER, authority=project.authority)
    with pytest.raises(PermissionDenied):
        withdraw_position(position=position, by=planner, reason="ลองดู")


def test_a_project_that_was_set_aside_cannot_be_pinned(project: Project, engineer: User) -> None:
    Project.objects.filter(pk=project.pk).update(set_aside_at="2016-01-01T00:00:00+07:00")
    with pytest.raises(ValidationError):
        pin(project, engineer)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_the_same_moment_one_wins_and_one_is_told(project: Project, engineer: User) -> None:
    places = [(WEST + 0.01 * step, SOUTH + 0.05) for step in range(1, 5)]
    results = at_the_same_time(
        *(lambda place=place: pin(project, engineer, place, expected_sequence=0) for place in places)
    )
    assert sum(isinstance(result, Position) for result in results) == 1
    assert sum(isinstance(result, StaleVersion) for result in results) == 3
    assert Position.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_pins_at_once_neither_deadlock_nor_lose_a_count(project: Project, engineer: User) -> None:
    others = make.ProjectFactory.create_batch(3, plan=project.plan)
    acts = [
        lambda project=one, step=step: pin(project, engineer, (WEST + 0.01 * step, SOUTH + 0.05))
        for one in [project, *others]
        for step in (1, 2)
    ]
    results = at_the_same_time(*acts)
    assert [repr(result) for result in results if isinstance(result, Exception)] == []
    assert sorted(Position.objects.values_list("sequence", flat=True)) == [1, 1, 1, 1, 2, 2, 2, 2]
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_pin_sent_twice_at_once_is_kept_once(project: Project, engineer: User) -> None:
    sender = uuid.uuid4()
    first, second = at_the_same_time(*[lambda: pin(project, engineer, client_id=sender)] * 2)
    assert first.pk == second.pk


def test_the_boundary_is_measured_on_the_ellipsoid(project: Project, engineer: User) -> None:
    north = pin(project, engineer, (WEST + 0.05, SOUTH + 0.11), outside_reason="ทดสอบ")
    assert north.outside_distance_m == pytest.approx(
        distance_m((WEST + 0.05, SOUTH + 0.1), (WEST + 0.05, SOUTH + 0.11)), rel=1e-3
    )
    assert isinstance(north.point, Point)
