"""The database is killed in the middle of pins and of an import: nothing acknowledged is lost, the ledger holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house.test_cluster import Checkout, checkout
from tests.house.tree import ROOT
from tests.layers.files import registry

__all__ = ["checkout"]

WRITERS = 3
ROWS = 4000


def program(module: str, database: str, verb: str, file: Path) -> subprocess.Popen[str]:
    """One of the programs of `tests.crash`, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "geo_eplan.settings.dev"}
    environment.pop("GEO_EPLAN_DB_NAME", None)
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.crash.{module}", verb, str(file)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def succeed(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=180)
    assert process.returncode == 0, said
    return said


@pytest.fixture
def database(checkout: Checkout) -> str:
    started = checkout.database("start")
    assert started.returncode == 0, started.stderr
    url = (checkout.folder / "var" / "database-url").read_text().strip()
    environment = {**os.environ, "DATABASE_URL": url}
    environment.pop("GEO_EPLAN_DB_NAME", None)
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True, timeout=180
    )
    return url


def kill_and_start(place: Checkout) -> None:
    os.kill(place.pid, signal.SIGKILL)
    started = place.database("start")
    assert started.returncode == 0, started.stderr


def test_pins_and_an_import_survive_a_kill(checkout: Checkout, database: str, tmp_path: Path) -> None:
    succeed(program("writers", database, "prepare", tmp_path))
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    pinning = [program("writers", database, "pin", acknowledged) for _ in range(WRITERS)]
    deadline = time.monotonic() + 60
    while len(acknowledged.read_text().split()) < 60 and time.monotonic() < deadline:
        time.sleep(0.1)
    kill_and_start(checkout)
    for process in pinning:
        said, _ = process.communicate(timeout=60)
        assert "went away" in said
    assert "lost 0" in succeed(program("writers", database, "prove", acknowledged))

    rows = [f"TAO,ทดสอบ{n},,19,619{n:04d},,," for n in range(ROWS)]
    file = registry(tmp_path, *rows)
    importing = program("writers", database, "import", file)
    deadline = time.monotonic() + 60
    while not is_writing(checkout) and importing.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert importing.poll() is None, "the import ended before the database could be killed"
    kill_and_start(checkout)
    importing.communicate(timeout=60)
    assert importing.returncode != 0
    before = checkout.ask("select count(*) from layers_localauthority")
    assert before == 3, "half an import stayed"
    succeed(program("writers", database, "import", file))
    assert checkout.ask("select count(*) from layers_localauthority") == ROWS + 3
    assert "lost 0" in succeed(program("writers", database, "prove", acknowledged))


def is_writing(place: Checkout) -> bool:
    question = (
        "select exists (select from pg_stat_activity where state = 'active' and query ilike 'insert into%layers_%')"
    )
    return bool(place.ask(question))
