"""The status page, its files and its API: figures with doors, scopes, and addresses that cannot be read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from layers.models import LocalAuthority
from tests import factories as make
from tests.gis_reports.tiny import authority_in

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
ADDRESS = "/reports/status/"


@pytest.fixture
def town() -> LocalAuthority:
    """An authority of Saraburi with a road that has a budget without plan approval, and one in Nan with a plan."""
    own = authority_in("19", name_th="ห้วย<b>ทราย</b>")
    project = make.ProjectFactory(plan=make.PlanFactory(authority=own))
    make.BudgetApprovalFactory(project=project, amount=Decimal("480000.25"))
    make.ProjectFactory(plan=make.PlanFactory(authority=authority_in("55")))
    return own


@pytest.fixture
def department(signed_in: SignIn) -> Client:
    return signed_in(make.make_user(Role.DEPARTMENT_ANALYST))


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(("language", "words"), [("th", "สถานะโครงการ"), ("en", "Status of projects")])
@pytest.mark.parametrize("measure", ["located", "projects", "planned", "budget", "contract", "paid", "problems"])
def test_every_measure_has_its_map_in_both_languages(
    department: Client, language: str, words: str, measure: str
) -> None:
    department.cookies["django_language"] = language
    page = department.get(f"{ADDRESS}?fiscal_year=2559&measure={measure}&unit=per_authority&sort=most")
    assert page.status_code == 200
    assert words in text(page)
    assert len(page.context["map"].areas) == 77


@pytest.mark.usefixtures("town")
def test_the_year_left_out_is_the_newest_with_projects(department: Client) -> None:
    assert department.get(ADDRESS).context["question"].fiscal_year == 2559


def test_a_province_opens_its_authorities_and_an_authority_its_map(department: Client, town: LocalAuthority) -> None:
    country = text(department.get(f"{ADDRESS}?fiscal_year=2559"))
    assert "?fiscal_year=2559&amp;province=19" in country
    province = department.get(f"{ADDRESS}?fiscal_year=2559&province=19")
    assert [line.line.authority_id for line in province.context["lines"]] == [town.pk]
    page = text(province)
    assert "ห้วย&lt;b&gt;ทราย" in page
    assert "<b>ทราย" not in page
    doors = set(re.findall(r'href="([^"]*authority=\d+[^"]*)"', page))
    assert any(f"authority={town.pk}" in door and "stage=budget_approved" in door for door in doors)
    assert any("problems=1" in door for door in doors)


def test_a_neighbour_is_404_for_page_file_and_api(signed_in: SignIn, town: LocalAuthority) -> None:
    analyst = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=town))
    own = analyst.get(f"{ADDRESS}?fiscal_year=2559")
    assert [line.line.authority_id for line in own.context["lines"]] == [town.pk]
    for address in (ADDRESS, f"{ADDRESS}figures.csv", "/api/status/"):
        assert analyst.get(f"{address}?fiscal_year=2559&province=55").status_code == 404
        assert analyst.get(f"{address}?fiscal_year=2559&province=19").status_code == 200


def test_staff_see_their_own_authority(signed_in: SignIn, town: LocalAuthority) -> None:
    authority_in("19")
    client = signed_in(make.make_user(Role.FINANCE, authority=town))
    page = client.get(f"{ADDRESS}?fiscal_year=2559")
    assert [line.line.authority_id for line in page.context["lines"]] == [town.pk]
    answer = client.get("/api/status/?fiscal_year=2559").json()
    assert [line["authority_id"] for line in answer["lines"]] == [town.pk]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "asked",
    ["fiscal_year=abc", "fiscal_year=25599", "fiscal_year=2500", "province=99", "province=10", "measure=x", "unit=x"],
)
@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}figures.csv", "/api/status/"])
def test_what_cannot_be_read_is_refused(department: Client, address: str, asked: str) -> None:
    refused = department.get(f"{address}?{asked}")
    assert refused.status_code == 400
    if address.startswith("/api/"):
        assert refused.json()["errors"][0]["field"] == asked.split("=")[0]


def test_the_file_has_every_satang_and_the_total_of_the_page(department: Client, town: LocalAuthority) -> None:
    rows = list(
        csv.DictReader(io.StringIO(text(department.get(f"{ADDRESS}figures.tsv?fiscal_year=2559"))), delimiter="\t")
    )
    assert rows[-1]["province_code"] == "00"
    assert sum(Decimal(row["budget_baht"]) for row in rows[:-1]) == Decimal(rows[-1]["budget_baht"])
    assert rows[-1]["budget_baht"] == "480000.25"
    within = text(department.get(f"{ADDRESS}figures.tsv?fiscal_year=2559&province=19")).splitlines()
    assert within[0].startswith("authority_code\tauthority_th\t")
    assert within[1].startswith(f"{town.code}\t")


@pytest.mark.usefixtures("town")
def test_the_api_gives_money_exactly(department: Client) -> None:
    answer = department.get("/api/status/?fiscal_year=2559&province=19").json()
    (line,) = answer["lines"]
    assert line["budget"] == answer["total"]["budget"] == "480000.25"
    assert line["by_latest_stage"]["budget_approved"] == 1
    assert (line["with_problems"], line["with_location"]) == (1, 0)


@pytest.mark.usefixtures("town")
def test_the_number_of_queries_does_not_grow_with_the_country(department: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert department.get(f"{ADDRESS}?fiscal_year=2559&province=19").status_code == 200
        return len(counted)

    queries()
    before = queries()
    for code in ("19", "19", "40"):
        make.ProjectFactory(plan=make.PlanFactory(authority=authority_in(code)))
    assert queries() == before
    assert before <= 14
