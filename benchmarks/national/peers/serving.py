"""Installs tipg and pygeoapi beside the project and serves the projects' table with them, as their manuals say.

Both get what keeps them from searching the database at every start: tipg the schema, the one table and no questions
for extents; pygeoapi a written-out collection. Both run as many processes as the site.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from benchmarks.national.site import Program

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
TABLE = "projects_project"
POINTS = "projects_mappoint"
PROCESSES = 2
# A rough box around the country: both want an extent and neither shall ask the database for it.
EXTENT = [97.0, 5.0, 106.0, 21.0]


def tile_table() -> tuple[str, str]:
    """The table a tile server of others is given, and its key: the narrow one made for maps where there is one."""
    if POINTS in connection.introspection.table_names():
        return POINTS, "project_id"
    return TABLE, "id"


class MissingPeerError(Exception):
    """A peer could not be installed or does not start; the run goes on without it."""


def environment() -> Path:
    """The folder of the peers' programs, installed when the list of packages has changed. Raises MissingPeerError."""
    home = settings.BASE_DIR / "var" / "peers"
    stamp, wanted = home / "installed", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input", "--only-binary", ":all:"]
        for words in ([sys.executable, "-m", "venv", str(home)], [*pip, "-r", str(REQUIREMENTS)]):
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                raise MissingPeerError(f"{' '.join(words[:4])} …: {done.stderr.strip()[-400:]}")
        stamp.write_text(wanted, encoding="utf-8")
    return home / "bin"


def start_tipg(port: int) -> Program:
    """tipg on 127.0.0.1. Raises MissingPeerError."""
    database = settings.DATABASES["default"]
    words = {
        "DATABASE_URL": _address(database),
        "TIPG_DB_SCHEMAS": '["public"]',
        "TIPG_DB_TABLES": json.dumps(sorted({f"public.{TABLE}", f"public.{tile_table()[0]}"})),
        "TIPG_DB_FUNCTIONS": "[]",
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "TIPG_DB_DATETIME_EXTENT": "false",
    }
    program = [str(environment() / "uvicorn"), "tipg.main:app", "--workers", str(PROCESSES), "--port", str(port)]
    return _started([*program, "--log-level", "warning"], words, "tipg", port, "/collections")


def start_pygeoapi(port: int) -> Program:
    """pygeoapi on 127.0.0.1. Raises MissingPeerError."""
    programs, folder = environment(), settings.BASE_DIR / "var" / "national"
    folder.mkdir(parents=True, exist_ok=True)
    configuration, described = folder / "pygeoapi.json", folder / "pygeoapi-openapi.json"
    configuration.write_text(json.dumps(_configuration(port)), encoding="utf-8")
    words = {"PYGEOAPI_CONFIG": str(configuration), "PYGEOAPI_OPENAPI": str(described)}
    generated = subprocess.run(
        [str(programs / "pygeoapi"), "openapi", "generate", str(configuration), "--output-file", str(described)],
        env={"PATH": str(programs), **words},
        capture_output=True,
        text=True,
        check=False,
    )
    if generated.returncode:
        raise MissingPeerError(f"pygeoapi openapi generate: {generated.stderr.strip()[-400:]}")
    program = [str(programs / "gunicorn"), "pygeoapi.flask_app:APP", "--bind", f"127.0.0.1:{port}"]
    threads = ["--worker-class", "gthread", "--workers", str(PROCESSES), "--threads", "8", "--timeout", "120"]
    return _started([*program, *threads, "--log-level", "warning"], words, "pygeoapi", port, "/collections?f=json")


def _started(words: list[str], environment_words: dict[str, str], name: str, port: int, path: str) -> Program:
    program = Program(words, environment_words, settings.BASE_DIR / "var" / "national" / f"{name}.log")
    try:
        program.wait_for(port, path)
    except RuntimeError as error:
        raise MissingPeerError(str(error)) from error
    return program


def _address(database: dict[str, object]) -> str:
    """The database as both libraries read it; a folder with a unix socket stands in the host's place, encoded."""
    password = f":{quote(str(database['PASSWORD']), safe='')}" if database["PASSWORD"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    host = quote(str(database["HOST"] or "localhost"), safe="")
    return f"postgresql://{database['USER']}{password}@{host}{port}/{database['NAME']}"


def _configuration(port: int) -> dict[str, object]:
    database = settings.DATABASES["default"]
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": str(database["HOST"] or "localhost"),
            "port": int(str(database["PORT"] or 5432)),
            "dbname": str(database["NAME"]),
            "user": str(database["USER"]),
            "password": str(database["PASSWORD"] or ""),
            "search_path": ["public"],
        },
        "id_field": "id",
        "table": TABLE,
        "geom_field": "location",
    }
    words = {"title": "projects", "description": "projects", "keywords": ["projects"]}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": True,
            "languages": ["en"],
            "pretty_print": False,
            "limits": {"default_items": 10, "max_items": 10000},
            "map": {"url": "", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**words, "keywords_type": "theme", "terms_of_service": "", "url": ""},
            "license": {"name": "", "url": ""},
            "provider": {"name": "benchmark", "url": ""},
            "contact": {"name": "benchmark", "email": ""},
        },
        "resources": {
            "projects": {
                "type": "collection",
                **words,
                "links": [],
                "extents": {"spatial": {"bbox": EXTENT, "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
                "providers": [provider],
            }
        },
    }
