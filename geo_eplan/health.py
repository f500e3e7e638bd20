"""Health for machines: is all there that a page needs, and which versions of the native libraries are at work."""

import platform
from functools import cache
from typing import Any

import django
import pyproj
import shapely
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.gis.gdal import gdal_version
from django.contrib.gis.geos import geos_version
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geo_eplan.metrics import state
from layers.replica import follower, is_configured

# A job that has waited this long (seconds) means that no worker is at work.
QUEUE_PATIENCE = 600

# Stored counts and sums that lack a change this old (seconds) are not being refreshed.
DERIVED_PATIENCE = 600


def versions() -> dict[str, str]:
    """The libraries inside this process. GDAL and GEOS must each be one and the same for Django and for the wheels.

    pyogrio is not asked itself: importing it brings pandas into every server process. Its GDAL is the file that Django
    loads, and the file's name ends in its version.
    """
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "gdal_django": gdal_version().decode(),
        "gdal_pyogrio": settings.GDAL_LIBRARY_PATH.split(".so.")[-1].split(".", 1)[-1],
        "geos_django": geos_version().decode().split("-")[0],
        "geos_shapely": ".".join(map(str, shapely.geos_version)),
        "proj_pyproj": pyproj.proj_version_str,
    }


def pending_migrations() -> list[str]:
    """Migrations of this version that the database has not seen. Raises DatabaseError when it does not answer."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    lacking = []
    for (app, name), stands_for in _migrations().items():
        if (app, name) not in applied and not (stands_for and applied.issuperset(stands_for)):
            lacking.append(f"{app}.{name}")
    return lacking


@cache
def _migrations() -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """The migrations of this version, each with those that it stands for; read once, for it takes a tenth of a second.

    A migration that another one stands for is left out.
    """
    known = MigrationLoader(None).disk_migrations
    replaced = {one for migration in known.values() for one in migration.replaces}
    return {key: frozenset(migration.replaces) for key, migration in known.items() if key not in replaced}


def database_report() -> dict[str, Any]:
    """What the database says of itself. Raises DatabaseError when it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version')")
        (server,) = cursor.fetchone()
        cursor.execute("select extversion from pg_extension where extname = 'postgis'")
        postgis = cursor.fetchone()
    pending = pending_migrations()
    report: dict[str, Any] = {
        "postgresql": server,
        "postgis": postgis[0] if postgis else None,
        "migrations_pending": len(pending),
    }
    if pending:
        return report
    tasks = state.tasks()
    report["queue"] = {
        "waiting": sum(task.waiting for task in tasks),
        "running": sum(task.running for task in tasks),
        "oldest_seconds": max((task.oldest_seconds for task in tasks), default=0),
        "worker_seen_seconds_ago": state.worker_seen(),
    }
    report["derived"] = {
        age.name: {"pending": age.pending, "oldest_seconds": round(age.seconds, 1)} for age in state.ages()
    }
    return report


def replica_report() -> dict[str, Any]:
    """Whether reads go to the replica, by how many seconds it may be behind, and why it is not read."""
    health = follower().health()
    report: dict[str, Any] = {"usable": health.usable, "limit_seconds": settings.REPLICA_MAX_AGE}
    if health.age is not None:
        report["age_seconds"] = round(health.age, 2)
    if health.reason:
        report["reason"] = health.reason
    return report


def warnings_of(report: dict[str, Any]) -> list[str]:
    """What somebody should look at although every page works."""
    found = []
    if report["database"]["queue"]["oldest_seconds"] > QUEUE_PATIENCE:
        found.append("Background jobs wait too long: is the worker running?")
    late = [name for name, age in report["database"]["derived"].items() if age["oldest_seconds"] > DERIVED_PATIENCE]
    if late:
        found.append(f"Not refreshed for too long: {', '.join(late)}. Is the worker running?")
    if "replica" in report and not report["replica"]["usable"]:
        found.append(f"The replica is not read: it {report['replica']['reason']}. The primary answers instead.")
    return found


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, 503 when not; the body says why. `degraded` is a warning, no outage."""
    report: dict[str, Any] = {"status": "ok", "versions": versions()}
    try:
        report["database"] = database_report()
    except DatabaseError:
        report |= {"status": "unavailable", "reason": "The database does not answer."}
        return JsonResponse(report, status=503)
    if report["database"]["migrations_pending"]:
        report |= {"status": "unavailable", "reason": "Migrations are pending: bin/manage migrate"}
        return JsonResponse(report, status=503)
    if is_configured():
        report["replica"] = replica_report()
    if found := warnings_of(report):
        report |= {"status": "degraded", "reason": " ".join(found)}
    return JsonResponse(report)
