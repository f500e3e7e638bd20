"""Readers of the API are known in one statement, and to nobody else's advantage (`accounts.quick_look`)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Assignment, User
from tests import factories as make

pytestmark = pytest.mark.django_db
SESSION_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLACES = "/api/projects.geojson"


@pytest.fixture
def planner() -> User:
    project = make.ProjectFactory()
    make.PositionFactory(project=project)
    person: User = make.make_user(Role.PLANNER, authority=project.authority)
    return person


@pytest.fixture
def browser(client: Client, planner: User) -> Client:
    client.force_login(planner, backend=SESSION_BACKEND)
    return client


def test_a_page_takes_two_statements(browser: Client, django_assert_num_queries: Any) -> None:
    browser.get(PLACES)
    with django_assert_num_queries(2):
        answer = browser.get(PLACES)
    assert len(answer.json()["features"]) == 1
    assert "Cookie" in answer["Vary"]


def test_what_has_ended_is_seen_on_the_next_request(browser: Client, planner: User) -> None:
    assert browser.get(PLACES).json()["features"]
    Assignment.objects.filter(user=planner).update(until=timezone.localdate())
    assert not browser.get(PLACES).json()["features"]
    User.objects.filter(pk=planner.pk).update(is_active=False)
    assert browser.get(PLACES).status_code in (401, 403)


def test_a_neighbour_sees_nothing(client: Client, planner: User) -> None:
    neighbour = make.make_user(Role.PLANNER, authority=make.AuthorityFactory())
    client.force_login(neighbour, backend=SESSION_BACKEND)
    assert client.get(PLACES).json()["features"] == []
