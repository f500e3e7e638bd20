"""The status report: what the ledger says, by province and by authority, for whoever asks."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.report import Status, status
from gis_reports.reports.status.rules import NOTHING, Sums
from layers.models import AuthorityPeriod, LocalAuthority
from projects.enums import Stage
from tests import factories as make
from tests.gis_reports.tiny import authority_in

pytestmark = pytest.mark.django_db

TODAY = dt.date(2016, 12, 1)


@pytest.fixture
def roads() -> LocalAuthority:
    """Saraburi: an authority with a paid and placed road and a planned one, and one without projects. Nan: one road."""
    first = authority_in("19")
    authority_in("19")
    plan = make.PlanFactory(authority=first)
    paid = make.ProjectFactory(plan=plan)
    make.PlanApprovalFactory(project=paid)
    make.BudgetApprovalFactory(project=paid)
    make.ContractShareFactory(project=paid)
    make.DisbursementFactory(project=paid)
    make.PositionFactory(project=paid)
    make.ProjectFactory(plan=plan)
    make.BudgetApprovalFactory(project=make.ProjectFactory(plan=make.PlanFactory(authority=authority_in("55"))))
    return first


def report(reach: Reach | None = None, *, by_authority: bool = False, year: int = 2559) -> Status:
    return status(fiscal_year=year, reach=reach or Reach(), today=TODAY, by_authority=by_authority)


def sums_of(asked: Status, code: str) -> Sums:
    (line,) = [line for line in asked.lines if line.province_code == code]
    return line.sums


@pytest.mark.usefixtures("roads")
def test_a_project_counts_once_under_its_latest_stage_with_its_money_and_place() -> None:
    saraburi = sums_of(report(), "19")
    assert (saraburi.authorities, saraburi.projects) == (2, 2)
    assert saraburi.at_stage(Stage.DISBURSED) == saraburi.at_stage(Stage.PLAN) == 1
    assert sum(saraburi.at) == saraburi.projects
    assert (saraburi.planned, saraburi.budget) == (Decimal(1_000_000), Decimal(480_000))
    assert (saraburi.contract, saraburi.paid) == (Decimal(450_000), Decimal(450_000))
    assert (saraburi.with_location, saraburi.located_share, saraburi.with_problems) == (1, Decimal("0.5"), 0)
    assert sums_of(report(), "55").with_problems == 1


@pytest.mark.usefixtures("roads")
def test_the_total_is_the_sum_of_the_lines_and_of_the_authorities() -> None:
    asked = report()
    assert len(asked.lines) == 76
    assert asked.total.sums == sum((line.sums for line in asked.lines), NOTHING)
    assert asked.total.sums.projects == 3
    within = report(Reach().within("19"), by_authority=True)
    assert within.total.sums == sums_of(asked, "19")
    assert len(within.lines) == 2


@pytest.mark.usefixtures("roads")
def test_a_province_sees_itself_and_staff_see_their_authority(roads: LocalAuthority) -> None:
    analyst = make.make_user(Role.PROVINCIAL_CHIEF, authority=roads)
    seen = report(Reach.of(analyst.scope))
    assert [line.province_code for line in seen.lines] == ["19"]
    planner = make.make_user(Role.PLANNER, authority=roads)
    own = report(Reach.of(planner.scope), by_authority=True)
    assert [line.authority_id for line in own.lines] == [roads.pk]
    assert own.total.sums.projects == 2
    assert report(Reach.of(make.make_user().scope)).lines == ()


def test_an_authority_that_has_gone_keeps_its_projects_and_is_not_counted(roads: LocalAuthority) -> None:
    AuthorityPeriod.objects.filter(authority=roads).update(during=(dt.date(1999, 10, 1), dt.date(2016, 3, 1)))
    saraburi = sums_of(report(), "19")
    assert (saraburi.authorities, saraburi.projects) == (1, 2)


@pytest.mark.usefixtures("roads")
def test_a_report_is_one_query() -> None:
    with CaptureQueriesContext(connection) as counted:
        report()
        report(Reach().within("19"), by_authority=True)
    assert len(counted) == 2


@pytest.mark.usefixtures("roads")
def test_the_command_prints_the_lines_and_the_total_in_either_era() -> None:
    def printed(*arguments: str) -> str:
        out = io.StringIO()
        call_command("report", "status", *arguments, stdout=out)
        return out.getvalue()

    text = printed("--fiscal-year", "2559", "--format", "tsv")
    assert text == printed("--fiscal-year", "2016")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert len(rows) == 77
    saraburi = next(row for row in rows if row["province_code"] == "19")
    assert (saraburi["projects"], saraburi["at_disbursed"], saraburi["budget_baht"]) == ("2", "1", "480000.00")
    total = rows[-1]
    assert (total["province_code"], total["projects"], total["budget_baht"]) == ("00", "3", "960000.00")
    with pytest.raises(CommandError, match="2559"):
        printed("--fiscal-year", "25599")
