"""The page of one project: what it shows, to whom, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.utils.translation import override

from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, Role
from geo.coordinates import Reading
from layers.models import Province
from projects.enums import Capture, PositionKind, Stage
from projects.history import history_in_words
from projects.models import Disbursement, Project
from projects.services.acting import act_as
from projects.services.positions import pin_project, withdraw_position
from projects.timeline import money_of, steps_of
from tests.factories import (
    AuthorityFactory,
    BudgetApprovalFactory,
    ContractShareFactory,
    DisbursementFactory,
    PlanApprovalFactory,
    PositionFactory,
    ProgressFactory,
    ProjectFactory,
    StrategyFactory,
    VisionFactory,
    make_user,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


def plain(page: str) -> str:
    """The words of a page, with the figures in Arabic digits only."""
    without_thai = re.sub(r'<span class="d-th">[^<]*</span>', "", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without_thai)).replace("\xa0", " ")


def a_road() -> Project:
    """Planned 500,000, approved 480,000, contracted and paid 450,000 baht; complete; pinned."""
    project: Project = ProjectFactory()
    VisionFactory(plan=project.plan)
    StrategyFactory(plan=project.plan)
    for factory in (PlanApprovalFactory, BudgetApprovalFactory, ContractShareFactory, DisbursementFactory):
        factory(project=project)
    ProgressFactory(project=project)
    PositionFactory(project=project)
    project.refresh_from_db()
    return project


def test_own_province_and_department_see_it_and_nobody_else(signed_in: SignIn) -> None:
    project = a_road()
    same_province = AuthorityFactory()
    elsewhere = AuthorityFactory(province=Province.objects.get(pk="20"))
    for role in Role:
        for place in (project.authority, same_province, elsewhere):
            mine = place == project.authority or role in NATIONAL_ROLES
            of_my_province = role not in AUTHORITY_ROLES and place.province_id == project.authority.province_id
            client = signed_in(make_user(role, authority=place))
            expected = 200 if mine or of_my_province else 404
            assert client.get(f"/projects/{project.pk}/").status_code == expected, (role, place)


def test_a_project_set_aside_or_never_entered_is_not_there(signed_in: SignIn) -> None:
    project = a_road()
    client = signed_in(make_user(Role.PLANNER, authority=project.authority))
    assert client.get("/projects/999999999/").status_code == 404
    Project.objects.filter(pk=project.pk).update(set_aside_at="2016-10-01T00:00:00Z", set_aside_reason="ซ้ำ")
    assert client.get(f"/projects/{project.pk}/").status_code == 404


def test_the_page_tells_stages_money_contract_and_place(signed_in: SignIn) -> None:
    project = a_road()
    page = signed_in(make_user(Role.FINANCE, authority=project.authority)).get(f"/projects/{project.pk}/")
    words = plain(page.content.decode())
    for expected in (
        project.name,
        "ปีงบประมาณ 2559",
        "500,000.00",
        "480,000.00",
        "450,000.00",
        "เบิกจ่ายแล้ว 100 % ของสัญญา",
        "หจก. ทดสอบก่อสร้าง",
        "20 ม.ค. 2559",
        "อยู่ในเขต",
    ):
        assert expected in words
    assert "แก้ไขที่ตั้ง" not in words, "the finance officer pins nothing"
    engineer = signed_in(make_user(Role.ENGINEER, authority=project.authority)).get(f"/projects/{project.pk}/")
    assert f"/projects/positions/?project={project.pk}" in engineer.content.decode()


def test_a_stage_left_out_is_shown_as_a_gap_and_later_ones_as_not_reached() -> None:
    project: Project = ProjectFactory()
    BudgetApprovalFactory(project=project)
    project.refresh_from_db()
    steps = {step.stage: step for step in steps_of(project)}
    assert steps[Stage.BUDGET_APPROVED].css == "tl-prob"
    assert steps[Stage.BUDGET_APPROVED].skipped is Stage.PLAN_APPROVED
    assert steps[Stage.PLAN_APPROVED].css == "tl-miss"
    assert steps[Stage.CONTRACT_SIGNED].css == "tl-yet"
    assert [steps[stage].reached for stage in (Stage.VISION, Stage.STRATEGY, Stage.PLAN)] == [False, False, True]


def test_the_bars_are_drawn_against_the_largest_sum() -> None:
    project = Project(planned_budget=Decimal(400), budget_total=Decimal(300), contract_total=Decimal(800), paid_total=0)
    assert [bar.length for bar in money_of(project, ("a", "b", "c", "d"))] == [300, 225, 600, 0]
    empty = Project(planned_budget=Decimal(0), budget_total=0, contract_total=0, paid_total=0)
    assert [bar.length for bar in money_of(empty, ("a", "b", "c", "d"))] == [0, 0, 0, 0]


def test_history_tells_who_what_before_and_after(signed_in: SignIn) -> None:
    project: Project = ProjectFactory()
    planner = make_user(Role.PLANNER, authority=project.authority, full_name="สมชาย ใจดี")
    engineer = make_user(Role.ENGINEER, authority=project.authority, full_name="มาลี ดีงาม")
    act_as(planner)
    Project.objects.filter(pk=project.pk).update(planned_budget=Decimal("650000.00"), programme_id=1)
    centre = project.authority.boundary.centroid
    here = Reading(centre.x, centre.y, "wgs84")
    pinned = pin_project(
        project=project, reading=here, kind=PositionKind.PLANNED, by=engineer, capture=Capture.MAP_CLICK
    )
    withdraw_position(position=pinned, by=engineer, reason="ผิดโครงการ")
    act_as(None)
    with override("en"):
        events = history_in_words(project)
    withdrawn, added, changed, created = events
    assert (withdrawn.action, withdrawn.by, withdrawn.reason) == ("set_aside", "มาลี ดีงาม", "ผิดโครงการ")
    assert (added.action, added.summary[1]) == ("added", f"{centre.y:.6f}, {centre.x:.6f}")
    assert (changed.by, created.action) == ("สมชาย ใจดี", "added")
    told = {row.label: (row.before, row.after) for row in changed.differences}
    assert told["Planned budget (baht)"] == (Decimal("500000.00"), Decimal("650000.00"))
    assert told["Programme"][0] != told["Programme"][1]
    words = plain(signed_in(planner).get(f"/projects/{project.pk}/").content.decode())
    assert "สมชาย ใจดี" in words
    assert "650,000.00" in words
    assert "ผิดโครงการ" in words


def test_edits_at_the_database_are_told_too(signed_in: SignIn) -> None:
    project = a_road()
    with connection.cursor() as cursor:
        cursor.execute("update projects_disbursement set amount = 400000 where project_id = %s", [project.pk])
    assert Disbursement.objects.get(project=project).amount == 400_000
    client = signed_in(make_user(Role.FINANCE, authority=project.authority))
    words = plain(client.get(f"/projects/{project.pk}/").content.decode())
    assert "แก้ไขที่ฐานข้อมูล" in words
    assert "400,000.00" in words


def test_positions_far_apart_are_pointed_out(signed_in: SignIn) -> None:
    project = a_road()
    start = project.authority.boundary.centroid
    PositionFactory(project=project, kind=PositionKind.AS_BUILT, point=Point(start.x, start.y + 0.001, srid=4326))
    words = plain(
        signed_in(make_user(Role.PLANNER, authority=project.authority)).get(f"/projects/{project.pk}/").content.decode()
    )
    assert "ห่างกัน 111 ม." in words
    assert "เกิน 50 เมตร" in words


def test_markup_in_names_stays_text(signed_in: SignIn) -> None:
    project = ProjectFactory(name="<script>alert(1)</script>", objective="<b>x</b>")
    page = signed_in(make_user(Role.PLANNER, authority=project.authority)).get(f"/projects/{project.pk}/")
    assert b"<script>alert" not in page.content
    assert b"<b>x</b>" not in page.content


def test_the_page_costs_the_same_however_many_records_there_are(
    signed_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    project = a_road()
    for _ in range(6):
        ContractShareFactory(project=project)
        DisbursementFactory(project=project)
        ProgressFactory(project=project)
    client = signed_in(make_user(Role.PLANNER, authority=project.authority))
    with django_assert_max_num_queries(32):  # type: ignore[attr-defined]  # a context manager
        assert client.get(f"/projects/{project.pk}/").status_code == 200
