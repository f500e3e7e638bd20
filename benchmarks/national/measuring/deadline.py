"""The deadline hour: 64 people at once, 70 % reads, 25 % writes, 5 % exports, through the real site with its worker.

A person asks, reads the answer, and asks again. How long people read is taken from TPC-W, the benchmark of the
Transaction Processing Performance Council for sites with pages: seven seconds in the mean, exponentially spread,
seventy at most. Afterwards the same people ask without reading: how much the machine gives.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection

from benchmarks.national.driving import Outcome, Plan, Step
from benchmarks.national.measuring.bench import Bench
from benchmarks.national.results import milliseconds, percentile
from benchmarks.national.site import Program, Visitor, start_worker
from geo.tiles import tile_of
from projects.pages.pin_editor_readings import ON_THE_MAP

ENGINEERS, PROVINCIAL, DEPARTMENT = 40, 14, 10
CLIENTS = ENGINEERS + PROVINCIAL + DEPARTMENT
WRITES, EXPORTS = 0.25, 0.05
# Only engineers pin: of their requests so many are writes that a quarter of all are.
WRITES_OF_ENGINEERS = WRITES * CLIENTS / ENGINEERS
# Large files of a province that one analyst asks for in the hour: the site lets nobody wait for more than five.
LARGE_FILES = 2
WARM_UP_S = 60
MINUTES_WITHOUT_READING = 2
P99_MS = 500
YEARS = range(2551, 2561)
FORM = "application/x-www-form-urlencoded"
Tell = Callable[[Bench, Outcome, str], None]


@dataclass(slots=True)
class Office:
    """An authority with its engineer: projects with a place in it, and how often each was pinned so far."""

    username: str
    authority: int
    province: str
    projects: list[tuple[int, float, float, int]]
    pinned: dict[int, int] = field(default_factory=dict)


def measure(bench: Bench, *, minutes: float, think_s: float) -> None:
    """All of it."""
    worker: Program = start_worker()
    try:
        _hour(bench, worker, minutes, think_s, _tell)
        _hour(bench, worker, min(minutes, MINUTES_WITHOUT_READING), 0, _tell_the_most)
    finally:
        worker.stop()


def _hour(bench: Bench, worker: Program, minutes: float, think_s: float, tell: Tell) -> None:
    offices = _offices(ENGINEERS)
    names = [office.username for office in offices]
    names += [f"provincial_analyst-{code}" for code in _provinces()[:PROVINCIAL]]
    names += [f"department-{number}" for number in range(1, DEPARTMENT + 1)]
    people = bench.people(names)
    steps = int((minutes * 60 + WARM_UP_S) / max(think_s, 0.25) * 1.6) + 20
    clients = [
        _engineer(person, office, steps, random.Random(number))
        for number, (person, office) in enumerate(zip(people, offices, strict=False))
    ]
    clients += [
        _analyst(person, name.rpartition("-")[2] if "provincial" in name else None, steps, random.Random(name))
        for person, name in zip(people[ENGINEERS:], names[ENGINEERS:], strict=True)
    ]
    assert bench.site
    plan = Plan(bench.port, clients, seconds=minutes * 60, warm_up_s=WARM_UP_S, think_s=think_s, repeat=False)
    outcome, used = bench.drive(plan, worker=worker.pid)
    rate = max(outcome.answered, 1) / outcome.seconds  # the shares are those of the warming up as well
    each = {who: used.shares.get(who, 0) / rate * 1000 for who in ("site", "database")}
    costs = f"an answer costs the site {each['site']:.0f} ms, the database {each['database']:.0f} ms"
    reading = f"{think_s:g} s of reading in the mean" if think_s else "nobody reads"
    tell(bench, outcome, f"{CLIENTS} clients, {minutes:g} minutes, {reading}; {used.words()}; {costs}")


def _offices(count: int) -> list[Office]:
    with connection.cursor() as cursor:
        cursor.execute(_OFFICES, {"count": count})
        rows = cursor.fetchall()
    offices: dict[int, Office] = {}
    for authority, province, project, longitude, latitude, sequence in rows:
        office = offices.setdefault(authority, Office(f"engineer-{authority}", authority, province, []))
        office.projects.append((project, longitude, latitude, sequence))
    return list(offices.values())


_OFFICES = """
select authority.id, authority.province_id, place.project_id, st_x(place.point), st_y(place.point), place.sequence
from (
    select id, province_id from layers_localauthority
    where boundary is not null and kind in ('SAO', 'SUBDISTRICT', 'TOWN')
    order by hashint8extended(id, 9) limit %(count)s
) as authority
cross join lateral (
    select position.project_id, position.point, position.sequence from projects_position as position
    where position.authority_id = authority.id and position.is_current and position.kind = 'PLANNED'
        and position.set_aside_at is null
    order by position.project_id limit 300
) as place
"""


def _provinces() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select province_id from layers_localauthority group by 1 order by count(*) desc")
        return [code for (code,) in cursor.fetchall()]


def _engineer(person: Visitor, office: Office, steps: int, chance: random.Random) -> list[Step]:
    here = urlencode({"authority": office.authority})
    reads: list[tuple[int, Callable[[], Step]]] = [
        (3, lambda: Step("home", person.get("/"))),
        (3, lambda: Step("map", person.get(f"/projects/map/?{here}&fiscal_year={chance.choice(YEARS)}"))),
        (8, lambda: _tile(person, office, chance)),
        (2, lambda: Step("completeness", person.get("/reports/completeness/"))),
        (3, lambda: Step("list", person.get(f"/api/projects/?{here}&limit=50"))),
        (4, lambda: Step("project", person.get(f"/projects/{chance.choice(office.projects)[0]}/"))),
        (
            3,
            lambda: Step(
                "pin page",
                person.get(f"/projects/positions/?{here}&project={chance.choice(office.projects)[0]}&show=all"),
            ),
        ),
    ]
    found = []
    for _ in range(steps):
        luck = chance.random()
        if luck < WRITES_OF_ENGINEERS:
            found.append(_pin(person, office, chance))
        elif luck < WRITES_OF_ENGINEERS + EXPORTS:
            found.append(_export(person, {"authority": office.authority, "fiscal_year": chance.choice(YEARS)}, chance))
        else:
            found.append(_chosen(reads, chance)())
    return found


def _analyst(person: Visitor, province: str | None, steps: int, chance: random.Random) -> list[Step]:
    """Somebody of a province, or of the department (`province` None)."""
    code = province or chance.choice(_provinces()[:20])
    offices = _tiles_of(code)
    reads: list[tuple[int, Callable[[], Step]]] = [
        (2, lambda: Step("home", person.get("/"))),
        (4, lambda: Step("completeness", person.get("/reports/completeness/"))),
        (2, lambda: Step("completeness", person.get(f"/reports/completeness/?province={code}"))),
        (
            1,
            lambda: Step(
                "as of a past day", person.get(f"/reports/completeness/?as_of=20{chance.randint(10, 16)}-03-31")
            ),
        ),
        (3, lambda: Step("dashboard", person.get("/reports/dashboard/"))),
        (2, lambda: Step("dashboard", person.get(f"/reports/dashboard/?province={code}"))),
        (2, lambda: Step("map", person.get(f"/projects/map/?province={code}"))),
        (9, lambda: Step("tile", person.get(_wide_tile(chance.choice(offices), chance)))),
        (
            2,
            lambda: Step(
                "list", person.get(f"/api/projects/?province={code}&fiscal_year={chance.choice(YEARS)}&limit=50")
            ),
        ),
    ]
    found, large = [], 0
    for number in range(steps):
        if chance.random() >= EXPORTS:
            found.append(_chosen(reads, chance)())
        elif large < LARGE_FILES and number > steps * large // (2 * LARGE_FILES):
            large += 1
            selection = {"province": code, "fiscal_year": chance.choice(YEARS)}
            found.append(_export(person, selection, chance, only_ask=True))
        else:
            found.append(
                Step("export page", person.get(f"/exports/?province={code}&fiscal_year={chance.choice(YEARS)}"))
            )
    return found


def _chosen(ways: list[tuple[int, Callable[[], Step]]], chance: random.Random) -> Callable[[], Step]:
    return chance.choices([way for _weight, way in ways], [weight for weight, _way in ways])[0]


def _tile(person: Visitor, office: Office, chance: random.Random) -> Step:
    _project, longitude, latitude, _sequence = chance.choice(office.projects)
    z = chance.choice((11, 12, 13, 14))
    x, y = tile_of(longitude, latitude, z)
    return Step("tile", person.get(f"/tiles/projects/{z}/{x}/{y}?authority={office.authority}"))


def _tiles_of(province: str) -> list[tuple[float, float]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select st_x(office), st_y(office) from layers_localauthority"
            " where province_id = %s and office is not null",
            [province],
        )
        return cursor.fetchall()


def _wide_tile(place: tuple[float, float], chance: random.Random) -> str:
    z = chance.choice((5, 6, 7, 8, 9, 10, 12))
    x, y = tile_of(*place, z)
    return f"/tiles/projects/{z}/{x}/{y}" + chance.choice(("", "?fiscal_year=2559", "?fiscal_year=2560&stage=plan"))


def _pin(person: Visitor, office: Office, chance: random.Random) -> Step:
    """A pin a few metres from where the project stands, through the page or, as a program would, the API."""
    project, longitude, latitude, sequence = chance.choice(office.projects)
    place = (longitude + chance.uniform(-4e-5, 4e-5), latitude + chance.uniform(-4e-5, 4e-5))
    seen = office.pinned.get(project, sequence)
    office.pinned[project] = seen + 1
    words = {
        "longitude": round(place[0], 7),
        "latitude": round(place[1], 7),
        "capture": "MAP_CLICK",
        "kind": "PLANNED",
        "expected_sequence": seen,
        "client_id": str(uuid.uuid4()),
    }
    if chance.random() < 0.5:
        body = json.dumps(words).encode()
        return Step("pin, API", person.post(f"/api/projects/{project}/positions/", body, "application/json"), (201,))
    address = f"/projects/positions/?authority={office.authority}&project={project}&show=all"
    body = urlencode({**words, "text": "", "reading": ON_THE_MAP, "map_zoom": "17"}).encode()
    return Step("pin, page", person.post(address, body, FORM), (302,))


def _export(person: Visitor, selection: dict[str, object], chance: random.Random, *, only_ask: bool = False) -> Step:
    if not only_ask and chance.random() < 0.4:
        return Step("export page", person.get(f"/exports/?{urlencode(selection)}"))
    form = chance.choice(("geojson", "csv", "xlsx"))
    if only_ask or chance.random() < 0.5:
        body = json.dumps({"format": form, "selection": selection}).encode()
        return Step("export", person.post("/api/exports/", body, "application/json"), (201, 202))
    body = urlencode({"format": form, "selection": urlencode(selection)}).encode()
    return Step("export", person.post("/exports/", body, FORM), (302,))


def _tell(bench: Bench, outcome: Outcome, note: str) -> None:
    every = _tell_errors(bench, outcome, note, "answers a second", "errors")
    if not every:
        return
    bench.percentiles("deadline", "every answer", every, p99=P99_MS)
    bench.add("deadline", "every answer, p95", percentile(every, 0.95) * 1000, "ms")
    for kind, taken in sorted(outcome.latencies.items()):
        found = milliseconds(taken)
        target = P99_MS if kind not in ("export", "tile", "pin, API", "list") else None
        share = f"{len(taken) / len(every):.1%} of all; p50 {found['p50']:.0f} ms, p95 {found['p95']:.0f} ms"
        bench.add("deadline", f"{kind}, p99", found["p99"], "ms", target=target, note=share)


def _tell_the_most(bench: Bench, outcome: Outcome, note: str) -> None:
    if every := _tell_errors(bench, outcome, note, "answers a second at most", "errors at most answers"):
        bench.percentiles("deadline", "every answer while nobody reads", every)


def _tell_errors(bench: Bench, outcome: Outcome, note: str, rate: str, errors: str) -> list[float]:
    """The rate and the errors, which must be none; every latency in seconds."""
    every = [seconds for taken in outcome.latencies.values() for seconds in taken]
    bench.add("deadline", rate, len(every) / outcome.seconds, "a second", note=note)
    wrong = sum(outcome.errors.values())
    words = f"{dict(outcome.errors)}" if wrong else f"in {len(every):,} answers"
    bench.add("deadline", errors, wrong, "", target=0, note=words)
    for said in outcome.said[:5]:
        bench.note(said)
    return every
