"""The ledger follows every write, of whatever origin, and can be proved equal to the records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from projects.checks import problems_of
from projects.enums import PositionKind, Stage
from projects.models import ChangeLog, Disbursement, PlanApproval, Project, StageInterval, StageLedger
from projects.rules import latest_stage_of
from projects.services.bulk import bulk_loading
from projects.services.ledger import differences, refresh_all
from tests import factories as make

pytestmark = pytest.mark.django_db


def ledger_of(project: Project) -> StageLedger:
    return StageLedger.objects.get(authority=project.authority, fiscal_year=project.fiscal_year)


def entered(project: Project) -> set[Stage]:
    mask = ledger_of(project).entered
    return {stage for stage in Stage if mask & stage.bit}


def test_a_project_of_the_plan_in_force_enters_the_plan_stage() -> None:
    project = make.ProjectFactory()
    assert entered(project) == {Stage.PLAN}
    assert ledger_of(project).planned_sum == Decimal("500000.00")


def test_a_project_of_a_later_year_of_a_rolling_plan_does_not_enter_that_year() -> None:
    project = make.ProjectFactory(fiscal_year=2561)
    assert entered(project) == set()


def test_each_record_enters_its_own_stage_and_no_other() -> None:
    project = make.ProjectFactory()
    make.VisionFactory(plan=project.plan)
    make.StrategyFactory(plan=project.plan)
    make.PlanApprovalFactory(project=project)
    make.BudgetApprovalFactory(project=project)
    make.ContractShareFactory(project=project)
    make.DisbursementFactory(project=project)
    make.ProgressFactory(project=project)
    make.HandoverFactory(project=project)
    make.PositionFactory(project=project)
    project.refresh_from_db()
    assert entered(project) == set(Stage)
    assert project.latest_stage == Stage.COMPLETED
    assert (project.budget_total, project.contract_total, project.paid_total) == (480000, 450000, 450000)
    assert project.location is not None
    assert ledger_of(project).problems == 0
    assert differences() == []


def test_a_payment_without_a_contract_is_allowed_and_marked() -> None:
    project = make.ProjectFactory()
    make.DisbursementFactory(project=project)
    ledger = ledger_of(project)
    assert entered(project) == {Stage.PLAN, Stage.DISBURSED}
    assert ledger.problems == Stage.DISBURSED.bit


def test_an_edit_by_sql_moves_the_ledger_and_the_history() -> None:
    approval = make.PlanApprovalFactory()
    with connection.cursor() as cursor:
        cursor.execute("delete from projects_planapproval where id = %s", [approval.pk])
    assert entered(approval.project) == {Stage.PLAN}
    gone = ChangeLog.objects.get(table_name="projects_planapproval", action="D")
    assert gone.before["approved_on"] == "2015-06-15"
    assert differences() == []


def test_setting_aside_counts_nowhere_and_the_interval_ends() -> None:
    approval = make.PlanApprovalFactory()
    PlanApproval.objects.filter(pk=approval.pk).update(set_aside_at=dt.datetime.now(tz=dt.UTC))
    assert Stage.PLAN_APPROVED not in entered(approval.project)
    assert not StageInterval.objects.filter(stage=Stage.PLAN_APPROVED, during__endswith=None).exists()


def test_moving_a_project_to_another_year_moves_both_ledgers() -> None:
    project = make.ProjectFactory(plan__length=4)
    Project.objects.filter(pk=project.pk).update(fiscal_year=2560)
    assert StageLedger.objects.get(authority=project.authority, fiscal_year=2559).projects == 0
    assert StageLedger.objects.get(authority=project.authority, fiscal_year=2560).projects == 1


def test_a_contract_of_several_projects_reaches_them_all() -> None:
    first = make.ContractShareFactory()
    second = make.ProjectFactory(plan=first.project.plan)
    make.ContractShareFactory(project=second, contract=first.contract, amount=Decimal(1000))
    second.refresh_from_db()
    assert second.latest_stage == Stage.CONTRACT_SIGNED
    first.contract.set_aside_at = dt.datetime.now(tz=dt.UTC)
    first.contract.save()
    second.refresh_from_db()
    assert (second.latest_stage, second.contract_total) == (Stage.PLAN, 0)


def test_the_as_built_position_is_drawn_before_the_planned_one() -> None:
    planned = make.PositionFactory()
    make.PositionFactory(project=planned.project, kind=PositionKind.AS_BUILT)
    planned.project.refresh_from_db()
    assert planned.project.location_kind == PositionKind.AS_BUILT


def test_the_recording_moment_cannot_be_set_outside_bulk_loading() -> None:
    project = make.ProjectFactory()
    long_ago = dt.datetime(2016, 9, 1, tzinfo=dt.UTC)
    with pytest.raises(DatabaseError, match="moment of recording"), transaction.atomic():
        make.PlanApprovalFactory(project=project, recorded_at=long_ago)


def test_bulk_loading_dates_the_stage_from_its_earliest_record() -> None:
    early, late = (dt.datetime(2016, month, 1, tzinfo=dt.UTC) for month in (8, 9))
    with bulk_loading():
        project = make.ProjectFactory(recorded_at=early, plan__recorded_at=early)
        make.DisbursementFactory(project=project, recorded_at=late)
    starts = dict(StageInterval.objects.filter(state="entered").values_list("stage", "during__startswith"))
    assert starts == {Stage.PLAN: early, Stage.DISBURSED: late}
    assert differences() == []


def test_a_record_cannot_point_into_another_authority() -> None:
    project, neighbour = make.ProjectFactory(), make.AuthorityFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        make.DisbursementFactory(project=project, authority=neighbour)


def test_the_proof_finds_what_was_bent_and_the_rebuild_mends_it() -> None:
    project = make.ProjectFactory()
    StageLedger.objects.filter(authority=project.authority).update(projects=7)
    assert [difference.what for difference in differences()] == ["ledger"]
    refresh_all()
    assert differences() == []


def test_changes_name_their_author_and_both_values() -> None:
    payment = make.DisbursementFactory()
    Disbursement.objects.filter(pk=payment.pk).update(amount=Decimal("449000.00"))
    change = ChangeLog.objects.get(table_name="projects_disbursement", action="U")
    assert change.before == {"amount": Decimal("450000.00")}
    assert change.after == {"amount": Decimal("449000.00")}


@given(st.integers(min_value=0, max_value=2**24 - 1), st.integers(min_value=0, max_value=255))
def test_python_and_sql_agree_on_problems_and_latest_stage(checks: int, stages: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select projects_problems_of(%s::bigint, %s), projects_latest_stage_of(%s)", [checks, stages, stages]
        )
        assert cursor.fetchone() == (problems_of(checks, stages), latest_stage_of(stages))
