"""The account of a contract: its sum, what is paid, what is held back, what is left. Every amount is in baht."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from projects.models import Contract, Instalment
from projects.services.checking import locked, locked_projects, wrong

NOTHING = Decimal("0.00")

# %(authority)s, %(contract)s   the contract
# %(project)s                   one of its projects, for the last three figures; null for none
ACCOUNT = """
select
    contract.amount + coalesce((
        select sum(change.amount_change) from projects_contractamendment as change
        where change.authority_id = contract.authority_id and change.contract_id = contract.id
            and change.set_aside_at is null), 0),
    coalesce(paid.amount, 0), coalesce(paid.retention, 0),
    coalesce((
        select sum(release.amount) from projects_retentionrelease as release
        where release.authority_id = contract.authority_id and release.contract_id = contract.id
            and release.set_aside_at is null), 0),
    (select sum(share.amount) from projects_contractshare as share
     where share.authority_id = contract.authority_id and share.contract_id = contract.id
        and share.project_id = %(project)s and share.set_aside_at is null)
    + coalesce((
        select sum(change.amount_change) from projects_contractamendment as change
        where change.authority_id = contract.authority_id and change.contract_id = contract.id
            and change.project_id = %(project)s and change.set_aside_at is null), 0),
    coalesce(paid.for_project, 0), paid.last_paid_on
from projects_contract as contract
cross join lateral (
    select sum(amount) as amount, sum(retention) as retention,
        sum(amount) filter (where project_id = %(project)s) as for_project, max(paid_on) as last_paid_on
    from projects_disbursement as payment
    where payment.authority_id = contract.authority_id and payment.contract_id = contract.id
        and payment.set_aside_at is null
) as paid
where contract.authority_id = %(authority)s and contract.id = %(contract)s
"""


@dataclass(frozen=True, slots=True)
class Account:
    """A contract's account. `total` is the sum with its amendments; `share` that of one project, None when the
    contract is not for it; `paid_for_project` what was paid of that share."""

    total: Decimal
    paid: Decimal
    retained: Decimal
    released: Decimal
    share: Decimal | None
    paid_for_project: Decimal
    last_paid_on: dt.date | None

    @property
    def left(self) -> Decimal:
        """What is left to pay on the contract."""
        return self.total - self.paid

    @property
    def held(self) -> Decimal:
        """The retention that has not been given back."""
        return self.retained - self.released


def account_of(contract: Contract, *, project_id: int | None = None) -> Account:
    """The account of a contract, in one question; the share and its payments are those of the project named."""
    named = {"authority": contract.authority_id, "contract": contract.pk, "project": project_id}
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNT, named)
        found = cursor.fetchone()
    return Account(*found)


def contract_sum(contract: Contract) -> Decimal:
    """The sum of a contract with its amendments."""
    return account_of(contract).total


def paid_on_contract(contract: Contract) -> Decimal:
    """What has been paid on a contract."""
    return account_of(contract).paid


def paid_on_instalment(instalment: Instalment) -> Decimal:
    """What has been paid on an instalment."""
    total: Decimal = instalment.disbursements.live().aggregate(total=Sum("amount"))["total"] or NOTHING
    return total


def in_words(amount: Decimal) -> str:
    """An amount for a sentence: `1,234.50`."""
    return f"{amount:,.2f}"


def locked_contract(contract: Contract) -> Contract:
    """The contract as it stands, locked until the transaction ends, and its projects before it: a change of a contract
    writes to them, and every verb locks in this order. Raises `set_aside` when it is gone."""
    shares = contract.shares.live().select_related("project")
    if projects := [share.project for share in shares if share.project.set_aside_at is None]:
        locked_projects(projects)
    return locked(contract)


def require_open(contract: Contract) -> None:
    """Raise `contract_closed` when the contract was closed; nothing is entered for it until it is opened again."""
    if contract.closed_on is not None:
        message = _("Contract %(number)s is closed. Open it again first, and say why.") % {"number": contract.number}
        raise wrong("contract", message, code="contract_closed")
