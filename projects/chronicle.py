"""What happened to a project, day by day, from the vision of its plan to the handover: one list of all its records.

The change log says who typed what when (projects/history.py); this says when it happened on the ground.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from projects.enums import Stage
from projects.models import Contract, Project


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing on one day. `stage` is the stage it belongs to, `said` what the record says of itself, `amount` is in
    baht (a change of a sum may be negative), `percent` is physical progress, `until` a new due day."""

    day: dt.date
    stage: Stage
    what: str | Promise
    said: str = ""
    amount: Decimal | None = None
    percent: Decimal | None = None
    until: dt.date | None = None
    by: str = ""


def chronicle_of(project: Project) -> list[Happening]:
    """Everything, the earliest first; on one day in the order of the stages. The records must have been fetched."""
    found = [*_of_plan(project), *_of_approvals(project), *_of_contracts(project), *_of_works(project)]
    return sorted(found, key=lambda one: (one.day, one.stage))


def _by(record: Any) -> str:
    return record.recorded_by.get_full_name() if record.recorded_by_id else ""


def _recorded(record: Any) -> dt.date:
    return timezone.localtime(record.recorded_at).date()


def _of_plan(project: Project) -> Iterator[Happening]:
    for vision in project.plan.visions.all():
        yield Happening(_recorded(vision), Stage.VISION, _("Vision of the plan entered"), by=_by(vision))
    if project.strategy:
        yield Happening(
            _recorded(project.strategy),
            Stage.STRATEGY,
            _("Strategy entered"),
            said=str(project.strategy),
            by=_by(project.strategy),
        )
    yield Happening(
        _recorded(project), Stage.PLAN, _("Entered in the plan"), amount=project.planned_budget, by=_by(project)
    )


def _of_approvals(project: Project) -> Iterator[Happening]:
    for approval in project.plan_approvals.all():
        yield Happening(
            approval.approved_on, Stage.PLAN_APPROVED, _("Plan approved"), said=approval.paper, by=_by(approval)
        )
    for budget in project.budget_approvals.all():
        yield Happening(
            budget.approved_on,
            Stage.BUDGET_APPROVED,
            _("Budget approved"),
            said=budget.ordinance or budget.get_source_display(),
            amount=budget.amount,
            by=_by(budget),
        )


def _of_contracts(project: Project) -> Iterator[Happening]:
    for share in project.contract_shares.all():
        contract = share.contract
        yield Happening(
            contract.signed_on,
            Stage.CONTRACT_SIGNED,
            _("Contract signed"),
            said=f"{contract.number} · {contract.contractor_name}",
            amount=share.amount,
            until=contract.due_on,
            by=_by(contract),
        )
        yield from _of_contract(contract, project)


def _of_contract(contract: Contract, project: Project) -> Iterator[Happening]:
    for amendment in contract.amendments.all():
        mine = amendment.project_id in (None, project.pk)
        yield Happening(
            amendment.signed_on,
            Stage.CONTRACT_SIGNED,
            _("Contract amended"),
            said=" · ".join(part for part in (contract.number, amendment.reason) if part),
            amount=amendment.amount_change if mine and amendment.amount_change else None,
            until=amendment.new_due_on,
            by=_by(amendment),
        )
    if contract.closed_on:
        yield Happening(
            contract.closed_on, Stage.DISBURSED, _("Contract closed"), said=contract.number, by=_by(contract)
        )


def _of_works(project: Project) -> Iterator[Happening]:
    for payment in project.disbursements.all():
        yield Happening(
            payment.paid_on,
            Stage.DISBURSED,
            pgettext_lazy("chronicle", "Paid"),
            said=payment.voucher_number,
            amount=payment.amount,
            by=_by(payment),
        )
    for report in project.progress_reports.all():
        done = report.percent == 100
        yield Happening(
            report.reported_on,
            Stage.COMPLETED if done else Stage.DISBURSED,
            _("Progress reported"),
            said=report.note,
            percent=report.percent,
            by=_by(report),
        )
    for handover in project.handovers.all():
        yield Happening(
            handover.accepted_on, Stage.COMPLETED, _("Works handed over"), said=handover.paper, by=_by(handover)
        )
