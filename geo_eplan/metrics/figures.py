"""The figures that each server process counts, and how those of all processes come together.

With METRICS_DIR the processes of one machine count into files there (see `slots`); without it, each for itself.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from django.conf import settings

from geo_eplan.metrics.slots import Slots

SLOTS: Slots | None = None
if settings.METRICS_DIR:
    folder = Path(settings.METRICS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # the library reads it while it is being imported
    SLOTS = Slots(folder)

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values  # noqa: E402 - see above
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402 - see above

if SLOTS is not None:
    values.ValueClass = values.MultiProcessValue(process_identifier=SLOTS.own)

OWN: Final = CollectorRegistry()
SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REQUEST_SECONDS: Final = Histogram(
    "eplan_http_request_seconds",
    "Time from the first byte of a request to its answer, by route",
    ["method", "route", "status"],
    registry=OWN,
    buckets=SECONDS,
)
REQUESTS_NOW: Final = Gauge(
    "eplan_http_requests_now", "Requests that are being answered", registry=OWN, multiprocess_mode="livesum"
)
DATABASE_SECONDS: Final = Counter(
    "eplan_database_seconds_total", "Time spent waiting for the database", ["route", "database"], registry=OWN
)
DATABASE_QUERIES: Final = Counter(
    "eplan_database_queries_total", "Statements sent to the database", ["route", "database"], registry=OWN
)
SLOW_QUERIES: Final = Counter(
    "eplan_slow_queries_total", "Statements slower than SLOW_QUERY_MS", ["route", "database"], registry=OWN
)
READS: Final = Counter(
    "eplan_reads_total",
    "Requests for reports, tiles and GeoJSON by the database that answered",
    ["source"],
    registry=OWN,
)
POOL: Final = Gauge(
    "eplan_pool_connections",
    "Connections of the pool: open, free, and threads that wait for one",
    ["database", "state"],
    registry=OWN,
    multiprocess_mode="livesum",
)


def counted() -> CollectorRegistry:
    """A registry with the figures of all processes of this machine."""
    if SLOTS is None:
        return OWN
    SLOTS.sweep()
    together = CollectorRegistry()
    MultiProcessCollector(together, path=str(SLOTS.folder))  # type: ignore[no-untyped-call]  # the library has no hints here
    return together
