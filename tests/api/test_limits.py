"""Too many requests are told when to come back, in the shape of every other problem."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient
from rest_framework.throttling import UserRateThrottle

from accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_whoever_asks_too_often_is_told_to_wait(
    api: Callable[[User | None], APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min"})
    cache.clear()
    client = api(make.make_user())
    answers = [client.get("/api/me/") for _ in range(3)]
    cache.clear()
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert int(answers[-1]["Retry-After"]) > 0
