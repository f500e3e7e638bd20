"""Planned against reported progress, with numbers that can be checked in one's head."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from projects.chronicle import chronicle_of
from projects.models import ContractAmendment, Handover, Instalment, Project
from projects.pages.project import projects_whole
from projects.pages.works.drawing import drawing_of
from projects.progress_curve import ProgressCurve, curve_of
from tests.factories import (
    BudgetApprovalFactory,
    ContractFactory,
    ContractShareFactory,
    DisbursementFactory,
    PlanApprovalFactory,
    ProgressFactory,
    ProjectFactory,
    StrategyFactory,
    VisionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2016, 3, 1)


def day(number: int) -> dt.date:
    """So many days after 1 January 2016."""
    return dt.date(2016, 1, 1) + dt.timedelta(days=number)


def under_contract(project: Project, *, days: int | None = 100, amount: int = 100, **more: object) -> None:
    due = day(days) if days is not None else None
    contract = ContractFactory(authority=project.authority, signed_on=day(0), due_on=due, **more)
    ContractShareFactory(project=project, contract=contract, amount=Decimal(amount))


def curve(project: Project, today: dt.date = TODAY) -> ProgressCurve:
    whole = projects_whole().get(pk=project.pk)
    return curve_of(list(whole.contract_shares.all()), whole.progress_reports.all(), today=today)


def test_without_anything_there_is_nothing_to_draw() -> None:
    assert curve(ProjectFactory()).is_empty


def test_the_plan_goes_straight_from_the_beginning_to_the_due_day() -> None:
    project = ProjectFactory()
    under_contract(project)
    drawn = curve(project)
    assert [drawn.planned_on(day(number)) for number in (-5, 0, 25, 50, 100, 500)] == [0, 0, 25, 50, 100, 100]


def test_an_amendment_moves_the_end_and_the_first_end_stays_known() -> None:
    project = ProjectFactory()
    under_contract(project)
    contract = project.contract_shares.get().contract
    for number, due in ((1, 150), (2, 200)):
        ContractAmendment.objects.create(
            contract=contract, authority=project.authority, number=number, signed_on=day(90), new_due_on=day(due)
        )
    drawn = curve(project)
    assert (drawn.due_on, drawn.first_due_on, drawn.planned_on(day(100))) == (day(200), day(100), 50)


def test_instalments_with_due_days_bend_the_line() -> None:
    project = ProjectFactory()
    under_contract(project)
    contract = project.contract_shares.get().contract
    for number, due, amount in ((1, 80, 20), (2, 90, 60), (3, 100, 20)):
        Instalment.objects.create(
            contract=contract, authority=project.authority, number=number, due_on=day(due), amount=Decimal(amount)
        )
    drawn = curve(project)
    assert [drawn.planned_on(day(number)) for number in (40, 80, 85, 90, 100)] == [10, 20, 50, 80, 100]
    Instalment.objects.filter(number=2).update(due_on=None)
    assert curve(project).planned_on(day(80)) == 80, "when one has no day, the line is straight"


def test_two_contracts_count_by_the_shares_of_the_project() -> None:
    project = ProjectFactory()
    under_contract(project, days=100, amount=300)
    under_contract(project, days=50, amount=100)
    assert curve(project).planned_on(day(50)) == Decimal("62.5")


def test_of_two_reports_on_one_day_the_later_one_counts_and_nothing_is_filled_in() -> None:
    project = ProjectFactory()
    for percent in (30, 20):
        ProgressFactory(project=project, reported_on=day(10), percent=Decimal(percent))
    ProgressFactory(project=project, reported_on=day(40), percent=Decimal(50))
    drawn = curve(project)
    assert [(point.day, point.percent) for point in drawn.reported] == [(day(10), 20), (day(40), 50)]
    assert (drawn.reported_on(day(5)), drawn.reported_on(day(20)), drawn.behind) == (None, 20, None)


def test_the_table_says_the_same_as_the_drawing() -> None:
    project = ProjectFactory()
    under_contract(project)
    ProgressFactory(project=project, reported_on=day(20), percent=Decimal(10))
    drawn = curve(project, today=day(60))
    assert drawn.behind == 50
    told = {row.day: (row.planned, row.reported, row.difference) for row in drawn.rows()}
    assert told == {
        day(0): (0, None, None),
        day(20): (20, 10, -10),
        day(60): (60, 10, -50),
        day(100): (100, None, None),
    }


def test_the_drawing_is_escaped_and_keeps_within_its_frame() -> None:
    project = ProjectFactory()
    under_contract(project)
    ProgressFactory(project=project, reported_on=day(30), percent=Decimal(100))
    svg = drawing_of(curve(project), "<b>label</b>")
    assert "<b>" not in svg
    assert "style=" not in svg
    assert all(0 <= float(x) <= 100 for x in re.findall(r'(?:cx|x|x1)="([\d.]+)%"', svg))


def test_one_report_alone_is_one_dot() -> None:
    project = ProjectFactory()
    ProgressFactory(project=project, reported_on=day(30), percent=Decimal(35))
    svg = drawing_of(curve(project, today=day(30)), "label")
    assert svg.count("<circle") == 1


def test_the_chronicle_tells_everything_in_the_order_of_days() -> None:
    project = ProjectFactory()
    VisionFactory(plan=project.plan)
    project.strategy = StrategyFactory(plan=project.plan)
    project.save()
    for factory in (PlanApprovalFactory, BudgetApprovalFactory, DisbursementFactory, ProgressFactory):
        factory(project=project)
    under_contract(project, closed_on=day(300))
    ContractAmendment.objects.create(
        contract=project.contract_shares.get().contract,
        project=project,
        authority=project.authority,
        number=1,
        signed_on=day(50),
        amount_change=Decimal(-500),
        new_due_on=day(150),
        reason="ฝนตกหนัก",
    )
    Handover.objects.create(project=project, authority=project.authority, accepted_on=day(290), paper="ใบตรวจรับ")
    told = chronicle_of(projects_whole().get(pk=project.pk))
    assert [one.day for one in told] == sorted(one.day for one in told)
    assert len(told) == 11
    (amended,) = [one for one in told if one.until == day(150)]
    assert (amended.amount, "ฝนตกหนัก" in amended.said) == (-500, True)
