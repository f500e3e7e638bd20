"""From DATABASE_URL, or from the private cluster under var/, to Django's DATABASES entry."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEMES = {"postgresql", "postgres", "postgis"}


def parse_url(url: str) -> dict[str, Any]:
    """Read `postgresql://user:password@host:port/name?option=value` into Django's terms.

    `host` may also stand among the options, as libpq has it, for a folder with a unix socket. Every other option goes
    to the driver (`sslmode=require`, for example). Raises ImproperlyConfigured for any other kind of database.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; geo_eplan runs on PostGIS only")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
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
