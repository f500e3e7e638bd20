"""Callers of the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import User


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """`api(user)` gives a client that speaks JSON for this person; `api(None)` one that nobody signed in."""

    def speak_for(user: User | None) -> APIClient:
        client = APIClient()
        client.default_format = "json"
        if user is not None:
            client.force_authenticate(User.objects.get(pk=user.pk))
        return client

    return speak_for
