"""The administration site: by role, without a door of its own, and no more than is needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from coordination.models import WorkCalendarEntry
from projects.models import Project
from tests.factories import AuthorityFactory, ProjectFactory, UserFactory, make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]
LISTS = (
    "layers/localauthority",
    "accounts/user",
    "coordination/workcalendarentry",
    "coordination/stageexemption",
    "projects/project",
    "mfa/authenticator",
    "axes/accessattempt",
)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DEPARTMENT_ADMIN])
def test_it_is_closed_to_every_other_role(role: Role, signed_in: SignIn) -> None:
    client = signed_in(make_user(role, authority=AuthorityFactory()))
    answer = client.get("/admin/")
    assert answer.status_code in {302, 403}
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/accounts/user/", follow=True).status_code == 403


def test_a_staff_flag_opens_nothing(signed_in: SignIn) -> None:
    client = signed_in(UserFactory(is_staff=True, is_superuser=True))
    assert client.get("/admin/", follow=True).status_code == 403


def test_strangers_sign_in_at_the_one_door(client: Client) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).url.startswith("/accounts/login/")


def test_the_administrator_finds_lists_and_records(signed_in: SignIn) -> None:
    project = ProjectFactory()
    client = signed_in(make_user(Role.DEPARTMENT_ADMIN))
    assert client.get("/admin/").status_code == 200
    for name in LISTS:
        assert client.get(f"/admin/{name}/").status_code == 200, name
    assert client.get(f"/admin/layers/localauthority/{project.authority_id}/change/").status_code == 200
    assert client.get("/admin/auth/group/").status_code == 403


def test_projects_are_for_looking_only_and_accounts_are_not_opened_here(signed_in: SignIn) -> None:
    project = ProjectFactory()
    client = signed_in(make_user(Role.DEPARTMENT_ADMIN))
    assert client.get(f"/admin/projects/project/{project.pk}/change/").status_code == 200
    assert client.post(f"/admin/projects/project/{project.pk}/change/", {"name": "x"}).status_code == 403
    assert client.get(f"/admin/projects/project/{project.pk}/delete/").status_code == 403
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert Project.objects.get(pk=project.pk).name == project.name


def test_a_calendar_entry_is_set_and_an_account_is_closed(signed_in: SignIn) -> None:
    client = signed_in(make_user(Role.DEPARTMENT_ADMIN))
    form = {"fiscal_year": 2561, "stage": 1, "opens_on": "2017-10-01", "due_on": "2018-01-31", "paper": ""}
    assert client.post("/admin/coordination/workcalendarentry/add/", form).status_code == 302
    assert WorkCalendarEntry.objects.filter(fiscal_year=2561, stage=1).exists()
    person = make_user(Role.PLANNER, authority=AuthorityFactory())
    answer = client.post(
        f"/admin/accounts/user/{person.pk}/change/", {"full_name": person.full_name, "email": person.email}
    )
    assert answer.status_code == 302
    assert not User.objects.get(pk=person.pk).is_active
