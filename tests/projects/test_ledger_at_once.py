"""Many writers, two who fold and an authority on the move at once: nothing is lost, nobody waits in a circle."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from gis_reports.reports.figures import province_figures
from gis_reports.reports.reach import Reach
from layers.models import AuthorityPeriod
from projects.enums import PositionKind
from projects.models import (
    BudgetApproval,
    DevelopmentPlan,
    Disbursement,
    PlanApproval,
    Position,
    Project,
    ProvincePosting,
    StageLedger,
    Vision,
)
from projects.services.ledger import differences, refresh_all
from projects.services.provinces import fold_province_postings
from tests import factories as make
from tests.projects.simultaneous import at_the_same_time

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12


def one_write(dice: random.Random, project: Project) -> None:
    """Something that can happen to a project, in a transaction of its own."""
    now = timezone.now()
    deeds: tuple[Callable[[], object], ...] = (
        lambda: make.BudgetApprovalFactory(project=project, amount=Decimal(dice.randrange(1, 999))),
        lambda: make.DisbursementFactory(project=project, amount=Decimal(dice.randrange(1, 999))),
        lambda: make.ProgressFactory(project=project, percent=dice.choice((40, 100))),
        lambda: Disbursement.objects.filter(project=project).update(amount=Decimal(dice.randrange(1, 999))),
        lambda: BudgetApproval.objects.filter(project=project).update(set_aside_at=dice.choice((None, now))),
        lambda: PlanApproval.objects.filter(project=project).delete(),
        lambda: PlanApproval.objects.get_or_create(
            project=project, authority=project.authority, defaults={"approved_on": dt.date(2016, 3, 1)}
        ),
        lambda: Position.objects.filter(project=project).update(is_current=False),
        lambda: make.PositionFactory(
            project=project, kind=dice.choice(PositionKind.values), sequence=dice.getrandbits(30)
        ),
        lambda: Project.objects.filter(pk=project.pk).update(planned_budget=Decimal(dice.randrange(1, 999))),
        lambda: Project.objects.filter(pk=project.pk).update(fiscal_year=dice.choice((2559, 2560, 2561))),
        lambda: Project.objects.filter(pk=project.pk).update(set_aside_at=dice.choice((None, None, now))),
    )
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        dice.choice(deeds)()


def one_change_of_a_plan(dice: random.Random, project: Project) -> None:
    """Something that can happen to the plan of a project and reaches all its projects and years."""
    plan = DevelopmentPlan.objects.filter(pk=project.plan_id)
    if dice.randrange(2):
        plan.update(first_year=dice.choice((2559, 2560)))
    else:
        Vision.objects.filter(plan=project.plan_id).update(set_aside_at=dice.choice((None, timezone.now())))


def test_writers_folders_and_a_move_at_once_leave_every_figure_right() -> None:
    plans = [make.PlanFactory(length=4) for _number in range(2)]
    projects = [make.ProjectFactory(plan=plan) for plan in plans for _number in range(3)]
    for plan in plans:
        make.VisionFactory(plan=plan)
    refused: list[Exception] = []

    def writer(seed: int) -> None:
        dice = random.Random(seed)
        for _round in range(ROUNDS):
            try:
                deed = one_change_of_a_plan if dice.randrange(5) == 0 else one_write
                deed(dice, dice.choice(projects))
            except Exception as error:
                # a second current position of a kind is refused by the database: part of the game; a deadlock is not
                if "deadlock" in str(error) or "projects_position_current" not in str(error):
                    refused.append(error)

    def folder() -> None:
        for _round in range(ROUNDS):
            fold_province_postings()

    def mover() -> None:
        authority = plans[0].authority
        for number, province in enumerate(("14", "50", "19")):
            AuthorityPeriod.objects.filter(authority=authority, during__endswith=None).update(
                during=(dt.date(1999 + number, 10, 1), dt.date(2000 + number, 10, 1))
            )
            AuthorityPeriod.objects.create(
                authority=authority,
                during=(dt.date(2000 + number, 10, 1), None),
                kind=authority.kind,
                name_th=authority.name_th,
                province_id=province,
            )

    results = at_the_same_time(*[lambda seed=seed: writer(seed) for seed in range(4)], folder, folder, mover)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert refused == []
    for _again in range(2):
        found = province_figures([2559, 2560, 2561], Reach())
        assert sum(one.sums.projects for one in found) == Project.objects.live().count()
        assert differences() == []
    assert not ProvincePosting.objects.exists()


def test_a_rebuild_finds_nothing_after_random_writes_and_mends_everything_that_was_bent() -> None:
    plan = make.PlanFactory(length=4)
    projects = [make.ProjectFactory(plan=plan) for _number in range(3)]
    dice = random.Random(7)
    for _round in range(2 * ROUNDS):
        with contextlib.suppress(IntegrityError):  # a second current position of a kind is refused
            one_write(dice, dice.choice(projects))
            one_change_of_a_plan(dice, dice.choice(projects))
    assert differences() == []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('geo_eplan.bulk_loading', 'on', true)")
        cursor.execute("update projects_project set paid_total = 77, location = null where id = %s", [projects[0].pk])
        cursor.execute("update projects_stageledger set with_stage[3] = 9, projects = 5")
        cursor.execute("delete from projects_stageinterval where upper_inf(during)")
        cursor.execute("update projects_provinceledger set budget_sum = 3")
        cursor.execute("update projects_provinceday set entered[3] = 44")
        cursor.execute("update projects_provinceregistry set change = 2")
    bent = {difference.what for difference in differences(1000)}
    assert {"project", "ledger", "interval", "province", "day", "registry"} <= bent
    assert refresh_all() == []
    assert differences() == []
    assert StageLedger.objects.filter(projects=5).count() == 0
