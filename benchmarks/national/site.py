"""The real site and its worker on this machine, on the benchmark's database, as `bin/serve` starts them."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User
from benchmarks.national.lines import Line, request_bytes

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
STARTING_S = 120


class Program:
    """A program that runs beside the measurements; ended with its descendants."""

    def __init__(self, words: list[str], environment: dict[str, str], log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log, self.name = log, log.stem
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                words,
                cwd=settings.BASE_DIR,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    def wait_for(self, port: int, path: str) -> None:
        """Until it answers at an address with less than 500. Raises RuntimeError with the end of its log."""
        deadline = time.monotonic() + STARTING_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with Line(port) as line:
                    if line.ask(request_bytes(path)).status < 500:
                        return
            except Exception:  # whatever a program says while it starts, we ask again
                time.sleep(0.2)
        tail = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"{self.name} did not start:\n{tail}")

    def stop(self) -> None:
        """End it and what it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(20)


def start_site(port: int) -> Program:
    """`bin/serve web` on 127.0.0.1 with pooled connections, on the default connection's database."""
    database = str(settings.DATABASES["default"]["NAME"])
    log = settings.BASE_DIR / "var" / "national" / f"site-{port}.log"
    site = Program(
        [str(settings.BASE_DIR / "bin" / "serve"), "web"],
        {"GEO_EPLAN_DB_NAME": database, "DATABASE_POOL": "1", "PORT": str(port), "ACCESS_LOG": os.devnull},
        log,
    )
    site.wait_for(port, "/healthz")
    return site


def start_worker() -> Program:
    """`bin/serve worker` for the exports and whatever else waits in the queue."""
    database = str(settings.DATABASES["default"]["NAME"])
    return Program(
        [str(settings.BASE_DIR / "bin" / "serve"), "worker"],
        {"GEO_EPLAN_DB_NAME": database},
        settings.BASE_DIR / "var" / "national" / "worker.log",
    )


class Visitor:
    """Somebody who is signed in: the cookies, and requests made with them."""

    def __init__(self, user: User) -> None:
        self.user = user
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = BACKEND
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.create()
        self.token = secrets.token_hex(16)
        self.cookie = (
            f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={self.token};"
            f" {settings.LANGUAGE_COOKIE_NAME}=th"
        )

    def get(self, path: str) -> bytes:
        """A request for an address."""
        return request_bytes(path, cookie=self.cookie)

    def post(self, path: str, body: bytes, kind: str) -> bytes:
        """A request that sends something."""
        headers = {"X-CSRFToken": self.token, "Content-Type": kind}
        return request_bytes(path, cookie=self.cookie, method="POST", body=body, headers=headers)


def visitors(usernames: Iterable[str]) -> list[Visitor]:
    """People of the benchmark's country, signed in, in the order asked for."""
    names = list(usernames)
    found = {user.username: user for user in User.objects.filter(username__in=names)}
    return [Visitor(found[name]) for name in names]
