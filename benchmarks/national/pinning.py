"""Pins through the service of the page, as the site's processes would: `python -m benchmarks.national.pinning`.

Each process has some threads with connections of their own. Now and then a pin's own transaction is asked, before it
ends, whether history, ledger and map point already say the same.
"""

from __future__ import annotations

import os
import pickle
import random
import resource
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.models import Position

CHECKED_EVERY = 100


@dataclass(frozen=True)
class Task:
    """`pins` each thread makes in its own projects: (engineer, authority, project, longitude, latitude) in WGS 84."""

    threads: list[list[tuple[int, int, int, float, float]]]
    pins: int
    number: int


@dataclass
class Pinned:
    """What came: seconds of every pin, errors, how many were checked and which said something else."""

    latencies: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    wrong: list[str] = field(default_factory=list)
    began: float = 0.0
    ended: float = 0.0
    processor_s: float = 0.0


def pin_everywhere(tasks: Sequence[Task], database: str) -> list[Pinned]:
    """Each task in a process of its own, all at once."""
    environment = {**os.environ, "GEO_EPLAN_DB_NAME": database, "DATABASE_POOL": "1"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.national.pinning"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        for _ in tasks
    ]
    for process, task in zip(processes, tasks, strict=True):
        assert process.stdin is not None
        process.stdin.write(pickle.dumps(task))
        process.stdin.close()
    outcomes = []
    for process in processes:
        assert process.stdout is not None
        outcomes.append(pickle.loads(process.stdout.read()))
        process.wait()
    return outcomes


def main() -> None:
    """Take a task, carry it out, tell what came."""
    import django

    task: Task = pickle.loads(sys.stdin.buffer.read())
    django.setup()
    outcome = Pinned(began=time.time())
    threads = [
        threading.Thread(target=_pins, args=(places, task, task.number * 100 + number, outcome), daemon=True)
        for number, places in enumerate(task.threads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.ended = time.time()
    spent = resource.getrusage(resource.RUSAGE_SELF)
    outcome.processor_s = spent.ru_utime + spent.ru_stime
    sys.stdout.buffer.write(pickle.dumps(outcome))


def _pins(places: list[tuple[int, int, int, float, float]], task: Task, seed: int, outcome: Pinned) -> None:
    from django.db import OperationalError, connection, transaction

    chance = random.Random(seed)
    for count in range(task.pins):
        engineer, authority, number, longitude, latitude = chance.choice(places)
        # within some five metres of a place that lies well inside
        place = (longitude + chance.uniform(-4e-5, 4e-5), latitude + chance.uniform(-4e-5, 4e-5))
        begun = time.perf_counter()
        try:
            if count % CHECKED_EVERY:
                _pin(engineer, authority, number, place)
            else:
                with transaction.atomic():
                    outcome.checked += 1
                    outcome.wrong += _wrong(_pin(engineer, authority, number, place))
        except OperationalError as error:
            outcome.errors["deadlock" if "deadlock" in str(error) else str(error)[:120]] += 1
        except Exception as error:  # counted and shown in the table
            outcome.errors[f"{type(error).__name__}: {str(error)[:120]}"] += 1
        else:
            outcome.latencies.append(time.perf_counter() - begun)
    connection.close()


def _pin(engineer: int, authority: int, number: int, place: tuple[float, float]) -> Position:
    """The service alone: the person's reach and the project are what a request has read already."""
    from accounts.enums import Role
    from accounts.models import User
    from accounts.scopes import Scope
    from geo.coordinates import Reading
    from projects.models import Project
    from projects.services.positions import pin_project

    by = User(pk=engineer)
    by.scope = Scope(roles_by_authority={authority: frozenset({Role.ENGINEER})})
    return pin_project(
        project=Project(pk=number, authority_id=authority),
        reading=Reading(*place, "wgs84", text=""),
        kind="PLANNED",
        by=by,
        capture="MAP_CLICK",
        map_zoom=17.0,
        client_id=uuid.uuid4(),
    )


def _wrong(position: Position) -> list[str]:
    """What does not say, within the pin's own transaction, what the pin says."""
    from django.db import connection

    words = {"authority": position.authority_id, "project": position.project_id, "position": position.pk}
    has_points = "projects_mappoint" in connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(_CHECK.format(point=_POINT if has_points else "true"), words)
        row = cursor.fetchone()
    names = ("history", "drawn place", "ledger", "map point")
    return [f"project {words['project']}: {name}" for name, is_right in zip(names, row, strict=True) if not is_right]


_CHECK = """
select
    exists (
        select from projects_changelog
        where authority_id = %(authority)s and table_name = 'projects_position' and record_id = %(position)s
            and action = 'I'
    ),
    project.location_kind <> 'PLANNED' or project.location ~= position.point,
    ledger.with_location = (
        select count(location) from projects_project as every
        where every.authority_id = project.authority_id and every.fiscal_year = project.fiscal_year
            and every.set_aside_at is null
    ),
    {point}
from projects_project as project
inner join projects_position as position
    on position.authority_id = project.authority_id and position.id = %(position)s
inner join projects_stageledger as ledger
    on ledger.authority_id = project.authority_id and ledger.fiscal_year = project.fiscal_year
where project.authority_id = %(authority)s and project.id = %(project)s
"""
_POINT = """exists (
        select from projects_mappoint as point
        where point.authority_id = project.authority_id and point.project_id = project.id
            and point.location ~= project.location
    )"""

if __name__ == "__main__":
    from benchmarks.national import pinning

    pinning.main()
