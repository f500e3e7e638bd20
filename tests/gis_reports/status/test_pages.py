"""The status report as files and through its API: scopes, exact money, and addresses that cannot be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client

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
    own = authority_in("19")
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
def test_the_former_page_leads_to_the_same_figures_on_the_dashboard(department: Client) -> None:
    moved = department.get(f"{ADDRESS}?fiscal_year=2559&province=19&unit=per_authority&measure=paid")
    assert moved["Location"] == (
        "/reports/dashboard/?fiscal_year=2559&province=19&unit=per_authority&measure=paid&sort=alphabet&by=authority"
    )
    assert department.get(moved["Location"]).context["question"].measure.key == "paid"
    assert department.get(ADDRESS, follow=True).context["question"].measure.key == "located"
    assert department.get(f"{ADDRESS}?measure=problems", follow=True).context["question"].unit == "total"


def test_a_neighbour_is_404_for_file_and_api(signed_in: SignIn, town: LocalAuthority) -> None:
    analyst = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=town))
    for address in (f"{ADDRESS}figures.csv", "/api/status/"):
        assert analyst.get(f"{address}?fiscal_year=2559&province=55").status_code == 404
        assert analyst.get(f"{address}?fiscal_year=2559&province=19").status_code == 200


def test_staff_see_their_own_authority(signed_in: SignIn, town: LocalAuthority) -> None:
    authority_in("19")
    client = signed_in(make.make_user(Role.FINANCE, authority=town))
    answer = client.get("/api/status/?fiscal_year=2559").json()
    assert [line["authority_id"] for line in answer["lines"]] == [town.pk]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "asked", ["fiscal_year=abc", "fiscal_year=25599", "fiscal_year=2500", "province=99", "province=10"]
)
@pytest.mark.parametrize("address", [f"{ADDRESS}figures.csv", "/api/status/"])
def test_what_cannot_be_read_is_refused(department: Client, address: str, asked: str) -> None:
    refused = department.get(f"{address}?{asked}")
    assert refused.status_code == 400
    if address.startswith("/api/"):
        assert refused.json()["errors"][0]["field"] == asked.split("=")[0]


def test_the_file_has_every_satang_and_its_own_total(department: Client, town: LocalAuthority) -> None:
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
