"""The process that brings a file in is killed half-way: run again, it ends where an undisturbed import ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.crash.importers import ROWS
from tests.crash.test_killed_database import checkout, database, program, succeed
from tests.house.test_cluster import Checkout
from tests.house.tree import ROOT

__all__ = ["checkout", "database"]

DONE = "select coalesce(max(done), 0) from projects_importjob where state = 'applying'"


def kill_between_batches(importing: subprocess.Popen[str], place: Checkout) -> int:
    """Kill the process once a batch is in, while it is at the next; returns how many rows were in."""
    deadline = time.monotonic() + 120
    while not (done := int(str(place.ask(DONE)))) and importing.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert importing.poll() is None, importing.communicate()[0]
    os.kill(importing.pid, signal.SIGKILL)
    importing.communicate(timeout=60)
    return done


def prove(database: str) -> str:
    """What `rebuild_ledger --prove` says; it fails where a ledger differs from the records."""
    environment = {**os.environ, "DATABASE_URL": database}
    environment.pop("GEO_EPLAN_DB_NAME", None)
    command = [sys.executable, "manage.py", "rebuild_ledger", "--prove"]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def test_an_import_killed_half_way_and_run_again_equals_one_that_ran_through(
    checkout: Checkout, database: str, tmp_path: Path
) -> None:
    file = tmp_path / "projects.csv"
    succeed(program("importers", database, "prepare", file))
    succeed(program("importers", database, "import-whole", file))

    importing = program("importers", database, "import-killed", file)
    done = kill_between_batches(importing, checkout)
    assert importing.returncode == -signal.SIGKILL
    assert 0 < done < ROWS
    projects = "select count(*) from projects_project"
    assert int(str(checkout.ask(projects))) == ROWS + done, "half a batch is there"

    succeed(program("importers", database, "import-killed", file))
    assert checkout.ask(projects) == 2 * ROWS
    succeed(program("importers", database, "compare", file))
    assert "no difference" in prove(database)

    # the worker finds the silent run and takes it up where it was; the rows of the second run are there already
    assert "taken up 1" in succeed(program("importers", database, "recover", file))
    assert checkout.ask("select count(*) from projects_importjob where state = 'done'") == 3
    succeed(program("importers", database, "compare", file))
    assert "no difference" in prove(database)
