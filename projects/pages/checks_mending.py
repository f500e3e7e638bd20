"""What a check has found in a project, and where it is mended: the page of the record, opened at the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from projects.checks import Check, failing
from projects.enums import Record
from projects.evidence import Piece, contracts_of, evidence_of
from projects.models import Project, ProjectComment
from projects.pages.planning.desk import row_address
from projects.permissions import may_comment, may_enter
from projects.remarks import about_check

if TYPE_CHECKING:
    from accounts.models import User

OF_THE_PLAN = frozenset({Record.PLAN_APPROVAL, Record.BUDGET_APPROVAL})


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that a project fails: what it compared, where that is mended, and whether the reader may.

    `open_comments` counts the comments about this check that are not settled; `remark` is the address of the form for
    one, empty for those who do not comment.
    """

    check: Check
    project: Project
    pieces: list[Piece]
    address: str
    may_mend: bool
    open_comments: int = 0
    remark: str = ""


def findings_of(project: Project, user: User) -> list[Finding]:
    """Everything that has to be mended in one project, in the order of the stages."""
    talks = Counter(one.about for one in project.comments.all() if one.is_open)
    return [
        finding_of(check, project, user, open_comments=talks[about_check(check)]) for check in failing(project.checks)
    ]


def open_comments_about(check: Check, projects: Iterable[Project], user: User) -> dict[int, int]:
    """How many comments about a check are open, by project; one question for all of them."""
    found = ProjectComment.objects.visible_to(user).filter(
        authority_id__in={one.authority_id for one in projects},
        project_id__in=[one.pk for one in projects],
        about=about_check(check),
        settled_at__isnull=True,
    )
    return dict(found.order_by().values_list("project_id").annotate(Count("pk")))


def finding_of(check: Check, project: Project, user: User, *, open_comments: int = 0) -> Finding:
    """One check that fails; the project comes from `with_evidence`, or asks for its records itself."""
    authority = project.authority
    judges = may_comment(user, authority_id=authority.pk, province_code=authority.province_id)
    return Finding(
        check=check,
        project=project,
        pieces=evidence_of(check, project),
        address=mending_address(check, project),
        may_mend=may_enter(user, check.mends, authority_id=project.authority_id),
        open_comments=open_comments,
        remark=f"{reverse('project', args=(project.pk,))}?about={about_check(check)}#comments" if judges else "",
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
