"""What a check has found in a project, and where it is mended: the page of the record, opened at the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from projects.checks import Check, failing
from projects.enums import Record
from projects.evidence import Piece, contracts_of, evidence_of
from projects.models import Project
from projects.pages.planning.desk import row_address
from projects.permissions import may_enter

if TYPE_CHECKING:
    from accounts.models import User

OF_THE_PLAN = frozenset({Record.PLAN_APPROVAL, Record.BUDGET_APPROVAL})


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that a project fails: what it compared, where that is mended, and whether the reader may."""

    check: Check
    project: Project
    pieces: list[Piece]
    address: str
    may_mend: bool


def findings_of(project: Project, user: User) -> list[Finding]:
    """Everything that has to be mended in one project, in the order of the stages."""
    return [finding_of(check, project, user) for check in failing(project.checks)]


def finding_of(check: Check, project: Project, user: User) -> Finding:
    """One check that fails; the project comes from `with_evidence`, or asks for its records itself."""
    return Finding(
        check=check,
        project=project,
        pieces=evidence_of(check, project),
        address=mending_address(check, project),
        may_mend=may_enter(user, check.mends, authority_id=project.authority_id),
    )


def mending_address(check: Check, project: Project) -> str:
    """The address of the page on which the record is mended; the project comes from `with_evidence`."""
    if check.mends is Record.PROJECT:
        return reverse("plan_project", args=(project.plan_id, project.pk))
    if check.mends in OF_THE_PLAN:
        return row_address(project)
    if check.mends is Record.PROGRESS:
        return reverse("works", args=(project.pk,))
    contracts = contracts_of(project)
    if check.code == "paid_after_year":
        return f"{reverse('finance_project', args=(project.pk,))}?do=carry"
    if check.code == "payment_without_contract":
        return f"{reverse('contract_new')}?authority={project.authority_id}&project={project.pk}"
    if not contracts:
        return reverse("finance_project", args=(project.pk,))
    if check.mends is Record.CONTRACT:
        return reverse("contract_change", args=(contracts[0].pk,))
    return reverse("finance_contract", args=(contracts[0].pk,))
