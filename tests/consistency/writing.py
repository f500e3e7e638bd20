"""Random writes, each through the verb that pages, API and imports use. Refusals are part of life; errors are not."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal

from django.core.exceptions import ValidationError

from geo.coordinates import Reading
from projects.enums import Capture, Fund, PositionKind
from projects.errors import StaleVersion
from projects.models import Contract, Disbursement, PlanApproval, Position, Programme, Progress, Project, Vision
from projects.services.bulk import bulk_loading
from projects.services.contracting import pay, sign_contract
from projects.services.entering import approve_budget, approve_plan, change_project, enter_project
from projects.services.plans import enter_strategy, enter_vision
from projects.services.positions import pin_project, withdraw_position
from projects.services.setting_aside import set_aside
from projects.services.works import report_progress
from tests import factories as make
from tests.consistency.country import SIDE, YEARS, Country, Town

DAY = dt.date(2016, 9, 1)
REASON = "ลงซ้ำ"


class Writer:
    """Writes by chance; the same seed writes the same. `refused` counts what the rules turned away."""

    def __init__(self, seed: int | str) -> None:
        self.draw = random.Random(seed)  # the seed decides, so that a failure can be seen again
        self.done: list[str] = []
        self.refused = 0
        self.number = 0

    def write(self, country: Country, times: int) -> None:
        """So many acts in towns drawn by chance."""
        for _time in range(times):
            self.act(self.draw.choice(country.towns))

    def act(self, town: Town) -> None:
        """One act. Entering comes more often than taking back, so that the country grows."""
        verbs: list[tuple[int, Callable[[Town], object]]] = [
            (5, self.enter),
            (7, self.pin),
            (3, self.approve),
            (3, self.budget),
            (3, self.sign),
            (3, self.pay),
            (3, self.progress),
            (2, self.withdraw),
            (2, self.set_record_aside),
            (1, self.set_project_aside),
            (2, self.move_year),
            (1, self.rename),
            (1, self.vision),
            (1, self.strategy),
        ]
        verb = self.draw.choices([verb for _weight, verb in verbs], [weight for weight, _verb in verbs])[0]
        self.done.append(f"{verb.__name__} {town.authority.pk}")
        try:
            verb(town)
        except (ValidationError, StaleVersion):
            self.refused += 1

    def project(self, town: Town) -> Project | None:
        """A live project of the town."""
        found = list(Project.objects.live().filter(authority=town.authority).order_by("pk"))
        return self.draw.choice(found) if found else None

    def code(self) -> str:
        """A code that nobody else has."""
        self.number += 1
        return f"{self.draw.randrange(10**9)}-{self.number}"

    def enter(self, town: Town) -> None:
        enter_project(
            plan=town.plan,
            by=town.planner,
            fiscal_year=self.draw.choice(YEARS),
            code=self.code(),
            name=self.draw.choice(("ถนน", "สะพาน", "ประปา")),
            programme=self.draw.choice(list(Programme.objects.order_by("code")[:3])),
            planned_budget=Decimal(self.draw.randrange(1, 900)) * 1000,
            fund=self.draw.choice(list(Fund)),
        )

    def pin(self, town: Town) -> None:
        if project := self.project(town):
            # now and then a project lies on the neighbour's ground, with a reason
            outside = self.draw.random() < 0.1
            west = town.west + (SIDE if outside else 0)
            reading = Reading(
                round(west + self.draw.uniform(0.01, 0.09), 6),
                round(town.south + self.draw.uniform(0.01, 0.09), 6),
                "wgs84",
            )
            pin_project(
                project=project,
                reading=reading,
                kind=self.draw.choice(list(PositionKind)),
                by=town.engineer,
                capture=Capture.MAP_CLICK,
                outside_reason="ถนนเชื่อมสองตำบล" if outside else "",
            )

    def withdraw(self, town: Town) -> None:
        found = list(Position.objects.live().filter(authority=town.authority, is_current=True).order_by("pk"))
        if found:
            withdraw_position(position=self.draw.choice(found), by=town.engineer, reason=REASON)

    def approve(self, town: Town) -> None:
        if project := self.project(town):
            approve_plan(project=project, by=town.planner, approved_on=DAY)

    def budget(self, town: Town) -> None:
        if project := self.project(town):
            amount = Decimal(self.draw.randrange(1, 900)) * 1000
            approve_budget(project=project, by=town.planner, approved_on=DAY, amount=amount)

    def sign(self, town: Town) -> None:
        projects = [one for one in (self.project(town), self.project(town)) if one is not None]
        shares = [(one, Decimal(1000)) for one in {one.pk: one for one in projects}.values()]
        if shares:
            sign_contract(
                shares=shares,
                by=town.finance,
                number=self.code(),
                signed_on=DAY,
                contractor_name="หจก. ทดสอบ",
                amount=Decimal(1000) * len(shares),
            )

    def pay(self, town: Town) -> None:
        if project := self.project(town):
            pay(project=project, by=town.finance, amount=Decimal(self.draw.randrange(1, 99)), paid_on=DAY)

    def progress(self, town: Town) -> None:
        if project := self.project(town):
            percent = Decimal(self.draw.choice((20, 60, 100)))
            report_progress(project=project, by=town.engineer, reported_on=DAY, percent=percent)

    def set_record_aside(self, town: Town) -> None:
        model = self.draw.choice((PlanApproval, Contract, Disbursement, Progress, Vision))
        found = list(model.objects.live().filter(authority=town.authority).order_by("pk"))
        if found:
            by = town.finance if model in (Contract, Disbursement, Progress) else town.planner
            set_aside(record=self.draw.choice(found), by=by, reason=REASON)

    def set_project_aside(self, town: Town) -> None:
        if project := self.project(town):
            set_aside(record=project, by=town.planner, reason=REASON)

    def move_year(self, town: Town) -> None:
        if project := self.project(town):
            change_project(
                project=project,
                by=town.planner,
                expected_version=project.version,
                fiscal_year=self.draw.choice(YEARS),
            )

    def rename(self, town: Town) -> None:
        if project := self.project(town):
            change_project(
                project=project,
                by=town.planner,
                expected_version=project.version,
                name="ซ่อมถนน",
                planned_budget=Decimal(self.draw.randrange(1, 900)) * 500,
            )

    def vision(self, town: Town) -> None:
        enter_vision(plan=town.plan, by=town.planner, text="ชุมชนน่าอยู่")

    def strategy(self, town: Town) -> None:
        enter_strategy(plan=town.plan, by=town.planner, number=self.draw.randrange(1, 9), name="โครงสร้างพื้นฐาน")

    def load_past(self, country: Country, day: dt.date, times: int) -> None:
        """Records of a past day, loaded in bulk: the only door through which a moment of recording may be given."""
        moment = dt.datetime(day.year, day.month, day.day, 5, tzinfo=dt.UTC)
        with bulk_loading():
            for _time in range(times):
                town = self.draw.choice(country.towns)
                project = make.ProjectFactory(
                    plan=town.plan,
                    authority=town.authority,
                    fiscal_year=self.draw.choice(YEARS),
                    code=self.code(),
                    recorded_at=moment,
                )
                for part in self.draw.sample(
                    (
                        make.PlanApprovalFactory,
                        make.BudgetApprovalFactory,
                        make.DisbursementFactory,
                        make.PositionFactory,
                    ),
                    k=self.draw.randrange(4),
                ):
                    part(project=project, recorded_at=moment)
