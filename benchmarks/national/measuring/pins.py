"""Pins through the page's service with 16 clients, checked in their own transactions; then rebuild and prove all."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connection

from benchmarks.national.measuring.bench import Bench
from benchmarks.national.pinning import Pinned, Task, pin_everywhere
from projects.services.ledger import Step, differences, refresh_all

CLIENTS, PROCESSES = 16, 2
PER_SECOND = 400
REBUILD_S = 300
# One in eight clients works where others do: the same authority and year, as in a training room.
SHARED_EVERY = 8
PLACES_EACH = 400
Places = list[tuple[int, int, int, float, float]]


def measure(bench: Bench, pins: int) -> None:
    """So many pins in all."""
    places = _places(CLIENTS)
    per_process = CLIENTS // PROCESSES
    tasks = [
        Task(places[number * per_process : (number + 1) * per_process], max(pins // CLIENTS, 1), number)
        for number in range(PROCESSES)
    ]
    with bench.usage() as used:
        outcomes = pin_everywhere(tasks, str(settings.DATABASES["default"]["NAME"]))
    used.tell_apart("service", sum(outcome.processor_s for outcome in outcomes))
    _tell(bench, outcomes, used.words())


def _places(clients: int) -> list[Places]:
    """For each client projects of some authorities all over the country; some clients share theirs."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"authorities": clients * 40, "each": 10})
        rows = cursor.fetchall()
    shares = [rows[number::clients] for number in range(clients)]
    for number in range(SHARED_EVERY - 1, clients, SHARED_EVERY):
        shares[number] = shares[0][:40]
    return shares


_PLACES = """
select engineer.user_id, authority.id, place.project_id, st_x(place.point), st_y(place.point)
from (
    select id from layers_localauthority
    where boundary is not null and kind <> 'PAO' order by hashint8extended(id, 7) limit %(authorities)s
) as authority
inner join accounts_assignment as engineer on engineer.authority_id = authority.id and engineer.role = 'ENGINEER'
cross join lateral (
    select position.project_id, position.point from projects_position as position
    where position.authority_id = authority.id and position.is_current and position.kind = 'PLANNED'
        and position.set_aside_at is null and position.inside = 'INSIDE'
    order by hashint8extended(position.project_id, 8) limit %(each)s
) as place
"""


def _tell(bench: Bench, outcomes: list[Pinned], used: str) -> None:
    latencies = [seconds for outcome in outcomes for seconds in outcome.latencies]
    errors = sum((outcome.errors for outcome in outcomes), start=type(outcomes[0].errors)())
    seconds = max(outcome.ended for outcome in outcomes) - min(outcome.began for outcome in outcomes)
    checked, wrong = (
        sum(outcome.checked for outcome in outcomes),
        [word for outcome in outcomes for word in outcome.wrong],
    )
    note = f"{PROCESSES} processes of {CLIENTS // PROCESSES} threads; {used}"
    bench.add(
        "pins", "pins a second", len(latencies) / seconds, "a second", target=PER_SECOND, direction="least", note=note
    )
    if latencies:
        bench.percentiles("pins", "one pin", latencies)
    bench.add("pins", "deadlocks", errors["deadlock"], "", target=0, note=f"in {len(latencies):,} pins")
    others = {word: count for word, count in errors.items() if word != "deadlock"}
    bench.add("pins", "other errors", sum(others.values()), "", target=0, note=str(others) if others else "")
    note = f"of {checked:,} asked in their own transaction: history, drawn place, ledger, map point"
    bench.add("pins", "pins with a part that lags behind", len(wrong), "", target=0, note=f"{note} {wrong[:3] or ''}")


def prove(bench: Bench) -> None:
    """Hold everything derived against the records, as the writes left it; then work all of it out anew and prove it."""
    begun = time.monotonic()
    left = differences(limit=100)
    note = str(left[:2]) if left else f"found in {time.monotonic() - begun:.0f} s, with nothing waiting"
    bench.add("proof", "differences after the write load", len(left), "", target=0, note=note)
    steps: list[Step] = []
    begun = time.monotonic()
    still = refresh_all(told=steps.append)
    seconds = time.monotonic() - begun
    note = ", ".join(f"{step.name} {step.seconds:.0f} s" for step in steps)
    bench.add("proof", "rebuild and prove everything derived", seconds, "s", target=REBUILD_S, note=note)
    mended = sum(step.differing for step in steps)
    bench.add("proof", "places the rebuild had to mend", mended, "", target=0, note=f"{len(still)} left after it")
