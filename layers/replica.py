"""How far the replica follows the primary: watched from a thread of its own, so that no page waits to find out.

Once a second the thread notes the primary's WAL position and the moment it asked, and then how far the replica has
replayed. The newest noted position that the replica has passed says from which moment its answers are: everything that
was committed before that moment is in them. That holds without comparing the clocks of two machines, while nothing is
being written, and when the replica has lost its connection (its age then simply grows).

A replica is not believed when it does not answer, is no copy of this primary (system identifier), receives no WAL, or
has been promoted. Positions are compared as numbers, see `position_of`.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

logger = logging.getLogger(__name__)

REPLICA: Final = "replica"
PAGE: Final = 8192
LONGEST_HEAD: Final = 40
LSN: Final = re.compile(r"([0-9A-F]{1,8})/([0-9A-F]{1,8})")

PRIMARY_STATE: Final = "select pg_current_wal_lsn(), (select system_identifier from pg_control_system())"
REPLICA_STATE: Final = """
    select pg_is_in_recovery(),
           pg_last_wal_replay_lsn(),
           (select system_identifier from pg_control_system()),
           exists (select from pg_stat_wal_receiver)
"""


def position_of(text: str) -> int | None:
    """A WAL position such as `16/B374D848` as a number of bytes; None for anything else."""
    found = LSN.fullmatch(text)
    return (int(found[1], 16) << 32) + int(found[2], 16) if found else None


def reached_when(position: int) -> int:
    """The position that a replica has replayed when it lacks nothing before `position`, which may be the place for the
    next record: past the head of a fresh page (24 bytes, 40 in the first of a file), where no record can end."""
    start = position - position % PAGE
    return start if position - start <= LONGEST_HEAD else position


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of the replica. `age` is seconds by which its answers may be behind; None when nobody knows."""

    usable: bool
    reason: str
    age: float | None


class Unfit(Exception):
    """The replica must not be read now; the reason in words for the log and for health."""


class Follower:
    """Watches one pair of primary and replica for this process. Safe to ask from any thread; never waits."""

    def __init__(self) -> None:
        self.limit = float(settings.REPLICA_MAX_AGE)
        self.interval = max(0.05, min(1.0, self.limit / 5))
        # enough to know how old a replica is that must not be read any more
        self._marks: deque[tuple[float, int]] = deque(maxlen=int(2 * self.limit / self.interval) + 60)
        self._reason = "has not been asked yet"
        self._replayed = 0
        self._failed_at = 0.0
        self._start = threading.Lock()
        self._looked = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self) -> None:
        """Begin to watch, in this process; repeating it is free."""
        if self._thread is None or not self._thread.is_alive():
            with self._start:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="replica-follower", daemon=True)
                    self._thread.start()

    def stop(self) -> None:
        """End the watching (tests)."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def wait_for_first_look(self, seconds: float) -> None:
        """Give a job that has just begun the chance to know."""
        self._looked.wait(seconds)

    def health(self) -> Health:
        """Whether the replica may be read now."""
        age = self.age_at(self._replayed)
        if self._reason:
            return Health(usable=False, reason=self._reason, age=age)
        if age is None or age > self.limit:
            return Health(usable=False, reason="is too far behind", age=age)
        return Health(usable=True, reason="", age=age)

    def age_at(self, replayed: int) -> float | None:
        """Seconds since the newest moment whose commits are all within a replica that has replayed so far."""
        now = time.monotonic()
        for moment, position in reversed(list(self._marks)):
            if position <= replayed:
                return now - moment
        return None

    def failed(self, reason: str) -> None:
        """A read met a replica that cannot be read. It is left alone until the next look finds it well."""
        self._failed_at = time.monotonic()
        self._say(reason)

    def _say(self, reason: str) -> None:
        if reason and reason != self._reason:
            logger.warning("the replica is not read: it %s", reason)
        elif reason != self._reason:
            logger.info("the replica is read")
        self._reason = reason

    def _run(self) -> None:
        links: dict[str, psycopg.Connection[Any]] = {}
        while not self._ended.is_set():
            began = time.monotonic()
            try:
                self._look(links, began)
            except Unfit as error:
                self._say(str(error))
                for link in links.values():
                    link.close()
                links.clear()
            self._looked.set()
            self._ended.wait(max(0.01, self.interval - (time.monotonic() - began)))
        for link in links.values():
            link.close()

    def _look(self, links: dict[str, psycopg.Connection[Any]], began: float) -> None:
        here, system = self._ask(links, DEFAULT_DB_ALIAS, PRIMARY_STATE)
        noted = position_of(here)
        if noted is not None:
            self._marks.append((began, noted))
        in_recovery, replayed, its_system, receives = self._ask(links, REPLICA, REPLICA_STATE)
        if not in_recovery:
            raise Unfit("has been promoted")
        if its_system != system:
            raise Unfit("is no copy of this primary")
        if not receives:
            raise Unfit("receives nothing from the primary")
        self._replayed = position_of(replayed) or 0
        if began > self._failed_at:
            self._say("")

    def _ask(self, links: dict[str, psycopg.Connection[Any]], alias: str, question: str) -> tuple[Any, ...]:
        try:
            if alias not in links:
                links[alias] = _connect(alias)
            row = links[alias].execute(question).fetchone()
        except psycopg.Error as error:
            who = "does not answer" if alias == REPLICA else "cannot be compared: the primary does not answer"
            raise Unfit(f"{who} ({type(error).__name__})") from error
        return tuple(row or ())


def _connect(alias: str) -> psycopg.Connection[Any]:
    """A connection of the follower's own, past Django's pool: it must not take a place that a page needs."""
    given = connections[alias].get_connection_params()
    wanted = {name: value for name, value in given.items() if name not in ("context", "cursor_factory")}
    wanted |= {"connect_timeout": 2, "autocommit": True, "application_name": "geo_eplan replica follower"}
    return psycopg.connect(**wanted)


_follower: Follower | None = None
_making = threading.Lock()


def is_configured() -> bool:
    """Whether DATABASE_REPLICA_URL names a replica."""
    return REPLICA in connections.settings


def follower() -> Follower:
    """This process's own, watching."""
    global _follower  # noqa: PLW0603 - one thread for each process, made when it is first needed
    if _follower is None:
        with _making:
            if _follower is None:
                _follower = Follower()
    _follower.watch()
    return _follower


def forget_follower() -> None:
    """Stop watching and forget all (tests, which change the settings under it)."""
    global _follower  # noqa: PLW0603 - the same
    if _follower is not None:
        _follower.stop()
    _follower = None
