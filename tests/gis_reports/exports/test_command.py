"""`bin/manage export_projects`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from layers.models import LocalAuthority
from tests.factories import AuthorityFactory, make_user
from tests.gis_reports.outputs.worlds import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> LocalAuthority:
    authority: LocalAuthority = AuthorityFactory()
    make_world(authority)
    return authority


@pytest.mark.parametrize("year", ["2559", "2016", "๒๕๕๙"])
def test_a_province_and_a_year_in_either_era(town: LocalAuthority, tmp_path: Path, year: str) -> None:
    said = io.StringIO()
    path = tmp_path / "projects.geojson"
    call_command(
        "export_projects",
        "--format",
        "geojson",
        "--province",
        "19",
        "--fiscal-year",
        year,
        "-o",
        str(path),
        stdout=said,
    )
    assert len(json.loads(path.read_text(encoding="utf-8"))["features"]) == 6
    assert "6 projects, 4 with and 2 without a place" in said.getvalue()
    call_command("export_projects", "--format", "geojson", "--province", "30", "-o", str(path), stdout=said)
    assert json.loads(path.read_text(encoding="utf-8"))["features"] == []


def test_an_authority_by_its_code_and_in_somebodys_reach(town: LocalAuthority, tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    planner = make_user(Role.PLANNER, authority=town)
    neighbour = make_user(Role.PLANNER, authority=AuthorityFactory())
    arguments = ["export_projects", "--format", "csv", "-o", str(path), "--authority", town.code or ""]
    call_command(*arguments, "--as", planner.username)
    assert len(list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))) == 7
    with pytest.raises(CommandError, match="not this person's"):
        call_command(*arguments, "--as", neighbour.username)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "csv", "--authority", "0000000"], "no local authority"),
        (["--format", "csv", "--as", "nobody"], "no active account"),
        (["--format", "csv", "--encoding", "cp874"], "shapefiles"),
        (["--format", "csv", "--fiscal-year", "abc"], "abc"),
    ],
)
def test_what_cannot_be_is_said_in_words(tmp_path: Path, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("export_projects", *arguments, "-o", str(tmp_path / "x.csv"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder"):
        call_command("export_projects", "--format", "csv", "-o", str(tmp_path / "no" / "x.csv"))
