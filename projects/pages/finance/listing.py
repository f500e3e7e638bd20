"""Contracts and projects as the lists of the finance officer show them, and the figures above the lists. In baht."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import (
    Count,
    DateField,
    DecimalField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from geo.thai import from_thai_digits
from projects.models import (
    Contract,
    ContractAmendment,
    ContractShare,
    Disbursement,
    Project,
    RetentionRelease,
    StageLedger,
)
from projects.pages.finance.address import FinanceAddress

if TYPE_CHECKING:
    from accounts.models import User
    from projects.querysets import ProjectQuerySet

ROWS = 50
NOTHING = Decimal("0.00")
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=15, decimal_places=2)


def _of_contract(model: type[Model], column: str) -> Coalesce:
    """The sum of a column over the live records of the contract."""
    records = model._default_manager.filter(
        authority_id=OuterRef("authority_id"), contract_id=OuterRef("pk"), set_aside_at__isnull=True
    )
    total = records.order_by().values("contract_id").annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(total, output_field=MONEY), Value(NOTHING), output_field=MONEY)


def contracts_with_sums(user: User, authority_id: int) -> QuerySet[Contract]:
    """The contracts of an authority with `total`, `paid`, `left`, `held` and `new_due_on`, for whoever may see them."""
    latest = (
        ContractAmendment.objects.live()
        .filter(authority_id=OuterRef("authority_id"), contract_id=OuterRef("pk"), new_due_on__isnull=False)
        .order_by("-number")
        .values("new_due_on")[:1]
    )
    found: QuerySet[Contract] = (
        Contract.objects.visible_to(user)
        .of_authority(authority_id)
        .annotate(
            total=F("amount") + _of_contract(ContractAmendment, "amount_change"),
            paid=_of_contract(Disbursement, "amount"),
            retained=_of_contract(Disbursement, "retention"),
            released=_of_contract(RetentionRelease, "amount"),
            last_day=Coalesce(Subquery(latest, output_field=DateField()), F("due_on")),
        )
        .annotate(left=F("total") - F("paid"), held=F("retained") - F("released"))
    )
    return found


def contracts_of(user: User, address: FinanceAddress) -> QuerySet[Contract]:
    """The contracts with a share for a project of the year, whatever list of them is shown."""
    shares = ContractShare.objects.live().filter(authority_id=OuterRef("authority_id"), contract_id=OuterRef("pk"))
    if address.year:
        shares = shares.filter(project__fiscal_year=address.year)
    found = contracts_with_sums(user, address.authority or 0).filter(Exists(shares))
    for word in address.q.split():
        arabic = from_thai_digits(word)
        projects = Project.objects.live().filter(authority_id=address.authority).searched(word)  # type: ignore[attr-defined]  # ProjectQuerySet
        named = shares.filter(project_id__in=projects.values("pk"))
        found = found.filter(Q(number__holds=arabic) | Q(contractor_name__holds=word) | Exists(named))
    return found


LISTED: dict[str, Q] = {
    "open": Q(closed_on__isnull=True),
    "left": Q(closed_on__isnull=True, left__gt=0),
    "held": Q(held__gt=0),
    "closed": Q(closed_on__isnull=False),
    "all": Q(),
}


def projects_of(user: User, address: FinanceAddress) -> ProjectQuerySet:
    """The projects of a list of projects."""
    found: ProjectQuerySet = Project.objects.visible_to(user).of_authority(address.authority)  # type: ignore[assignment,arg-type]  # as_manager keeps the class
    if address.year:
        found = found.of_year(address.year)
    chosen = {
        "waiting": Q(budget_total__gt=0, contract_total=0, paid_total=0),
        "budget": Q(budget_total__gt=0),
        "paid": Q(paid_total__gt=0),
    }[address.show]
    return found.filter(chosen).searched(address.q).order_by("-budget_total", "id")


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract of the list: `percent` of its sum is paid, `bar` is that in units of 200."""

    contract: Any
    projects: list[Project]
    today: dt.date

    @property
    def share_paid(self) -> Decimal:
        """The part of the sum that is paid, 0 to 1."""
        paid: Decimal = self.contract.paid / self.contract.total if self.contract.total else NOTHING
        return paid

    @property
    def bar(self) -> int:
        """The drawn length of what is paid."""
        return round(min(self.share_paid, Decimal(1)) * 200)

    @property
    def days_late(self) -> int:
        """Days since the last day of an open contract that is not paid off; 0 when it is not late."""
        last: dt.date | None = self.contract.last_day
        if self.contract.closed_on or last is None or self.contract.left <= 0:
            return 0
        return max((self.today - last).days, 0)

    @property
    def name(self) -> str:
        """What is built or bought."""
        return self.projects[0].name if self.projects else ""


def page_of_contracts(user: User, address: FinanceAddress, today: dt.date) -> Page[Any]:
    """One page of contracts, the newest first."""
    found = contracts_of(user, address).filter(LISTED[address.show]).order_by("-signed_on", "-id")
    page: Page[Any] = Paginator(found, ROWS).get_page(address.page)
    shares = ContractShare.objects.live().filter(
        authority_id=address.authority, contract_id__in=[one.pk for one in page]
    )
    of_contract: dict[int, list[Project]] = {}
    for share in shares.select_related("project").order_by("id"):
        of_contract.setdefault(share.contract_id, []).append(share.project)
    page.object_list = [ContractLine(one, of_contract.get(one.pk, []), today) for one in page]
    return page


def page_of_projects(user: User, address: FinanceAddress) -> Page[Any]:
    """One page of projects, the largest budget first."""
    return Paginator(projects_of(user, address), ROWS).get_page(address.page)


@dataclass(frozen=True, slots=True)
class Figures:
    """The year in figures, each the door to its list. Sums are in baht."""

    approved: Decimal
    contracted: Decimal
    paid: Decimal
    held: Decimal
    left: Decimal
    counts: dict[str, int]


def figures_of(user: User, address: FinanceAddress) -> Figures:
    """Sums of the ledger, and of the contracts of the year whatever is searched for."""
    ledgers = StageLedger.objects.visible_to(user).filter(authority_id=address.authority)
    if address.year:
        ledgers = ledgers.filter(fiscal_year=address.year)
    sums = ledgers.aggregate(budget=Sum("budget_sum"), contract=Sum("contract_sum"), paid=Sum("paid_sum"))
    whole = address.but(q="")
    contracts = contracts_of(user, whole).aggregate(
        held_sum=Sum("held"),
        left_sum=Sum("left", filter=LISTED["left"]),
        **{f"count_{name}": Count("pk", filter=condition or None) for name, condition in LISTED.items()},
    )
    return Figures(
        approved=sums["budget"] or NOTHING,
        contracted=sums["contract"] or NOTHING,
        paid=sums["paid"] or NOTHING,
        held=contracts["held_sum"] or NOTHING,
        left=contracts["left_sum"] or NOTHING,
        counts={
            **{name: contracts[f"count_{name}"] for name in LISTED},
            "waiting": projects_of(user, whole.but(show="waiting")).count(),
        },
    )
