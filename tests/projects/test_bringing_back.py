"""What was set aside can be brought back: by whom, how long, and when something has taken its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.errors import StaleVersion
from projects.history import history_in_words
from projects.models import Contract, DevelopmentPlan, Position, Project, StageLedger
from projects.services.bringing_back import bring_back, days_left
from projects.services.contracting import pay, sign_contract
from projects.services.ledger import differences
from projects.services.positions import withdraw_position
from projects.services.setting_aside import RECORD_OF, set_aside
from projects.versions import versions_of
from tests import factories as make

pytestmark = pytest.mark.django_db

WHY = "บันทึกซ้ำ"
DAY = dt.date(2016, 1, 20)


@pytest.fixture
def own() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง")


@pytest.fixture
def planner(own: LocalAuthority) -> User:
    return make.make_user(Role.PLANNER, authority=own, full_name="วิไล วางแผน")


@pytest.fixture
def finance(own: LocalAuthority) -> User:
    return make.make_user(Role.FINANCE, authority=own, full_name="กานดา การเงิน")


@pytest.fixture
def plan(own: LocalAuthority) -> DevelopmentPlan:
    return make.PlanFactory(authority=own)


@pytest.fixture
def project(plan: DevelopmentPlan) -> Project:
    return make.ProjectFactory(plan=plan, code="P59-1", name="ถนนสายกลาง")


def aside(record: Any, by: User, *, days_ago: int = 0) -> Any:
    record = set_aside(record=record, by=by, reason=WHY)
    if days_ago:
        when = timezone.now() - dt.timedelta(days=days_ago)
        type(record).objects.filter(pk=record.pk).update(set_aside_at=when)
        record.refresh_from_db()
    return record


def ledger(own: LocalAuthority) -> list[Any]:
    return list(StageLedger.objects.filter(authority=own).order_by("fiscal_year").values_list("fiscal_year", "entered"))


def test_a_project_counts_again_as_it_did(project: Project, planner: User, own: LocalAuthority) -> None:
    before = ledger(own)
    gone = aside(project, planner)
    assert ledger(own) != before
    back = bring_back(record=gone, by=planner)
    assert (back.set_aside_at, back.set_aside_by, back.set_aside_reason) == (None, None, "")
    assert back.version == project.version + 2
    assert ledger(own) == before
    assert not list(differences())
    assert list(Project.objects.visible_to(planner)) == [project]
    assert bring_back(record=back, by=planner).version == back.version, "twice changes nothing"


def test_the_history_tells_who_brought_it_back(project: Project, planner: User) -> None:
    bring_back(record=aside(project, planner), by=planner)
    newest, before, *_rest = history_in_words(project)
    assert (newest.action, newest.by) == ("brought_back", "วิไล วางแผน")
    assert (before.action, before.reason) == ("set_aside", WHY)


def test_after_thirty_days_it_stays_set_aside(project: Project, planner: User) -> None:
    assert days_left(project) == 0
    assert days_left(aside(project, planner)) == 30
    assert days_left(aside(project, planner, days_ago=29)) == 1
    gone = aside(project, planner, days_ago=31)
    assert days_left(gone) == 0
    with pytest.raises(ValidationError, match="30 วัน") as refused:
        bring_back(record=gone, by=planner)
    assert refused.value.code == "too_late"


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_enter_it_may_bring_it_back(role: Role, project: Project, planner: User) -> None:
    gone = aside(project, planner)
    person = make.make_user(role, authority=project.authority)
    neighbour = make.make_user(role, authority=make.AuthorityFactory())
    with pytest.raises(PermissionDenied):
        bring_back(record=gone, by=neighbour)
    if role is Role.PLANNER:
        assert bring_back(record=gone, by=person).set_aside_at is None
    else:
        with pytest.raises(PermissionDenied):
            bring_back(record=gone, by=person)


def test_a_number_that_was_taken_since_names_who_has_it(project: Project, planner: User, plan: DevelopmentPlan) -> None:
    gone = aside(project, planner)
    make.ProjectFactory(plan=plan, code="P59-1", name="ถนนสายใหม่", recorded_by=planner)
    with pytest.raises(ValidationError, match=r"ถนนสายใหม่.*วิไล วางแผน") as refused:
        bring_back(record=gone, by=planner)
    assert refused.value.code == "taken"
    assert Project.objects.get(pk=gone.pk).set_aside_at is not None


def test_a_plan_does_not_come_back_over_another_in_force(plan: DevelopmentPlan, planner: User) -> None:
    gone = aside(plan, planner)
    other = make.PlanFactory(authority=plan.authority, first_year=2558, length=4)
    with pytest.raises(ValidationError) as refused:
        bring_back(record=gone, by=planner)
    assert refused.value.code == "taken"
    aside(other, planner)
    assert bring_back(record=gone, by=planner).set_aside_at is None


def test_what_it_belongs_to_comes_back_first(project: Project, plan: DevelopmentPlan, planner: User) -> None:
    gone = aside(project, planner)
    aside(plan, planner)
    with pytest.raises(ValidationError) as refused:
        bring_back(record=gone, by=planner)
    assert refused.value.code == "set_aside"
    bring_back(record=plan, by=planner)
    assert bring_back(record=gone, by=planner).set_aside_at is None


@pytest.fixture
def contract(project: Project, finance: User) -> Contract:
    return sign_contract(
        by=finance, number="1/2559", signed_on=DAY, contractor_name="หจก. ทดสอบ", amount=Decimal(100),
        shares=[(project, Decimal(100))],
    )  # fmt: skip


def payment(contract: Contract, project: Project, by: User, amount: int, voucher: str) -> Any:
    return pay(
        project=project, contract=contract, by=by, fiscal_year=2559, voucher_number=voucher,
        paid_on=dt.date(2016, 4, 1), amount=Decimal(amount),
    )  # fmt: skip


def test_a_contract_and_its_payment_come_back_with_the_money_right(
    contract: Contract, project: Project, finance: User
) -> None:
    paid = payment(contract, project, finance, 60, "ฎ1")
    aside(paid, finance)
    payment(contract, project, finance, 50, "ฎ2")
    with pytest.raises(ValidationError) as refused:
        bring_back(record=paid, by=finance)
    assert refused.value.code == "exceeds_contract"
    project.refresh_from_db()
    assert project.paid_total == 50


def test_a_voucher_entered_again_keeps_the_old_one_aside(contract: Contract, project: Project, finance: User) -> None:
    paid = aside(payment(contract, project, finance, 20, "ฎ1"), finance)
    payment(contract, project, finance, 20, "ฎ1")
    with pytest.raises(ValidationError) as refused:
        bring_back(record=paid, by=finance)
    assert refused.value.code == "taken"


def test_a_contract_set_aside_comes_back(contract: Contract, project: Project, finance: User) -> None:
    gone = aside(contract, finance)
    project.refresh_from_db()
    assert project.contract_total == 0
    bring_back(record=gone, by=finance)
    project.refresh_from_db()
    assert project.contract_total == 100
    assert not list(differences())


def test_a_position_comes_back_unless_another_stands(project: Project) -> None:
    engineer = make.make_user(Role.ENGINEER, authority=project.authority)
    position: Position = make.PositionFactory(project=project)
    gone = withdraw_position(position=position, by=engineer, reason=WHY)
    back = bring_back(record=gone, by=engineer)
    assert back.is_current
    project.refresh_from_db()
    assert project.location is not None
    gone = withdraw_position(position=back, by=engineer, reason=WHY)
    make.PositionFactory(project=project, sequence=2)
    with pytest.raises(ValidationError) as refused:
        bring_back(record=gone, by=engineer)
    assert refused.value.code == "taken"


def test_a_stale_bringing_back_is_refused(project: Project, planner: User) -> None:
    gone = aside(project, planner)
    with pytest.raises(StaleVersion):
        bring_back(record=gone, by=planner, expected_version=gone.version - 1)


def test_the_form_sets_aside_with_a_reason_and_goes_on_to_an_address_of_the_site(
    project: Project, planner: User, signed_in: Callable[[object], Client]
) -> None:
    client = signed_in(planner)
    ask = {"kind": "project", "id": project.pk, "next": "https://evil.example/"}
    assert client.get("/set-aside/new/", ask).context["next"] == "/set-aside/"
    refused = client.post("/set-aside/new/", {**ask, "reason": " "})
    assert refused.status_code == 422
    stale = client.post("/set-aside/new/", {**ask, "reason": WHY, "expected_version": project.version + 5})
    assert stale.status_code == 409
    assert WHY in stale.content.decode()
    done = client.post(
        "/set-aside/new/", {**ask, "next": "/search/?q=a", "reason": WHY, "expected_version": project.version}
    )
    assert done.url == "/search/?q=a"
    project.refresh_from_db()
    assert project.set_aside_reason == WHY
    assert client.get("/set-aside/new/", ask).status_code == 404


@pytest.mark.parametrize("ask", [{}, {"kind": "project"}, {"kind": "user", "id": 1}, {"kind": "project", "id": "๑"}])
def test_an_address_of_nothing_is_not_found(ask: dict[str, Any], planner: User, signed_in: Callable) -> None:
    assert signed_in(planner).get("/set-aside/new/", ask).status_code == 404
    assert signed_in(planner).post("/set-aside/bring-back/", ask).status_code == 404


def test_the_list_is_filtered_by_kind_and_words_and_brings_back(
    project: Project, contract: Contract, planner: User, finance: User, signed_in: Callable[[object], Client]
) -> None:
    aside(contract, finance)
    aside(project, planner)
    client = signed_in(planner)
    assert [line.kind for line in client.get("/set-aside/").context["page"]] == ["project", "contract"]
    assert [line.kind for line in client.get("/set-aside/", {"kind": "contract"}).context["page"]] == ["contract"]
    assert [line.kind for line in client.get("/set-aside/", {"q": "กานดา ซำ"}).context["page"]] == ["contract"]
    page = client.get("/set-aside/").content.decode()
    assert page.count("/set-aside/bring-back/") == 1, "the planner brings back what a planner enters"
    sent = {"kind": "project", "id": project.pk, "next": "//evil.example"}
    assert client.post("/set-aside/bring-back/", sent).url.startswith("/set-aside/?authority=")
    project.refresh_from_db()
    assert project.set_aside_at is None


def test_somebody_of_a_wider_scope_names_the_authority_by_its_code(
    project: Project, planner: User, own: LocalAuthority, signed_in: Callable[[object], Client]
) -> None:
    aside(project, planner)
    client = signed_in(make.make_user(Role.PROVINCIAL_ANALYST, authority=own))
    assert client.get("/set-aside/").context["authority"] is None
    page = client.get("/set-aside/", {"code": own.code})
    assert [line.may_bring_back for line in page.context["page"]] == [False]
    assert "sa-code-error" in client.get("/set-aside/", {"code": "๙๙"}).content.decode()


def test_a_neighbour_sees_and_changes_nothing(project: Project, planner: User, signed_in: Callable) -> None:
    neighbour = make.make_user(Role.PLANNER, authority=make.AuthorityFactory())
    ask = {"kind": "project", "id": project.pk}
    assert signed_in(neighbour).get("/set-aside/new/", ask).status_code == 404
    assert signed_in(neighbour).post("/set-aside/new/", {**ask, "reason": WHY}).status_code == 404
    aside(project, planner)
    assert signed_in(neighbour).post("/set-aside/bring-back/", ask).status_code == 404
    assert signed_in(neighbour).get("/set-aside/", {"authority": project.authority_id}).status_code == 404
    assert list(signed_in(neighbour).get("/set-aside/").context["page"]) == []
    project.refresh_from_db()
    assert project.set_aside_at is not None


def test_who_sees_but_does_not_enter_is_told_so(project: Project, finance: User, signed_in: Callable) -> None:
    ask = {"kind": "project", "id": project.pk}
    client = signed_in(finance)
    assert client.get("/set-aside/new/", ask).status_code == 403
    assert client.post("/set-aside/new/", {**ask, "reason": WHY}).status_code == 403
    assert "พักโครงการไว้" not in client.get(f"/projects/{project.pk}/").content.decode()


def test_the_project_page_leads_to_it(project: Project, planner: User, signed_in: Callable) -> None:
    page = signed_in(planner).get(f"/projects/{project.pk}/").content.decode()
    assert f"/set-aside/new/?kind=project&amp;id={project.pk}&amp;next=%2Fset-aside%2F" in page


def test_every_record_of_an_authority_that_a_role_enters_can_be_set_aside() -> None:
    assert {kind._meta.model_name for kind in RECORD_OF} >= {"project", "contract", "disbursement", "position"}


def test_two_versions_stand_side_by_side_with_nothing_chosen(project: Project, planner: User) -> None:
    mine = {"name": "ถนนสายใหม่", "planned_budget": Decimal("500000.00"), "village": ""}
    sent = {**mine, "expected_version": "1", "csrfmiddlewaretoken": "x"}
    versions = versions_of(project, mine=mine, by=planner, again=sent)
    assert [(row.name, row.is_same) for row in versions.rows] == [
        ("name", False), ("planned_budget", True), ("village", True),
    ]  # fmt: skip
    assert versions.again == [("name", "ถนนสายใหม่"), ("planned_budget", "500000.00"), ("village", "")]
    request = RequestFactory().get("/")
    text = render_to_string("projects/_versions.html", {"versions": versions, "versions_keep": "/"}, request=request)
    assert "ถนนสายกลาง" in text
    assert "checked" not in text
    assert "btn-main" not in text
    assert f'name="expected_version" value="{project.version}"' in text
    assert versions_of(None, mine=mine, by=planner).version is None
