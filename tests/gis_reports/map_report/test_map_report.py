"""The map report: the figures of the status report, every text escaped, nothing from anywhere else, one's own reach."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from gis_reports.reports.map.report import MapReport, map_report
from gis_reports.reports.map.writing import written
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.report import status
from layers.models import LocalAuthority, Province
from tests.factories import AuthorityFactory, make_user
from tests.gis_reports.outputs.worlds import NAMES, make_world

pytestmark = pytest.mark.django_db

SignedIn = Callable[[object], Client]
HOSTILE = "{% endraw %}{{ 7*7 }}</script><script>document.title='hacked'</script><!--`${1}"


@pytest.fixture
def town() -> LocalAuthority:
    authority: LocalAuthority = AuthorityFactory(name_th='เ"<i>น้ำพุ')
    make_world(authority)
    return authority


def report_of(authority: LocalAuthority | None = None) -> MapReport:
    province = Province.objects.get(pk="19")
    return map_report(fiscal_year=2559, province=province, authority=authority, moment=timezone.localtime())


def data_of(page: str) -> dict[str, object]:
    block = re.search(r'<script type="application/json" id="report-data">(.*?)</script>', page, re.DOTALL)
    assert block
    found: dict[str, object] = json.loads(block.group(1))
    return found


@pytest.mark.parametrize("whole", [True, False])
def test_the_figures_are_those_of_the_status_report(town: LocalAuthority, whole: bool) -> None:
    AuthorityFactory()
    report = report_of(None if whole else town)
    expected = status(fiscal_year=2559, reach=Reach(provinces=("19",), authorities=()), today=timezone.localdate())
    assert report.status.total.sums.projects == expected.total.sums.projects == 6
    assert report.status.total.sums.budget == expected.total.sums.budget
    assert len(report.points) == report.status.total.sums.with_location == 4
    page = written(report)
    assert '<dd id="figure-projects">6</dd>' in page
    assert f'<dd id="figure-budget">{expected.total.sums.budget:,.0f}</dd>' in page
    assert ('id="by-authority"' in page) is whole


def test_names_are_data_and_never_markup(town: LocalAuthority) -> None:
    from projects.models import Project

    Project.objects.filter(name=NAMES[0]).update(name=HOSTILE)
    page = written(report_of())
    points = data_of(page)["points"]
    assert isinstance(points, list)
    assert HOSTILE in [point[4] for point in points]
    assert "<script>document.title" not in page
    assert "<i>น้ำพุ" not in page
    assert page.count("</script>") == page.count("<script")


def test_nothing_in_the_page_names_another_place(town: LocalAuthority) -> None:
    page = written(report_of())
    # what people wrote may look like an address; it is data and is asserted to stay that above
    page = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    addresses = set(re.findall(r"(?:https?:)?//(?:[\w-]+\.)+[a-z]{2,}", page))
    assert addresses <= {"http://www.w3.org"}, "namespaces are names; everything else would be fetched"
    assert not re.search(r"<(?:script|img|iframe)[^>]+src=|<link\b|url\((?!\"?data:|#)", page)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy.group(1)
    assert "'unsafe-inline'" not in policy.group(1).split("style-src")[0]
    assert "user-scalable=no" not in page


def test_the_command_writes_the_page(town: LocalAuthority, tmp_path: Path) -> None:
    said = io.StringIO()
    call_command(
        "report", "map", "--province", "19", "--fiscal-year", "2016", "-o", str(tmp_path / "m.html"), stdout=said
    )
    assert "6 projects, 4 on the map" in said.getvalue()
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="th">')
    assert "ข้อมูลสาธิต" in page
    assert "โครงการของจังหวัดสระบุรี ปีงบประมาณ 2559" in page
    call_command("report", "map", "--authority", town.code, "-o", str(tmp_path / "t.html"), stdout=said)
    with pytest.raises(CommandError, match="no province"):
        call_command("report", "map", "--province", "99", "-o", str(tmp_path / "x.html"))


def test_an_authority_without_boundary_or_projects_still_has_a_page() -> None:
    bare = AuthorityFactory(boundary=None)
    page = written(report_of(bare))
    assert data_of(page)["points"] == []


def test_the_page_of_the_site_leads_to_the_file(signed_in: SignedIn, town: LocalAuthority) -> None:
    client = signed_in(make_user(Role.PROVINCIAL_ANALYST, authority=town))
    page = client.get("/reports/map/")
    assert page.context["report"].province.pk == "19"
    assert page.context["total"].projects == 6
    file = client.get(f"/reports/map/file?{page.context['asked'].query_string}")
    assert file["Content-Disposition"] == 'attachment; filename="map-province19-2559.html"'
    assert b"showProjects(map_" in file.content
    own = client.get(f"/reports/map/?province=19&authority={town.pk}&fiscal_year=2559")
    assert own.context["report"].authority == town


def test_a_year_that_is_none_is_refused_in_words(signed_in: SignedIn, town: LocalAuthority) -> None:
    client = signed_in(make_user(Role.PROVINCIAL_ANALYST, authority=town))
    assert client.get("/reports/map/?fiscal_year=abc").status_code == 400
    assert client.get("/reports/map/file?fiscal_year=12").status_code == 400


def test_the_neighbours_planner_gets_404(signed_in: SignedIn, town: LocalAuthority) -> None:
    client = signed_in(make_user(Role.PLANNER, authority=AuthorityFactory()))
    for question in (f"authority={town.pk}", "province=19", "province=30"):
        assert client.get(f"/reports/map/?{question}").status_code == 404
        assert client.get(f"/reports/map/file?{question}").status_code == 404
    assert client.get("/reports/map/").context["report"].authority is not None


def test_a_national_reader_chooses_a_province_first(signed_in: SignedIn, town: LocalAuthority) -> None:
    client = signed_in(make_user(Role.DEPARTMENT_ANALYST))
    assert client.get("/reports/map/").context["report"] is None
    assert client.get("/reports/map/file").status_code == 404
