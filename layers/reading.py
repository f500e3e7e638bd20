"""Which database a read goes to: the writer, or a copy of it that follows closely.

Reports, tiles, GeoJSON pages and exports read through `reading_alias()` or `reading_connection()`; everything else uses
Django's default connection. Without a replica both are the same.

    Project.objects.using(reading_alias())…
    with transaction.atomic(using=reading_alias()): …
    with reading_connection().cursor() as cursor: …

A request or a job opens a `Reading`; outside one (commands, tests) the answer is always the default database. The first
question of a reading decides for all of it, so that one page never mixes two states of the data. The replica is chosen
when it follows (`layers.replica`), is not older than REPLICA_MAX_AGE, and has replayed the reader's own last write.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from layers.replica import REPLICA, follower, is_configured, position_of, reached_when

Answer = TypeVar("Answer")

# What a database says that has gone away, or that cancels a long read because the primary has moved on.
GONE: Final = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
# The position that all acknowledged commits lie before.
WRITTEN: Final = "select pg_current_wal_insert_lsn()::text"
REPLAYED: Final = "select pg_is_in_recovery(), pg_last_wal_replay_lsn()::text"
TOOK_TOO_LONG: Final = "57014"
SECONDS_BETWEEN_LOOKS: Final = 0.003


@dataclass(slots=True)
class Reading:
    """The reads of one request or job, and where they go.

    `written` is the WAL position of the reader's last write, empty for none. With `strict` it is not known, and the
    primary is asked where it stands now. `patience` is how many seconds to wait for the replica to get there.
    """

    written: str = ""
    strict: bool = False
    patience: float = 0.0
    alias: str | None = None
    # why the primary answers although there is a replica; seconds by which the replica's answer may be behind
    reason: str = ""
    age: float = 0.0
    asked: bool = field(default=False)

    def fall_back(self, reason: str) -> None:
        """From now on the primary."""
        self.alias, self.reason, self.age = DEFAULT_DB_ALIAS, reason, 0.0


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def replica_allowed(reading: Reading) -> Iterator[Reading]:
    """For the time of the block, reads through the door may go to the replica."""
    token = _reading.set(reading if is_configured() else None)
    try:
        yield reading
    finally:
        _reading.reset(token)


def reading_alias() -> str:
    """The alias of the database that answers reports, tiles and exports now."""
    reading = _reading.get()
    if reading is None:
        return DEFAULT_DB_ALIAS
    reading.asked = True
    if connections[DEFAULT_DB_ALIAS].in_atomic_block and reading.alias is None:
        return DEFAULT_DB_ALIAS  # what this transaction has written is nowhere else yet
    if reading.alias is None:
        _choose(reading)
    return reading.alias or DEFAULT_DB_ALIAS


def reading_connection() -> BaseDatabaseWrapper:
    """The connection to that database."""
    connection: BaseDatabaseWrapper = connections[reading_alias()]
    return connection


def data_age() -> float:
    """Seconds by which what is read through the door may be behind; 0.0 on the primary."""
    reading = _reading.get()
    return reading.age if reading else 0.0


def position_now() -> str:
    """The WAL position that everything committed until now lies before; empty without a replica, which needs none.

    Hand it to a job that shall see what its owner saw.
    """
    if not is_configured():
        return ""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(WRITTEN)
        return str(cursor.fetchone()[0])


def read_again_on_primary(work: Callable[[], Answer]) -> Answer:
    """Run a read. When the replica goes away in the middle of it, run it once more on the primary."""
    try:
        return work()
    except GONE as error:
        if not replica_failed(error):
            raise
    return work()


def replica_failed(error: BaseException) -> bool:
    """After an error: whether it came from the replica. If so, this reading goes on with the primary."""
    reading = _reading.get()
    if reading is None or reading.alias != REPLICA or not isinstance(error, GONE):
        return False
    if TOOK_TOO_LONG in {getattr(error, "sqlstate", None), getattr(error.__cause__, "sqlstate", None)}:
        return False  # the question was stopped by its own time limit; the primary would take as long
    _give_up(reading, f"went away in the middle of a read ({type(error).__name__})")
    return True


def _choose(reading: Reading) -> None:
    watched = follower()
    deadline = time.monotonic() + reading.patience
    if reading.patience:
        watched.wait_for_first_look(reading.patience)
    health = watched.health()
    if not health.usable:
        reading.fall_back(health.reason)
        return
    if reading.strict and not reading.written:
        reading.written = position_now()
    needed = reached_when(position_of(reading.written) or 0)
    try:
        replayed = _replayed()
        while replayed is not None and replayed < needed and time.monotonic() < deadline:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            replayed = _replayed()
    except DatabaseError as error:
        _give_up(reading, f"does not answer ({type(error).__name__})")
        return
    age = watched.age_at(replayed) if replayed is not None else None
    if replayed is None:
        _give_up(reading, "has been promoted")
    elif replayed < needed:
        reading.fall_back("has not replayed the reader's last write")
    elif age is None or age > watched.limit:
        reading.fall_back("is too far behind")
    else:
        reading.alias, reading.age = REPLICA, age


def _replayed() -> int | None:
    """How far the replica has replayed; None when it is a replica no longer. The one cheap question of each reading."""
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(REPLAYED)
        in_recovery, replayed = cursor.fetchone()
    return position_of(replayed) if in_recovery else None


def _give_up(reading: Reading, reason: str) -> None:
    follower().failed(reason)
    reading.fall_back(reason)
    connections[REPLICA].close()


class OneWriter:
    """Django's router: what was read from the replica is written to the primary, and nothing else ever is."""

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Always the primary."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Both databases hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """The replica gets its tables from the primary."""
        return db != REPLICA
