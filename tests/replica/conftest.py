"""One pair of clusters and one served site for all tests of this folder; what is started here is ended here."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.replica.clusters import Cluster
from tests.replica.site import Answer, Caller, Site, wait_until


@dataclass
class World:
    """The clusters, the site before them, and who is there."""

    primary: Cluster
    replica: Cluster
    site: Site
    people: dict[str, Any]

    @property
    def engineer(self) -> Caller:
        """A fresh browser of the engineer."""
        return self.site.browser(self.people["engineer"])

    @property
    def analyst(self) -> Caller:
        """A fresh browser of somebody in the department."""
        return self.site.browser(self.people["analyst"])

    @property
    def program(self) -> Caller:
        """A fresh program of the engineer."""
        return self.site.program(self.people["token"])

    def pin(self, caller: Caller) -> int:
        """Give the next project its place; its id."""
        project = self.people["projects"].pop()
        longitude, latitude = self.people["centre"]
        answer = caller.ask(
            f"/api/projects/{project}/positions/",
            {"longitude": longitude, "latitude": latitude, "kind": "PLANNED", "expected_sequence": 0},
        )
        assert answer.status == 201, answer.body
        return int(project)

    def follows(self) -> Answer:
        """Wait until every server process reads the replica again."""

        def twice() -> Answer | None:
            answers = [self.analyst.ask("/api/projects.geojson") for _ in range(8)]
            return answers[-1] if {answer.source for answer in answers} == {"replica"} else None

        return wait_until(twice)  # type: ignore[no-any-return]  # what `twice` gives


@pytest.fixture(scope="package")
def world() -> Iterator[World]:
    """Set up once (half a minute), used by all tests of this folder one after the other."""
    folder = Path(tempfile.mkdtemp(prefix="eplan-replica-"))
    os.chmod(folder, 0o755)  # noqa: PTH101 - the servers of root run as another user; each has a closed folder inside
    primary, replica = Cluster(folder / "primary"), Cluster(folder / "replica")
    site = Site(folder, primary, replica)
    try:
        primary.make()
        site.manage("migrate", "-v", "0")
        people = site.country("prepare")
        replica.copy_of(primary)
        site.open()
        yield World(primary, replica, site, people)
    finally:
        site.close()
        replica.stop("immediate")
        primary.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
