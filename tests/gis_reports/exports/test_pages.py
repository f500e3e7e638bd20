"""The pages of exports, as their owner and as everybody else sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from gis_reports.enums import ExportState
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


def test_the_page_shows_how_much_it_will_be_before_anything_is_written(signed_in: SignedIn, planner: User) -> None:
    answer = signed_in(planner).get("/exports/?fiscal_year=2559")
    assert answer.status_code == 200
    assert answer.context["totals"].count == 6
    assert answer.context["totals"].with_location == 4
    assert "<h1>ส่งออกข้อมูล</h1>" in answer.content.decode()
    assert not ExportJob.objects.exists()


def test_a_file_is_asked_for_and_downloaded(signed_in: SignedIn, planner: User) -> None:
    client = signed_in(planner)
    asked = client.post("/exports/", {"selection": "fiscal_year=2559", "format": "shp", "encoding": "cp874"})
    assert asked.status_code == 302
    assert asked["Location"] == "/exports/?fiscal_year=2559#exports"
    job = ExportJob.objects.get()
    assert (job.state, job.encoding) == (ExportState.DONE, "cp874")
    file = client.get(f"/exports/{job.pk}/file/")
    assert file["Content-Type"] == "application/zip"
    assert 'filename="projects-2559.shp.zip"' in file["Content-Disposition"]
    assert b"".join(file.streaming_content) == job.path.read_bytes()
    assert "private" in file["Cache-Control"]


def test_another_persons_export_does_not_exist(signed_in: SignedIn, planner: User, town: LocalAuthority) -> None:
    signed_in(planner).post("/exports/", {"selection": "", "format": "csv"})
    job = ExportJob.objects.get()
    for other in (make_user(Role.PLANNER, authority=town), make_user(Role.DEPARTMENT_ADMIN)):
        client = signed_in(other)
        assert client.get(f"/exports/{job.pk}/file/").status_code == 404
        assert client.post(f"/exports/{job.pk}/cancel/").status_code == 404
        assert f'id="export-{job.pk}"' not in client.get("/exports/").content.decode()


def test_the_neighbours_planner_cannot_name_the_town(signed_in: SignedIn, town: LocalAuthority) -> None:
    client = signed_in(make_user(Role.PLANNER, authority=AuthorityFactory()))
    assert client.get(f"/exports/?authority={town.pk}").status_code == 404
    assert client.post("/exports/", {"selection": f"authority={town.pk}", "format": "csv"}).status_code == 404
    assert client.get("/exports/?province=19").status_code == 404
    assert not ExportJob.objects.exists()


@pytest.mark.parametrize(
    ("selection", "form", "words"),
    [("", "dwg", "โปรดเลือกรูปแบบไฟล์"), ("fiscal_year=12", "csv", "ไม่สร้าง"), ("", "", "โปรดเลือกรูปแบบไฟล์")],
)
def test_what_cannot_be_understood_is_refused_in_words(
    signed_in: SignedIn, planner: User, selection: str, form: str, words: str
) -> None:
    answer = signed_in(planner).post("/exports/", {"selection": selection, "format": form})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not ExportJob.objects.exists()


def test_a_wrong_filter_shows_no_figures(signed_in: SignedIn, planner: User) -> None:
    answer = signed_in(planner).get("/exports/?fiscal_year=abc")
    assert answer.status_code == 400
    assert answer.context["totals"] is None


def test_a_waiting_export_renews_itself_and_can_be_cancelled(
    signed_in: SignedIn, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    client = signed_in(planner)
    client.post("/exports/", {"selection": "", "format": "gpkg"})
    page = client.get("/exports/").content.decode()
    assert 'hx-get="/exports/jobs/"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    job = ExportJob.objects.get()
    assert client.get(f"/exports/{job.pk}/file/").status_code == 404
    client.post(f"/exports/{job.pk}/cancel/")
    fragment = client.get("/exports/jobs/").content.decode()
    assert "hx-get" not in fragment
    assert "ยกเลิกแล้ว" in fragment


def test_an_empty_selection_offers_no_file(signed_in: SignedIn, planner: User) -> None:
    page = signed_in(planner).get("/exports/?fiscal_year=2570").content.decode()
    assert "ไม่มีโครงการตามเงื่อนไขนี้" in page
    assert 'name="format"' not in page


def test_filters_without_a_control_are_carried_along(signed_in: SignedIn, planner: User) -> None:
    page = signed_in(planner).get("/exports/?q=ถนน&budget_min=100&programme=9").content.decode()
    assert '<input type="hidden" name="q" value="ถนน">' in page
    assert '<input type="hidden" name="budget_min" value="100.00">' in page


def test_a_failed_export_says_why(signed_in: SignedIn, planner: User) -> None:
    ExportJob.objects.create(owner=planner, format="csv", state=ExportState.FAILED, error="เหตุผล <b>")
    page = signed_in(planner).get("/exports/").content.decode()
    assert "เหตุผล &lt;b&gt;" in page


def test_the_page_asks_the_database_a_steady_number_of_times(
    signed_in: SignedIn, planner: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = signed_in(planner)
    for number in range(10):
        ExportJob.objects.create(
            owner=planner, format="csv", state=ExportState.FAILED, error="x", selection=f"fiscal_year={2550 + number}"
        )
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # pytest-django's fixture is untyped
        client.get("/exports/")
