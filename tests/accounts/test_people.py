"""Accounts are opened by a link, and roles are given by those who may give them."""

from __future__ import annotations

import datetime as dt
import re
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import activation
from accounts.activation import link_for, owner_of
from accounts.enums import AUTHORITY_ROLES, Role
from accounts.models import Assignment, User
from accounts.permissions import STAFF_ROLES, may_assign
from accounts.services import activate_account, assign_role, end_assignment, open_account, renew_activation
from layers.models import LocalAuthority, Province
from tests.conftest import SESSION_BACKEND
from tests.factories import AuthorityFactory, UserFactory, make_user

pytestmark = pytest.mark.django_db

GOOD = "ถนนสายใหม่-2569"


def a_new_person(**changes: object) -> User:
    wanted = {
        "username": "somchai",
        "email": "somchai@example.org",
        "full_name": "สมชาย ใจดี",
        "role": Role.PLANNER,
        "authority": AuthorityFactory(),
        "by": None,
    }
    return open_account(**{**wanted, **changes})  # type: ignore[arg-type]  # as the service wants them


def word_of(user: User) -> str:
    return link_for(user, site="https://eplan.example.org").url.split("/")[-2]


def test_a_new_account_has_no_password_and_its_first_role() -> None:
    person = a_new_person()
    assert not person.has_usable_password()
    assert person.scope.roles == {Role.PLANNER}


def test_the_link_sets_a_password_once() -> None:
    person = a_new_person()
    word = word_of(person)
    assert activate_account(word=word, password=GOOD).check_password(GOOD)
    with pytest.raises(ValidationError):
        activate_account(word=word, password="another-" + GOOD)
    person.refresh_from_db()
    assert person.check_password(GOOD)


def test_the_link_dies_after_fourteen_days(monkeypatch: pytest.MonkeyPatch) -> None:
    word = word_of(a_new_person())
    assert owner_of(word) is not None
    now = activation.signing.time.time()
    monkeypatch.setattr(activation.signing.time, "time", lambda: now + 14 * 86_400 - 60)
    assert owner_of(word) is not None
    monkeypatch.setattr(activation.signing.time, "time", lambda: now + 14 * 86_400 + 60)
    assert owner_of(word) is None


def test_a_new_link_kills_the_old_one_and_a_closed_account_has_none() -> None:
    person = a_new_person()
    old = word_of(person)
    person = renew_activation(user=person, by=None)
    assert owner_of(old) is None
    new = word_of(person)
    assert owner_of(new) == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert owner_of(new) is None


@pytest.mark.parametrize("word", ["", "x", "eyJ1c2VyIjoxfQ:1:2", "ก" * 2000])
def test_a_forged_link_opens_nothing(word: str) -> None:
    assert owner_of(word) is None


def test_a_weak_password_is_refused_and_the_link_lives_on(client: Client) -> None:
    word = word_of(a_new_person())
    page = client.post(f"/accounts/activate/{word}/", {"password1": "1234567890", "password2": "1234567890"})
    assert "รหัสผ่านต้องไม่ใช่ตัวเลขล้วน" in page.content.decode()
    assert client.post(f"/accounts/activate/{word}/", {"password1": GOOD, "password2": GOOD}).url == "/accounts/login/"
    assert client.get(f"/accounts/activate/{word}/").status_code == 410
    assert client.post("/accounts/login/", {"login": "somchai", "password": GOOD}).status_code == 302


def test_the_command_opens_an_account_and_prints_its_link() -> None:
    authority = AuthorityFactory(code="5190999")
    out = StringIO()
    call_command(
        "open_account",
        "mali",
        role="ENGINEER",
        authority="5190999",
        site="https://e.example",
        stdout=out,
        stderr=StringIO(),
    )
    assert out.getvalue().startswith("https://e.example/accounts/activate/")
    assert User.objects.get(username="mali").scope.roles_in(authority.pk) == {Role.ENGINEER}
    for wrong in ({"authority": "0000000"}, {"province": "00"}, {}):
        with pytest.raises(CommandError):
            call_command("open_account", "other", role="ENGINEER", stdout=out, **wrong)
    with pytest.raises(CommandError):
        call_command("open_account", "MALI", role="ENGINEER", authority="5190999", stdout=out)


