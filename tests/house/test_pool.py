"""The pool of connections (`geo_eplan.database`): quick, and no dead connection for anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pooled() -> Iterator[Any]:
    """A wrapper with a pool of one: a second connection would arrive whenever it likes, and has never been used."""
    wrapper = connections.create_connection("default")
    wrapper.settings_dict = {
        **connection.settings_dict,
        "OPTIONS": {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1, "timeout": 60}},
        "LOOK_AFTER": 3600.0,
    }
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


def process_of(wrapper: Any) -> int:
    """The server's process behind a connection that is taken out of the pool and given back."""
    with wrapper.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        number = int(cursor.fetchone()[0])
    wrapper.close()
    return number


def test_after_a_restart_nobody_meets_a_dead_connection(pooled: Any) -> None:
    before = process_of(pooled)
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", [before])
    pooled.settings_dict["LOOK_AFTER"] = 0.0  # as after a rest
    assert before not in [process_of(pooled) for _ in range(4)]


def test_a_connection_in_use_is_not_asked_again(pooled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    process_of(pooled)
    looks: list[object] = []
    monkeypatch.setattr("psycopg_pool.ConnectionPool.check_connection", looks.append)
    process_of(pooled)
    assert not looks
    pooled.settings_dict["LOOK_AFTER"] = 0.0
    process_of(pooled)
    assert len(looks) == 1
