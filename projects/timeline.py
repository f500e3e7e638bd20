"""One project along the eight stages, and its money: what the project page shows. Reads records, writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.enums import Stage
from projects.models import Project
from projects.rules import GAPS

BAR = 600  # the drawn length of the longest bar, in units of its drawing


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a project. `paper` is what proves it; `amount` is in baht; `skipped` names the stage left out before
    this one, and `is_gap` marks that stage itself."""

    stage: Stage
    reached: bool
    day: dt.date | None = None
    paper: str = ""
    amount: Decimal | None = None
    count: int = 0
    by: str = ""
    skipped: Stage | None = None
    is_gap: bool = False

    @property
    def css(self) -> str:
        """The class of the step's mark."""
        if self.skipped:
            return "tl-prob"
        if self.reached:
            return "tl-in"
        return "tl-miss" if self.is_gap else "tl-yet"


@dataclass(frozen=True, slots=True)
class MoneyBar:
    """One line of the money table, with the drawn length of its bar."""

    label: str
    stage: Stage
    amount: Decimal
    length: int


def _earliest(records: Iterable[Any], day: str) -> Any:
    return min(records, key=lambda record: getattr(record, day), default=None)


def _name(record: Any) -> str:
    return record.recorded_by.get_full_name() if record is not None and record.recorded_by_id else ""


def steps_of(project: Project) -> tuple[Step, ...]:
    """The eight stages of one project, whose records must have been fetched by `projects.pages.project`.

    Vision and strategy are the plan's; the others are the project's own. Nothing is inferred from a later stage: a
    stage that should have come before and did not is shown as a gap.
    """
    plan = project.plan
    vision = next(iter(plan.visions.all()), None)
    strategies = list(plan.strategies.all())
    strategy = project.strategy or next(iter(strategies), None)
    approval = _earliest(project.plan_approvals.all(), "approved_on")
    budgets = list(project.budget_approvals.all())
    budget = _earliest(budgets, "approved_on")
    shares = list(project.contract_shares.all())
    contract = _earliest([share.contract for share in shares], "signed_on")
    payments = list(project.disbursements.all())
    paid = _earliest(payments, "paid_on")
    done = next((report for report in project.progress_reports.all() if report.percent == 100), None)
    found: dict[Stage, dict[str, Any]] = {
        Stage.VISION: {"reached": vision is not None, "day": _day(vision), "by": _name(vision)},
        Stage.STRATEGY: {
            "reached": strategy is not None,
            "day": _day(strategy),
            "by": _name(strategy),
            "paper": str(strategy) if project.strategy else "",
        },
        Stage.PLAN: {"day": _day(project), "by": _name(project), "amount": project.planned_budget},
        Stage.PLAN_APPROVED: {
            "day": approval and approval.approved_on,
            "paper": approval.paper if approval else "",
            "by": _name(approval),
        },
        Stage.BUDGET_APPROVED: {
            "day": budget and budget.approved_on,
            "paper": budget.ordinance if budget else "",
            "by": _name(budget),
            "count": len(budgets),
        },
        Stage.CONTRACT_SIGNED: {
            "day": contract and contract.signed_on,
            "paper": contract.number if contract else "",
            "by": _name(contract),
            "count": len(shares),
        },
        Stage.DISBURSED: {
            "day": paid and max(payment.paid_on for payment in payments),
            "by": _name(paid),
            "count": len(payments),
        },
        Stage.COMPLETED: {"day": done and done.reported_on, "by": _name(done)},
    }
    stages = project.stages
    skipped = {later: earlier for later, earlier in GAPS.items() if stages & later.bit and not stages & earlier.bit}
    return tuple(
        Step(
            **{
                "stage": stage,
                "reached": bool(project.stages & stage.bit),
                "skipped": skipped.get(stage),
                "is_gap": stage in skipped.values(),
                **found[stage],
            }
        )
        for stage in Stage
    )


def _day(record: Any) -> dt.date | None:
    return timezone.localtime(record.recorded_at).date() if record is not None else None


def money_of(project: Project, labels: Sequence[str]) -> tuple[MoneyBar, ...]:
    """Planned, approved, contracted and paid, each against the largest of the four. `labels` are their four words."""
    amounts = (project.planned_budget, project.budget_total, project.contract_total, project.paid_total)
    stages = (Stage.PLAN, Stage.BUDGET_APPROVED, Stage.CONTRACT_SIGNED, Stage.DISBURSED)
    largest = max(*amounts, Decimal(1))
    return tuple(
        MoneyBar(label=label, stage=stage, amount=amount, length=round(BAR * max(amount, Decimal(0)) / largest))
        for label, stage, amount in zip(labels, stages, amounts, strict=True)
    )