@pytest.mark.parametrize("assigner", list(Role))
def test_who_may_give_which_role(assigner: Role) -> None:
    own, other = AuthorityFactory(), AuthorityFactory()
    person = make_user(assigner, authority=own)
    for given in Role:
        expected = assigner is Role.DEPARTMENT_ADMIN or (assigner is Role.EXECUTIVE and given in STAFF_ROLES)
        assert may_assign(person, given, authority_id=own.pk if given in AUTHORITY_ROLES else None) is expected
        if given in AUTHORITY_ROLES:
            assert may_assign(person, given, authority_id=other.pk) is (assigner is Role.DEPARTMENT_ADMIN)


def test_services_refuse_what_the_table_refuses() -> None:
    own, other = AuthorityFactory(), AuthorityFactory()
    executive = make_user(Role.EXECUTIVE, authority=own)
    person = make_user(Role.PLANNER, authority=own)
    assign_role(user=person, role=Role.ENGINEER, authority=own, by=executive)
    for role, authority in ((Role.ENGINEER, other), (Role.EXECUTIVE, own), (Role.DEPARTMENT_ADMIN, None)):
        with pytest.raises(PermissionDenied):
            assign_role(user=person, role=role, authority=authority, by=executive)
    with pytest.raises(PermissionDenied):
        a_new_person(authority=other, by=executive)
    assert not User.objects.filter(username="somchai").exists()


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.PLANNER, "province"),
        (Role.PROVINCIAL_CHIEF, "authority"),
        (Role.DEPARTMENT_ADMIN, "province"),
        (Role.ENGINEER, ""),
    ],
)
def test_a_role_is_held_where_it_belongs(role: Role, place: str) -> None:
    places = {"province": Province.objects.get(pk="19"), "authority": AuthorityFactory()}
    with pytest.raises(ValidationError), transaction.atomic():
        assign_role(user=UserFactory(), role=role, by=None, **({place: places[place]} if place else {}))


def test_the_same_role_is_not_given_twice_but_again_after_it_ended() -> None:
    authority = AuthorityFactory()
    person = make_user(Role.PLANNER, authority=authority)
    with pytest.raises(ValidationError):
        assign_role(user=person, role=Role.PLANNER, authority=authority, by=None)
    end_assignment(assignment=person.assignments.get(), by=None)
    assert User.objects.get(pk=person.pk).scope.is_empty
    assign_role(user=person, role=Role.PLANNER, authority=authority, by=None)
    assert User.objects.get(pk=person.pk).scope.roles == {Role.PLANNER}


def test_a_role_that_begins_later_counts_from_then_on() -> None:
    authority = AuthorityFactory()
    person = UserFactory()
    held = assign_role(
        user=person, role=Role.PLANNER, authority=authority, since=timezone.localdate() + dt.timedelta(days=3), by=None
    )
    assert person.scope.is_empty
    ended = end_assignment(assignment=held, by=None)
    assert ended.until == held.since
    with pytest.raises(ValidationError):
        end_assignment(assignment=an_ended_assignment(authority), by=None)


def an_ended_assignment(authority: LocalAuthority) -> Assignment:
    day = timezone.localdate()
    return Assignment.objects.create(
        user=UserFactory(), role=Role.PLANNER, authority=authority, since=day - dt.timedelta(days=9), until=day
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=SESSION_BACKEND)
    return client


@pytest.mark.parametrize("role", list(Role))
def test_the_pages_about_people_are_for_executives_and_the_department(role: Role) -> None:
    own = AuthorityFactory()
    client = signed_in(make_user(role, authority=own))
    expected = 200 if role in {Role.EXECUTIVE, Role.DEPARTMENT_ADMIN} else 403
    assert client.get("/people/").status_code == expected
    assert client.get("/people/new/").status_code == expected


def test_an_executive_neither_sees_nor_ends_what_is_the_neighbours() -> None:
    own, other = AuthorityFactory(), AuthorityFactory()
    client = signed_in(make_user(Role.EXECUTIVE, authority=own))
    mine = make_user(Role.PLANNER, authority=own)
    neighbour = make_user(Role.PLANNER, authority=other, full_name="เพื่อนบ้าน")
    both = make_user(Role.FINANCE, authority=own)
    theirs = Assignment.objects.create(user=both, role=Role.PLANNER, authority=other, since=dt.date(2010, 10, 1))
    assert client.get(f"/people/{mine.pk}/").status_code == 200
    assert client.get(f"/people/{neighbour.pk}/").status_code == 404
    assert client.post(f"/people/{neighbour.pk}/link/").status_code == 404
    assert client.post(f"/people/assignments/{neighbour.assignments.get().pk}/end/").status_code == 404
    assert client.post(f"/people/assignments/{theirs.pk}/end/").status_code == 404
    assert "เพื่อนบ้าน" not in client.get("/people/").content.decode()
    page = client.get(f"/people/{both.pk}/").content.decode()
    assert own.short_name in page
    assert other.short_name not in page


