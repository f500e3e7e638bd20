"""What a check has compared in one project: the days and sums that do not go together, each with its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from geo.thai import fiscal_year_of
from projects.checks import Check
from projects.models import (
    BudgetApproval,
    Contract,
    ContractShare,
    Disbursement,
    Handover,
    PlanApproval,
    Progress,
    Project,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Value = dt.date | Decimal | int | str
FIRST_YEAR, LAST_YEAR = 1900, 2400  # as projects_in_wrong_era in migrations/sql/checks.sql


@dataclass(frozen=True, slots=True)
class Piece:
    """One day, sum, number or share with its name. `is_amount` marks baht, `is_share` a percentage."""

    label: _StrPromise
    value: Value
    is_amount: bool = False
    is_share: bool = False

    @property
    def is_day(self) -> bool:
        """Whether it is shown as a date."""
        return isinstance(self.value, dt.date)


def with_evidence(projects: QuerySet[Project]) -> QuerySet[Project]:
    """The projects with the records that checks compare: one query for each kind."""
    with_places = projects.select_related("authority__province", "plan")
    return with_places.defer("authority__boundary", "authority__province__boundary").prefetch_related(
        *(
            Prefetch(name, model._default_manager.filter(set_aside_at__isnull=True))
            for name, model in (
                ("plan_approvals", PlanApproval),
                ("budget_approvals", BudgetApproval),
                ("disbursements", Disbursement),
                ("progress_reports", Progress),
                ("handovers", Handover),
            )
        ),
        Prefetch(
            "contract_shares",
            ContractShare.objects.live().filter(contract__set_aside_at__isnull=True).prefetch_related("contract"),
        ),
    )


def evidence_of(check: Check, project: Project) -> list[Piece]:
    """What the check compared; the project comes from `with_evidence`."""
    return [piece for make in EVIDENCE[check.code] for piece in make(project)]


def contracts_of(project: Project) -> list[Contract]:
    """The contracts of a project that comes from `with_evidence`, by day."""
    return sorted((share.contract for share in project.contract_shares.all()), key=lambda one: one.signed_on)


def _is_strange(day: dt.date | None) -> bool:
    return day is not None and not FIRST_YEAR <= day.year < LAST_YEAR


def _days(records: Iterable[Any], name: str) -> list[dt.date]:
    return sorted(day for record in records if (day := getattr(record, name)) is not None)


def _first(label: _StrPromise, relation: str, name: str) -> Callable[[Project], list[Piece]]:
    def make(project: Project) -> list[Piece]:
        return [Piece(label, day) for day in _days(getattr(project, relation).all(), name)[:1]]

    return make


def _strange(label: _StrPromise, relation: str, name: str) -> Callable[[Project], list[Piece]]:
    def make(project: Project) -> list[Piece]:
        days = _days(getattr(project, relation).all(), name)
        return [Piece(label, day) for day in days if _is_strange(day)]

    return make


def _sum(label: _StrPromise, name: str) -> Callable[[Project], list[Piece]]:
    return lambda project: [Piece(label, getattr(project, name), is_amount=True)]


def _signed(project: Project) -> list[Piece]:
    return [Piece(_("Signed"), contract.signed_on) for contract in contracts_of(project)[:1]]


def _reversed_days(project: Project) -> list[Piece]:
    found = []
    for contract in contracts_of(project):
        begins = contract.starts_on or contract.signed_on
        if begins < contract.signed_on or (contract.due_on and contract.due_on < begins):
            named = ((_("Signed"), contract.signed_on), (_("Begins"), contract.starts_on), (_("Due"), contract.due_on))
            found += [Piece(label, day) for label, day in named if day is not None]
    return found


def _strange_contract_days(project: Project) -> list[Piece]:
    named = (("signed_on", _("Signed")), ("starts_on", _("Begins")), ("due_on", _("Due")), ("closed_on", _("Closed")))
    return [
        Piece(label, day)
        for contract in contracts_of(project)
        for name, label in named
        if _is_strange(day := getattr(contract, name))
    ]


def _numbers(project: Project) -> list[Piece]:
    return [Piece(_("Contract"), contract.number) for contract in contracts_of(project)]


def _egp_numbers(project: Project) -> list[Piece]:
    return [Piece(_("e-GP number"), one.egp_number) for one in contracts_of(project) if one.egp_number]


def _late_payments(project: Project) -> list[Piece]:
    found = []
    for payment in project.disbursements.all():
        if fiscal_year_of(payment.paid_on) > payment.fiscal_year:
            found += [Piece(_("Money of the year"), payment.fiscal_year), Piece(_("Paid"), payment.paid_on)]
    return found


def _progress(project: Project) -> list[Piece]:
    return [Piece(_("Progress"), project.percent / 100, is_share=True)]


def _years(project: Project) -> list[Piece]:
    plan = project.plan
    return [
        Piece(_("Year of the project"), project.fiscal_year),
        Piece(_("The plan covers"), f"{plan.first_year}–{plan.last_year}"),
    ]


_PLAN_DAY = _first(_("Plan approved"), "plan_approvals", "approved_on")
_BUDGET_DAY = _first(_("Budget approved"), "budget_approvals", "approved_on")
_PAID_DAY = _first(_("Paid"), "disbursements", "paid_on")
_ACCEPTED_DAY = _first(_("Accepted"), "handovers", "accepted_on")
_REPORTED_DAY = _first(_("Reported"), "progress_reports", "reported_on")
_PLANNED = _sum(_("Planned"), "planned_budget")
_APPROVED = _sum(_("Approved"), "budget_total")
_CONTRACTED = _sum(_("Contracted"), "contract_total")
_PAID = _sum(_("Paid"), "paid_total")

EVIDENCE: dict[str, tuple[Callable[[Project], list[Piece]], ...]] = {
    "year_outside_plan": (_years,),
    "plan_approval_in_wrong_era": (_strange(_("Plan approved"), "plan_approvals", "approved_on"),),
    "budget_without_plan_approval": (_BUDGET_DAY, _APPROVED),
    "budget_before_plan_approval": (_BUDGET_DAY, _PLAN_DAY),
    "budget_in_wrong_era": (_strange(_("Budget approved"), "budget_approvals", "approved_on"),),
    "budget_above_plan": (_PLANNED, _APPROVED),
    "contract_without_budget": (_signed, _CONTRACTED),
    "contract_before_budget": (_signed, _BUDGET_DAY),
    "contract_days_reversed": (_reversed_days,),
    "contract_in_wrong_era": (_strange_contract_days,),
    "contract_above_budget": (_APPROVED, _CONTRACTED),
    "contract_number_twice": (_numbers,),
    "egp_number_twice": (_egp_numbers,),
    "accepted_unfinished": (_ACCEPTED_DAY, _progress),
    "payment_without_contract": (_PAID_DAY, _PAID),
    "paid_before_contract": (_PAID_DAY, _signed),
    "paid_after_year": (_late_payments,),
    "payment_in_wrong_era": (_strange(_("Paid"), "disbursements", "paid_on"),),
    "paid_above_contract": (_CONTRACTED, _PAID),
    "paid_ahead_of_work": (_PAID, _progress),
    "complete_without_payment": (_REPORTED_DAY, _progress),
    "complete_without_handover": (_REPORTED_DAY, _progress),
    "accepted_before_contract": (_ACCEPTED_DAY, _signed),
    "progress_in_wrong_era": (_strange(_("Reported"), "progress_reports", "reported_on"),),
}
