"""Who is signed in, in one statement: for tiles, of which a map asks dozens at once, and for readers of the API.

It comes to the same as Django's sessions and authentication, from the same rows, read anew for every request: somebody
who has signed out, whose account was closed or whose password or assignment has changed is nobody, or somebody else, on
the very next one. Whatever is out of the ordinary gives None, and the ordinary way decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.scopes import scope_of

# The person of the session that the process knows under this key is looked up together with the session itself.
QUESTION = """
select
    session.session_data,
    person.id,
    person.password,
    person.is_active,
    coalesce((
        select json_agg(json_build_array(held.role, held.authority_id, held.province_id))
        from accounts_assignment as held
        where held.user_id = person.id and held.since <= %(today)s and (held.until is null or held.until > %(today)s)
    ), '[]') as held
    {also}
from django_session as session
left join accounts_user as person on person.id = %(person)s
where session.session_key = %(key)s and session.expire_date > now()
"""


@dataclass(frozen=True, slots=True)
class Also:
    """Another question that goes with the first, to save a journey: SQL for columns of one row, and its parameters."""

    columns: str
    params: dict[str, Any]


class QuickLook:
    """Middleware after Django's own for users: whoever reads from the API is known without two more statements.

    What else is asked of the person (a name, a language) is loaded when it is asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The person, if it takes no closer look."""
        reads = request.method == "GET" and request.path_info.startswith("/api/")
        person = person_at_a_glance(request) if reads else None
        if person is None:
            return self.get_response(request)
        request._cached_user = person  # type: ignore[attr-defined]  # where Django's own keeps whom it has found
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response


def person_at_a_glance(request: HttpRequest) -> User | None:
    """The active person whose session the request names, with today's scope; None when that takes a closer look."""
    found = look(request)
    return found[0] if found else None


def look(request: HttpRequest, also: Also | None = None) -> tuple[User, tuple[Any, ...]] | None:
    """The person as above, and what the same statement says to another question; None when it takes a closer look."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key or "HTTP_AUTHORIZATION" in request.META or SessionStore.__module__ != settings.SESSION_ENGINE:
        return None
    row = _read(key, _known.get(key), also)
    if row is None:
        _known.pop(key, None)
        return None
    person_id, secret = _said(row[0])
    if person_id is None:
        return None
    if row[1] != person_id:
        row = _read(key, person_id, also)
        if row is None or row[1] != person_id or _said(row[0]) != (person_id, secret):
            return None
    _remember(key, person_id)
    _data, _id, password, is_active, held, *answers = row
    person = User.from_db(connection.alias, ("id", "password", "is_active"), (person_id, password, is_active))
    if not is_active or not constant_time_compare(secret, _secret_of(password)):
        return None
    person.__dict__["scope"] = scope_of(tuple(one) for one in held)
    return person, tuple(answers)


# Session keys and whose they were last: a guess that saves a statement and is checked against the session every time.
_known: dict[str, int] = {}
MOST_KNOWN = 10_000


def _remember(key: str, person_id: int) -> None:
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[key] = person_id


def _read(key: str, person_id: int | None, also: Also | None) -> tuple[Any, ...] | None:
    params = {"key": key, "person": person_id, "today": timezone.localdate()}
    question = QUESTION.format(also=f", {also.columns}" if also else "")
    with connection.cursor() as cursor:
        cursor.execute(question, params | (also.params if also else {}))
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@lru_cache(maxsize=MOST_KNOWN)
def _said(session_data: str) -> tuple[int | None, str]:
    """Whom a session's data names and the secret that goes with the password; the same text always says the same."""
    said = SessionStore().decode(session_data)
    if said.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None, ""
    number = said.get(SESSION_KEY)
    return (int(number) if number is not None else None), str(said.get(HASH_SESSION_KEY, ""))


@lru_cache(maxsize=MOST_KNOWN)
def _secret_of(password: str) -> str:
    return User(password=password).get_session_auth_hash()
