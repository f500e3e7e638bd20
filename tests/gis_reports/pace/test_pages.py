"""The burn-down page, its files and its API: the same figures everywhere, within what each may see."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from layers.models import LocalAuthority
from projects.enums import Stage
from tests import factories as make
from tests.gis_reports.tiny import authority_in, entered, open_calendar

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
ADDRESS = "/reports/pace/"
PLAN = "as_of=2559-09-29&stage=plan&fiscal_year=2559"


@pytest.fixture
def town() -> LocalAuthority:
    """One of two authorities of Saraburi, which has entered its plan, and one of Nan; the calendar of 2559."""
    open_calendar()
    own = authority_in("19", name_th="ห้วย<b>ทราย</b>")
    authority_in("19")
    entered(authority_in("55"), Stage.PLAN, "2016-09-10 08:00")
    entered(own, Stage.PLAN, "2016-09-20 08:00")
    return own


@pytest.fixture
def department(signed_in: SignIn) -> Client:
    return signed_in(make.make_user(Role.DEPARTMENT_ANALYST))


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("language", "words"), [("th", "เทียบปฏิทินงาน"), ("en", "against the calendar")])
def test_the_page_speaks_both_languages_and_links_to_the_rows(department: Client, language: str, words: str) -> None:
    department.cookies["django_language"] = language
    page = text(department.get(f"{ADDRESS}?{PLAN}"))
    assert words in page
    behind = re.findall(r'href="(/reports/completeness/\?[^"]*province=19[^"]*)"', page)
    assert behind
    listed = department.get(behind[0].replace("&amp;", "&"))
    assert listed.context["names"]["number"] == 1


@pytest.mark.usefixtures("town")
def test_page_file_and_api_have_the_same_figures(department: Client) -> None:
    page = department.get(f"{ADDRESS}?{PLAN}").context["report"]
    shown = {place.code: place.missing for place in (*page.places, page.total)}
    rows = csv.DictReader(io.StringIO(text(department.get(f"{ADDRESS}figures.tsv?{PLAN}"))), delimiter="\t")
    assert {row["province_code"]: int(row["missing"]) for row in rows} == shown == {"19": 1, "55": 0, "00": 1}
    answer = department.get(f"/api/pace/?{PLAN}").json()
    assert {one["province_code"]: one["missing"] for one in (*answer["provinces"], answer["total"])} == shown
    curve = csv.DictReader(io.StringIO(text(department.get(f"{ADDRESS}curve.tsv?{PLAN}&province=19"))), delimiter="\t")
    by_day = {row["day"]: int(row["missing"]) for row in curve}
    assert (by_day["2016-09-19"], by_day["2016-09-20"], max(by_day)) == (2, 1, "2016-09-29")
    steps = department.get(f"/api/pace/?{PLAN}&province=19").json()["curve"]
    assert steps[-1] == {"day": "2016-09-20", "missing": 1}
    assert department.get(f"{ADDRESS}figures.xlsx?{PLAN}").content[:2] == b"PK"
    assert department.get(f"{ADDRESS}figures.exe?{PLAN}").status_code == 404


def test_a_change_is_shown_at_once_although_the_drawing_is_kept(department: Client, town: LocalAuthority) -> None:
    address = f"{ADDRESS}?{PLAN}&province=19"
    before = text(department.get(address))
    assert text(department.get(address)).count("pace-late") == before.count("pace-late")
    for authority in LocalAuthority.objects.filter(province_id="19").exclude(pk=town.pk):
        entered(authority, Stage.PLAN, "2016-09-22 08:00")
    after = text(department.get(address))
    assert "ครบตั้งแต่" in after
    assert after != before


def test_a_province_sees_itself_and_no_neighbour(signed_in: SignIn, town: LocalAuthority) -> None:
    client = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=town))
    page = client.get(f"{ADDRESS}?{PLAN}")
    assert [place.code for place in page.context["report"].places] == ["19"]
    neighbour = LocalAuthority.objects.get(province_id="55")
    for address in (ADDRESS, f"{ADDRESS}figures.csv", f"{ADDRESS}curve.csv", "/api/pace/"):
        assert client.get(f"{address}?{PLAN}&province=55").status_code == 404
    assert client.get(f"{ADDRESS}?{PLAN}&authority={neighbour.pk}").status_code == 404
    assert client.get(f"{ADDRESS}?{PLAN}&authority={town.pk}").status_code == 200


def test_staff_see_the_stages_of_their_own_authority_only(signed_in: SignIn, town: LocalAuthority) -> None:
    client = signed_in(make.make_user(Role.PLANNER, authority=town))
    page = client.get(f"{ADDRESS}?{PLAN}")
    states = {one.stage: one.state.value for one, _late, _is_missing in page.context["stages"]}
    assert states[Stage.PLAN] == "entered"
    assert states[Stage.VISION] == "missing"
    assert "ห้วย&lt;b&gt;ทราย" in text(page)
    neighbour = LocalAuthority.objects.get(province_id="55")
    assert client.get(f"{ADDRESS}?{PLAN}&authority={neighbour.pk}").status_code == 404
    assert client.get(f"{ADDRESS}?{PLAN}&province=55").status_code in (200, 404)
    assert neighbour.name_th not in text(client.get(f"{ADDRESS}?{PLAN}"))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "asked",
    ["as_of=abc", "as_of=2699-01-01", "stage=foo", "province=99", "authority=x", "sort=random", "fiscal_year=1"],
)
def test_what_cannot_be_read_is_refused(department: Client, asked: str) -> None:
    assert department.get(f"{ADDRESS}?{asked}").status_code == 400
    if not asked.startswith("authority"):
        assert department.get(f"/api/pace/?{asked}").status_code == 400


@pytest.mark.usefixtures("town")
def test_a_stage_that_is_not_open_says_when_it_opens(department: Client) -> None:
    page = department.get(f"{ADDRESS}?as_of=2559-09-29&stage=completed&fiscal_year=2560")
    assert page.status_code == 200
    assert "1\u00a0พ.ย.\u00a02559" in text(page)


def test_somebody_without_an_assignment_sees_no_figure(signed_in: SignIn, town: LocalAuthority) -> None:
    page = signed_in(make.make_user()).get(f"{ADDRESS}?{PLAN}")
    assert page.status_code == 200
    assert page.context["report"].places == ()
    assert town.name_th not in text(page)


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert client.get("/api/pace/").status_code == 401


@pytest.mark.usefixtures("town")
def test_the_number_of_queries_does_not_grow_with_the_country(department: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert department.get(f"{ADDRESS}?{PLAN}").status_code == 200
        return len(counted)

    queries()
    before = queries()
    for _number in range(4):
        entered(authority_in("40"), Stage.PLAN, "2016-09-01 08:00")
    assert queries() == before
    assert before <= 10
