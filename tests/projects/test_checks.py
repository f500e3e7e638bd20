"""Every check fails for what it is about, passes for what is right, and is told the same by trigger and by rebuild."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.enums import Role
from projects.checks import BY_CODE, CHECKS, failing
from projects.enums import Stage
from projects.evidence import EVIDENCE, evidence_of, with_evidence
from projects.models import CarryOver, CheckReason, Contract, Disbursement, Project, StageLedger
from projects.services.explaining import explain_check, withdraw_reason
from projects.services.ledger import differences, refresh_all
from tests import factories as make
from tests.factories import make_user

pytestmark = pytest.mark.django_db

DAY = dt.date
IN_WRONG_ERA = dt.date(2559, 1, 20)


def sound_project() -> Project:
    """A project with every record, and nothing wrong with any."""
    project = make.ProjectFactory(planned_budget=Decimal(500_000))
    make.PlanApprovalFactory(project=project, approved_on=DAY(2015, 8, 1))
    make.BudgetApprovalFactory(project=project, approved_on=DAY(2015, 9, 15), amount=480_000)
    make.ContractShareFactory(
        project=project,
        contract__signed_on=DAY(2016, 1, 20),
        contract__starts_on=DAY(2016, 1, 21),
        contract__due_on=DAY(2016, 4, 20),
        contract__number="1/2559",
        contract__egp_number="59010000001",
    )
    make.ProgressFactory(project=project, reported_on=DAY(2016, 4, 1))
    make.HandoverFactory(project=project, accepted_on=DAY(2016, 4, 10))
    make.DisbursementFactory(project=project, paid_on=DAY(2016, 4, 20))
    return project


def _only(relation: str) -> Callable[[Project], object]:
    return lambda project: getattr(project, relation).get()


def _without(relation: str) -> Callable[[Project], None]:
    return lambda project: getattr(project, relation).all().delete()


def _changed(relation: str, **values: object) -> Callable[[Project], None]:
    return lambda project: getattr(project, relation).update(**values)


def _contract(**values: object) -> Callable[[Project], None]:
    return lambda project: Contract.objects.filter(authority_id=project.authority_id).update(**values)


def _another_contract(**values: object) -> Callable[[Project], None]:
    def sign(project: Project) -> None:
        make.ContractFactory(authority=project.authority, signed_on=DAY(2016, 3, 1), **values)

    return sign


def _out_of_plan(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(fiscal_year=2565)
    Disbursement.objects.filter(project=project).update(fiscal_year=2559)


BREAKS: dict[str, tuple[Callable[[Project], None], set[str]]] = {
    # code: what brings it about, and what else follows from that
    "year_outside_plan": (_out_of_plan, set()),
    "plan_approval_in_wrong_era": (
        _changed("plan_approvals", approved_on=IN_WRONG_ERA),
        {"budget_before_plan_approval"},
    ),
    "budget_without_plan_approval": (_without("plan_approvals"), set()),
    "budget_before_plan_approval": (_changed("plan_approvals", approved_on=DAY(2015, 9, 16)), set()),
    "budget_in_wrong_era": (_changed("budget_approvals", approved_on=IN_WRONG_ERA), {"contract_before_budget"}),
    "budget_above_plan": (_changed("budget_approvals", amount=500_001), set()),
    "contract_without_budget": (_without("budget_approvals"), set()),
    "contract_before_budget": (_changed("budget_approvals", approved_on=DAY(2016, 1, 21)), set()),
    "contract_days_reversed": (_contract(due_on=DAY(2016, 1, 20)), set()),
    "contract_in_wrong_era": (_contract(closed_on=DAY(2559, 4, 20)), set()),
    "contract_above_budget": (_changed("budget_approvals", amount=449_999), set()),
    "contract_number_twice": (_another_contract(number="1/2559"), set()),
    "egp_number_twice": (_another_contract(number="2/2559", egp_number="59010000001"), set()),
    "accepted_unfinished": (_changed("progress_reports", percent=90), {"paid_ahead_of_work"}),
    "payment_without_contract": (_without("contract_shares"), set()),
    "paid_before_contract": (_changed("disbursements", paid_on=DAY(2016, 1, 19)), set()),
    "paid_after_year": (_changed("disbursements", paid_on=DAY(2016, 10, 1)), set()),
    "payment_in_wrong_era": (_changed("disbursements", paid_on=IN_WRONG_ERA), {"paid_after_year"}),
    "paid_above_contract": (_changed("disbursements", amount=450_001), set()),
    "paid_ahead_of_work": (_changed("progress_reports", percent=99), {"accepted_unfinished"}),
    "complete_without_payment": (_without("disbursements"), set()),
    "complete_without_handover": (_without("handovers"), set()),
    "accepted_before_contract": (_changed("handovers", accepted_on=DAY(2016, 1, 19)), set()),
    "progress_in_wrong_era": (_changed("progress_reports", reported_on=DAY(2559, 4, 1)), set()),
}


def codes_of(project: Project) -> set[str]:
    project.refresh_from_db()
    return {check.code for check in failing(project.checks)}


def test_what_is_in_order_fails_no_check() -> None:
    project = sound_project()
    assert codes_of(project) == set()
    assert project.problems == 0
    assert differences() == []


@pytest.mark.parametrize("code", [check.code for check in CHECKS])
def test_each_check_finds_what_it_is_about_and_lets_go_when_it_is_mended(code: str) -> None:
    project = sound_project()
    bring_about, also = BREAKS[code]
    bring_about(project)
    assert codes_of(project) == {code} | also
    assert differences() == [], "the rebuild tells it otherwise"
    if BY_CODE[code].stage.bit & project.stages:
        ledger = StageLedger.objects.get(authority=project.authority, fiscal_year=project.fiscal_year)
        assert ledger.problems & BY_CODE[code].stage.bit
        assert ledger.projects_with_problems == 1
    shown = evidence_of(BY_CODE[code], with_evidence(Project.objects.filter(pk=project.pk)).get())
    assert shown
    assert all(str(piece.label) for piece in shown)


def test_every_check_has_a_number_of_its_own_and_evidence() -> None:
    assert len({check.number for check in CHECKS}) == len(CHECKS)
    assert set(EVIDENCE) == set(BY_CODE) == set(BREAKS)


def test_a_carried_over_payment_may_come_after_the_year() -> None:
    project = sound_project()
    Disbursement.objects.filter(project=project).update(paid_on=DAY(2016, 11, 1))
    assert codes_of(project) == {"paid_after_year"}
    CarryOver.objects.create(
        project=project,
        authority=project.authority,
        from_year=2559,
        to_year=2560,
        amount=1,
        approved_on=DAY(2016, 9, 20),
    )
    assert codes_of(project) == set()
    assert differences() == []


def test_the_project_of_the_other_contract_is_told_too_and_let_go_again() -> None:
    first, second = sound_project(), None
    second = make.ProjectFactory(plan=first.plan, authority=first.authority)
    share = make.ContractShareFactory(project=second, contract__number="9/2559", contract__signed_on=DAY(2016, 2, 2))
    Contract.objects.filter(pk=share.contract_id).update(number="1/2559")
    assert "contract_number_twice" in codes_of(first) & codes_of(second)
    Contract.objects.filter(pk=share.contract_id).update(number="10/2559")
    assert "contract_number_twice" not in codes_of(first) | codes_of(second)
    assert differences() == []


def test_a_neighbours_contract_of_the_same_number_is_no_twin() -> None:
    one, other = sound_project(), sound_project()
    assert one.authority_id != other.authority_id
    assert codes_of(one) == codes_of(other) == set()


def test_a_changed_plan_sum_is_compared_again() -> None:
    project = sound_project()
    Project.objects.filter(pk=project.pk).update(planned_budget=400_000)
    assert codes_of(project) == {"budget_above_plan"}


def test_a_bent_mask_is_found_and_mended() -> None:
    project = sound_project()
    Project.objects.filter(pk=project.pk).update(checks=1)  # worked out again by trigger at once
    assert codes_of(project) == set()
    refresh_all()
    assert differences() == []


class TestReasons:
    def test_a_reason_answers_the_check_and_taking_it_back_asks_again(self) -> None:
        project = sound_project()
        check = BY_CODE["complete_without_handover"]
        project.handovers.all().delete()
        finance = make_user(Role.FINANCE, authority=project.authority)
        answer = explain_check(project=project, check=check, by=finance, reason=" งานจัดซื้อ ไม่มีใบตรวจรับ ")
        assert answer.reason == "งานจัดซื้อ ไม่มีใบตรวจรับ"
        assert codes_of(project) == set()
        assert project.problems & Stage.COMPLETED.bit == 0
        assert differences() == []
        with pytest.raises(ValidationError) as twice:
            explain_check(project=project, check=check, by=finance, reason="อีกครั้ง")
        assert twice.value.code == "explained_twice"
        withdraw_reason(answer=answer, by=finance, reason="ผิดโครงการ")
        assert codes_of(project) == {check.code}
        assert CheckReason.objects.get().set_aside_reason == "ผิดโครงการ"

    def test_what_is_in_order_needs_no_reason(self) -> None:
        project = sound_project()
        with pytest.raises(ValidationError) as refused:
            explain_check(
                project=project,
                check=BY_CODE["paid_above_contract"],
                by=make_user(Role.FINANCE, authority=project.authority),
                reason="ไม่มี",
            )
        assert refused.value.code == "check_passes"

    @pytest.mark.parametrize("role", [Role.PLANNER, Role.EDUCATION, Role.EXECUTIVE, Role.PROVINCIAL_ANALYST])
    def test_only_who_mends_it_may_answer(self, role: Role) -> None:
        project = sound_project()
        project.handovers.all().delete()
        person = make_user(role, authority=project.authority)
        with pytest.raises(PermissionDenied):
            explain_check(project=project, check=BY_CODE["complete_without_handover"], by=person, reason="x")

    def test_a_neighbour_may_not(self) -> None:
        project = sound_project()
        project.handovers.all().delete()
        with pytest.raises(PermissionDenied):
            explain_check(
                project=project,
                check=BY_CODE["complete_without_handover"],
                by=make_user(Role.FINANCE, authority=make.AuthorityFactory()),
                reason="x",
            )
