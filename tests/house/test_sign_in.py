"""The door: who is counted, and when it closes."""

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from geo_eplan.sign_in import client_address
from tests.factories import UserFactory


@pytest.mark.django_db
def test_ten_wrong_passwords_close_the_door_for_a_while(client: Client) -> None:
    form = {"login": UserFactory().get_username(), "password": "wrong"}
    answers = [client.post("/accounts/login/", form).status_code for _ in range(10)]
    assert answers == [200] * 9 + [429]


@pytest.mark.django_db
def test_nobody_registers_himself(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "nobody", "password1": "Long-enough-9", "password2": "Long-enough-9"})
    assert not type(UserFactory()).objects.filter(username="nobody").exists()


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (1, "'; drop table", "127.0.0.1"),
        (2, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: LazySettings, rf: RequestFactory, proxies: int, header: str, expected: str
) -> None:
    settings.PROXY_COUNT = proxies
    assert client_address(rf.get("/", headers={"X-Forwarded-For": header})) == expected