def test_an_executive_opens_an_account_and_hands_the_link_over_once() -> None:
    own = AuthorityFactory()
    client = signed_in(make_user(Role.EXECUTIVE, authority=own))
    form = {
        "full_name": "มาลี ดีงาม",
        "username": "mali",
        "email": "mali@example.org",
        "role": "ENGINEER",
        "authority": own.pk,
    }
    answer = client.post("/people/new/", form)
    person = User.objects.get(username="mali")
    assert answer.url == f"/people/{person.pk}/"
    page = client.get(answer.url).content.decode()
    link = re.search(r"http://testserver(/accounts/activate/[^<\s]+)", page)
    assert link
    assert link[1] in mail.outbox[0].body
    assert PASSWORD_WORDS.isdisjoint(mail.outbox[0].body.split())
    assert link[1] not in client.get(answer.url).content.decode(), "shown once"
    assert Client().get(link[1]).status_code == 200
    held = person.assignments.get()
    assert (held.role, held.assigned_by.username) == ("ENGINEER", client_user(client))


PASSWORD_WORDS = {"password:", "รหัสผ่าน:"}


def client_user(client: Client) -> str:
    return User.objects.get(pk=client.session["_auth_user_id"]).username


def test_wrong_entries_come_back_with_what_was_typed() -> None:
    own, other = AuthorityFactory(), AuthorityFactory()
    UserFactory(username="taken")
    client = signed_in(make_user(Role.EXECUTIVE, authority=own))
    form = {"full_name": "มาลี", "username": "taken", "role": "ENGINEER", "authority": own.pk}
    assert "มีผู้ใช้แล้ว" in client.post("/people/new/", form).content.decode()
    refused = client.post("/people/new/", {**form, "username": "fresh", "authority": other.pk})
    assert refused.status_code == 200
    refused = client.post("/people/new/", {**form, "username": "fresh", "role": "DEPARTMENT_ADMIN"})
    assert refused.status_code == 200
    assert not User.objects.filter(username="fresh").exists()


def test_the_department_assigns_by_code_and_by_province() -> None:
    authority = AuthorityFactory(code="5190777")
    client = signed_in(make_user(Role.DEPARTMENT_ADMIN))
    person = UserFactory()
    address = f"/people/{person.pk}/"
    assert (
        client.post(address, {"role": "PLANNER", "authority_code": "๕๑๙๐๗๗๗", "since": "1 ต.ค. 2559"}).status_code
        == 302
    )
    assert (
        client.post(address, {"role": "PROVINCIAL_ANALYST", "province": "19", "authority_code": ""}).status_code == 302
    )
    assert client.post(address, {"role": "PLANNER", "authority_code": "1111111"}).status_code == 200
    assert client.post(address, {"role": "PLANNER", "authority_code": "5190777", "since": "วันไหนดี"}).status_code == 200
    held = {row.role: row for row in person.assignments.all()}
    assert held["PLANNER"].authority == authority
    assert held["PLANNER"].since == dt.date(2016, 10, 1)
    assert held["PROVINCIAL_ANALYST"].province_id == "19"


def test_nobody_ends_a_role_of_his_own() -> None:
    admin = make_user(Role.DEPARTMENT_ADMIN)
    client = signed_in(admin)
    client.post(f"/people/assignments/{admin.assignments.get().pk}/end/")
    assert admin.assignments.get().until is None
    other = make_user(Role.PLANNER, authority=AuthorityFactory())
    client.post(f"/people/assignments/{other.assignments.get().pk}/end/")
    assert other.assignments.get().until == timezone.localdate()
    assert client.get(f"/people/assignments/{other.assignments.get().pk}/end/").status_code == 405


def test_the_list_costs_the_same_however_many_people_there_are(django_assert_max_num_queries: object) -> None:
    own = AuthorityFactory()
    client = signed_in(make_user(Role.EXECUTIVE, authority=own))
    for _ in range(12):
        make_user(Role.PLANNER, authority=own)
    with django_assert_max_num_queries(10):  # type: ignore[operator]  # pytest-django's fixture
        page = client.get("/people/")
    assert page.status_code == 200
