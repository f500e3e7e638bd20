"""The site as it is served, over two clusters, and people and programs who ask it over HTTP."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT
from tests.replica.clusters import Cluster

MAX_AGE = 3
CSRF = "a" * 32


def wait_until(happens: Callable[[], Any], *, seconds: float = 60) -> Any:
    """What `happens` gives once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


@dataclass
class Answer:
    """Status, headers (lower-case names) and the body, unpacked."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def source(self) -> str:
        return self.headers.get("eplan-read-from", "")

    @property
    def age(self) -> float:
        return float(self.headers["eplan-data-age"])


@dataclass
class Caller:
    """A browser with its cookies, or a program with its headers."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Answer:
        """GET, or POST when there is a body."""
        sent = {"Accept-Encoding": "gzip", "Accept-Language": "en", **self.headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent |= {"Content-Type": "application/json", "X-CSRFToken": CSRF}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body), sent)
            response = line.getresponse()
            content = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        for text in response.headers.get_all("Set-Cookie") or ():
            if not self.headers:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
        packed = headers.get("content-encoding") == "gzip"
        return Answer(response.status, headers, gzip.decompress(content) if packed else content)


class Site:
    """`bin/serve web` before the two clusters."""

    def __init__(self, folder: Path, primary: Cluster, replica: Cluster) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        unset = {"GEO_EPLAN_DB_NAME", "DJANGO_SETTINGS_MODULE", "METRICS_TOKEN"}
        self.environment = {name: value for name, value in os.environ.items() if name not in unset} | {
            "DATABASE_URL": primary.url,
            "DATABASE_REPLICA_URL": replica.url,
            "REPLICA_MAX_AGE": str(MAX_AGE),
            "PORT": str(self.port),
            "WEB_WORKERS": "2",
            "WEB_THREADS": "4",
            "METRICS_DIR": str(folder / "metrics"),
            "FILES_DIR": str(folder / "files"),
            "ACCESS_LOG": str(folder / "access.log"),
        }
        self._server: subprocess.Popen[bytes] | None = None

    def manage(self, *words: str) -> str:
        """A command of Django's command line."""
        return self._python("manage.py", *words)

    def country(self, *words: str) -> Any:
        """A verb of `tests.replica.country`."""
        return json.loads(self._python("-m", "tests.replica.country", *words))

    def _python(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment | {"METRICS_DIR": ""},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def open(self) -> None:
        with (self.folder / "web.log").open("ab") as log:
            self._server = subprocess.Popen(
                [ROOT / "bin" / "serve", "web"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        try:
            wait_until(self._answers, seconds=240)
        except AssertionError:
            raise AssertionError((self.folder / "web.log").read_text()) from None

    def _answers(self) -> bool:
        try:
            return Caller(self.port).ask("/healthz").status == 200
        except OSError:
            return False

    def close(self) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=30)

    def browser(self, session: str) -> Caller:
        """Somebody who is signed in."""
        return Caller(self.port, cookies={"sessionid": session, "csrftoken": CSRF})

    def program(self, token: str) -> Caller:
        """A program that keeps no cookies."""
        return Caller(self.port, headers={"Authorization": f"Bearer {token}"})
