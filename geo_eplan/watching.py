"""Every request is numbered, timed and counted: for the log, for Prometheus, and for whoever looks for what is slow.

`Watching` is the outermost middleware. While a request runs, its `Watch` collects what the database took; a statement
slower than SLOW_QUERY_MS is noted with the route it belongs to, without its parameters.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponseBase

from geo_eplan.metrics import figures
from geo_eplan.metrics.endpoint import ADDRESS, metrics

requests_log = logging.getLogger("geo_eplan.requests")
slow_log = logging.getLogger("geo_eplan.slow_queries")

REQUEST_ID: Final = "X-Request-ID"
GIVEN_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
LONGEST_STATEMENT: Final = 1000
# What is written into SQL in place of a parameter should not come into the log either.
LITERAL: Final = re.compile(r"'(?:[^']|'')*'")
METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@dataclass(slots=True)
class Watch:
    """One request: its number, what it is, and what the database took for it (seconds and statements)."""

    number: str
    route: str = ""
    user_id: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


def current() -> Watch | None:
    """What runs now, if anything is watched."""
    return _watch.get()


class Watching:
    """Numbers, times and counts every request; /metrics is answered here, before a host or a sign-in is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        if request.path_info == ADDRESS:
            return metrics(request)
        given = request.headers.get(REQUEST_ID, "")
        watch = Watch(given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8))
        token = _watch.set(watch)
        figures.REQUESTS_NOW.inc()
        began = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            figures.REQUESTS_NOW.dec()
            _watch.reset(token)
        response[REQUEST_ID] = watch.number
        _count(request, response, watch, time.perf_counter() - began)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """The route is known from here on."""
        if (watch := _watch.get()) is not None and request.resolver_match is not None:
            watch.route = f"/{request.resolver_match.route}"


def _count(request: HttpRequest, response: HttpResponseBase, watch: Watch, seconds: float) -> None:
    watch.user_id = _user_id(request)
    method = request.method if request.method in METHODS else "other"
    figures.REQUEST_SECONDS.labels(method, watch.route, f"{response.status_code // 100}xx").observe(seconds)
    for database, number in watch.queries.items():
        figures.DATABASE_QUERIES.labels(watch.route, database).inc(number)
        figures.DATABASE_SECONDS.labels(watch.route, database).inc(watch.seconds[database])
    read_from = response.get("Eplan-Read-From", "").partition(";")[0]
    if read_from:
        figures.READS.labels(read_from).inc()
    if settings.LOG_REQUESTS:
        fields = {
            "request_id": watch.number,
            "user_id": watch.user_id,
            "method": method,
            "route": watch.route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "db_ms": round(sum(watch.seconds.values()) * 1000, 1),
            "queries": sum(watch.queries.values()),
            "read_from": read_from or None,
        }
        requests_log.info(
            "%s %s %s", method, watch.route or "(no route)", response.status_code, extra={"fields": fields}
        )


def _user_id(request: HttpRequest) -> int | None:
    """Who asked, if the request has found out; nobody is looked up for the log."""
    user = getattr(request, "_cached_user", None)
    if user is None and not hasattr(request.__dict__.get("user"), "_wrapped"):
        user = request.__dict__.get("user")  # signed in by token
    number = getattr(user, "pk", None)
    return number if isinstance(number, int) else None


def time_statement(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django's hook around every statement."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - began
        database = context["connection"].alias
        watch = _watch.get()
        if watch is not None:  # commands and jobs may take their time
            watch.seconds[database] = watch.seconds.get(database, 0.0) + seconds
            watch.queries[database] = watch.queries.get(database, 0) + 1
            if 0 < settings.SLOW_QUERY_MS <= seconds * 1000:
                _note_slow(sql, seconds, database, watch)


def _note_slow(sql: Any, seconds: float, database: str, watch: Watch) -> None:
    figures.SLOW_QUERIES.labels(watch.route, database).inc()
    statement = LITERAL.sub("'…'", " ".join(str(sql).split()))[:LONGEST_STATEMENT]
    fields = {
        "request_id": watch.number,
        "route": watch.route,
        "ms": round(seconds * 1000, 1),
        "database": database,
        "statement": statement,
    }
    slow_log.warning(
        "%.0f ms in %s: %s", seconds * 1000, watch.route or "(no route)", statement, extra={"fields": fields}
    )


def watch_connection(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of Django's `connection_created`: every connection of every thread is timed, once."""
    if time_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(time_statement)
    pool = getattr(connection, "pool", None)
    if pool is not None:
        stats = pool.get_stats()
        for state, name in (("open", "pool_size"), ("free", "pool_available"), ("waiting", "requests_waiting")):
            figures.POOL.labels(connection.alias, state).set(stats.get(name, 0))
