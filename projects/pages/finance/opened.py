"""One contract as its page shows it: shares, instalments, payments, what is held, and the evidence. In baht."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Min, Q
from django.http import Http404

from projects.models import (
    BudgetApproval,
    CarryOver,
    Contract,
    ContractAmendment,
    ContractShare,
    Disbursement,
    Handover,
    Instalment,
    Progress,
    Project,
    RetentionRelease,
)
from projects.pages.finance.listing import NOTHING, contracts_with_sums
from projects.services.scheduling import schedule_warning

if TYPE_CHECKING:
    from accounts.models import User

BAR = 600  # the drawn length of the longest bar


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One project of the contract: its share as signed, with amendments, and what was paid of it."""

    share: ContractShare
    total: Decimal
    paid: Decimal

    @property
    def project(self) -> Project:
        """The project."""
        return self.share.project

    @property
    def left(self) -> Decimal:
        """What is left to pay of the share."""
        return self.total - self.paid


@dataclass(frozen=True, slots=True)
class InstalmentLine:
    """One instalment and its payments."""

    instalment: Instalment
    payments: list[Disbursement]

    @property
    def left(self) -> Decimal:
        """What is left to pay of it."""
        return self.instalment.amount - sum((one.amount for one in self.payments), NOTHING)


@dataclass
class OpenContract:
    """A contract with everything its page shows; `contract` has the sums of `contracts_with_sums`."""

    contract: Any
    shares: list[ShareLine]
    instalments: list[InstalmentLine]
    payments: list[Disbursement]
    amendments: list[ContractAmendment]
    releases: list[RetentionRelease]
    carry_overs: list[CarryOver]
    handovers: dict[int, Handover]
    progress: dict[int, Progress]
    approved_on: dt.date | None
    warning: str = ""
    _projects: list[Project] = field(default_factory=list)

    @classmethod
    def of(cls, user: User, pk: int) -> OpenContract:
        """Open a contract. Raises Http404 for one that the person may not know of."""
        bare = Contract.objects.visible_to(user).filter(pk=pk).values_list("authority_id", flat=True).first()
        if bare is None:
            raise Http404
        contract = contracts_with_sums(user, bare).select_related("recorded_by").get(pk=pk)
        shares = list(contract.shares.live().select_related("project").order_by("id"))
        payments = list(contract.disbursements.live().select_related("project").order_by("paid_on", "id"))
        amendments = list(contract.amendments.live().order_by("number"))
        ids = [share.project_id for share in shares]

        def of_projects(model: Any) -> Any:
            return model.objects.live().filter(authority_id=bare, project_id__in=ids)

        accepted = of_projects(Handover).filter(Q(contract_id=pk) | Q(contract__isnull=True))
        budgets = of_projects(BudgetApproval).aggregate(first=Min("approved_on"), last=Max("approved_on"))
        return cls(
            contract=contract,
            shares=[_share_line(share, payments, amendments) for share in shares],
            instalments=[
                InstalmentLine(one, [paid for paid in payments if paid.instalment_id == one.pk])
                for one in contract.instalments.live().order_by("number")
            ],
            payments=payments,
            amendments=amendments,
            releases=list(contract.retention_releases.live().order_by("released_on", "id")),
            carry_overs=list(of_projects(CarryOver).select_related("project").order_by("approved_on", "id")),
            handovers={one.project_id: one for one in accepted.order_by("accepted_on", "id")},
            progress={one.project_id: one for one in of_projects(Progress).order_by("reported_on", "id")},
            approved_on=budgets["first"],
            warning=schedule_warning(contract),
        )

    @property
    def projects(self) -> list[Project]:
        """The projects of the contract."""
        return [line.project for line in self.shares]

    @property
    def approved(self) -> Decimal:
        """The budget of its projects."""
        return sum((project.budget_total for project in self.projects), NOTHING)

    @property
    def next_instalment(self) -> InstalmentLine | None:
        """The first instalment that is not paid off."""
        return next((line for line in self.instalments if line.left > 0), None)

    @property
    def paid_instalments(self) -> int:
        """How many instalments are paid off."""
        return sum(line.left <= 0 for line in self.instalments)

    @property
    def without_instalment(self) -> list[Disbursement]:
        """Payments that belong to no instalment, or to one that was set aside."""
        of_lines = {paid.pk for line in self.instalments for paid in line.payments}
        return [paid for paid in self.payments if paid.pk not in of_lines]

    @property
    def bars(self) -> dict[str, int]:
        """Drawn lengths of approved, contracted, paid and held, the longest of them being the whole."""
        amounts = {
            "approved": self.approved,
            "contracted": self.contract.total,
            "paid": self.contract.paid,
            "held": self.contract.held,
        }
        longest = max([*amounts.values(), Decimal(1)])
        return {name: round(amount / longest * BAR) for name, amount in amounts.items()}


def _share_line(share: ContractShare, payments: list[Disbursement], amendments: list[ContractAmendment]) -> ShareLine:
    changes = sum((one.amount_change for one in amendments if one.project_id == share.project_id), NOTHING)
    paid = sum((one.amount for one in payments if one.project_id == share.project_id), NOTHING)
    return ShareLine(share, share.amount + changes, paid)
