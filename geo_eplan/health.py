"""Health for machines: is all there that a page needs, and which versions of the native libraries are at work."""

import platform
from typing import Any

import django
import pyproj
import shapely
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.gis.gdal import gdal_version
from django.contrib.gis.geos import geos_version
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# A job that has waited this long (seconds) means that no worker is at work.
QUEUE_PATIENCE = 600

QUEUE = """
    select count(*) filter (where status = 'todo' and (scheduled_at is null or scheduled_at <= now())) as waiting,
           count(*) filter (where status = 'doing') as running,
           coalesce(extract(epoch from now() - min(coalesce(scheduled_at, queued.at))
               filter (where status = 'todo' and (scheduled_at is null or scheduled_at <= now()))), 0)::int as oldest
      from procrastinate_jobs
      left join lateral (
           select max(at) as at from procrastinate_events where job_id = procrastinate_jobs.id
      ) as queued on true
     where status in ('todo', 'doing')
"""
WORKER = "select extract(epoch from now() - max(last_heartbeat))::int from procrastinate_workers"


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
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


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
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        waiting, running, oldest = cursor.fetchone()
        cursor.execute(WORKER)
        (heartbeat,) = cursor.fetchone()
    report["queue"] = {
        "waiting": waiting,
        "running": running,
        "oldest_seconds": oldest,
        "worker_seen_seconds_ago": heartbeat,
    }
    return report


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, 503 when not; the body says why. A silent worker is a warning, not an outage."""
    report: dict[str, Any] = {"status": "ok", "versions": versions()}
    try:
        report["database"] = database_report()
    except DatabaseError:
        report |= {"status": "unavailable", "reason": "The database does not answer."}
        return JsonResponse(report, status=503)
    if report["database"]["migrations_pending"]:
        report |= {"status": "unavailable", "reason": "Migrations are pending: bin/manage migrate"}
        return JsonResponse(report, status=503)
    if report["database"]["queue"]["oldest_seconds"] > QUEUE_PATIENCE:
        report |= {"status": "degraded", "reason": "Background jobs wait too long: is the worker running?"}
    return JsonResponse(report)
