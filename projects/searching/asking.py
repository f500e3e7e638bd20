"""What a person finds: projects, authorities, contractors, contracts and vouchers, within what the person may see."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from layers.enums import FULL_PREFIX_TH, SHORT_PREFIX_TH
from layers.models import LocalAuthority
from projects.models import Contract, ContractShare, Disbursement, Project
from projects.querysets import authorities_within
from projects.searching.looking import (
    MOST_ROWS,
    PATIENCE_S,
    Looking,
    authorities_of,
    forms_of,
    is_small,
    is_too_short,
    words_beside,
)
from projects.searching.words import Piece, form_of, is_number, marked, words_of

if TYPE_CHECKING:
    from accounts.models import User

KINDS = ("projects", "authorities", "contractors", "contracts", "vouchers")
NAMES_OF_AUTHORITY = ("authority__kind", "authority__name_th", "authority__name_en")


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: `title` in pieces of which some are marked, further `facts` (text in pieces, days and amounts), the
    local authority, and the address it leads to (empty when there is no page for it)."""

    kind: str
    title: tuple[Piece, ...]
    facts: tuple[Any, ...] = ()
    place: str = ""
    url: str = ""

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The facts that say something, as the page shows them."""
        told = [fact for fact in self.facts if fact]
        return [
            {"pieces": fact} if isinstance(fact, tuple) else {"value": fact, "is_baht": isinstance(fact, Decimal)}
            for fact in told
        ]

    @property
    def text(self) -> str:
        """The title without its marks."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: how many, and the best of them drawn. `is_more`: there is more than is looked at;
    `is_near`: not what was typed, but near it."""

    kind: str
    count: int
    hits: list[Hit]
    is_more: bool = False
    is_near: bool = False


@dataclass(slots=True)
class Found:
    """The answer to a question."""

    text: str
    groups: list[Group] = field(default_factory=list)
    is_too_short: bool = False

    @property
    def count(self) -> int:
        """How many were found of all kinds."""
        return sum(group.count for group in self.groups)

    @property
    def is_near(self) -> bool:
        """Whether nothing holds what was typed and something near it is shown."""
        return any(group.is_near for group in self.groups)


def search(user: User, text: str, *, few: int, whole: str = "") -> Found:
    """Everything this person may know of that holds the words of the text; near it, where nothing does.

    `few` lines of each kind are drawn, and all that are looked at of the kind `whole`. Nothing outside the person's
    scope is found, counted or hinted at.
    """
    words = words_of(text)
    authorities = authorities_of(user.scope)
    found = Found(text=text.strip())
    if authorities == [] or is_too_short(words, authorities):
        found.is_too_short = is_too_short(words, authorities)
        return found
    asked = [(kinds, ask(user, authorities, text, words)) for kinds, ask in SEARCHES]
    if not any(looking.found for _kinds, looking in asked):
        give_up = time.monotonic() + PATIENCE_S
        for _kinds, looking in asked:
            looking.look_nearer()
            if looking.found or time.monotonic() > give_up:
                break
    for kinds, looking in asked:
        for kind in kinds:
            rows = ROWS[kind](looking, words)
            if rows:
                drawn = rows if kind == whole else rows[:few]
                _load_projects(kind, drawn)
                hits = [HITS[kind](row, looking.patterns) for row in drawn]
                more = len(looking.found) > MOST_ROWS
                found.groups.append(Group(kind, len(rows), hits, is_more=more, is_near=looking.is_near))
    found.groups.sort(key=lambda group: KINDS.index(group.kind))
    return found


def _rows(rows: QuerySet, authorities: list[int] | None) -> QuerySet:
    return rows if authorities is None else rows.filter(authority_id__in=authorities)


def _projects(user: User, authorities: list[int] | None, text: str, words: tuple[str, ...]) -> Looking:
    rows = Project.objects.visible_to(user).select_related("authority")
    rows = rows.only("name", "village", "code", "fiscal_year", "planned_budget", *NAMES_OF_AUTHORITY)
    forms = words_beside(authorities)
    return Looking(_rows(rows, authorities), forms, words=words, authorities=authorities)


def _authorities(user: User, authorities: list[int] | None, text: str, words: tuple[str, ...]) -> Looking:
    rows = LocalAuthority.objects.filter(authorities_within(user.scope)).select_related("province")
    rows = rows.only("kind", "name_th", "name_en", "code", "province__name_th", "province__name_en")
    kind, rest = _kind_said(text)
    if kind:
        rows = rows.filter(kind=kind)
        words = words_of(rest) or words
    return Looking(rows, forms_of(rows, "name_th", "name_en", Coalesce("code", Value(""))), words=words)


def _kind_said(text: str) -> tuple[str, str]:
    """The kind of authority that a question begins with (`ทต.`, `เทศบาลตำบล`), and the question without it."""
    typed = text.strip()
    for prefixes in (FULL_PREFIX_TH, SHORT_PREFIX_TH):
        for kind, prefix in prefixes.items():
            if prefix and typed.startswith(prefix):
                return str(kind), typed.removeprefix(prefix)
    return "", typed


def _contracts(user: User, authorities: list[int] | None, text: str, words: tuple[str, ...]) -> Looking:
    columns = ("number", "egp_number", "contractor_tax_id", "contractor_name")
    rows = Contract.objects.visible_to(user).select_related("authority")
    rows = rows.only(*columns, "signed_on", "amount", *NAMES_OF_AUTHORITY)
    return _by_form(_rows(rows, authorities), *columns, words=words, authorities=authorities)


def _vouchers(user: User, authorities: list[int] | None, text: str, words: tuple[str, ...]) -> Looking:
    rows = Disbursement.objects.visible_to(user).select_related("authority")
    rows = rows.only("voucher_number", "fiscal_year", "paid_on", "amount", "project", *NAMES_OF_AUTHORITY)
    kept = _rows(rows, authorities) if any(map(is_number, words)) else rows.none()
    return _by_form(kept, "voucher_number", words=words, authorities=authorities)


def _by_form(rows: QuerySet, *columns: str, words: tuple[str, ...], authorities: list[int] | None) -> Looking:
    forms = forms_of(rows, *columns, is_small=is_small(authorities))
    return Looking(rows, forms, words=words, authorities=authorities)


Ask = Callable[["User", "list[int] | None", str, tuple[str, ...]], Looking]
SEARCHES: tuple[tuple[tuple[str, ...], Ask], ...] = (
    (("projects",), _projects),
    (("authorities",), _authorities),
    (("contractors", "contracts"), _contracts),
    (("vouchers",), _vouchers),
)


def _load_projects(kind: str, rows: list[Any]) -> None:
    """The projects of the lines that are drawn: a join would have those of all that are looked at read."""
    if kind == "contracts":
        shares = ContractShare.objects.live().only("authority", "contract", "project").order_by("id")
        prefetch_related_objects(rows, Prefetch("shares", shares, to_attr="live_shares"))
    elif kind == "vouchers":
        prefetch_related_objects(rows, Prefetch("project", Project.objects.only("authority", "name")))


def _best_first(name: Callable[[Any], str]) -> Callable[[Looking, tuple[str, ...]], list[Any]]:
    """The rows looked at: what is asked for exactly, then what begins with it, then the newest."""

    def ordered(looking: Looking, words: tuple[str, ...]) -> list[Any]:
        asked = "".join(words)

        def rank(row: Any) -> tuple[int, int, str]:
            form = form_of(name(row))
            closeness = 0 if form == asked else 1 if form.startswith(asked) else 2 if asked in form else 3
            return closeness, -int(getattr(row, "fiscal_year", 0)), form

        return sorted(looking.found[:MOST_ROWS], key=rank)

    return ordered


def _contractors_of(looking: Looking, words: tuple[str, ...]) -> list[tuple[Contract, int]]:
    """The contractors of the contracts looked at that hold the words themselves, the one with most contracts first."""
    contracts = looking.found[:MOST_ROWS]
    said = {one.pk: form_of(f"{one.contractor_tax_id}|{one.contractor_name}") for one in contracts}
    named = [one for one in contracts if looking.is_near or all(word in said[one.pk] for word in looking.patterns)]
    first = {said[one.pk]: one for one in reversed(named)}
    counted = Counter(said[one.pk] for one in named)
    return [(first[form], count) for form, count in counted.most_common()]


def _project_hit(row: Project, patterns: tuple[str, ...]) -> Hit:
    facts = (marked(row.code, patterns), marked(row.village, patterns), row.planned_budget)
    return Hit(
        "projects", marked(row.name, patterns), facts, row.authority.short_name, reverse("project", args=[row.pk])
    )


def _authority_hit(row: LocalAuthority, patterns: tuple[str, ...]) -> Hit:
    facts = (marked(row.code or "", patterns),)
    url = f"{reverse('authority_map')}?authority={row.pk}"
    return Hit("authorities", marked(row.full_name, patterns), facts, row.province.name, url)


def _contractor_hit(row: tuple[Contract, int], patterns: tuple[str, ...]) -> Hit:
    contract, count = row
    tax_id, name = contract.contractor_tax_id, contract.contractor_name
    facts = (marked(tax_id, patterns), _("%(count)d contracts") % {"count": count})
    url = f"{reverse('search')}?{urlencode({'q': tax_id or name, 'in': 'contracts'})}"
    return Hit("contractors", marked(name, patterns), facts, "", url)


def _contract_hit(row: Any, patterns: tuple[str, ...]) -> Hit:
    facts = (marked(row.egp_number, patterns), marked(row.contractor_name, patterns), row.signed_on, row.amount)
    url = reverse("project", args=[row.live_shares[0].project_id]) if row.live_shares else ""
    return Hit("contracts", marked(row.number, patterns), facts, row.authority.short_name, url)


def _voucher_hit(row: Disbursement, patterns: tuple[str, ...]) -> Hit:
    facts = ((Piece(row.project.name, False),), row.paid_on, row.amount)
    url = reverse("project", args=[row.project_id])
    return Hit("vouchers", marked(row.voucher_number, patterns), facts, row.authority.short_name, url)


ROWS: dict[str, Callable[[Looking, tuple[str, ...]], list[Any]]] = {
    "projects": _best_first(lambda row: str(row.name)),
    "authorities": _best_first(lambda row: str(row.name_th)),
    "contractors": _contractors_of,
    "contracts": _best_first(lambda row: str(row.number)),
    "vouchers": _best_first(lambda row: str(row.voucher_number)),
}
HITS: dict[str, Callable[[Any, tuple[str, ...]], Hit]] = {
    "projects": _project_hit,
    "authorities": _authority_hit,
    "contractors": _contractor_hit,
    "contracts": _contract_hit,
    "vouchers": _voucher_hit,
}
