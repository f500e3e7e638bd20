"""The pages of a plan by plain forms: what is shown to whom, what is kept, what is refused and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from projects.models import (
    Approach,
    BudgetApproval,
    DevelopmentPlan,
    PlanApproval,
    PlanRevision,
    Project,
    Strategy,
    Vision,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.fixture
def plan() -> DevelopmentPlan:
    return make.PlanFactory(first_year=2560, authority=make.AuthorityFactory(name_th="กลาง"))


@pytest.fixture
def planner(plan: DevelopmentPlan) -> User:
    return make.make_user(Role.PLANNER, authority=plan.authority, full_name="วิไล วางแผน")


@pytest.fixture
def client_of_planner(signed_in: SignIn, planner: User) -> Client:
    return signed_in(planner)


def words(response: Any) -> str:
    return response.content.decode()


def project_fields(**changes: Any) -> dict[str, Any]:
    return {
        "name": "ก่อสร้างถนน",
        "code": "P60-1",
        "fiscal_year": "2560",
        "programme": "9",
        "fund": "ORDINANCE",
        "year_2560": "๕๐๐,๐๐๐",
        "year_2561": "",
        "year_2562": "1,000.50",
        **changes,
    }


def test_the_newest_plan_of_ones_own_authority_is_opened(client_of_planner: Client, plan: DevelopmentPlan) -> None:
    make.PlanFactory(authority=plan.authority, first_year=2559)
    make.ProjectFactory(plan=plan, name="ซ่อมสะพาน")
    response = client_of_planner.get("/plans/")
    assert response.context["plan"] == plan
    assert "ซ่อมสะพาน" in words(response)
    assert len(response.context["plans"]) == 2


def test_an_authority_without_a_plan_is_offered_to_enter_one(signed_in: SignIn) -> None:
    authority = make.AuthorityFactory()
    client = signed_in(make.make_user(Role.PLANNER, authority=authority))
    assert f"/plans/new/?authority={authority.pk}" in words(client.get("/plans/"))
    kept = client.post("/plans/new/", {"first_year": "๒๕๖๑", "length": "4"})
    assert kept.status_code == 302
    plan = DevelopmentPlan.objects.get()
    assert (plan.first_year, plan.length, plan.authority) == (2561, 4, authority)


@pytest.mark.parametrize(("typed", "said"), [("2017", "2560"), ("สองพัน", "ไม่ใช่จำนวนเต็ม"), ("", "จำเป็น")])
def test_a_year_that_cannot_be_is_answered_at_its_field(signed_in: SignIn, typed: str, said: str) -> None:
    client = signed_in(make.make_user(Role.PLANNER, authority=make.AuthorityFactory()))
    response = client.post("/plans/new/", {"first_year": typed, "length": "3"})
    assert response.status_code == 200
    assert typed in words(response)
    assert said in words(response)
    assert not DevelopmentPlan.objects.exists()


def test_vision_strategy_and_approach_are_entered_and_changed_by_forms(
    client_of_planner: Client, plan: DevelopmentPlan
) -> None:
    client, base = client_of_planner, f"/plans/{plan.pk}"
    assert client.post(f"{base}/vision/", {"text": "น่าอยู่"}).status_code == 302
    assert client.post(f"{base}/vision/", {"text": "น่าอยู่มาก", "expected_version": "1"}).status_code == 302
    assert Vision.objects.get().text == "น่าอยู่มาก"
    assert client.post(f"{base}/strategies/", {"number": "๑", "name": "ถนน"}).status_code == 302
    strategy = Strategy.objects.get()
    assert "ถนน" in words(client.post(f"{base}/strategies/", {"number": "1", "name": "น้ำ"}))
    assert Strategy.objects.count() == 1
    new = f"{base}/strategies/{strategy.pk}/approaches/new/"
    assert client.post(new, {"number": "1", "name": "สะพาน"}).status_code == 302
    approach = Approach.objects.get()
    changed = {"number": "2", "name": "ท่อ", "expected_version": "1"}
    assert client.post(f"{base}/approaches/{approach.pk}/", changed).status_code == 302
    assert client.post(f"{base}/strategies/{strategy.pk}/", changed).status_code == 302
    page = words(client.get(f"/plans/?plan={plan.pk}"))
    assert "น่าอยู่มาก" in page
    assert "ท่อ" in page


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(
    client_of_planner: Client, plan: DevelopmentPlan
) -> None:
    vision = make.VisionFactory(plan=plan, text="เดิม")
    Vision.objects.filter(pk=vision.pk).update(text="ของผู้อื่น", version=2)
    address = f"/plans/{plan.pk}/vision/"
    response = client_of_planner.post(address, {"text": "ของเรา", "expected_version": "1"})
    assert response.status_code == 409
    assert response.context["comparison"] == [("วิสัยทัศน์", "ของเรา", "ของผู้อื่น")]
    assert 'value="2"' in words(response)
    assert Vision.objects.get().text == "ของผู้อื่น"
    assert client_of_planner.post(address, {"text": "ของเรา", "expected_version": "2"}).status_code == 302
    assert Vision.objects.get().text == "ของเรา"


def test_a_project_is_entered_changed_moved_and_set_aside_on_its_form(
    client_of_planner: Client, plan: DevelopmentPlan
) -> None:
    strategy = make.StrategyFactory(plan=plan, number=1)
    client, base = client_of_planner, f"/plans/{plan.pk}/projects"
    kept = client.post(f"{base}/new/", project_fields(urgent_policy="drugs"))
    assert kept.status_code == 302
    project = Project.objects.get()
    assert (project.planned_budget, project.strategy, project.urgent_policy_id) == (500_000, None, "drugs")
    amounts = {row.fiscal_year: row.amount for row in project.planned_budgets.all()}
    assert {year: float(amount) for year, amount in amounts.items()} == {2560: 500_000.0, 2562: 1000.5}
    page = words(client.get(f"{base}/{project.pk}/"))
    assert 'value="500,000"' in page
    assert 'value="1,000.50"' in page
    moved = project_fields(line=f"s{strategy.pk}", expected_version="1", year_2562="")
    assert client.post(f"{base}/{project.pk}/", moved).status_code == 302
    project.refresh_from_db()
    assert (project.strategy, project.urgent_policy_id, project.version) == (strategy, None, 2)
    stale = client.post(f"{base}/{project.pk}/", project_fields(name="อื่น", expected_version="1"))
    assert stale.status_code == 409
    assert ("ชื่อโครงการ", "อื่น", "ก่อสร้างถนน") in stale.context["comparison"]
    assert client.post(f"{base}/{project.pk}/", {"action": "set_aside", "reason": " "}).status_code == 302
    assert Project.objects.live().exists(), "without a reason nothing is set aside"
    assert client.post(f"{base}/{project.pk}/", {"action": "set_aside", "reason": "ซ้ำ"}).status_code == 302
    assert not Project.objects.live().exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"year_2560": ""}, "0"),
        ({"year_2560": "สี่แสน"}, "สี่แสน"),
        ({"code": ""}, "จำเป็น"),
        ({"fiscal_year": "2570"}, "2570"),
        ({"year_2561": "1.005"}, "ทศนิยม"),
        ({"programme": "99"}, "เลือก"),
        ({"line": "s999999"}, "s999999"),
        ({"name": "ก" * 301}, "300"),
        ({"code": "P60-9"}, "มีอยู่แล้ว"),
    ],
)
def test_what_is_wrong_with_a_project_stands_at_its_field(
    client_of_planner: Client, plan: DevelopmentPlan, changes: dict[str, str], said: str
) -> None:
    make.ProjectFactory(plan=plan, code="P60-9", name="มีอยู่แล้ว")
    response = client_of_planner.post(f"/plans/{plan.pk}/projects/new/", project_fields(**changes))
    assert response.status_code == 200
    assert said in words(response)
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["A", "B", "C"]),
        ("&year=๒๕๖๑", ["C"]),
        ("&state=draft", ["B", "C"]),
        ("&state=plan", []),
        ("&state=budget", ["A"]),
        ("&strategy=0", ["B", "C"]),
        ("&q=สะพาน", ["B"]),
    ],
)
def test_the_sheet_is_narrowed_by_its_address(
    client_of_planner: Client, plan: DevelopmentPlan, query: str, codes: list[str]
) -> None:
    strategy = make.StrategyFactory(plan=plan)
    first = make.ProjectFactory(plan=plan, code="A", strategy=strategy)
    make.PlanApprovalFactory(project=first)
    make.BudgetApprovalFactory(project=first)
    make.ProjectFactory(plan=plan, code="B", name="ซ่อมสะพาน")
    make.ProjectFactory(plan=plan, code="C", fiscal_year=2561)
    response = client_of_planner.get(f"/plans/?plan={plan.pk}{query}")
    assert [row.project.code for row in response.context["rows"]] == codes
    assert response.context["totals"].count == len(codes)
    assert response.context["totals"].total == 500_000 * len(codes)
    assert [node["count"] for node in response.context["tree"]["nodes"]] == [0 if query == "&q=สะพาน" else 1]


@pytest.mark.parametrize("query", ["state=all", "year=ปีนี้", "strategy=-1", "page=x", "q=" + "ก" * 101])
def test_an_address_that_says_nothing_known_is_answered_with_a_sentence(client_of_planner: Client, query: str) -> None:
    assert client_of_planner.get(f"/plans/?{query}").status_code == 400


def test_the_sheet_asks_the_same_number_of_questions_for_one_project_and_for_forty(
    client_of_planner: Client, plan: DevelopmentPlan, django_assert_max_num_queries: Any
) -> None:
    strategy = make.StrategyFactory(plan=plan)
    for _ in range(40):
        make.ProjectFactory(plan=plan, strategy=strategy)
    client_of_planner.get("/plans/")
    with django_assert_max_num_queries(22):
        client_of_planner.get("/plans/")


def test_many_are_approved_by_one_form(client_of_planner: Client, plan: DevelopmentPlan) -> None:
    first, second = (make.ProjectFactory(plan=plan, code=code) for code in ("A", "B"))
    address = f"/plans/{plan.pk}/approve/"
    chosen = {"project": [first.pk, second.pk]}
    form = client_of_planner.post(address, {**chosen, "what": "plan"})
    assert form.status_code == 200
    assert not PlanApproval.objects.exists()
    wrong = client_of_planner.post(
        address, {**chosen, "what": "plan", "save": "1", "approved_on": "31 ก.พ. 2559", "paper": ""}
    )
    assert "31 ก.พ. 2559" in words(wrong)
    sent = {**chosen, "what": "plan", "save": "1", "approved_on": "๑๕ มิ.ย. ๒๕๕๙", "paper": "ทต. 14/2559"}
    assert client_of_planner.post(address, sent).status_code == 302
    assert {one.approved_on.isoformat() for one in PlanApproval.objects.all()} == {"2016-06-15"}
    again = client_of_planner.post(address, sent)
    assert again.status_code == 200
    assert again.context["refused"] == 2
    money = {
        **chosen,
        "what": "budget",
        "save": "1",
        "approved_on": "15 ก.ย. 2559",
        "ordinance": "ข้อบัญญัติ 2560",
        "source": "RESERVES",
        f"amount_{first.pk}": "๑๐๐,๐๐๐",
        f"approvals_{first.pk}": "0",
        f"approvals_{second.pk}": "0",
    }
    assert client_of_planner.post(address, money).status_code == 302
    assert sorted(BudgetApproval.objects.values_list("amount", flat=True)) == [100_000, 500_000]
    twice = client_of_planner.post(address, money)
    assert twice.context["refused"] == 2, "the same form sent twice counts once"
    assert [one.approvals for one in twice.context["chosen"]] == [1, 1], "having seen them, more can be approved"
    assert BudgetApproval.objects.count() == 2
    refused = client_of_planner.post(address, {**money, f"amount_{first.pk}": "แสนบาท", f"approvals_{first.pk}": "1"})
    assert "แสนบาท" in words(refused)


def test_choosing_nothing_or_a_stranger_approves_nothing(client_of_planner: Client, plan: DevelopmentPlan) -> None:
    address, stranger = f"/plans/{plan.pk}/approve/", make.ProjectFactory()
    assert client_of_planner.post(address, {"what": "plan"}).status_code == 302
    for ids in ([stranger.pk], ["x"], ["9" * 30]):
        assert client_of_planner.post(address, {"what": "plan", "project": ids}).status_code == 404
    assert client_of_planner.post(address, {"what": "all", "project": [1]}).status_code == 404


def test_revisions_are_entered_approved_and_name_their_projects(
    client_of_planner: Client, plan: DevelopmentPlan
) -> None:
    client, address = client_of_planner, f"/plans/{plan.pk}/revisions/"
    assert client.post(address, {"kind": "ADDITION", "number": "", "reason": "อุทกภัย"}).status_code == 302
    revision = PlanRevision.objects.get()
    project = make.ProjectFactory(plan=plan, revision=revision, code="P60-171")
    assert "P60-171" in words(client.get(address)).replace('<span class="d-ar">', "")
    assert "1" in words(client.get(f"/plans/?plan={plan.pk}"))
    approval = {"approved_on": "21 ก.ย. 2559", "paper": "ทต. 9/2559", "with_projects": "on", "expected_version": "1"}
    assert client.post(f"{address}{revision.pk}/approve/", approval).status_code == 302
    revision.refresh_from_db()
    assert revision.approved_on is not None
    assert PlanApproval.objects.get().project == project
    stale = client.post(f"{address}{revision.pk}/", {"kind": "CHANGE", "number": "4", "expected_version": "1"})
    assert stale.status_code == 409


def addresses(plan: DevelopmentPlan, project: Project) -> list[str]:
    base = f"/plans/{plan.pk}"
    return [
        f"/plans/?plan={plan.pk}",
        f"/plans/?authority={plan.authority_id}",
        f"/plans/new/?authority={plan.authority_id}",
        f"{base}/edit/",
        f"{base}/vision/",
        f"{base}/strategies/",
        f"{base}/projects/new/",
        f"{base}/projects/{project.pk}/",
        f"{base}/revisions/",
    ]


def test_a_neighbour_finds_none_of_the_pages(signed_in: SignIn, plan: DevelopmentPlan) -> None:
    project = make.ProjectFactory(plan=plan)
    client = signed_in(make.make_user(Role.PLANNER, authority=make.AuthorityFactory()))
    for address in addresses(plan, project):
        assert client.get(address).status_code == 404, address
    for address in (*addresses(plan, project)[3:], f"/plans/{plan.pk}/approve/"):
        assert client.post(address, {"what": "plan", "project": project.pk}).status_code == 404, address
    for address in (f"/plans/{plan.pk}/rows/check/", f"/plans/{plan.pk}/rows/save/"):
        assert client.post(address, json.dumps({"rows": []}), content_type="application/json").status_code == 404


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.FINANCE, Role.PROVINCIAL_ANALYST, Role.DEPARTMENT_ANALYST])
def test_whoever_may_only_look_sees_the_plan_and_no_tools(signed_in: SignIn, plan: DevelopmentPlan, role: Role) -> None:
    project = make.ProjectFactory(plan=plan, name="ซ่อมสะพาน")
    client = signed_in(make.make_user(role, authority=plan.authority))
    page = words(client.get(f"/plans/?plan={plan.pk}"))
    assert "ซ่อมสะพาน" in page
    for tool in ("plan-sheet", 'type="checkbox"', "/projects/new/", "/vision/", 'id="choose"'):
        assert tool not in page, tool
    assert client.get(f"/plans/{plan.pk}/revisions/").status_code == 200
    for address in addresses(plan, project)[2:8]:
        assert client.get(address).status_code == 403, address
    assert client.post(f"/plans/{plan.pk}/revisions/", {"kind": "CHANGE"}).status_code == 403
    assert client.post(f"/plans/{plan.pk}/approve/", {"what": "plan", "project": project.pk}).status_code == 403
    sent = client.post(f"/plans/{plan.pk}/rows/save/", json.dumps({"rows": []}), content_type="application/json")
    assert sent.status_code == 403


def test_an_analyst_chooses_an_authority_of_the_province(signed_in: SignIn, plan: DevelopmentPlan) -> None:
    client = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=plan.authority))
    page = words(client.get("/plans/?name=กลาง"))
    assert f"/plans/?authority={plan.authority_id}" in page


def test_a_project_leads_to_its_row_and_home_leads_to_the_plan(
    client_of_planner: Client, plan: DevelopmentPlan
) -> None:
    project = make.ProjectFactory(plan=plan, code="P60-7")
    row = f"/plans/?plan={plan.pk}&amp;q=P60-7#project-{project.pk}"
    assert row in words(client_of_planner.get(f"/projects/{project.pk}/"))
    assert f'id="project-{project.pk}"' in words(client_of_planner.get(f"/plans/?plan={plan.pk}&q=P60-7"))
    assert f"/plans/?authority={plan.authority_id}" in words(client_of_planner.get("/"))


def test_a_year_that_is_asked_for_opens_the_plan_in_force_then(
    client_of_planner: Client, plan: DevelopmentPlan
) -> None:
    older = make.PlanFactory(authority=plan.authority, first_year=2559)
    address = f"/plans/?authority={plan.authority_id}&year="
    assert client_of_planner.get(f"{address}2559").context["plan"] == older
    assert client_of_planner.get(f"{address}2560").context["plan"] == plan
    assert client_of_planner.get(f"{address}2540").context["plan"] == plan
