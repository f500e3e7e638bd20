"""Two real clusters: whatever happens to the replica, reads are answered, and nothing old is shown as current."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replica.conftest import World
from tests.replica.site import MAX_AGE, Answer, Caller, wait_until

POINTS = "/api/projects.geojson"
TILE = "/tiles/projects/6/50/29"

# With several test processes, one of them makes the clusters and runs all of these.
pytestmark = pytest.mark.xdist_group("replica")


def places(answer: Answer) -> set[int]:
    """The projects on the map."""
    assert answer.status == 200, answer.body
    return {feature["id"] for feature in answer.json["features"]}


@pytest.fixture
def held_back(world: World) -> Iterator[None]:
    """The replica receives everything and replays nothing."""
    world.follows()
    world.replica.ask("select pg_wal_replay_pause()")
    wait_until(lambda: world.replica.ask("select pg_get_wal_replay_pause_state()") == "paused")
    yield
    world.replica.ask("select pg_wal_replay_resume()")


def test_reports_tiles_pages_and_lists_read_the_replica(world: World) -> None:
    world.follows()
    year = world.people["fiscal_year"]
    for path in (POINTS, f"/api/status/?fiscal_year={year}", "/api/completeness/", TILE):
        answer = world.analyst.ask(path)
        assert (answer.status, answer.source) == (200, "replica"), path
        assert answer.age <= MAX_AGE
    assert world.analyst.ask("/api/programmes/").source == ""
    assert json.loads(world.analyst.ask("/healthz").body)["replica"]["usable"] is True


def test_a_pin_is_seen_at_once_by_whoever_made_it_and_soon_by_everybody(world: World, held_back: None) -> None:
    engineer, analyst = world.engineer, world.analyst
    project = world.pin(engineer)
    pinned = time.monotonic()

    mine = engineer.ask(POINTS)
    assert project in places(mine)
    assert mine.source.startswith("primary")

    theirs = analyst.ask(POINTS)
    if theirs.source == "replica":  # a very busy machine may have passed the limit already
        assert project not in places(theirs)
        assert theirs.age <= MAX_AGE

    time.sleep(max(0.0, pinned + MAX_AGE - time.monotonic()))
    late = analyst.ask(POINTS)
    assert project in places(late), "what is older than the limit was shown as current"
    assert late.source == "primary; is too far behind"
    assert world.analyst.ask("/healthz").json["status"] == "degraded"


def test_nobody_sees_a_figure_go_back(world: World, held_back: None) -> None:
    engineer, analyst = world.engineer, world.analyst
    project = world.pin(engineer)
    time.sleep(MAX_AGE)
    assert project in places(analyst.ask(POINTS))  # from the primary, which stands in
    assert "eplan_seen" in analyst.cookies
    for _ in range(20):
        assert project in places(analyst.ask(POINTS))


def test_a_program_without_cookies_sees_its_own_pin(world: World, held_back: None) -> None:
    program = world.program
    project = world.pin(program)
    assert project in places(program.ask(POINTS))


def test_after_the_lag_the_replica_is_read_again(world: World) -> None:
    engineer = world.engineer
    project = world.pin(engineer)
    world.follows()
    answer = wait_until(lambda: (found := engineer.ask(POINTS)).source == "replica" and found)
    assert project in places(answer)


def test_an_export_holds_what_its_owner_had_written(world: World, held_back: None) -> None:
    project = world.pin(world.engineer)
    asked = world.site.country("ask_for_export")
    assert asked["state"] == "queued"
    world.site.manage("procrastinate", "worker", "--one-shot", "--queues", "exports")
    done = world.site.country("export", str(asked["job"]))
    assert done["state"] == "done", done
    (path,) = Path(world.site.environment["FILES_DIR"]).glob("exports/*")
    written = {feature["id"]: feature["geometry"] for feature in json.loads(path.read_text())["features"]}
    assert written[project] is not None
    path.unlink()


def _ask_without_end(caller: Caller, answers: list[Answer], enough: threading.Event) -> None:
    while not enough.is_set():
        answers += [caller.ask(POINTS), caller.ask(TILE)]


def test_the_replica_is_lost_and_comes_back(world: World) -> None:
    world.follows()
    answers: list[Answer] = []
    enough = threading.Event()
    asking = [threading.Thread(target=_ask_without_end, args=(world.analyst, answers, enough)) for _ in range(4)]
    for thread in asking:
        thread.start()
    time.sleep(0.5)
    world.replica.stop("immediate")
    project = world.pin(world.engineer)
    time.sleep(1.5)
    enough.set()
    for thread in asking:
        thread.join()
    assert {answer.status for answer in answers} == {200}
    assert answers[0].source == "replica"
    assert answers[-1].source.startswith("primary")
    assert project in places(world.analyst.ask(POINTS))
    health = world.analyst.ask("/healthz")
    assert (health.status, health.json["status"]) == (200, "degraded")

    world.replica.start()
    assert project in places(world.follows())


def test_a_promoted_replica_is_not_read(world: World) -> None:
    world.follows()
    world.replica.promote()
    world.replica.ask("update projects_project set name = 'written elsewhere'")
    project = world.pin(world.engineer)
    for _ in range(40):
        answer = world.analyst.ask(POINTS)
        assert answer.source.startswith("primary")
        assert project in places(answer)
        assert "written elsewhere" not in answer.body.decode()
    wait_until(lambda: "promoted" in world.analyst.ask("/healthz").json.get("reason", ""))

    world.replica.stop("immediate")
    world.replica.copy_of(world.primary)
    assert project in places(world.follows())


def test_a_stranger_in_recovery_is_not_read(world: World) -> None:
    """A standby of another primary answers as a replica does, but holds other data."""
    from tests.replica.clusters import Cluster

    other = Cluster(world.site.folder / "other")
    try:
        other.make()
        world.replica.stop("immediate")
        world.replica.copy_of(other)
        for _ in range(20):
            assert places(world.analyst.ask(POINTS)) >= set()
        wait_until(lambda: "no copy" in world.analyst.ask("/healthz").json.get("reason", ""))
        # each process of the site finds out by itself
        wait_until(lambda: world.analyst.ask(POINTS).source == "primary; is no copy of this primary")
    finally:
        world.replica.stop("immediate")
        other.stop("immediate")
        world.replica.copy_of(world.primary)
    world.follows()
