"""The machine and its processes: what it is, how busy it is, whose processor time a measurement used (/proc)."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from geo_eplan.health import versions

TICKS = os.sysconf("SC_CLK_TCK")


def describe() -> dict[str, Any]:
    """What the figures were measured on: machine, load, commit, versions and the database's own settings."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, setting || coalesce(unit, '') from pg_settings where name in"
            " ('shared_buffers', 'work_mem', 'effective_cache_size', 'max_wal_size', 'random_page_cost',"
            " 'synchronous_commit', 'fsync', 'server_version')"
        )
        database = dict(cursor.fetchall())
        cursor.execute("select extversion from pg_extension where extname = 'postgis'")
        database["postgis"] = cursor.fetchone()[0]
        cursor.execute("select pg_database_size(current_database())")
        database["bytes"] = cursor.fetchone()[0]
    return {
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "commit": _git("rev-parse", "--short", "HEAD"),
        "has_uncommitted_changes": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "versions": versions(),
        "database": database,
        "began_at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _git(*words: str) -> str:
    """The answer of git, or nothing where there is no checkout."""
    try:
        done = subprocess.run(["git", *words], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def family(pid: int) -> list[int]:
    """A process and everything it has started, by number."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; empty for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def processor_seconds(pid: int) -> float:
    """Processor time of a process and its descendants so far, those that have ended and were waited for included."""
    total = 0
    for each in family(pid):
        if fields := _stat(each):
            total += sum(map(int, fields[11:15]))
    return total / TICKS


def database_pid() -> int | None:
    """The database server's first process where it runs on this machine, None elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (backend,) = cursor.fetchone()
    fields = _stat(backend)
    if not fields:
        return None
    try:
        name = Path(f"/proc/{backend}/comm").read_text(encoding="utf-8")
    except OSError:
        return None
    return int(fields[1]) if name.startswith("postgres") else None


def _busy_seconds() -> float:
    """Processor time of the whole machine that was not idle, so far."""
    fields = [int(word) for word in Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


@dataclass
class Usage:
    """Whose processors were used while something was measured, as shares of one processor; filled in at the end."""

    seconds: float = 0.0
    shares: dict[str, float] = field(default_factory=dict)

    def tell_apart(self, who: str, processor_s: float) -> None:
        """Some of the others by name: processes that have ended and said how much they used."""
        self.shares[who] = processor_s / max(self.seconds, 0.001)
        self.shares["others"] = max(self.shares["others"] - self.shares[who], 0)

    def words(self) -> str:
        """`site 1.21 + database 0.55 + client 0.10 + others 0.02 of 2 processors`."""
        told = " + ".join(f"{who} {share:.2f}" for who, share in self.shares.items())
        return f"{told} of {os.cpu_count()} processors"


@contextmanager
def usage(**pids: int | None) -> Iterator[Usage]:
    """Within the block, whose processor time passes: one name for each group of processes, `others` for the rest."""
    measured = Usage()
    known = {who: pid for who, pid in pids.items() if pid}
    before = {who: processor_seconds(pid) for who, pid in known.items()}
    busy, begun = _busy_seconds(), time.monotonic()
    yield measured
    measured.seconds = time.monotonic() - begun
    whole = (_busy_seconds() - busy) / measured.seconds
    for who, pid in known.items():
        measured.shares[who] = max((processor_seconds(pid) - before[who]) / measured.seconds, 0)
    measured.shares["others"] = max(whole - sum(measured.shares.values()), 0)
