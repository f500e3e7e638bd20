"""The dashboard: every number is its rows, nobody sees beyond their reach, and an address is the whole state."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import User
from gis_reports.reports.dashboard.drawing import scale_for
from gis_reports.reports.dashboard.measures import MEASURES
from gis_reports.reports.dashboard.table import Table, measure_table
from layers.enums import AuthorityKind
from layers.models import District, LocalAuthority
from projects.enums import Stage
from projects.selection import ProjectSelection
from tests import factories as make
from tests.factories import square
from tests.gis_reports.tiny import authority_in, entered, open_calendar

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
ADDRESS = "/reports/dashboard/?fiscal_year=2559"
LINK = re.compile(r'<a (?:id="[^"]*" )?href="([^"]+)"[^>]*>(?:<span class="d-ar">)?([\d,]+)<')


@pytest.fixture
def country() -> dict[str, LocalAuthority]:
    """Saraburi: a town with a placed road and one with a problem, a city, an authority without district. Nan: one."""
    open_calendar()
    for code, west in (("1901", 100.8), ("1902", 100.9)):
        District.objects.update_or_create(
            code=code,
            defaults={"province_id": "19", "name_th": f"อำเภอ{code}", "name_en": code, "boundary": square(west, 14.4)},
        )
    town = authority_in("19", district_id="1901", boundary=square(100.8, 14.4), name_th="ห้วย<b>ทราย</b>")
    city = authority_in("19", district_id="1902", boundary=square(100.9, 14.4), kind=AuthorityKind.CITY)
    alone = authority_in("19", boundary=None)
    away = authority_in("55")
    plan = make.PlanFactory(authority=town)
    make.PositionFactory(project=make.ProjectFactory(plan=plan))
    make.BudgetApprovalFactory(project=make.ProjectFactory(plan=plan), amount=Decimal("480000.25"))
    make.ProjectFactory(plan=make.PlanFactory(authority=city))
    make.ProjectFactory(plan=make.PlanFactory(authority=away))
    return {"town": town, "city": city, "alone": alone, "away": away}


@pytest.fixture
def analyst(country: dict[str, LocalAuthority]) -> User:
    return make.make_user(Role.DEPARTMENT_ANALYST)


@pytest.fixture
def department(signed_in: SignIn, analyst: User) -> Client:
    return signed_in(analyst)


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def numbers(page: str) -> list[tuple[str, int]]:
    """Every number of a table that is a link, with its address."""
    body = page[page.index("data-figures") : page.index("</tfoot>")]
    return [(unescape(href), int(number.replace(",", ""))) for href, number in LINK.findall(body)]


def rows_behind(client: Client, user: User, href: str) -> int:
    """How many rows stand behind an address: authorities on the completeness page, or projects of a selection."""
    parts = urlsplit(href)
    if parts.path == "/projects/map/":
        return ProjectSelection.from_query_string(parts.query).queryset(user).count()
    assert parts.path == "/reports/completeness/"
    return int(client.get(href).context["names"]["listing"].count)


@pytest.mark.parametrize("view", ["", "&view=maps", "&view=figures"])
@pytest.mark.parametrize(
    "asked",
    [
        "&measure=missing_plan",
        "&measure=entered_budget_approved",
        "&measure=located&kind=SUBDISTRICT",
        "&measure=problems&by=kind&province=19",
        "&measure=projects",
        "&measure=missing_plan&by=kind",
    ],
)
def test_a_number_is_the_count_of_the_rows_it_leads_to(
    department: Client, analyst: User, asked: str, view: str
) -> None:
    page = text(department.get(f"{ADDRESS}{asked}{view}"))
    found = [(href, number) for href, number in numbers(page) if not href.startswith("?") and number < 100_000]
    assert found or (
        view == "&view=maps" and "entered" in asked
    )  # what is entered without and with problems is two lists
    for href, number in found:
        assert rows_behind(department, analyst, href) == number, href


def test_money_leads_to_the_projects_that_add_up_to_it(department: Client, analyst: User) -> None:
    page = text(department.get(f"{ADDRESS}&measure=planned"))
    (href,) = [href for href, number in numbers(page) if number == 1_500_000]
    selection = ProjectSelection.from_query_string(urlsplit(href).query)
    assert selection.totals(analyst).planned == 1_500_000
    assert selection.province == "19"


def test_the_way_down_goes_from_country_to_project_and_adds_up(
    department: Client, country: dict[str, LocalAuthority]
) -> None:
    at_country = text(department.get(f"{ADDRESS}&measure=projects"))
    assert "?fiscal_year=2559&amp;measure=projects&amp;province=19" in at_country
    province = department.get(f"{ADDRESS}&measure=projects&province=19")
    lines = {row.key: row for row in _table(province).rows}
    assert {"1901", "1902", "none"} <= set(lines)
    assert _table(province).total.cells[1].html == _number(3)
    assert 'href="?fiscal_year=2559&amp;measure=projects&amp;district=1901"' in text(province).replace(
        "province=19&amp;", ""
    )
    district = department.get(f"{ADDRESS}&measure=projects&district=1901")
    (row,) = _table(district).rows
    town = country["town"]
    assert row.key == str(town.pk)
    assert row.href == f"/projects/map/?authority={town.pk}&fiscal_year=2559"
    assert [crumb["label"] for crumb in district.context["crumbs"]][-1] != ""
    assert [crumb["url"] for crumb in district.context["crumbs"]][-1] == ""
    without = department.get(f"{ADDRESS}&province=19&district=none")
    assert [line.key for line in _table(without).rows] == [str(country["alone"].pk)]
    page = text(district)
    assert "ห้วย&lt;b&gt;ทราย" in page
    assert "<b>ทราย" not in page


def _table(response: HttpResponse) -> Table:
    """The table of the page, made again from its answer."""
    answer = response.context["answer"]  # type: ignore[attr-defined]  # the test client adds it
    return measure_table(answer, scale_for(answer))


def _number(number: int) -> str:
    return f'<span class="d-ar">{number}</span><span class="d-th">{"๐๑๒๓๔๕๖๗๘๙"[number]}</span>'


def test_a_province_has_a_map_of_its_districts_and_a_district_one_of_its_authorities(
    department: Client, country: dict[str, LocalAuthority]
) -> None:
    province = text(department.get(f"{ADDRESS}&province=19&measure=located"))
    assert province.count('class="pv ') >= 2
    authorities = text(department.get(f"{ADDRESS}&province=19&by=authority&measure=located"))
    assert f'href="/projects/map/?authority={country["town"].pk}&amp;fiscal_year=2559"' in authorities
    assert f'id="o-{country["town"].pk}"' in authorities
    assert f'id="o-{country["alone"].pk}"' not in authorities


def test_a_place_where_little_is_entered_is_marked_on_map_and_table(department: Client) -> None:
    department.cookies["django_language"] = "en"
    page = text(department.get(f"{ADDRESS}&measure=projects"))
    assert page.count("pv-unsure") >= 1
    assert "figure incomplete: fewer than 80\u00a0% of the authorities have entered this" in page
    assert re.search(r"Saraburi: 3\u00a0· entered, Development plan: 67\u00a0%\u00a0· figure incomplete", page)
    sure = text(department.get(f"{ADDRESS}&measure=missing_plan"))
    assert "figure incomplete" not in sure


def test_nobody_sees_beyond_their_reach(signed_in: SignIn, country: dict[str, LocalAuthority]) -> None:
    client = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=country["town"]))
    own = client.get(ADDRESS)
    assert own.context["question"].province == "19"
    assert "น่าน" not in text(own)
    assert "view=compare" not in text(own)
    beyond = ("&province=55", "&district=5501", "&view=compare&with=19,55", "&view=compare", "&view=maps&province=55")
    for asked in beyond:
        for address in (ADDRESS, "/reports/dashboard/figures.csv?fiscal_year=2559", "/api/dashboard/?fiscal_year=2559"):
            assert client.get(f"{address}{asked}").status_code == 404, asked


def test_staff_see_their_own_authority_and_somebody_without_a_role_nothing(
    signed_in: SignIn, country: dict[str, LocalAuthority]
) -> None:
    client = signed_in(make.make_user(Role.FINANCE, authority=country["town"]))
    for view in ("", "&view=figures", "&view=maps"):
        page = client.get(f"{ADDRESS}{view}")
        assert [line.key for line in page.context["answer"].lines.lines] == [str(country["town"].pk)]
    assert client.get(f"{ADDRESS}&province=55").status_code == 404
    assert client.get(f"{ADDRESS}&view=compare&with=19,55").status_code == 404
    nobody = signed_in(make.make_user())
    assert nobody.get(ADDRESS).context["answer"].lines.lines == ()


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("measure", [measure.key for measure in MEASURES if measure.stage in (None, 3)])
def test_every_measure_has_its_map_and_table_in_both_languages(department: Client, measure: str, language: str) -> None:
    department.cookies["django_language"] = language
    page = text(department.get(f"{ADDRESS}&measure={measure}&other_year=2558&sort=change"))
    assert page.count('<path class="pv ') == 77
    assert page.count('<th scope="row"') == 77


def test_provinces_stand_side_by_side_in_the_order_chosen(department: Client, analyst: User) -> None:
    page = department.get(f"{ADDRESS}&view=compare&with=55&with=19,55")
    assert page.context["question"].compared == ("55", "19")
    found = [(href, number) for href, number in numbers(text(page).replace("</table>", "</tfoot>")) if href[0] == "/"]
    assert found
    for href, number in found:
        if number < 100_000:
            assert rows_behind(department, analyst, href) == number, href
    assert department.get(f"{ADDRESS}&view=compare&with=11,12,13,14,15,16,17").status_code == 400
    assert department.get(f"{ADDRESS}&view=compare&with=10").status_code == 400
    assert "<table" not in text(department.get(f"{ADDRESS}&view=compare"))


def test_small_maps_share_one_scale_and_lead_to_their_full_view(department: Client) -> None:
    page = text(department.get(f"{ADDRESS}&view=maps&measure=located&province=19"))
    links = re.findall(r'<li><a href="([^"]+)"[^>]*><span class="row xs">', page)
    assert links
    for link in links:
        assert department.get(f"/reports/dashboard/{unescape(link)}").context["question"].view == "measure"
    stages = text(department.get(f"{ADDRESS}&view=maps"))
    assert len(re.findall(r'<li><a href="([^"]+)"[^>]*><span class="row xs">', stages)) == 8


def test_a_past_day_shows_what_stood_then_and_lists_no_projects_of_now(
    department: Client, country: dict[str, LocalAuthority]
) -> None:
    entered(country["alone"], Stage.VISION, "2016-09-01 08:00", "2016-09-20 08:00")
    then = department.get(f"{ADDRESS}&measure=missing_vision&as_of=2559-09-10")
    assert then.context["answer"].total.has_entered(Stage.VISION) == 1
    assert "as_of=2559-09-10" in text(then)
    within = department.get(f"{ADDRESS}&measure=projects&as_of=2559-09-10&province=19")
    assert all("/projects/map/" not in href for href, _number in numbers(text(within)))
    assert department.get(f"{ADDRESS}&as_of=2600-01-01").status_code == 400


def test_an_address_carries_the_whole_question(department: Client) -> None:
    asked = (
        "fiscal_year=2559&view=maps&measure=paid&unit=per_budget&province=19&district=1901&kind=CITY&by=kind&sort=annex"
        "&other_year=2558&as_of=2559-09-29"
    )
    question = department.get(f"/reports/dashboard/?{asked}").context["question"]
    assert parse_qs(question.address()) == parse_qs(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "fiscal_year=abc",
        "fiscal_year=2500",
        "province=99",
        "province=10",
        "measure=x",
        "unit=x",
        "view=x",
        "by=x",
        "kind=x",
        "district=19",
        "district=1999",
        "with=x",
        "other_year=1",
        "across=x",
        "as_of=x",
    ],
)
@pytest.mark.parametrize("address", ["/reports/dashboard/", "/reports/dashboard/figures.csv", "/api/dashboard/"])
def test_what_cannot_be_read_is_refused(department: Client, address: str, asked: str) -> None:
    refused = department.get(f"{address}?{asked}")
    assert refused.status_code == 400
    if address.startswith("/api/"):
        assert refused.json()["errors"][0]["field"] == asked.split("=")[0]


def test_file_and_api_have_every_measure_and_the_figures_of_the_page(department: Client) -> None:
    file = text(department.get("/reports/dashboard/figures.tsv?fiscal_year=2559"))
    rows = list(csv.DictReader(io.StringIO(file), delimiter="\t"))
    assert len(rows) == 77
    total = rows[-1]
    assert (total["key"], total["projects"], total["budget"], total["located"]) == ("00", "4", "480000.25", "1")
    assert set(total) >= {measure.key for measure in MEASURES}
    answer = department.get("/api/dashboard/?fiscal_year=2559&province=19&by=authority").json()
    assert len(answer["lines"]) == 3
    assert answer["total"]["figures"]["budget"] == "480000.25"
    assert "projects" in answer["total"]["incomplete"]
    assert [measure["key"] for measure in answer["measures"]] == [measure.key for measure in MEASURES]


def test_the_body_is_written_again_when_a_figure_changes(
    department: Client, country: dict[str, LocalAuthority]
) -> None:
    def body() -> str:
        page = text(department.get(f"{ADDRESS}&measure=projects"))
        return page[page.index('<div class="ds') :]

    before = body()
    assert body() == before
    make.ProjectFactory(plan=make.PlanFactory(authority=country["alone"]))
    assert body() != before


def test_the_number_of_queries_does_not_grow_with_the_country(department: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            text(department.get(address))
        return len(counted)

    addresses = (ADDRESS, f"{ADDRESS}&province=19&by=authority&measure=paid", f"{ADDRESS}&view=compare&with=19,55")
    for address in addresses:
        queries(address)
        before = queries(address)
        for code in ("19", "40"):
            make.ProjectFactory(plan=make.PlanFactory(authority=authority_in(code)))
        assert queries(address) <= before + 1  # once, for the boundaries of the new authorities
        assert queries(address) <= before <= 16
