"""The private cluster: made, killed, mended and stopped in a checkout of its own."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.house.tree import ROOT


class Checkout:
    """A folder with the commands in it and nothing else; closed to other users, as pytest's folders and /root are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "bin", folder / "bin")

    def database(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return subprocess.run(
            [self.folder / "bin" / "database", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    @property
    def home(self) -> Path:
        return (self.folder / "var" / "postgres").resolve()

    @property
    def pid(self) -> int:
        return int((self.home / "data" / "postmaster.pid").read_text().split()[0])

    def ask(self, question: str) -> object:
        url = (self.folder / "var" / "database-url").read_text().strip()
        with psycopg.connect(url, autocommit=True) as connection:
            answer = connection.execute(question)
            return answer.fetchone()[0] if answer.description else None  # type: ignore[index]  # one row was asked for


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    made = Checkout(
        tmp_path / "a checkout with a rather long name, spaces and ไทย in it, as people have them on desktops"
    )
    yield made
    made.database("stop")
    if made.home.is_relative_to("/var/lib/geo_eplan"):
        shutil.rmtree(made.home)


def test_a_killed_cluster_comes_up_again_with_what_it_had_confirmed(checkout: Checkout) -> None:
    assert checkout.database("status").returncode == 1
    started = checkout.database("start")
    assert started.returncode == 0, started.stderr
    assert checkout.database("status").returncode == 0
    assert checkout.ask("show listen_addresses") == ""
    assert checkout.ask("show fsync") == "on"
    assert Path(f"/proc/{checkout.pid}").stat().st_uid != 0, "the server must not run as root"

    checkout.ask("create table kept as select 7 as figure")
    first = checkout.pid
    os.kill(first, signal.SIGKILL)
    while Path(f"/proc/{first}").exists() and b"Z" not in Path(f"/proc/{first}/stat").read_bytes().split()[2:3]:
        time.sleep(0.05)
    # The number of the dead server now belongs to somebody else, who is alive and well: this very test.
    note = checkout.home / "data" / "postmaster.pid"
    note.write_text(note.read_text().replace(str(first), str(os.getpid()), 1))
    again = checkout.database("start")
    assert again.returncode == 0, again.stderr
    assert "mending" in again.stderr
    assert checkout.ask("select figure from kept") == 7


def test_the_cluster_is_not_stopped_under_somebody_elses_feet(checkout: Checkout) -> None:
    assert checkout.database("start").returncode == 0
    url = (checkout.folder / "var" / "database-url").read_text().strip()
    with psycopg.connect(url):
        left = checkout.database("stop", "--if-idle")
        assert left.returncode == 0
        assert "leaving the database running" in left.stderr
        assert checkout.database("status").returncode == 0
    assert checkout.database("stop", "--if-idle").returncode == 0
    assert checkout.database("status").returncode == 1
    assert checkout.database("stop").returncode == 0


def test_other_databases_are_made_once_and_only_with_plain_names(checkout: Checkout) -> None:
    assert checkout.database("start").returncode == 0
    assert checkout.database("create", "another").returncode == 0
    assert checkout.database("create", "another").returncode == 0
    refused = checkout.database("create", 'x"; drop database another')
    assert refused.returncode == 1
    assert "small letters" in refused.stderr
