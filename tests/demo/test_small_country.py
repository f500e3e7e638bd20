"""The demonstration country at its small scale: three provinces, loaded once for this file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from accounts.enums import Role
from accounts.models import User
from geo_eplan.demo.annex import DAY
from geo_eplan.demo.loading import Loaded, load
from geo_eplan.demo.people import ACCOUNTS, PASSWORD
from geo_eplan.demo.registry import HUAI_SAI_NGAM_CODE
from layers.models import LocalAuthority
from projects.checks import BY_CODE
from projects.enums import Stage
from projects.models import Position, Project, StageInterval, StageLedger
from projects.services.ledger import differences
from tests.demo.figures import digest, wrong_figures


class _Undone(Exception):
    """Ends a transaction without keeping anything."""


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                yield load(small=True)
                raise _Undone
        except _Undone:
            pass


@pytest.fixture(autouse=True)
def _within_the_country(country: Loaded, db: None) -> None:
    """Every test here sees the loaded country."""


def test_the_ledger_equals_the_records() -> None:
    assert differences() == []


def test_three_provinces_of_the_annex_come_out_exactly() -> None:
    assert wrong_figures(DAY) == (96, [])


def test_what_was_missing_is_mostly_entered_by_the_deadline_and_more_later() -> None:
    begun = StageInterval.objects.filter(state="entered", fiscal_year=2560, stage=Stage.PLAN_APPROVED)
    by_day, by_deadline, at_last = (
        begun.filter(during__startswith__lt=until).count()
        for until in (
            dt.datetime(2016, 9, 29, 17, tzinfo=dt.UTC),
            dt.datetime(2016, 10, 10, 17, tzinfo=dt.UTC),
            dt.datetime(2017, 7, 1, tzinfo=dt.UTC),
        )
    )
    assert by_day < by_deadline < at_last < 201


@pytest.mark.parametrize("day", [dt.date(2013, 10, 1), dt.date(2015, 1, 1), DAY, dt.date(2026, 1, 1)])
def test_the_registry_has_the_same_number_of_authorities_on_any_day_of_the_annexs_years(day: dt.date) -> None:
    assert LocalAuthority.objects.filter(periods__during__contains=day).count() == 201


def test_one_authority_was_merged_long_before() -> None:
    gone = LocalAuthority.objects.exclude(dissolved_on=None).get()
    assert gone.dissolved_on is not None
    assert gone.dissolved_on < dt.date(2013, 10, 1)
    assert gone.successions.get().kind == "MERGER"


def test_the_demonstration_municipality_is_as_designed() -> None:
    ours = LocalAuthority.objects.get(code=HUAI_SAI_NGAM_CODE, district__name_th="แก่งคอย")
    assert (ours.name_th, ours.kind) == ("ห้วยทรายงาม", "SUBDISTRICT")
    ledger = StageLedger.objects.get(authority=ours, fiscal_year=2559)
    assert (ledger.projects, ledger.with_location) == (128, 119)
    without = Project.objects.filter(authority=ours, fiscal_year=2559, location=None).order_by("-planned_budget")
    assert without[0].code == "P59-0162"


def test_money_and_dates_run_in_order() -> None:
    """In Bangkok's days: recorded after it happened, contracted after the budget, paid after the contract; but for the
    few slips that the checks are shown with."""
    with connection.cursor() as cursor:
        cursor.execute("set local time zone 'Asia/Bangkok'")
        cursor.execute(
            """
            select count(*) from projects_contractshare as share
            join projects_contract as contract on contract.id = share.contract_id
            left join projects_budgetapproval as budget on budget.project_id = share.project_id
            left join projects_disbursement as payment on payment.project_id = share.project_id
            left join projects_planapproval as plan on plan.project_id = share.project_id
            inner join projects_project as project on project.id = share.project_id and project.checks & %s = 0
            where contract.signed_on < budget.approved_on or payment.paid_on < contract.signed_on
                or budget.approved_on <= plan.approved_on or contract.signed_on > contract.recorded_at::date
                or payment.paid_on > payment.recorded_at::date or budget.approved_on > budget.recorded_at::date
        """,
            [BY_CODE["contract_before_budget"].bit],
        )
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "select count(*) from projects_project where paid_total > contract_total and contract_total > 0"
            " or contract_total > budget_total and budget_total > 0 or budget_total > planned_budget"
        )
        assert cursor.fetchone()[0] == 0


def test_a_modest_share_of_projects_has_a_gap_and_most_have_a_place() -> None:
    projects = Project.objects.count()
    for slip in ("contract_before_budget", "contract_days_reversed", "contract_number_twice"):
        assert 0 < Project.objects.live().failing(BY_CODE[slip]).count() < projects / 200, slip
    assert 0.01 < Project.objects.exclude(problems=0).count() / projects < 0.08
    assert 0.7 < Project.objects.exclude(location=None).count() / projects < 0.93


def test_every_position_lies_inside_its_authority() -> None:
    outside = Position.objects.extra(
        where=["not st_covers((select boundary from layers_localauthority as a where a.id = authority_id), point)"]
    )
    assert outside.count() == 0


def test_there_is_an_account_for_every_role() -> None:
    people = User.objects.filter(is_demo=True)
    assert set(people.values_list("assignments__role", flat=True)) == set(Role.values)
    assert all(person.check_password(PASSWORD) for person in people)
    ours = LocalAuthority.objects.get(code=HUAI_SAI_NGAM_CODE)
    assert people.get(username="planner").scope.roles_in(ours.pk) == {Role.PLANNER}
    assert ours.pk not in people.get(username="neighbour-planner").scope.authority_ids
    assert people.get(username="provincial-chief").scope.province_codes == {"19"}


def test_the_accounts_are_shown_with_their_password_and_can_be_deleted() -> None:
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert PASSWORD in out.getvalue()
    assert all(account.username in out.getvalue() for account in ACCOUNTS)
    call_command("delete_demo_accounts", stdout=StringIO())
    assert not User.objects.filter(is_demo=True).exists()


def test_a_second_country_is_refused_or_left_out() -> None:
    with pytest.raises(CommandError, match="empty"):
        call_command("load_demo", scale="small", stdout=StringIO())
    out = StringIO()
    call_command("load_demo", if_empty=True, stdout=out)
    assert "left out" in out.getvalue()


def test_a_second_loading_gives_the_same_records() -> None:
    first = digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "truncate layers_localauthority, layers_district, accounts_user, coordination_workcalendarentry cascade"
        )
    load(small=True)
    assert digest() == first
