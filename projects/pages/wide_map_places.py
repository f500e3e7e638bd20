"""The table of the wide project map: the provinces of the country, or the local authorities of a province."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Sum
from django.db.models.functions import Collate

from layers.models import LocalAuthority, Province
from projects.models import StageLedger
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User

# What the ledger can answer by itself; every other filter asks the projects.
OF_THE_LEDGER = frozenset({"authority", "province", "kind", "fiscal_year"})


@dataclass(frozen=True, slots=True)
class Place:
    """A province or a local authority with its projects of the selection. `planned` is in baht; `query` leads on."""

    name: str
    query: str
    projects: int
    with_location: int
    planned: Decimal

    @property
    def share(self) -> Decimal | None:
        """The share of projects with coordinates; None without projects."""
        return Decimal(self.with_location) / self.projects if self.projects else None


def places_of(user: User, selection: ProjectSelection) -> list[Place]:
    """One place for each province within reach or, when a province is chosen, for each of its authorities.

    The figures are those of the very projects that `selection.queryset(user)` gives. Raises OutOfScope.
    """
    selection.require_scope(user)
    key = "authority_id" if selection.province else "authority__province_id"
    figures = _from_ledger(user, selection, key) if _is_simple(selection) else _from_projects(user, selection, key)
    if selection.province:
        return _authorities(selection, figures)
    return _provinces(user, selection, figures)


def _is_simple(selection: ProjectSelection) -> bool:
    return {name for name, _text in selection.pairs()} <= OF_THE_LEDGER


def _from_ledger(user: User, selection: ProjectSelection, key: str) -> dict[Any, dict[str, Any]]:
    ledgers = StageLedger.objects.visible_to(user)
    if selection.fiscal_year:
        ledgers = ledgers.filter(fiscal_year__in=selection.fiscal_year)
    if selection.province:
        ledgers = ledgers.filter(authority__province_id=selection.province)
    if selection.kind:
        ledgers = ledgers.filter(authority__kind=selection.kind)
    rows = ledgers.order_by().values(place=F(key))
    found = rows.annotate(count=Sum("projects"), located=Sum("with_location"), sum=Sum("planned_sum"))
    return {row["place"]: dict(row) for row in found}


def _from_projects(user: User, selection: ProjectSelection, key: str) -> dict[Any, dict[str, Any]]:
    rows = selection.queryset(user).order_by().values(place=F(key))
    found = rows.annotate(count=Count("id"), located=Count("location"), sum=Sum("planned_budget"))
    return {row["place"]: dict(row) for row in found}


def _provinces(user: User, selection: ProjectSelection, figures: dict[Any, dict[str, Any]]) -> list[Place]:
    known = Province.objects.with_authorities().defer("boundary")
    if not user.scope.is_national:
        known = known.filter(pk__in=user.scope.province_codes)
    return [
        _place(one.name, selection.but(province=one.pk).query_string(), figures.get(one.pk))
        for one in known.order_by(Collate("name_th", "th-x-icu"))
    ]


def _authorities(selection: ProjectSelection, figures: dict[Any, dict[str, Any]]) -> list[Place]:
    known = LocalAuthority.objects.filter(province_id=selection.province).defer("boundary", "office")
    if selection.kind:
        known = known.filter(kind=selection.kind)
    shown = [
        one
        for one in known.order_by(Collate("name_th", "th-x-icu"), "pk")
        if one.dissolved_on is None or one.pk in figures
    ]
    queries = selection.but(kind=None).query_strings_of(one.pk for one in shown)
    return [_place(one.short_name, query, figures.get(one.pk)) for one, query in zip(shown, queries, strict=True)]


def _place(name: str, query: str, row: dict[str, Any] | None) -> Place:
    row = row or {}
    return Place(name, query, row.get("count") or 0, row.get("located") or 0, row.get("sum") or Decimal(0))
