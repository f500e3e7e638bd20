"""An executive hands roles to staff: over from one to another in one act, and to engineers when their time has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Assignment, EngineerTraining, User
from accounts.services import assign_role, hand_over_role, open_account, record_training
from accounts.training import LIVE_FOR_ENGINEERS, may_be_engineer
from geo.thai import format_date_th
from layers.enums import AuthorityKind
from layers.models import LocalAuthority
from tests.factories import AuthorityFactory, make_user

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
NEWCOMER = {"username": "mali", "email": "mali@example.org", "full_name": "มาลี ดีงาม"}


@pytest.fixture
def own() -> LocalAuthority:
    return AuthorityFactory()


@pytest.fixture
def executive(own: LocalAuthority) -> User:
    return make_user(Role.EXECUTIVE, authority=own)


@pytest.fixture
def held(own: LocalAuthority) -> Assignment:
    return Assignment.objects.get(user=make_user(Role.PLANNER, authority=own, full_name="วิไล วางแผน"))


def scope_of(user: User) -> frozenset[Role]:
    return User.objects.get(pk=user.pk).scope.roles


def test_a_role_goes_from_one_to_the_other_in_one_act(held: Assignment, executive: User, own: LocalAuthority) -> None:
    other = make_user(Role.FINANCE, authority=own)
    taken = hand_over_role(assignment=held, to=other, by=executive)
    assert scope_of(held.user) == frozenset()
    assert scope_of(other) == {Role.FINANCE, Role.PLANNER}
    assert (taken.since, taken.assigned_by) == (TODAY(), executive)


def test_until_the_day_the_one_has_it_and_from_then_on_the_other(
    held: Assignment, executive: User, own: LocalAuthority
) -> None:
    other, day = make_user(Role.FINANCE, authority=own), TODAY() + dt.timedelta(days=3)
    hand_over_role(assignment=held, to=other, since=day, by=executive)
    holding = Assignment.objects.filter(role=Role.PLANNER)
    before = set(holding.in_force(day - dt.timedelta(days=1)).values_list("user", flat=True))
    after = set(holding.in_force(day).values_list("user", flat=True))
    assert (before, after) == ({held.user_id}, {other.pk})


def test_a_new_person_gets_an_account_without_a_password(held: Assignment, executive: User) -> None:
    taken = hand_over_role(assignment=held, newcomer=NEWCOMER, by=executive)
    assert taken.user.username == "mali"
    assert not taken.user.has_usable_password()
    assert scope_of(taken.user) == {Role.PLANNER}


def codes_of(error: ValidationError) -> set[str]:
    lists = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    return {one.code for found in lists for one in found}


def test_what_is_refused_changes_nothing(held: Assignment, executive: User, own: LocalAuthority) -> None:
    other = make_user(Role.PLANNER, authority=own)
    stranger = make_user(Role.PLANNER, authority=AuthorityFactory())
    leader = Assignment.objects.get(user=executive)
    cases = (
        ({"to": other}, "held"),
        ({"to": held.user}, "same_person"),
        ({}, "nobody"),
        ({"newcomer": NEWCOMER | {"username": other.username}}, "taken"),
        ({"newcomer": NEWCOMER, "since": TODAY() - dt.timedelta(days=1)}, "day_passed"),
    )
    for given, code in cases:
        with pytest.raises(ValidationError) as refused:
            hand_over_role(assignment=held, by=executive, **given)  # type: ignore[arg-type]  # as the service wants them
        assert code in codes_of(refused.value)
    for assignment, to in ((held, stranger), (leader, other)):
        with pytest.raises(PermissionDenied):
            hand_over_role(assignment=assignment, to=to, by=executive)
    held.refresh_from_db()
    assert held.until is None
    assert not User.objects.filter(username="mali").exists()


def test_nobody_hands_over_a_role_of_his_own() -> None:
    admin = make_user(Role.DEPARTMENT_ADMIN)
    with pytest.raises(ValidationError) as refused:
        hand_over_role(assignment=admin.assignments.get(), to=make_user(), by=admin)
    assert refused.value.code == "own"


def test_the_page_hands_over_and_shows_the_link_once(
    held: Assignment, executive: User, signed_in: Callable[[object], Client]
) -> None:
    client = signed_in(executive)
    address = f"/people/assignments/{held.pk}/hand-over/"
    assert address in client.get(f"/people/{held.user_id}/").content.decode()
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"since": "วันไหนดี", "full_name": "มาลี"})
    assert wrong.status_code == 200
    assert "มาลี" in wrong.content.decode(), "nothing typed is lost"
    neither = client.post(address, {"since": format_date_th(TODAY())})
    assert set(neither.context["form"].errors) == {"full_name", "username"}
    done = client.post(address, {"since": format_date_th(TODAY(), thai_digits=True), **NEWCOMER})
    taken = User.objects.get(username="mali")
    assert done.url == f"/people/{taken.pk}/"
    assert "/accounts/activate/" in client.get(done.url).content.decode()
    assert "/accounts/activate/" in mail.outbox[0].body
    assert client.post(address, {"since": format_date_th(TODAY()), "to": taken.pk}).status_code == 200, "ended already"


def test_a_neighbouring_executive_finds_nothing_to_hand_over(held: Assignment, signed_in: Callable) -> None:
    neighbour = make_user(Role.EXECUTIVE, authority=AuthorityFactory())
    client = signed_in(neighbour)
    for answer in (
        client.get(f"/people/assignments/{held.pk}/hand-over/"),
        client.post(f"/people/assignments/{held.pk}/hand-over/", NEWCOMER),
    ):
        assert answer.status_code == 404
    held.refresh_from_db()
    assert held.until is None


@pytest.mark.parametrize("kind", list(AuthorityKind))
def test_engineers_come_by_kind_of_authority(kind: AuthorityKind) -> None:
    authority = AuthorityFactory(kind=kind)
    executive = make_user(Role.EXECUTIVE, authority=authority)
    person = make_user(Role.PLANNER, authority=authority)
    for role in (Role.FINANCE, Role.EDUCATION):
        assign_role(user=person, role=role, authority=authority, by=executive)
    if LIVE_FOR_ENGINEERS[kind] is not None:
        assert assign_role(user=person, role=Role.ENGINEER, authority=authority, by=executive)
        return
    for act in (
        lambda: assign_role(user=person, role=Role.ENGINEER, authority=authority, by=executive),
        lambda: open_account(**NEWCOMER, role=Role.ENGINEER, authority=authority, by=executive),
    ):
        with pytest.raises(ValidationError, match="ฝึกอบรม"):
            act()
    assert not User.objects.filter(username="mali").exists()
    assert assign_role(user=person, role=Role.ENGINEER, authority=authority, by=make_user(Role.DEPARTMENT_ADMIN))


def test_before_the_live_system_opened_for_them_nobody_was_engineer_there() -> None:
    town, province = AuthorityFactory(kind=AuthorityKind.TOWN), AuthorityFactory(kind=AuthorityKind.PAO)
    for authority, first in ((province, dt.date(2011, 10, 1)), (town, dt.date(2012, 10, 1))):
        assert not may_be_engineer(authority, user=None, since=first - dt.timedelta(days=1))
        assert may_be_engineer(authority, user=None, since=first)


def test_after_the_training_round_the_executive_may() -> None:
    sao = AuthorityFactory(kind=AuthorityKind.SAO)
    executive, admin = make_user(Role.EXECUTIVE, authority=sao), make_user(Role.DEPARTMENT_ADMIN)
    one, another = make_user(Role.PLANNER, authority=sao), make_user(Role.FINANCE, authority=sao)
    record_training(round_name="รุ่นที่ 3/2557", completed_on=TODAY(), user=one, by=admin)
    assert assign_role(user=one, role=Role.ENGINEER, authority=sao, by=executive)
    with pytest.raises(ValidationError):
        assign_role(user=another, role=Role.ENGINEER, authority=sao, by=executive)
    record_training(round_name="รุ่นที่ 4/2557", completed_on=TODAY(), authority=sao, by=admin)
    assert open_account(**NEWCOMER, role=Role.ENGINEER, authority=sao, by=executive)


def test_training_rounds_are_the_departments(own: LocalAuthority, executive: User, signed_in: Callable) -> None:
    with pytest.raises(PermissionDenied):
        record_training(round_name="รุ่น", completed_on=TODAY(), authority=own, by=executive)
    assert signed_in(executive).get("/people/training/").status_code == 403
    client = signed_in(make_user(Role.DEPARTMENT_ADMIN))
    sent = {"round_name": "รุ่นที่ 3/2557", "completed_on": "๑ ต.ค. ๒๕๕๗", "authority_code": own.code, "username": ""}
    assert client.post("/people/training/", sent).status_code == 302
    kept = EngineerTraining.objects.get()
    assert (kept.authority, kept.completed_on, kept.user) == (own, dt.date(2014, 10, 1), None)
    assert "รุ่นที่ 3/2557" in client.get("/people/training/").content.decode()
    for wrong in (
        {"authority_code": ""},
        {"username": executive.username},
        {"authority_code": "0000000"},
        {"username": "no"},
    ):
        assert client.post("/people/training/", sent | wrong).status_code == 200
    assert EngineerTraining.objects.count() == 1
