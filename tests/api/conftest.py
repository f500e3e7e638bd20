"""Callers of the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from layers.api import ground_tiles
from projects.api import tile_drawing


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


@pytest.fixture(autouse=True)
def _nothing_is_remembered_of_another_test() -> None:
    """Remembered tiles go by a version in the database, which a test takes back when it ends."""
    ground_tiles._drawn.cache_clear()
    tile_drawing.remembered._tiles.clear()
    tile_drawing.crowded._tiles.clear()
