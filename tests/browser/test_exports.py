"""Exports and the map report as a person meets them."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Role
from accounts.models import User
from gis_reports.models import ExportJob
from gis_reports.services import exports
from gis_reports.services.running import run_export
from layers.models import LocalAuthority
from projects.models import Project
from tests.browser.accessibility import assert_accessible
from tests.factories import AuthorityFactory, make_user
from tests.gis_reports.outputs.worlds import NAMES, make_world

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, object], None]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings take any name


@pytest.fixture
def town(live_server: object) -> LocalAuthority:
    authority: LocalAuthority = AuthorityFactory(name_th="น้ำพุ")
    make_world(authority)
    return authority


@pytest.fixture
def planner(town: LocalAuthority) -> User:
    return make_user(Role.PLANNER, authority=town)


def test_a_planner_takes_the_projects_away_as_a_shapefile(
    page: Page, sign_in: SignIn, planner: User, tmp_path: Path
) -> None:
    sign_in(page, planner)
    page.goto("/exports/")
    expect(page.get_by_text("ท่านยังไม่มีงานส่งออก")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("ปีงบประมาณ").select_option("2559")
    page.wait_for_url(re.compile(r"fiscal_year=2559"))
    page.get_by_label("Shapefile (zip)").check()
    page.get_by_label("รหัสอักขระของ Shapefile").select_option("cp874")
    page.get_by_role("button", name="สร้างไฟล์").click()
    expect(page.locator("#ex-jobs .tag-ok")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="ดาวน์โหลด").click()
    download.value.save_as(tmp_path / "taken.zip")
    assert "projects.shp" in zipfile.ZipFile(tmp_path / "taken.zip").namelist()


def test_a_large_export_shows_how_far_it_is_without_anybody_doing_anything(
    page: Page, sign_in: SignIn, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    sign_in(page, planner)
    page.goto("/exports/")
    page.get_by_label("GeoJSON").check()
    page.get_by_role("button", name="สร้างไฟล์").click()
    expect(page.locator("#ex-jobs")).to_contain_text("รอคิว")
    assert_accessible(page)
    run_export(ExportJob.objects.get().pk)
    expect(page.locator("#ex-jobs .tag-ok")).to_be_visible()
    page.get_by_label("CSV", exact=False).check()
    page.get_by_role("button", name="สร้างไฟล์").click()
    page.get_by_role("button", name="ยกเลิกงานนี้").click()
    expect(page.locator("#ex-jobs")).to_contain_text("ยกเลิกแล้ว")


@pytest.mark.parametrize("width", [320, 1440])
def test_the_pages_fit_the_screen_in_english(
    new_page: Callable[..., Page], sign_in: SignIn, planner: User, width: int, live_server: LiveServer
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    sign_in(page, planner)
    page.goto("/exports/")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    for address in ("/exports/?fiscal_year=2559", "/reports/map/"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_map_that_is_handed_over_needs_no_network(
    page: Page, sign_in: SignIn, town: LocalAuthority, chromium: Browser, tmp_path: Path
) -> None:
    hostile = "</script><script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
    Project.objects.filter(name=NAMES[0]).update(name=hostile)
    sign_in(page, make_user(Role.PROVINCIAL_ANALYST, authority=town))
    page.goto("/reports/map/?province=19&fiscal_year=2559")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="ดาวน์โหลดแผนที่").click()
    download.value.save_as(tmp_path / "map.html")
    status = page.request.get("/api/status/?fiscal_year=2559&province=19").json()

    alone = chromium.new_context(offline=True, locale="th-TH", viewport={"width": 1400, "height": 900})
    handed = alone.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    handed.on("console", lambda message: complaints.append(message.text))
    handed.on("pageerror", lambda error: complaints.append(str(error)))
    handed.on("request", lambda request: requests.append(request.url))
    handed.goto((tmp_path / "map.html").as_uri())
    expect(handed.locator(".mark, .cluster").first).to_be_visible()
    assert handed.locator(".folium-map").get_attribute("data-projects") == "4"
    expect(handed.locator("#figure-projects")).to_have_text("6")
    assert "6" in json.dumps(status)
    box = handed.locator(f".mark[title={json.dumps(hostile)}]")
    if box.count() == 0:
        handed.locator(".cluster").first.click()
    for mark in handed.locator(".mark").all()[:1]:
        mark.click(force=True)
        expect(handed.locator(".card dl")).to_be_visible()
    assert handed.title().startswith("โครงการของจังหวัดสระบุรี")
    assert complaints == []
    assert [address for address in requests if not address.startswith(("file:", "data:"))] == []
    assert_accessible(handed)
    alone.close()
