"""What every part works with: the running site, people who are signed in, timing one after another, the result."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from benchmarks.national import machine
from benchmarks.national.driving import Outcome, Plan, drive
from benchmarks.national.lines import Line
from benchmarks.national.results import Figure, Result, milliseconds
from benchmarks.national.site import Program, Visitor, start_site, visitors

PORT = 8110
TIPG_PORT = 8108
PYGEOAPI_PORT = 8109
# A request that is slow is asked this long (seconds), but so often at least.
PATIENCE_S, FEWEST = 15, 6


@dataclass
class Bench:
    """A run. `site` is started when it is first asked for and ended with the run."""

    result: Result
    port: int = PORT
    settings: dict[str, Any] = field(default_factory=dict)
    _site: Program | None = None
    _people: dict[str, Visitor] = field(default_factory=dict)

    @property
    def site(self) -> Program:
        """The site."""
        if self._site is None:
            self._site = start_site(self.port)
        return self._site

    @cached_property
    def database_pid(self) -> int | None:
        """The database server's first process, where it is on this machine."""
        return machine.database_pid()

    def restart_site(self) -> None:
        """The site without anything its processes had remembered."""
        self.stop()
        assert self.site

    def stop(self) -> None:
        """End the site."""
        if self._site is not None:
            self._site.stop()
            self._site = None

    def visitor(self, username: str = "department-1") -> Visitor:
        """Somebody of the country, signed in."""
        if username not in self._people:
            (self._people[username],) = visitors([username])
        return self._people[username]

    def people(self, usernames: Sequence[str]) -> list[Visitor]:
        """Several of them."""
        missing = [name for name in usernames if name not in self._people]
        self._people.update(zip(missing, visitors(missing), strict=True))
        return [self._people[name] for name in usernames]

    @contextmanager
    def usage(self, **others: int | None) -> Iterator[machine.Usage]:
        """Whose processors were used within the block: site, database, this process, and those named."""
        pids = {"site": self.site.pid, "database": self.database_pid, **others}
        with machine.usage(**pids) as measured:
            yield measured

    def timed(self, request: bytes, times: int, *, port: int | None = None, warm: int = 10) -> list[float]:
        """Seconds of one request after the other on one kept-alive line, fewer of them where they are slow.

        Raises RuntimeError for any answer but 200.
        """
        taken: list[float] = []
        with Line(port or self.port) as line:
            until = time.perf_counter() + PATIENCE_S
            while len(taken) < warm + times and (len(taken) < FEWEST or time.perf_counter() < until):
                begun = time.perf_counter()
                answer = line.ask(request)
                taken.append(time.perf_counter() - begun)
                if answer.status != 200:
                    raise RuntimeError(f"{request[:200]!r} answered {answer.status}: {answer.content[:300]!r}")
        return taken[min(warm, len(taken) // 2) :]

    def turn_by_turn(self, ways: dict[str, tuple[int, bytes]], times: int) -> dict[str, list[float]]:
        """Seconds of several requests (port and request by name) asked in turn, so that a busy machine slows all alike.

        Raises RuntimeError for any answer but 200.
        """
        taken: dict[str, list[float]] = {name: [] for name in ways}
        lines = {name: Line(port) for name, (port, _request) in ways.items()}
        for count in range(times + 2):
            for name, (_port, request) in ways.items():
                begun = time.perf_counter()
                answer = lines[name].ask(request)
                if count > 1:
                    taken[name].append(time.perf_counter() - begun)
                if answer.status != 200:
                    raise RuntimeError(f"{name} answered {answer.status}: {answer.content[:300]!r}")
        for line in lines.values():
            line.close()
        return taken

    def drive(self, plan: Plan, **others: int | None) -> tuple[Outcome, machine.Usage]:
        """Many clients, and whose processors they used; the clients' share stands among them."""
        with self.usage(**others) as used:
            outcome = drive(plan)
        used.tell_apart("clients", outcome.processor_s)
        return outcome, used

    def add(self, part: str, key: str, value: float | None, unit: str, **more: Any) -> None:
        """Keep one figure."""
        self.result.add(Figure(part, key, value, unit, **more))

    def percentiles(
        self,
        part: str,
        key: str,
        taken: Sequence[float],
        *,
        p50: float | None = None,
        p99: float | None = None,
        note: str = "",
    ) -> None:
        """Median and 99th percentile of seconds, in milliseconds, each beside its target."""
        found = milliseconds(taken)
        self.add(part, f"{key}, p50", found["p50"], "ms", target=p50, note=note)
        self.add(part, f"{key}, p99", found["p99"], "ms", target=p99, note=f"{len(taken)} times")

    def note(self, words: str) -> None:
        """Something to know beside the figures."""
        self.result.notes.append(words)
        print(f"  note: {words}", flush=True)


def statement_seconds(question: Callable[[], object]) -> tuple[float, float, int]:
    """Seconds in the database, seconds in all, and the number of statements of a question asked in this process."""
    spent, count = 0.0, 0

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal spent, count
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - begun
            count += 1

    begun = time.perf_counter()
    with connection.execute_wrapper(watch):
        question()
    return spent, time.perf_counter() - begun, count


def load_words() -> str:
    """The load of the machine and how fast it is just now, printed before anything is measured.

    A virtual machine is given more or less of its processors from minute to minute: twice the time for the same sum is
    twice the time for every figure of ours.
    """
    one, five, fifteen = os.getloadavg()
    begun = time.perf_counter()
    sum(number * number for number in range(1_000_000))
    took = (time.perf_counter() - begun) * 1000
    load = f"load of this machine {one:.2f} {five:.2f} {fifteen:.2f}, {os.cpu_count()} processors"
    return f"{load}; a million squares added up in {took:.0f} ms"
