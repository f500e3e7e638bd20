"""The sheet's rows: read as people type them, checked without saving, kept where good and named where refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from projects.enums import Fund
from projects.models import DevelopmentPlan, PlannedBudget, Project
from projects.pages.planning.sheet import typed_cells
from projects.services.ledger import differences
from tests import factories as make

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def plan() -> DevelopmentPlan:
    return make.PlanFactory(first_year=2560)


@pytest.fixture
def ask(signed_in: SignIn, plan: DevelopmentPlan) -> Ask:
    client = signed_in(make.make_user(Role.PLANNER, authority=plan.authority))

    def send(*rows: dict[str, Any], verb: str = "check") -> list[dict[str, Any]]:
        body = json.dumps({"rows": list(rows)})
        response = client.post(f"/plans/{plan.pk}/rows/{verb}/", body, content_type="application/json")
        assert response.status_code == 200, response.content
        told: list[dict[str, Any]] = response.json()["rows"]
        return told

    return send


def row(key: str = "n1", **cells: str) -> dict[str, Any]:
    typed = {"name": "ก่อสร้างถนน", "code": f"P-{key}", "programme": "9", "y2560": "500,000", **cells}
    return {"key": key, "id": None, "version": 0, "cells": typed}


def row_of(project: Project, **cells: str) -> dict[str, Any]:
    typed = {**typed_cells(project), **cells}
    return {"key": f"p{project.pk}", "id": project.pk, "version": project.version, "cells": typed}


def test_checking_saves_nothing_and_saving_keeps_what_was_checked(ask: Ask) -> None:
    assert ask(row())[0]["errors"] == {}
    assert not Project.objects.exists()
    told = ask(row(), verb="save")[0]
    project = Project.objects.get()
    assert told["kept"]["id"] == project.pk
    assert told["kept"]["cells"]["y2560"] == "500,000"
    assert (project.fiscal_year, project.fund, project.planned_budget) == (2560, Fund.ORDINANCE, 500_000)
    assert differences() == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9", 9),
        ("๙", 9),
        ("00310", 9),
        ("แผนงานการศึกษา", 3),
        ("การศึกษา", 3),
        (" การเกษตร ", 10),
        ("Agriculture", 10),
    ],
)
def test_a_programme_is_read_by_number_code_or_name(ask: Ask, typed: str, code: int) -> None:
    assert ask(row(programme=typed), verb="save")[0]["errors"] == {}
    assert Project.objects.get().programme_id == code


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"programme": "ยาเสพติด"}, "programme", "12 แผนงาน"),
        ({"programme": "ความเข้มแข็งชุมชน"}, "programme", "สร้างความเข้มแข็งของชุมชน"),
        ({"programme": ""}, "programme", "โปรดกรอกช่องนี้"),
        ({"name": ""}, "name", "โปรดกรอกช่องนี้"),
        ({"code": " "}, "code", "โปรดกรอกช่องนี้"),
        ({"code": "ก" * 21}, "code", "20"),
        ({"y2560": "สี่แสนบาท"}, "y2560", "สี่แสนบาท"),
        ({"y2560": "-5"}, "y2560", "ติดลบ"),
        ({"y2561": "1.005"}, "y2561", "ทศนิยม"),
        ({"y2560": ""}, "y2560", "อย่างน้อยหนึ่งปี"),
        ({"year": "2565"}, "year", "2565"),
        ({"year": "ปีหน้า"}, "year", "ปีหน้า"),
        ({"approach": "7.1"}, "approach", "1.2"),
        ({"fund": "เงินฝาก"}, "fund", "แหล่งเงิน"),
        ({"policy": "ภัยแล้ง"}, "policy", "ยาเสพติด"),
    ],
)
def test_a_refused_cell_says_why(ask: Ask, cells: dict[str, str], column: str, said: str) -> None:
    told = ask(row(**cells), verb="save")[0]
    assert said in told["errors"][column]
    assert ask(row(**cells))[0]["errors"] == told["errors"], "checking refuses exactly what saving does"
    assert "kept" not in told
    assert not Project.objects.exists()


def test_what_was_read_for_the_person_is_said(ask: Ask) -> None:
    told = ask(row(y2560="", y2561="๒๘๐,๐๐๐"))[0]
    assert told["errors"] == {}
    assert "280,000" in told["notes"]["y2561"]
    assert "2561" in told["notes"]["year"]


def test_strategies_approaches_policies_and_all_years_are_kept(ask: Ask, plan: DevelopmentPlan) -> None:
    from projects.models import Approach

    strategy = make.StrategyFactory(plan=plan, number=1, name="ถนน")
    approach = Approach.objects.create(strategy=strategy, authority=plan.authority, number=2, name="สะพาน")
    typed = {"approach": "๑.๒", "policy": "ยาเสพติด", "fund": "เงินสะสม", "village": "หมู่ 4", "y2562": "7"}
    assert ask(row(**typed), verb="save")[0]["errors"] == {}
    project = Project.objects.get()
    assert (project.strategy, project.approach) == (strategy, approach)
    assert (project.urgent_policy_id, project.fund, project.village) == ("drugs", "RESERVES", "หมู่ 4")
    amounts = PlannedBudget.objects.values_list("fiscal_year", "amount")
    assert {year: int(amount) for year, amount in amounts} == {2560: 500_000, 2562: 7}
    assert ask(row(key="n2", approach="ถนน"))[0]["errors"] == {}


def test_the_good_rows_of_a_paste_are_kept_and_the_refused_ones_named(ask: Ask) -> None:
    pasted = [row("n1", code="A"), row("n2", code="A"), row("n3", code="B", y2560="?"), row("n4", code="C")]
    told = ask(*pasted)
    assert "A" in told[1]["errors"]["code"], "twice in one paste is found before saving"
    told = ask(*pasted, verb="save")
    assert [bool(one.get("kept")) for one in told] == [True, False, False, True]
    assert sorted(Project.objects.values_list("code", flat=True)) == ["A", "C"]


def test_a_code_that_a_row_gives_up_may_be_taken_by_the_next(ask: Ask, plan: DevelopmentPlan) -> None:
    project = make.ProjectFactory(plan=plan, code="A")
    sent = [row_of(project, code="B"), row("n1", code="A"), row("n2", code="B")]
    for verb in ("check", "save"):
        told = ask(*sent, verb=verb)
        assert [sorted(one["errors"]) for one in told] == [[], [], ["code"]]


def test_checking_asks_the_same_number_of_questions_for_one_row_and_for_fifty(
    ask: Ask, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        ask(*(row(f"n{n}") for n in range(50)))


def test_a_changed_row_changes_the_project_and_nothing_else(ask: Ask, plan: DevelopmentPlan) -> None:
    project = make.ProjectFactory(plan=plan, objective="เพื่อสัญจร")
    told = ask(row_of(project, name="ใหม่", y2561="9"), verb="save")[0]
    assert told["kept"]["version"] == 2
    project.refresh_from_db()
    assert (project.name, project.objective, project.planned_budget) == ("ใหม่", "เพื่อสัญจร", 500_000)


def test_a_row_that_somebody_else_changed_is_told_with_the_other_version(ask: Ask, plan: DevelopmentPlan) -> None:
    project = make.ProjectFactory(plan=plan, name="เดิม")
    mine = row_of(project, name="ของเรา")
    Project.objects.filter(pk=project.pk).update(name="ของผู้อื่น", version=2)
    for verb in ("check", "save"):
        told = ask(mine, verb=verb)[0]
        assert told["theirs"]["version"] == 2
        assert told["theirs"]["cells"]["name"] == "ของผู้อื่น"
    assert Project.objects.get().name == "ของผู้อื่น"


def test_a_row_of_another_plan_is_not_in_this_one(ask: Ask, plan: DevelopmentPlan) -> None:
    stranger = make.ProjectFactory()
    older = make.ProjectFactory(plan=make.PlanFactory(authority=plan.authority, first_year=2559))
    told = ask(row_of(stranger, name="ยึดมา"), row_of(older, name="ยึดมา"), verb="save")
    assert all(one["row_errors"] and "kept" not in one and "theirs" not in one for one in told)
    assert not Project.objects.filter(name="ยึดมา").exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"rows": 5}',
        '{"rows": [5]}',
        '{"rows": [{"key": "a", "cells": []}]}',
        '{"rows": [{"key": "a", "id": "x", "cells": {}}]}',
        '{"rows": [{"key": "a", "id": true, "cells": {}}]}',
        '{"rows": [{"key": "a", "id": 1e30, "cells": {}}]}',
        '{"rows": [{"key": "a", "cells": {"name": "\\ud800"}}]}',
        '{"rows": [{"key": "a", "cells": {}}, {"key": "a", "cells": {}}]}',
        "[" * 5000,
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(signed_in: SignIn, plan: DevelopmentPlan, body: str) -> None:
    client = signed_in(make.make_user(Role.PLANNER, authority=plan.authority))
    response = client.post(f"/plans/{plan.pk}/rows/save/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["detail"]


def test_hostile_text_is_only_text(ask: Ask) -> None:
    name = "<script>alert(1)</script> {{ 7*7 }} '; drop table"
    told = ask(row(name=name), verb="save")[0]
    assert told["kept"]["cells"]["name"] == name


def test_more_rows_than_can_be_kept_at_once_are_refused_together(signed_in: SignIn, plan: DevelopmentPlan) -> None:
    client = signed_in(make.make_user(Role.PLANNER, authority=plan.authority))
    body = json.dumps({"rows": [row(f"n{n}") for n in range(501)]})
    response = client.post(f"/plans/{plan.pk}/rows/save/", body, content_type="application/json")
    assert response.status_code == 400
    assert "500" in response.json()["detail"]
