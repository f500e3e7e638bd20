"""Two real clusters for a test: a primary and a streaming replica of it, on unix sockets in a folder of their own."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg

ROLE = "geo_eplan"
SETTINGS = """
listen_addresses = ''
max_connections = 60
shared_buffers = 64MB
fsync = off
max_wal_size = 1GB
wal_level = replica
hot_standby = on
hot_standby_feedback = on
max_wal_senders = 6
max_replication_slots = 6
wal_retrieve_retry_interval = 500ms
jit = off
timezone = 'Asia/Bangkok'
"""


def programs() -> Path:
    """The newest PostgreSQL of this machine that has PostGIS."""
    found = [
        folder
        for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")
        for folder in Path("/").glob(pattern)
        if (folder.parent / "lib" / "postgis-3.so").exists() and (folder / "initdb").exists()
    ]
    return max(found, key=lambda folder: int(re.findall(r"\d+", str(folder))[-1]))


class Cluster:
    """One server. Root's runs as the distribution's user `postgres`, as bin/database does it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        folder.mkdir(mode=0o700)
        self._own(folder)

    @staticmethod
    def _own(folder: Path) -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)

    def _run(self, program: str, *words: str) -> None:
        command = [str(programs() / program), *words]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        with (self.folder / f"{program}.log").open("ab") as log:
            done = subprocess.run(command, cwd=self.folder, stdout=log, stderr=log, check=False, timeout=120)
        assert done.returncode == 0, f"{command}\n{(self.folder / f'{program}.log').read_text()}"

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/geo_eplan?host={self.folder}"

    def make(self) -> None:
        """A fresh cluster with an empty database."""
        letters = ("--encoding=UTF8", "--locale=C.UTF-8")
        self._run("initdb", "-D", str(self.data), "-U", ROLE, *letters, "--auth=trust", "--no-sync")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        self.start()
        self.ask("create database geo_eplan", database="template1")

    def copy_of(self, primary: Cluster) -> None:
        """A fresh replica, started; what was here before is gone."""
        if self.data.exists():
            shutil.rmtree(self.data)
        slot = f"copy_{self.folder.name}"
        primary.ask(f"select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '{slot}'")
        self._run(
            "pg_basebackup",
            "-d",
            f"host={primary.folder} user={ROLE}",
            "-D",
            str(self.data),
            "-X",
            "stream",
            "-c",
            "fast",
            "-S",
            slot,
            "-C",
            "-R",
        )  # fmt: skip - one option beside its value
        self.start()

    def start(self) -> None:
        self._run(
            "pg_ctl",
            "start",
            "-D",
            str(self.data),
            "-l",
            str(self.folder / "server.log"),
            "-w",
            "-t",
            "60",
            "-o",
            f"-k {self.folder}",
        )  # fmt: skip - one option beside its value

    def stop(self, mode: str = "fast") -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w", "-t", "60")

    def promote(self) -> None:
        self._run("pg_ctl", "promote", "-D", str(self.data), "-w", "-t", "60")

    def ask(self, question: str, *, database: str = "geo_eplan") -> Any:
        """The first column of the first row, if there is one."""
        with psycopg.connect(host=str(self.folder), user=ROLE, dbname=database, autocommit=True) as connection:
            answer = connection.execute(question)
            row = answer.fetchone() if answer.description else None
            return row[0] if row else None
