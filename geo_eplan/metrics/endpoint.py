"""`/metrics`: the figures of all processes of this machine, and what the database knows, in Prometheus' words.

Open to whoever sends METRICS_TOKEN; without such a token, to programs on this machine alone (not through a proxy).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from geo_eplan.metrics import figures, state
from layers.replica import follower, is_configured

ADDRESS: Final = "/metrics"
# However many ask, the database is asked once in so many seconds.
KEPT_SECONDS: Final = 2.0
FORWARDED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, or 401 (with a token set) or 404 for whoever may not see them."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    if settings.METRICS_TOKEN:
        sent = request.headers.get("Authorization", "")
        if not secrets.compare_digest(sent.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
            return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    elif not _is_local(request):
        return HttpResponse(status=404)
    body = generate_latest(figures.counted()) + generate_latest(_KEPT)  # type: ignore[arg-type]  # it only collects
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _is_local(request: HttpRequest) -> bool:
    """Whether a program on this machine asks; a proxy here asks for somebody elsewhere."""
    if any(request.META.get(header) for header in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR") or "127.0.0.1").is_loopback  # empty over a unix socket
    except ValueError:
        return False


class OfTheDatabase(Collector):
    """What the database knows, asked at most once in KEPT_SECONDS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[Metric] = []
        self._until = 0.0

    def collect(self) -> Iterable[Metric]:
        """The metrics; when the database does not answer only that it does not."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = list(_found())
                self._until = time.monotonic() + KEPT_SECONDS
            return self._found

    def forget(self) -> None:
        """Ask again next time."""
        self._until = 0.0


_KEPT = OfTheDatabase()


def _found() -> Iterator[Metric]:
    answers = GaugeMetricFamily("eplan_database_answers", "1 when the database answers")
    try:
        yield from [*_queue(), *_exports(), *_derived()]
    except DatabaseError:
        answers.add_metric([], 0)
    else:
        answers.add_metric([], 1)
    yield answers
    yield from _replica()


def _queue() -> Iterator[Metric]:
    jobs = GaugeMetricFamily("eplan_queue_jobs", "Background jobs that are due or running", labels=["task", "state"])
    oldest = GaugeMetricFamily("eplan_queue_oldest_seconds", "How long the oldest due job waits", labels=["task"])
    for task in state.tasks():
        jobs.add_metric([task.name, "waiting"], task.waiting)
        jobs.add_metric([task.name, "running"], task.running)
        oldest.add_metric([task.name], task.oldest_seconds)
    yield jobs
    yield oldest
    seen = state.worker_seen()
    if seen is not None:
        yield _one("eplan_worker_seen_seconds", "Seconds since a worker gave a sign of life", seen)


def _exports() -> Iterator[Metric]:
    open_exports = GaugeMetricFamily("eplan_exports", "Exports that somebody waits for", labels=["state"])
    for name, number in state.exports().items():
        open_exports.add_metric([name], number)
    yield open_exports


def _derived() -> Iterator[Metric]:
    seconds = GaugeMetricFamily(
        "eplan_derived_age_seconds", "Age of the oldest change that derived data lacks", labels=["of"]
    )
    pending = GaugeMetricFamily("eplan_derived_pending", "Changes that derived data lacks", labels=["of"])
    for age in state.ages():
        seconds.add_metric([age.name], age.seconds)
        pending.add_metric([age.name], age.pending)
    yield seconds
    yield pending


def _replica() -> Iterator[Metric]:
    if not is_configured():
        return
    health = follower().health()
    yield _one("eplan_replica_usable", "1 when reads go to the replica", int(health.usable))
    if health.age is not None:
        yield _one("eplan_replica_age_seconds", "Seconds by which the replica may be behind", health.age)


def _one(name: str, words: str, value: float) -> Metric:
    metric = GaugeMetricFamily(name, words)
    metric.add_metric([], value)
    return metric
