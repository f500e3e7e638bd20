"""Small worlds for tests: square authorities one tenth of a degree wide, and records with round numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from accounts.enums import AUTHORITY_ROLES, PROVINCE_ROLES, Role
from accounts.models import Assignment, User
from layers.enums import AuthorityKind
from layers.models import AuthorityPeriod, LocalAuthority, Province
from projects.enums import Capture, Inside, PositionKind
from projects.models import (
    BudgetApproval,
    Contract,
    ContractShare,
    DevelopmentPlan,
    Disbursement,
    Handover,
    PlanApproval,
    Position,
    Progress,
    Project,
    Strategy,
    Vision,
)

PASSWORD = "correct horse battery"


def square(west: float, south: float, side: float = 0.1) -> MultiPolygon:
    """A square of `side` degrees whose lower left corner is (west, south), WGS 84."""
    return MultiPolygon(Polygon.from_bbox((west, south, west + side, south + side)), srid=4326)


class AuthorityFactory(factory.django.DjangoModelFactory):
    """A subdistrict municipality of Saraburi, a square of its own, existing since 1 October 2542 (BE)."""

    class Meta:
        model = LocalAuthority
        skip_postgeneration_save = True

    class Params:
        since = dt.date(1999, 10, 1)

    kind = AuthorityKind.SUBDISTRICT
    name_th = factory.Sequence(lambda n: f"ทดสอบ{n}")
    name_en = factory.Sequence(lambda n: f"Test {n}")
    code = factory.Sequence(lambda n: f"519{n % 10_000:04d}")
    province = factory.LazyFunction(lambda: Province.objects.get(code="19"))
    boundary = factory.Sequence(lambda n: square(100.8 + 0.1 * (n % 5), 14.4 + 0.1 * (n // 5 % 5)))
    boundary_source = "drawn for the test"
    boundary_accuracy_m = 10

    @factory.post_generation
    def period(self: LocalAuthority, create: bool, extracted: Any, **_options: Any) -> None:
        """Every authority has a period in the dated registry."""
        AuthorityPeriod.objects.create(
            authority=self,
            during=(extracted or dt.date(1999, 10, 1), None),
            kind=self.kind,
            code=self.code,
            name_th=self.name_th,
            name_en=self.name_en,
            province=self.province,
        )


class UserFactory(factory.django.DjangoModelFactory):
    """A person; `make_user` gives one a role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


def make_user(role: Role | None = None, *, authority: LocalAuthority | None = None, **fields: Any) -> User:
    """A person with one role: in `authority`, in its province, or national, as the role asks."""
    user = UserFactory(**fields)
    if role is not None:
        Assignment.objects.create(
            user=user,
            role=role,
            authority=authority if role in AUTHORITY_ROLES else None,
            province=authority.province if role in PROVINCE_ROLES and authority else None,
            since=dt.date(2010, 10, 1),
        )
    return user


class RecordFactory(factory.django.DjangoModelFactory):
    """A record of an authority."""

    class Meta:
        abstract = True

    authority = factory.SubFactory(AuthorityFactory)


class PlanFactory(RecordFactory):
    """A three-year plan from 2559."""

    class Meta:
        model = DevelopmentPlan

    first_year = 2559


class PlanPartFactory(RecordFactory):
    """A record of a plan, in the plan's authority."""

    class Meta:
        abstract = True

    plan = factory.SubFactory(PlanFactory)
    authority = factory.SelfAttribute("plan.authority")


class VisionFactory(PlanPartFactory):
    class Meta:
        model = Vision

    text = "ชุมชนน่าอยู่"


class StrategyFactory(PlanPartFactory):
    class Meta:
        model = Strategy

    number = factory.Sequence(lambda n: n + 1)
    name = "โครงสร้างพื้นฐาน"


class ProjectFactory(PlanPartFactory):
    """A road of fiscal year 2559 with a planned budget of 500,000 baht."""

    class Meta:
        model = Project

    programme_id = 9
    fiscal_year = factory.LazyAttribute(lambda project: project.plan.first_year)
    code = factory.Sequence(lambda n: f"P59-{n:04d}")
    name = "ก่อสร้างถนน คสล. สายบ้านทดสอบ หมู่ 1 กว้าง 4 เมตร ยาว 250 เมตร"
    planned_budget = Decimal("500000.00")


class ProjectPartFactory(RecordFactory):
    """A record of a project, in the project's authority."""

    class Meta:
        abstract = True

    project = factory.SubFactory(ProjectFactory)
    authority = factory.SelfAttribute("project.authority")


class PlanApprovalFactory(ProjectPartFactory):
    class Meta:
        model = PlanApproval

    approved_on = dt.date(2015, 6, 15)


class BudgetApprovalFactory(ProjectPartFactory):
    class Meta:
        model = BudgetApproval

    approved_on = dt.date(2015, 9, 15)
    amount = Decimal("480000.00")


class ContractFactory(RecordFactory):
    class Meta:
        model = Contract

    number = factory.Sequence(lambda n: f"{n}/2559")
    signed_on = dt.date(2016, 1, 20)
    contractor_name = "หจก. ทดสอบก่อสร้าง"
    amount = Decimal("450000.00")


class ContractShareFactory(ProjectPartFactory):
    class Meta:
        model = ContractShare

    contract = factory.SubFactory(ContractFactory, authority=factory.SelfAttribute("..authority"))
    amount = Decimal("450000.00")


class DisbursementFactory(ProjectPartFactory):
    class Meta:
        model = Disbursement

    fiscal_year = factory.SelfAttribute("project.fiscal_year")
    voucher_number = factory.Sequence(lambda n: f"ฎ{n}")
    paid_on = dt.date(2016, 4, 20)
    amount = Decimal("450000.00")


class ProgressFactory(ProjectPartFactory):
    class Meta:
        model = Progress

    reported_on = dt.date(2016, 4, 1)
    percent = Decimal(100)


class HandoverFactory(ProjectPartFactory):
    class Meta:
        model = Handover

    accepted_on = dt.date(2016, 4, 10)


class PositionFactory(ProjectPartFactory):
    """The current planned position, in the middle of the authority's square."""

    class Meta:
        model = Position

    kind = PositionKind.PLANNED
    sequence = 1
    point = factory.LazyAttribute(
        lambda position: (
            position.authority.boundary.centroid if position.authority.boundary else Point(101.0, 14.5, srid=4326)
        )
    )
    capture = Capture.MAP_CLICK
    inside = Inside.INSIDE
