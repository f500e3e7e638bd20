"""One contract as its page shows it: shares, instalments, payments, what is held, and the evidence. In baht."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Min, Q
from django.http import Http404
from django.utils.functional import cached_property

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
from projects.pages.finance.address import FinanceAddress
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


class OpenContract:
    """A contract with everything its page shows; `contract` has the sums of `contracts_with_sums`.

    Each part is read when it is first asked for: saving a form needs few of them.
    """

    def __init__(self, contract: Any) -> None:
        self.contract = contract

    @classmethod
    def of(cls, user: User, pk: int) -> OpenContract:
        """Open a contract. Raises Http404 for one that the person may not know of."""
        authority_id = Contract.objects.visible_to(user).filter(pk=pk).values_list("authority_id", flat=True).first()
        if authority_id is None:
            raise Http404
        return cls(contracts_with_sums(user, authority_id).select_related("recorded_by").get(pk=pk))

    def beside(self, address: FinanceAddress) -> FinanceAddress:
        """The list the contract stands in: its authority, and the year of its first project when none is named."""
        year = address.year or next((one.fiscal_year for one in self.projects), None)
        return address.but(authority=self.contract.authority_id, year=year, page=address.page)

    @cached_property
    def shares(self) -> list[ShareLine]:
        """The projects of the contract with their shares."""
        live = self.contract.shares.live().select_related("project").order_by("id")
        return [_share_line(share, self.payments, self.amendments) for share in live]

    @cached_property
    def payments(self) -> list[Disbursement]:
        """What was paid, in the order of the days."""
        return list(self.contract.disbursements.live().select_related("project").order_by("paid_on", "id"))

    @cached_property
    def amendments(self) -> list[ContractAmendment]:
        """The amendments in their order."""
        return list(self.contract.amendments.live().order_by("number"))

    @cached_property
    def instalments(self) -> list[InstalmentLine]:
        """The instalments, each with its payments."""
        return [
            InstalmentLine(one, [paid for paid in self.payments if paid.instalment_id == one.pk])
            for one in self.contract.instalments.live().order_by("number")
        ]

    @cached_property
    def releases(self) -> list[RetentionRelease]:
        """Retention given back."""
        return list(self.contract.retention_releases.live().order_by("released_on", "id"))

    @cached_property
    def carry_overs(self) -> list[CarryOver]:
        """Money carried over for the projects of the contract."""
        return list(self._of_projects(CarryOver).select_related("project").order_by("approved_on", "id"))

    @cached_property
    def handovers(self) -> dict[int, Handover]:
        """The last acceptance of the work of each project, under this contract or for the project alone."""
        accepted = self._of_projects(Handover).filter(Q(contract_id=self.contract.pk) | Q(contract__isnull=True))
        return {one.project_id: one for one in accepted.order_by("accepted_on", "id")}

    @cached_property
    def progress(self) -> dict[int, Progress]:
        """The last report of each project."""
        return {one.project_id: one for one in self._of_projects(Progress).order_by("reported_on", "id")}

    @cached_property
    def approved_on(self) -> dt.date | None:
        """The first day on which money was approved for one of the projects."""
        first: dt.date | None = self._of_projects(BudgetApproval).aggregate(first=Min("approved_on"))["first"]
        return first

    @cached_property
    def warning(self) -> str:
        """A sentence when the instalments do not add up to the contract."""
        return schedule_warning(self.contract)

    def _of_projects(self, model: Any) -> Any:
        ids = [project.pk for project in self.projects]
        return model.objects.live().filter(authority_id=self.contract.authority_id, project_id__in=ids)

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
