"""Random writes against random questions: map, table, list and file always agree, now and as of a past day.

CONSISTENCY_ROUNDS (default 1) multiplies the seeds and the rounds of each; CONSISTENCY_SEED runs one seed alone, to see
a failure again. What was done stands in the failure's report.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from pathlib import Path

import pytest
from django.utils import timezone

from projects.models import Project
from projects.selection import ProjectSelection
from projects.services.ledger import differences
from projects.services.mapping import map_differences, refresh_cells
from tests.consistency.asking import answers_of, assert_doors_agree, assert_tables_agree, random_selection
from tests.consistency.country import PROVINCES, Country, found_country
from tests.consistency.writing import Writer
from tests.projects.simultaneous import at_the_same_time

ROUNDS = int(os.environ.get("CONSISTENCY_ROUNDS", "1"))
SEEDS = [int(os.environ["CONSISTENCY_SEED"])] if "CONSISTENCY_SEED" in os.environ else list(range(2 * ROUNDS))
FEWER = SEEDS[: max(1, len(SEEDS) // 2)]
BATCHES, ACTS = 3 * ROUNDS, 25
PAST_DAYS = [dt.date(2016, 7, 1), dt.date(2016, 8, 15), dt.date(2016, 9, 29)]


def ask_everything(country: Country, draw: random.Random, folder: Path) -> None:
    """Some questions of every reader, and that a neighbour's view is the part of the department's that is its own."""
    refresh_cells()
    for reader, user in country.readers.items():
        assert_tables_agree(user)
        for _time in range(2):
            selection = random_selection(draw, country, reader)
            found = assert_doors_agree(user, selection, folder, reader)
            whole = set(selection.queryset(country.readers["department"]).values_list("id", flat=True))
            own = set(Project.objects.filter(authority_id__in=country.reach_of(reader)).values_list("id", flat=True))
            assert found == whole & own, (reader, selection)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_every_door_gives_the_same_answer_after_any_writes(seed: int, tmp_path: Path) -> None:
    country = found_country()
    writer = Writer(seed)
    draw = random.Random(f"questions {seed}")  # its own chance, so that more questions do not change the writes
    for _batch in range(BATCHES):
        writer.write(country, ACTS)
        ask_everything(country, draw, tmp_path)
    assert differences() == []
    assert map_differences() == []
    assert writer.refused < len(writer.done) / 2, "Most writes were refused; the test says little:\n" + "\n".join(
        writer.done
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", FEWER)
def test_what_was_answered_on_a_day_is_answered_of_it_ever_after(seed: int, tmp_path: Path) -> None:
    country = found_country()
    writer = Writer(f"past {seed}")
    recorded = {}
    for day in PAST_DAYS:
        writer.load_past(country, day, 6)
        recorded[day] = {reader: answers_of(day, user) for reader, user in country.readers.items()}
    writer.write(country, 2 * ACTS)
    ask_everything(country, random.Random(seed), tmp_path)
    for day, answers in recorded.items():
        for reader, user in country.readers.items():
            assert answers_of(day, user) == answers[reader], (day, reader)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", FEWER)
def test_writers_at_the_same_moment_leave_every_door_agreeing(seed: int, tmp_path: Path) -> None:
    country = found_country()
    draw = random.Random(seed)
    # two writers in the same towns and two in others, so that some meet and some do not
    for batch in range(BATCHES):
        writers = [Writer(f"{seed} {batch} {number}") for number in range(4)]
        halves = [
            Country(towns=country.towns[:2]),
            Country(towns=country.towns[:2]),
            Country(towns=country.towns[2:4]),
            Country(towns=country.towns[3:]),
        ]
        results = at_the_same_time(
            *[
                lambda writer=writer, half=half: writer.write(half, ACTS // 2)
                for writer, half in zip(writers, halves, strict=True)
            ]
        )
        assert [result for result in results if isinstance(result, Exception)] == []
        ask_everything(country, draw, tmp_path)
    assert differences() == []
    assert map_differences() == []


@pytest.mark.django_db
def test_somebody_without_a_reach_and_the_neighbour_get_nothing(tmp_path: Path) -> None:
    country = found_country()
    Writer("neighbour").write(country, ACTS)
    refresh_cells()
    own = country.towns[0].authority
    neighbour = country.towns[1].engineer
    assert own.province_id == PROVINCES[0]
    found = assert_doors_agree(neighbour, ProjectSelection(), tmp_path)
    assert not found & set(Project.objects.filter(authority=own).values_list("id", flat=True))
    assert timezone.localdate() > max(PAST_DAYS)
