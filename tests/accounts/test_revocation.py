"""What somebody may see is asked anew at every request: nothing that was taken away is seen once more."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from tests import factories as make
from tests.conftest import SESSION_BACKEND

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/api/projects/", "/api/projects.geojson", "/tiles/projects/9/400/234"])
def test_what_was_taken_away_is_gone_at_the_next_request(client: Client, address: str) -> None:
    authority = make.AuthorityFactory()
    project = make.ProjectFactory(plan__authority=authority)
    person = make.make_user(Role.PLANNER, authority=authority)
    client.force_login(person, backend=SESSION_BACKEND)
    assert client.get(address).status_code in {200, 204}
    own = f"/api/projects/?authority={authority.pk}"
    assert [row["id"] for row in client.get(own).json()["results"]] == [project.pk]
    person.assignments.update(until=timezone.localdate())
    assert client.get(own).status_code == 404, "an assignment that ended today"
    person.assignments.update(until=None)
    assert client.get(own).status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(address).status_code in {302, 401}, "an account that was closed"
    User.objects.filter(pk=person.pk).update(is_active=True)
    Session.objects.all().delete()
    assert client.get(address).status_code in {302, 401}, "a session that was ended elsewhere"
