"""What lies on the finance officer's desk: the authority, the year, the list, and where its links lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.thai import fiscal_year_of
from layers.models import LocalAuthority
from projects.enums import Record
from projects.models import Contract, ContractShare, StageLedger
from projects.pages.finance.address import CONTRACT_LISTS, PROJECT_LISTS, FinanceAddress
from projects.pages.finance.aside import Aside, aside_of
from projects.pages.finance.listing import figures_of, page_of_contracts, page_of_projects
from projects.permissions import may_enter
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User

# What each list is reached by above the list; the others are reached by their figures.
CHIPS = ("open", "left", "held", "closed", "waiting")


@dataclass(frozen=True, slots=True)
class Desk:
    """The frame of every page of this part. The address has its authority and its year."""

    user: User
    authority: LocalAuthority
    address: FinanceAddress
    years: tuple[int, ...]
    today: dt.date

    @classmethod
    def of(cls, user: User, address: FinanceAddress) -> Desk:
        """Settle on an authority and a year.

        Raises Http404 for an authority the person may not know of, PermissionDenied for somebody who works in no
        local authority and named none.
        """
        authority = _authority(user, address.authority)
        today = timezone.localdate()
        ledgers = StageLedger.objects.visible_to(user).filter(authority_id=authority.pk)
        kept = {row.fiscal_year: row for row in ledgers.order_by("-fiscal_year")}
        year = address.year or _year(kept, today)
        years = tuple(sorted({*kept, year}, reverse=True))
        return cls(user, authority, address.but(authority=authority.pk, year=year, page=address.page), years, today)

    @property
    def may_enter(self) -> bool:
        """Whether the person enters contracts and payments here."""
        return may_enter(self.user, Record.CONTRACT, authority_id=self.authority.pk)

    @property
    def year(self) -> int:
        """The fiscal year (BE) the desk has settled on."""
        return self.address.year or fiscal_year_of(self.today)

    @property
    def list_url(self) -> str:
        """The address of the list."""
        return _list(self.address)

    def context(self) -> dict[str, Any]:
        """The head and the list of every page."""
        address = self.address
        projects = address.lists_projects
        page = (page_of_projects if projects else _contracts(self.today))(self.user, address)
        figures = figures_of(self.user, address)
        words = {**CONTRACT_LISTS, **PROJECT_LISTS}
        return {
            "desk": self,
            "authority": self.authority,
            "address": address,
            "figures": figures,
            "doors": {name: _list(address.but(show=name, q="")) for name in words},
            "chips": [(words[name], figures.counts[name], _list(address.but(show=name)), name) for name in CHIPS],
            "list_name": words[address.show],
            "page": page,
            "page_before": _list(address.but(page=page.number - 1)) if page.has_previous() else "",
            "page_after": _list(address.but(page=page.number + 1)) if page.has_next() else "",
            "workplaces": self._workplaces(),
            "may_enter": self.may_enter,
            "query": address.query_string(),
            "list_url": _list(address),
            "contracts_aside": self._contracts_aside(),
        }

    def crumbs(self, *labels: str) -> list[dict[str, str]]:
        """The way here: home, the list, and what is open in it."""
        steps = [
            {"label": _("Home page"), "url": "/"},
            {"label": _("Contracts and payments"), "url": _list(self.address)},
        ]
        steps += [{"label": label, "url": ""} for label in labels]
        steps[-1]["url"] = ""
        return steps

    def _contracts_aside(self) -> Aside | None:
        """Contracts of the list's year that can be brought back, for those who enter contracts."""
        year = self.address.year
        if not self.may_enter or self.address.lists_projects or year is None:
            return None
        of_year = ContractShare.objects.filter(
            authority_id=self.authority.pk,
            contract_id=OuterRef("pk"),
            project__fiscal_year=year,
        )
        return aside_of(self.user, Contract, self.authority.pk, Exists(of_year))

    def _workplaces(self) -> list[LocalAuthority]:
        ids = self.user.scope.authority_ids
        if len(ids) < 2:
            return []
        return list(LocalAuthority.objects.filter(pk__in=ids).defer("boundary", "office"))


def _contracts(today: dt.date) -> Any:
    return lambda user, address: page_of_contracts(user, address, today)


def _list(address: FinanceAddress) -> str:
    return f"{reverse('finance')}?{address.query_string()}"


def _year(kept: dict[int, StageLedger], today: dt.date) -> int:
    """The latest year that has begun and has money in it, else the latest that has begun, else this year."""
    this_year = fiscal_year_of(today)
    begun = [year for year in sorted(kept, reverse=True) if year <= this_year]
    with_money = [year for year in begun if kept[year].contract_sum or kept[year].budget_sum]
    return next(iter([*with_money, *begun]), this_year)


def _authority(user: User, asked: int | None) -> LocalAuthority:
    """The authority asked for, else the one where the person enters contracts, else where the person works."""
    scope = user.scope
    if asked is not None:
        ProjectSelection(authority=asked).require_scope(user)
        chosen = asked
    else:
        entering = [pk for pk in scope.authority_ids if may_enter(user, Record.CONTRACT, authority_id=pk)]
        chosen = min(entering or scope.authority_ids, default=0)
    found = LocalAuthority.objects.select_related("province").defer("boundary", "province__boundary").filter(pk=chosen)
    authority = found.first()
    if authority is None and asked is not None:
        raise Http404
    if authority is None:
        raise PermissionDenied(
            _("These pages show one local authority. Open one of its projects, and its contracts from there.")
        )
    return authority
