"""From DATABASE_URL, DATABASE_REPLICA_URL or the private cluster under var/ to Django's DATABASES entries."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from geo_eplan.settings import environment

SCHEMES = {"postgresql", "postgres", "postgis"}
REPLICA = "replica"

# Compiling a plan to machine code costs more than any of our questions takes.
EVERYWHERE = "-c jit=off"
# Many small questions at once share the cores among themselves; a parallel plan would only take them from each other,
# and starting its workers takes longer than the answer (measured: 15-38 ms for a tile of three points).
BEHIND_PAGES = "-c max_parallel_workers_per_gather=0"

# Seconds; no restart of a database takes less.
SECONDS_OF_REST = 1.0

# A replica that does not answer must not hold a page up: the primary answers instead. Milliseconds for the last one.
PATIENCE_WITH_REPLICA = {
    "connect_timeout": "2",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "5000",
}


def databases(base: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: the primary, and the replica when DATABASE_REPLICA_URL names one."""
    primary = _tuned(parse_url(environment.text("DATABASE_URL") or private_cluster_url(base)))
    primary["TEST"] = {"NAME": environment.text("PGTEST_NAME", "test_geo_eplan")}
    found = {"default": primary}
    if replica_url := environment.text("DATABASE_REPLICA_URL"):
        replica = parse_url(replica_url, variable="DATABASE_REPLICA_URL")
        replica["OPTIONS"] = {**PATIENCE_WITH_REPLICA, **replica["OPTIONS"]}
        replica["TEST"] = {"MIRROR": "default"}
        found[REPLICA] = _tuned(replica, pool_timeout=2)
        # every reading begins with a question of its own, and goes to the primary when it finds a dead connection
        found[REPLICA]["LOOK_AFTER"] = None
    if other_name := environment.text("GEO_EPLAN_DB_NAME"):
        for database in found.values():
            database["NAME"] = other_name
    return found


def _tuned(database: dict[str, Any], *, pool_timeout: float = 10) -> dict[str, Any]:
    """With a pool when DATABASE_POOL asks for one, as bin/serve does for the web server, and our plans' options.

    A thread holds at most one connection to each database, so that the pool of a process is as large as its threads
    are many. A pooled connection that has rested is looked at before it is handed out: after a restart of the database
    nobody meets a dead one.
    """
    pooled = environment.flag("DATABASE_POOL", default=False)
    wanted = f"{EVERYWHERE} {BEHIND_PAGES}" if pooled else EVERYWHERE
    given = database["OPTIONS"].get("options", "")
    database["OPTIONS"]["options"] = f"{wanted} {given}".strip()
    if pooled:
        size = environment.number("DATABASE_POOL_SIZE", environment.number("WEB_THREADS", 8))
        if size < 1:
            raise ImproperlyConfigured("DATABASE_POOL_SIZE must be at least 1")
        database["OPTIONS"]["pool"] = {"min_size": min(2, size), "max_size": size, "timeout": pool_timeout}
        database["LOOK_AFTER"] = SECONDS_OF_REST
    return database


def parse_url(url: str, *, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Read `postgresql://user:password@host:port/name?option=value` into Django's terms.

    `host` may also stand among the options, as libpq has it, for a folder with a unix socket. Every other option goes
    to the driver (`sslmode=require`, for example). Raises ImproperlyConfigured for any other kind of database.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ImproperlyConfigured(f"{variable} must begin with postgresql://; geo_eplan runs on PostGIS only")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured(f"{variable} names no database: postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "geo_eplan.database",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def private_cluster_url(base: Path) -> str:
    """The address that `bin/database start` left under var/. Raises ImproperlyConfigured when there is none yet."""
    note = base / "var" / "database-url"
    try:
        return note.read_text(encoding="utf-8").strip()
    except OSError:
        raise ImproperlyConfigured(
            "There is no database yet: run bin/run (or bin/database start), or set DATABASE_URL"
        ) from None
