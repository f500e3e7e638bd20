"""Lets the reads of a request go to the replica, and keeps people from missing what they have just written.

After a write the answer carries the WAL position that the write lies before: browsers keep it as a cookie, programs
find it in the header `Eplan-Position` and may send it back. While it stands, the replica is read only once it has
replayed that far. What the primary has shown in the replica's place is remembered in the same way, so that nobody sees
a figure go back; it has a cookie of its own, because answers to reads overtake answers to writes. A program that signs
in by token and sends no position is taken at the strictest: the primary is asked where it stands now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.http import HttpRequest, HttpResponseBase

from layers.reading import Reading, position_now, replica_allowed, replica_failed
from layers.replica import follower, is_configured, position_of

WRITTEN_COOKIE: Final = "eplan_written"
SEEN_COOKIE: Final = "eplan_seen"
POSITION: Final = "Eplan-Position"
READ_FROM: Final = "Eplan-Read-From"
DATA_AGE: Final = "Eplan-Data-Age"
SAFE: Final = {"GET", "HEAD", "OPTIONS"}
# A program that wants the very latest waits so long for the replica, in seconds; on a local network it takes less.
PATIENCE_FOR_PROGRAMS: Final = 0.025
# Past its greatest age the replica is not read at all, and the position has nothing left to say. Seconds.
LEAST_COOKIE_AGE: Final = 60


class ReadFromReplica:
    """Not there at all without DATABASE_REPLICA_URL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not is_configured():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request: read, answered, and the reader's position brought up to date."""
        follower()
        if request.method not in SAFE:
            response = self.get_response(request)
            _remember(response, WRITTEN_COOKIE)
            return response
        with replica_allowed(_reading_of(request)) as reading:
            response = self.get_response(request)
        if reading.asked and reading.alias is not None:
            fell_back = reading.alias == DEFAULT_DB_ALIAS
            response[READ_FROM] = f"primary; {reading.reason}" if fell_back else "replica"
            response[DATA_AGE] = f"{reading.age:.1f}"
            if fell_back and response.status_code < 400:
                _remember(response, SEEN_COOKIE)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A read whose replica went away is asked once more, of the primary."""
        found = request.resolver_match
        if request.method not in SAFE or found is None or not replica_failed(exception):
            return None
        again: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return again


def _reading_of(request: HttpRequest) -> Reading:
    """What this reader must be shown at least."""
    sent = request.headers.get(POSITION, "")
    if position_of(sent) is not None:
        return Reading(written=sent, patience=PATIENCE_FOR_PROGRAMS)
    if "Authorization" in request.headers:
        return Reading(strict=True, patience=PATIENCE_FOR_PROGRAMS)
    kept = (request.COOKIES.get(name, "") for name in (WRITTEN_COOKIE, SEEN_COOKIE))
    return Reading(written=max(kept, key=lambda position: position_of(position) or 0))


def _remember(response: HttpResponseBase, cookie: str) -> None:
    """Give the reader the position that everything acknowledged until now lies before."""
    try:
        position = position_now()
    except DatabaseError:
        return  # the answer itself says what is wrong
    if cookie == WRITTEN_COOKIE:
        response[POSITION] = position
    response.set_cookie(
        cookie,
        position,
        max_age=max(LEAST_COOKIE_AGE, 2 * settings.REPLICA_MAX_AGE),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
