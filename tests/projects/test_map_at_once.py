"""Many writers and the counting of cells at the same time: nobody waits in a circle, and in the end all is equal."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction

from projects.models import MapCell, MapDirty, MapPoint, Position, Project
from projects.services.mapping import map_differences, refresh_cells, refresh_map
from tests import factories as make
from tests.projects.simultaneous import at_the_same_time

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, WRITES = 6, 12


def place(dice: random.Random) -> Point:
    return Point(101 + dice.random() * 0.2, 14.4 + dice.random() * 0.2, srid=4326)


def writer(number: int, projects: list[Project]) -> Callable[[], None]:
    dice = random.Random(number)

    def write() -> None:
        for _time in range(WRITES):
            project = dice.choice(projects)
            act = dice.choice(["move", "stage", "year", "aside", "back"])
            with transaction.atomic():
                if act == "move":
                    Position.objects.filter(project=project, is_current=True).update(point=place(dice))
                elif act == "stage":
                    make.DisbursementFactory(project=project)
                elif act == "year":
                    Project.objects.filter(pk=project.pk).update(fiscal_year=dice.choice([2559, 2560, 2561]))
                else:
                    when = None if act == "back" else project.recorded_at
                    Project.objects.filter(pk=project.pk).update(set_aside_at=when)

    return write


def test_writers_and_the_counting_of_cells_do_not_wait_for_each_other() -> None:
    dice = random.Random(0)
    plans = [make.PlanFactory(length=4) for _ in range(3)]
    projects = [make.ProjectFactory(plan=dice.choice(plans)) for _ in range(12)]
    for project in projects:
        make.PositionFactory(project=project, point=place(dice))
        project.refresh_from_db()

    def count() -> None:
        for _time in range(8):
            refresh_cells()

    def anew() -> None:
        refresh_map()
        refresh_cells(whole=True)

    results = at_the_same_time(*(writer(number, projects) for number in range(WRITERS)), count, count, anew)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert MapPoint.objects.count() == Project.objects.live().count()
    assert map_differences() == [], "also while marks are waiting"
    refresh_cells()
    assert not MapDirty.objects.exists()
    assert map_differences() == []
    assert (
        sum(MapCell.objects.filter(zoom=4, fiscal_year=0).values_list("total", flat=True)) == MapPoint.objects.count()
    )


def test_a_pin_touches_no_index_of_its_project() -> None:
    """The change of a project's derived columns by a pin is a heap-only update: no index grows by it."""
    project = make.ProjectFactory()
    make.PositionFactory(project=project)

    def updates() -> tuple[int, int]:
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_force_next_flush()")
            cursor.execute(
                "select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'projects_project'"
            )
            updated, heap_only = cursor.fetchone()
        return updated, heap_only

    before = updates()
    for step in range(3):
        Position.objects.filter(project=project).update(point=Point(101.01 + step / 100, 14.5, srid=4326))
    after = updates()
    assert after[0] - before[0] >= 3
    assert after[1] - before[1] == after[0] - before[0]
