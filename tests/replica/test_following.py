"""The parts of reading from a replica that need no second cluster."""

from __future__ import annotations

import time

import pytest
from django.db import connections
from django.test import override_settings

from layers import reading
from layers.reading import (
    OneWriter,
    Reading,
    data_age,
    position_now,
    reading_alias,
    reading_connection,
    replica_allowed,
)
from layers.replica import Follower, position_of, reached_when


@pytest.mark.parametrize(
    ("text", "position"), [("0/0", 0), ("0/3A", 58), ("16/B374D848", 0x16B374D848), ("1/0", 1 << 32)]
)
def test_positions_are_numbers(text: str, position: int) -> None:
    assert position_of(text) == position


@pytest.mark.parametrize("text", ["", "/", "0/", "G/0", "0/3a", "0/3A; select 1", "123456789/0"])
def test_anything_else_is_no_position(text: str) -> None:
    assert position_of(text) is None


@pytest.mark.parametrize(
    ("position", "reached"),
    [("0/5000028", "0/5000000"), ("0/5002018", "0/5002000"), ("0/5002030", "0/5002030"), ("0/0", "0/0")],
)
def test_the_head_of_a_page_is_no_record(position: str, reached: str) -> None:
    """An idle primary that has just begun a page stands behind its head; nothing there can be replayed."""
    assert reached_when(position_of(position) or 0) == position_of(reached)


@override_settings(REPLICA_MAX_AGE=5)
def test_the_age_is_that_of_the_newest_moment_whose_commits_are_all_there(monkeypatch: pytest.MonkeyPatch) -> None:
    follower = Follower()
    now = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: now)
    follower._marks.extend([(now - 3, 100), (now - 2, 200), (now - 1, 200), (now, 300)])
    assert follower.age_at(99) is None
    assert follower.age_at(199) == pytest.approx(3)
    assert follower.age_at(200) == pytest.approx(1)  # nothing was written in between: nothing is missing
    assert follower.age_at(300) == pytest.approx(0)


@override_settings(REPLICA_MAX_AGE=5)
def test_a_replica_that_nobody_could_compare_lately_grows_old() -> None:
    follower = Follower()
    follower._reason = ""
    follower._replayed = 500
    follower._marks.append((time.monotonic() - 6, 300))
    health = follower.health()
    assert (health.usable, health.reason) == (False, "is too far behind")


@pytest.mark.django_db
def test_without_a_replica_everything_is_the_default_database() -> None:
    with replica_allowed(Reading(strict=True)):
        assert reading_alias() == "default"
        assert reading_connection() is connections["default"]
        assert data_age() == 0.0
    assert position_now() == ""


def test_a_transaction_of_ones_own_is_read_where_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "is_configured", lambda: True)
    monkeypatch.setattr(connections["default"], "in_atomic_block", True)
    with replica_allowed(Reading()):
        assert reading_alias() == "default"


def test_nothing_is_ever_written_to_the_replica() -> None:
    router = OneWriter()
    assert router.db_for_write(object) == "default"
    assert router.allow_migrate("default", "projects") is True
    assert router.allow_migrate("replica", "projects") is False
