"""Measure pins: how many a second the service of the pin editor keeps, with ledger and history in the same transaction.

    GEO_EPLAN_DB_NAME=<a database made for this> .venv/bin/python benchmarks/pins.py [--clients 16] [--pins 200]

Each client is a process with a connection of its own. The clients work in the same authorities, on different projects,
each as one of the engineers, and send what the page sends: the sequence they saw, and an id of their own. It writes
positions into the database it is pointed at, so point it at a copy. Prints pins a second, what one costs, and errors.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import statistics
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENGINEERS = 64
# A pin that takes longer is a plan gone wrong, and sixteen of them take the machine from everybody.
PATIENCE_S = 20
MOST_ERRORS = 20
# Degrees: about a hundred metres, so that most pins stay inside their authority, as in life.
STEP = 0.001


@dataclass(slots=True)
class Told:
    """What one client did: seconds of each pin, errors by name, and seconds of processor time of its own."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    processor: float = 0.0


def main() -> None:
    """Read the arguments, let the clients loose together, add up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=16, help="processes (default 16)")
    parser.add_argument("--pins", type=int, default=200, help="pins of each client (default 200)")
    parser.add_argument("--authorities", type=int, default=400, help="authorities they all work in (default 400)")
    arguments = parser.parse_args()
    if not os.environ.get("GEO_EPLAN_DB_NAME"):
        parser.error("set GEO_EPLAN_DB_NAME to a database made for this: it is written to")
    _set_up()
    work = _prepare(arguments.clients, arguments.pins, arguments.authorities)
    _say_what_one_costs(work[0][0])
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(arguments.clients + 1)
    answers = context.Queue()
    signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit(1))  # then the clients end as well: they are daemons
    clients = [context.Process(target=_client, args=(todo[1:], gate, answers), daemon=True) for todo in work]
    for client in clients:
        client.start()
    gate.wait()
    begun, load = time.perf_counter(), os.getloadavg()[0]
    told = [answers.get() for _client in clients]
    taken = time.perf_counter() - begun
    for client in clients:
        client.join()
    _say(told, taken, load)


def _set_up() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
    import django

    django.setup()


Pin = tuple[int, int, int, int, float, float]  # engineer, authority, project, sequence seen, degrees east and north


def _prepare(clients: int, pins: int, authorities: int) -> list[list[Pin]]:
    """The pins of each client: projects spread over the same authorities, none in two hands."""
    from django.db import connection
    from django.db.models import Max

    from accounts.models import User
    from projects.models import Position, Project

    for number in range(ENGINEERS):
        User.objects.get_or_create(username=f"benchmark-engineer-{number}", defaults={"is_active": False})
    engineers = list(User.objects.filter(username__startswith="benchmark-engineer-").values_list("pk", flat=True))
    connection.cursor().execute("vacuum (analyze) projects_position")
    chance = random.Random(2559)
    chosen = list(Project.objects.order_by().values_list("authority_id", flat=True).distinct().order_by("authority_id"))
    chosen = chance.sample(chosen, min(authorities, len(chosen)))
    wanted = clients * (pins + 1)
    found = Project.objects.live().with_location().filter(authority_id__in=chosen)
    rows = list(found.order_by("id").values_list("authority_id", "id", "location")[: 4 * wanted])
    rows = chance.sample(rows, min(wanted, len(rows)))
    seen = Position.objects.filter(kind="PLANNED", authority_id__in=chosen, project__in=[row[1] for row in rows])
    current = dict(seen.filter(is_current=True).order_by().values_list("project_id").annotate(Max("sequence")))
    pins_of = [
        (
            chance.choice(engineers),
            authority,
            project,
            current.get(project, 0),
            place.x + chance.uniform(-STEP, STEP),
            place.y + chance.uniform(-STEP, STEP),
        )
        for authority, project, place in rows
    ]
    return [pins_of[client::clients] for client in range(clients)]


def _pin(pin: Pin) -> Any:
    from accounts.enums import Role
    from accounts.models import User
    from accounts.scopes import Scope
    from geo.coordinates import Reading
    from projects.models import Project
    from projects.services.positions import pin_project

    engineer, authority, project, sequence, longitude, latitude = pin
    by = User(pk=engineer)
    by.scope = Scope(roles_by_authority={authority: frozenset({Role.ENGINEER})})  # what the request has read already
    return pin_project(
        project=Project(pk=project, authority_id=authority),
        reading=Reading(longitude, latitude, "wgs84"),
        kind="PLANNED",
        by=by,
        capture="GPS",
        accuracy_m=5.0,
        expected_sequence=sequence,
        client_id=uuid.uuid4(),
        outside_reason="benchmark",
    )


def _say_what_one_costs(pin: Pin) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as statements:
        _pin(pin)
    print(f"one pin: {len(statements)} statements")
    for statement in statements:
        print(f"    {float(statement['time']) * 1000:5.1f} ms  {' '.join(statement['sql'].split())[:100]}")
    connection.close()


def _client(pins: list[Pin], gate: Any, answers: Any) -> None:
    _set_up()
    from django.db import connection

    connection.cursor().execute(f"set statement_timeout = '{PATIENCE_S}s'")
    told = Told()
    gate.wait()
    processor = time.process_time()
    for pin in pins:
        begun = time.perf_counter()
        try:
            _pin(pin)
        except Exception as error:  # the benchmark counts what goes wrong
            told.errors[f"{type(error).__name__}: {str(error).splitlines()[0][:80]}"] += 1
            if told.errors.total() > MOST_ERRORS:
                break
        told.seconds.append(time.perf_counter() - begun)
    told.processor = time.process_time() - processor
    answers.put(told)


def _say(told: list[Told], taken: float, load: float) -> None:
    seconds = sorted(second for one in told for second in one.seconds)
    errors: Counter[str] = sum((one.errors for one in told), Counter())
    deadlocks = sum(count for name, count in errors.items() if "deadlock" in name)
    print(f"load of this machine before {load:.1f}, {os.cpu_count()} processors")
    print(f"{len(seconds) / taken:,.0f} pins a second ({len(seconds):,} by {len(told)} clients in {taken:.1f} s)")
    print(
        f"one pin: median {statistics.median(seconds) * 1000:.1f} ms, "
        f"p99 {seconds[int(len(seconds) * 0.99)] * 1000:.1f} ms; "
        f"{sum(one.processor for one in told) / len(seconds) * 1000:.2f} ms of processor time in the client"
    )
    print(f"deadlocks: {deadlocks}; errors: {sum(errors.values())}")
    for name, count in errors.most_common(5):
        print(f"    {count} × {name}")


if __name__ == "__main__":
    main()
