"""What must be true before money moves: one line each, a tick, a warning or a stop. Amounts in baht."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.fields import is_thai
from geo.thai import fiscal_year_of, format_date_en, format_date_th
from projects.models import Project
from projects.pages.finance.opened import OpenContract
from projects.services.carrying_over import Carried, carried, last_day_of

ICONS = {"ok": "ok", "warn": "warn", "bad": "stop"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that must be true. `state` is ok, warn or bad; a bad one keeps a payment from being saved."""

    state: str
    title: str
    detail: str = ""

    @property
    def icon(self) -> str:
        """The sign of the state."""
        return ICONS[self.state]


def evidence_of(opened: OpenContract, today: dt.date) -> list[Evidence]:
    """The evidence for a payment on a contract."""
    contract = opened.contract
    lines = [_budget(opened.projects), *_signed(opened), *_work(opened), _left(contract)]
    lines += [_year(project, today) for project in opened.projects if _has_ended(project, today)]
    if contract.closed_on is not None:
        title = _("The contract was closed on %(day)s") % {"day": written(contract.closed_on)}
        lines.insert(0, Evidence("bad", title, _("Open it again first, and say why.")))
    return lines


def evidence_without_contract(project: Project, today: dt.date) -> list[Evidence]:
    """The evidence for a payment for a project without a contract."""
    title = _("This payment stands under no contract")
    why = _("Usual for small purchases. The project is marked as paid without a contract until one is entered.")
    lines = [_budget([project]), Evidence("warn", title, why)]
    if project.budget_total:
        left = project.budget_total - project.paid_total
        if left > 0:
            lines.append(Evidence("ok", _("%(left)s baht of the budget are left") % {"left": _baht(left)}))
        else:
            lines.append(Evidence("warn", _("The approved budget is used up"), _("Check the amount with the planner.")))
    if _has_ended(project, today):
        lines.append(_year(project, today))
    return lines


def reason_not_to_pay(lines: list[Evidence]) -> str:
    """Why nothing can be saved; empty when it can."""
    return next((f"{line.title}. {line.detail}" for line in lines if line.state == "bad"), "")


def written(day: dt.date) -> str:
    """A day for a sentence."""
    return format_date_th(day) if is_thai() else format_date_en(day)


def _baht(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _budget(projects: list[Project]) -> Evidence:
    without = [project.code for project in projects if not project.budget_total]
    if without:
        title = _("No budget approval is entered for %(projects)s") % {"projects": ", ".join(without)}
        return Evidence("warn", title, _("The planner enters it. The payment is kept and marked until then."))
    total = sum((project.budget_total for project in projects), Decimal(0))
    return Evidence("ok", _("The budget is approved: %(amount)s baht") % {"amount": _baht(total)})


def _signed(opened: OpenContract) -> list[Evidence]:
    contract: Any = opened.contract
    signed = written(contract.signed_on)
    if opened.approved_on is not None and contract.signed_on < opened.approved_on:
        days = (opened.approved_on - contract.signed_on).days
        title = _("Signed %(days)d days before the budget was approved") % {"days": days}
        detail = _("Signed on %(signed)s, budget approved on %(approved)s. Compare the papers.") % {
            "signed": signed,
            "approved": written(opened.approved_on),
        }
        found = [Evidence("warn", title, detail)]
    else:
        found = [Evidence("ok", _("The contract was signed on %(day)s") % {"day": signed})]
    if opened.approved and contract.total > opened.approved:
        title = _("The contract is %(more)s baht above the approved budget") % {
            "more": _baht(contract.total - opened.approved)
        }
        found.append(Evidence("warn", title, _("Other money, or another project, may be missing here.")))
    return found


def _work(opened: OpenContract) -> list[Evidence]:
    return [_work_of(project, opened) for project in opened.projects]


def _work_of(project: Project, opened: OpenContract) -> Evidence:
    handover, report = opened.handovers.get(project.pk), opened.progress.get(project.pk)
    words = {"code": project.code}
    if handover is not None:
        words["day"] = written(handover.accepted_on)
        return Evidence("ok", _("The work of %(code)s was accepted on %(day)s") % words, handover.paper)
    if report is None:
        title = _("Nothing has been reported of the work of %(code)s") % words
        return Evidence("warn", title, _("Ask the engineer for the progress, or enter the acceptance of the work."))
    words |= {"percent": f"{report.percent.normalize():f}", "day": written(report.reported_on)}
    title = _("The work of %(code)s stands at %(percent)s %%, reported on %(day)s") % words
    return Evidence("warn", title, _("The acceptance of the work is not entered yet."))


def _left(contract: Any) -> Evidence:
    if contract.left <= 0:
        return Evidence("bad", _("The contract is paid off"), _("Enter an amendment first if the sum was raised."))
    return Evidence("ok", _("%(left)s baht of the contract are left") % {"left": _baht(contract.left)})


def _has_ended(project: Project, today: dt.date) -> bool:
    return today > last_day_of(project.fiscal_year)


def _year(project: Project, today: dt.date) -> Evidence:
    found: Carried = carried(project, from_year=project.fiscal_year, paid_in=fiscal_year_of(today))
    words = {
        "code": project.code,
        "year": project.fiscal_year,
        "day": written(last_day_of(project.fiscal_year)),
        "left": _baht(found.left),
    }
    if found.left > 0:
        return Evidence("ok", _("%(left)s baht of %(code)s are carried over from %(year)d") % words)
    title = _("Fiscal year %(year)d of %(code)s ended on %(day)s") % words
    return Evidence("warn", title, _("A payment after that day needs a carry-over; earlier ones are still entered."))
