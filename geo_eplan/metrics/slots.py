"""One set of metric files for each server process at work, not for each that ever was.

The Prometheus library keeps the figures of several processes in files named by process id. Our server processes are
renewed every few thousand requests, so the files would grow without end. Here a process takes the lowest free slot (a
lock on a file, which the kernel releases however the process ends) and goes on counting where the last holder stopped.
"""

from __future__ import annotations

import fcntl
import os
from itertools import count
from pathlib import Path


class Slots:
    """The slots in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: tuple[int, int, int] | None = None

    def own(self) -> int:
        """This process's slot; after a fork the child takes one of its own."""
        if self._held is None or self._held[0] != os.getpid():
            self._held = self._take()
        return self._held[1]

    def _take(self) -> tuple[int, int, int]:
        for number in count():
            lock = _locked(self.folder / f"{number}.lock")
            if lock is not None:
                self._forget_gauges(number)
                return os.getpid(), number, lock
        raise AssertionError("there is always another number")

    def sweep(self) -> None:
        """Forget what processes that have ended were doing at the end; what they counted stays."""
        for path in self.folder.glob("*.lock"):
            lock = _locked(path)
            if lock is not None:
                self._forget_gauges(int(path.stem))
                os.close(lock)

    def _forget_gauges(self, number: int) -> None:
        for path in self.folder.glob(f"gauge_*_{number}.db"):
            path.unlink(missing_ok=True)


def _locked(path: Path) -> int | None:
    """A descriptor of the file, held by us alone until it is closed; None when somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
