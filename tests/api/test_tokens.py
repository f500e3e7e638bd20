"""Personal tokens: shown once, kept as a digest, bound to their owner's reach, and useless once revoked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import PersonalToken, User
from accounts.tokens import create_token, owner_of, revoke_token
from layers.models import LocalAuthority
from tests import factories as make
from tests.conftest import SESSION_BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory()


@pytest.fixture
def person(authority: LocalAuthority) -> User:
    return make.make_user(Role.PLANNER, authority=authority)


def get(address: str, secret: str, word: str = "Bearer") -> int:
    return Client().get(address, headers={"authorization": f"{word} {secret}"}).status_code


@pytest.mark.parametrize("word", ["Token", "Bearer", "bearer"])
def test_a_token_signs_its_owner_in_within_the_owners_reach(person: User, authority: LocalAuthority, word: str) -> None:
    _token, secret = create_token(user=person, name="QGIS")
    own, other = make.ProjectFactory(plan__authority=authority), make.ProjectFactory()
    assert get(f"/api/projects/{own.pk}/", secret, word) == 200
    assert get(f"/api/projects/{other.pk}/", secret, word) == 404
    assert get("/tiles/ground/5/25/14", secret, word) == 200


def test_only_the_digest_is_kept(person: User) -> None:
    token, secret = create_token(user=person, name="QGIS")
    kept = PersonalToken.objects.values().get(pk=token.pk)
    assert secret not in str(kept)
    assert secret.startswith(token.prefix)
    assert len(secret) > 40


@pytest.mark.parametrize("secret", ["", "geoep_wrong", "x", "geoep_" + "ก" * 5, "a b"])
def test_a_wrong_token_is_401_and_not_the_session_instead(person: User, secret: str) -> None:
    client = Client()
    client.force_login(person, backend=SESSION_BACKEND)
    assert client.get("/api/me/").status_code == 200
    answer = client.get("/api/me/", headers={"authorization": f"Token {secret}".encode().decode("latin-1")})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_token_stops_when_revoked_expired_or_its_owner_is_closed(person: User) -> None:
    _kept, first = create_token(user=person, name="one")
    second, second_secret = create_token(user=person, name="two", days=1)
    third, third_secret = create_token(user=person, name="three")
    revoke_token(user=person, token_id=third.pk)
    assert get("/api/me/", third_secret) == 401
    PersonalToken.objects.filter(pk=second.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert get("/api/me/", second_secret) == 401
    assert get("/api/me/", first) == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert get("/api/me/", first) == 401


def test_use_is_noted_once_a_minute(person: User) -> None:
    token, secret = create_token(user=person, name="QGIS")
    owner_of(secret)
    token.refresh_from_db()
    noted = token.last_used_at
    assert noted is not None
    owner_of(secret)
    token.refresh_from_db()
    assert token.last_used_at == noted
    PersonalToken.objects.filter(pk=token.pk).update(last_used_at=noted - dt.timedelta(minutes=2))
    owner_of(secret)
    token.refresh_from_db()
    assert token.last_used_at > noted - dt.timedelta(minutes=1)


def test_tokens_are_made_listed_and_revoked_by_hand_only(person: User) -> None:
    client = Client(enforce_csrf_checks=False)
    client.force_login(person, backend=SESSION_BACKEND)
    made = client.post("/api/me/tokens/", {"name": "QGIS", "days": 30}, content_type="application/json")
    assert made.status_code == 201
    secret = made.json()["token"]
    assert get("/api/me/", secret) == 200
    (listed,) = client.get("/api/me/tokens/").json()
    assert "token" not in listed
    assert get("/api/me/tokens/", secret) == 401, "a token cannot make or list tokens"
    stranger = make.make_user()
    others, _secret = create_token(user=stranger, name="x")
    assert client.delete(f"/api/me/tokens/{others.pk}/").status_code == 404
    assert client.delete(f"/api/me/tokens/{listed['id']}/").status_code == 204
    assert get("/api/me/", secret) == 401


def test_a_session_needs_the_forms_secret_to_change_anything(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend=SESSION_BACKEND)
    answer = client.post("/api/me/tokens/", {"name": "QGIS"}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_what_cannot_be_a_token_is_refused(person: User) -> None:
    for wrong in ({"name": "  "}, {"name": "x", "days": 0}, {"name": "x", "days": 1000}):
        with pytest.raises(ValidationError):
            create_token(user=person, **wrong)  # type: ignore[arg-type]  # one of the two is wrong each time
    for _ in range(20):
        create_token(user=person, name="x")
    with pytest.raises(ValidationError):
        create_token(user=person, name="one too many")
