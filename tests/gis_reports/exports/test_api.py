"""`/api/exports/`: the same jobs for programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from gis_reports.models import ExportJob
from gis_reports.services import exports
from layers.models import LocalAuthority
from tests.factories import AuthorityFactory, make_user
from tests.gis_reports.outputs.worlds import make_world

pytestmark = pytest.mark.django_db

SignedIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings take any name


@pytest.fixture
def town() -> LocalAuthority:
    authority: LocalAuthority = AuthorityFactory()
    make_world(authority)
    return authority


@pytest.fixture
def planner(town: LocalAuthority) -> User:
    return make_user(Role.PLANNER, authority=town)


def ask(client: Client, **body: Any) -> Any:
    return client.post("/api/exports/", body, content_type="application/json")


@pytest.mark.parametrize(
    "selection", [{"fiscal_year": [2559], "has_location": True}, "fiscal_year=2016&has_location=1"]
)
def test_an_export_from_asking_to_the_file(signed_in: SignedIn, planner: User, selection: object) -> None:
    client = signed_in(planner)
    made = ask(client, format="geojson", selection=selection)
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["state"], body["done"], body["with_place"]) == ("done", 4, 4)
    assert body["selection"] == "fiscal_year=2559&has_location=1"
    assert made["Location"].endswith(f"/api/exports/{body['id']}/")
    assert client.get(made["Location"]).json() == body
    file = client.get(body["file"])
    assert file["Content-Type"] == "application/geo+json"
    assert len(b"".join(file.streaming_content)) == body["size"]
    assert [job["id"] for job in client.get("/api/exports/").json()["results"]] == [body["id"]]


def test_another_persons_export_is_404(signed_in: SignedIn, planner: User, town: LocalAuthority) -> None:
    job = ask(signed_in(planner), format="csv").json()["id"]
    client = signed_in(make_user(Role.ENGINEER, authority=town))
    for answer in (
        client.get(f"/api/exports/{job}/"),
        client.delete(f"/api/exports/{job}/"),
        client.get(f"/api/exports/{job}/file"),
    ):
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
    assert client.get("/api/exports/").json()["results"] == []


def test_a_neighbour_gets_404_for_the_town(signed_in: SignedIn, town: LocalAuthority) -> None:
    client = signed_in(make_user(Role.PLANNER, authority=AuthorityFactory()))
    assert ask(client, format="csv", selection={"authority": town.pk}).status_code == 404
    assert not ExportJob.objects.exists()


def test_cancelling(signed_in: SignedIn, planner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    client = signed_in(planner)
    job = ask(client, format="xlsx").json()
    assert (job["state"], job["total"], job["file"]) == ("queued", 6, None)
    assert client.get(f"/api/exports/{job['id']}/file").status_code == 404
    assert client.delete(f"/api/exports/{job['id']}/").json()["state"] == "cancelled"
    assert client.delete(f"/api/exports/{job['id']}/").status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"format": "dwg"}, "invalid_choice"),
        ({}, "required"),
        ({"format": "csv", "encoding": "cp874"}, "encoding_not_for_format"),
        ({"format": "csv", "selection": {"fiscal_yaer": 2559}}, "unknown_filter"),
        ({"format": "csv", "fiscal_year": 2559}, "unknown_word"),
        ({"format": "csv", "selection": {"fiscal_year": {"from": 2559}}}, "invalid"),
        ({"format": "csv", "selection": [1]}, "invalid"),
        ({"format": "csv", "selection": {"fiscal_year": "abc"}}, "not_a_number"),
    ],
)
def test_what_cannot_be_understood_is_a_problem_with_a_code(
    signed_in: SignedIn, planner: User, body: dict[str, Any], code: str
) -> None:
    answer = ask(signed_in(planner), **body)
    assert answer.status_code == 400
    assert answer.json()["code"] == code, answer.json()
    assert not ExportJob.objects.exists()


def test_nobody_in_particular_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/api/exports/").status_code == 401
