"""Many clients at once, in a process of its own: `python -m benchmarks.national.driving` reads a plan and tells all.

The plan (pickle, from standard input) is a `Plan`; the outcome (pickle, to standard output) is an `Outcome`.
"""

from __future__ import annotations

import pickle
import random
import resource
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.national.lines import Line


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what kind it is counted as; `expected` are the statuses that are no error."""

    kind: str
    request: bytes
    expected: tuple[int, ...] = (200,)


@dataclass(frozen=True)
class Plan:
    """Each client goes through its own steps, again and again where they `repeat`.

    `think_s` is the mean pause between two steps (exponential); `warm_up_s` is not counted; `seconds` 0 means until
    the steps are done.
    """

    port: int
    clients: list[list[Step]]
    seconds: float = 0.0
    warm_up_s: float = 0.0
    think_s: float = 0.0
    repeat: bool = True


@dataclass
class Outcome:
    """Latencies in seconds by kind, errors by kind and what they said, and the client's own processor time."""

    seconds: float = 0.0
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    processor_s: float = 0.0

    @property
    def answered(self) -> int:
        """All answers that were no errors."""
        return sum(map(len, self.latencies.values()))


def drive(plan: Plan) -> Outcome:
    """Carry a plan out in another process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.national.driving"],
        input=pickle.dumps(plan),
        stdout=subprocess.PIPE,
        check=True,
    )
    outcome: Outcome = pickle.loads(done.stdout)
    return outcome


class _Client(threading.Thread):
    def __init__(self, number: int, plan: Plan, outcome: Outcome, counted_from: float, until: float) -> None:
        super().__init__(daemon=True)
        self.number, self.plan, self.outcome = number, plan, outcome
        self.counted_from, self.until = counted_from, until
        self.chance = random.Random(number)

    def run(self) -> None:
        line, steps = Line(self.plan.port), self.plan.clients[self.number]
        at = 0
        if self.plan.think_s:
            time.sleep(self.chance.uniform(0, self.plan.think_s))
        while steps and time.monotonic() < self.until:
            if at == len(steps):
                if not self.plan.repeat:
                    break
                at = 0
            self._step(line, steps[at])
            at += 1
            if self.plan.think_s:
                pause = min(self.chance.expovariate(1 / self.plan.think_s), 10 * self.plan.think_s)
                time.sleep(max(min(pause, self.until - time.monotonic()), 0))
        line.close()

    def _step(self, line: Line, step: Step) -> None:
        begun = time.monotonic()
        try:
            answer = line.ask(step.request)
            problem = ""
            if answer.status not in step.expected:
                problem = f"{answer.status} {answer.content[:700].decode(errors='replace')}"
            size = len(answer.body)
        except Exception as error:  # whatever went wrong is an error of the measurement's table
            problem, size = f"{type(error).__name__}: {error}", 0
            line.close()
        taken = time.monotonic() - begun
        if begun < self.counted_from:
            return
        if problem:
            self.outcome.errors[step.kind] += 1
            if len(self.outcome.said) < 20:
                self.outcome.said.append(f"{step.kind}: {step.request.split(b' HTTP')[0][:160]!r}: {problem}")
            return
        self.outcome.latencies[step.kind].append(taken)
        self.outcome.sizes[step.kind] += size


def main() -> None:
    """Read the plan, let the clients run, tell what came."""
    plan: Plan = pickle.loads(sys.stdin.buffer.read())
    threading.stack_size(512 * 1024)
    sys.setswitchinterval(0.001)
    outcome = Outcome()
    begun = time.monotonic() + plan.warm_up_s
    until = begun + plan.seconds if plan.seconds else float("inf")
    clients = [_Client(number, plan, outcome, begun, until) for number in range(len(plan.clients))]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    outcome.seconds = time.monotonic() - begun
    spent = resource.getrusage(resource.RUSAGE_SELF)
    outcome.processor_s = spent.ru_utime + spent.ru_stime
    outcome.latencies, outcome.sizes = dict(outcome.latencies), dict(outcome.sizes)
    sys.stdout.buffer.write(pickle.dumps(outcome))


if __name__ == "__main__":
    # as a module of its name, so that what is sent back can be read
    from benchmarks.national import driving

    driving.main()
