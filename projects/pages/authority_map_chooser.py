"""Choosing a local authority, for people of a province or of the department."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from geo.thai import from_thai_digits
from layers.enums import SHORT_PREFIX_TH
from layers.models import LocalAuthority, Province
from projects.errors import OutOfScope
from projects.models import StageLedger
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User
    from layers.querysets import LocalAuthorityQuerySet

MOST = 100
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """An authority of the list with how much it has entered. `query` opens its map."""

    authority: LocalAuthority
    projects: int
    with_location: int
    query: str


@dataclass(frozen=True, slots=True)
class Chooser:
    """The form and its answer. `count` is None until something was asked for."""

    provinces: list[Province]
    province: str
    name: str
    candidates: list[Candidate]
    count: int | None


def chooser_of(user: User, selection: ProjectSelection, *, name: str) -> Chooser:
    """The authorities of a province or name within the person's reach; `selection` is carried on to the map.

    Raises OutOfScope for a province that is not the person's, ValidationError for a name that is too long.
    """
    name = " ".join(name.replace("\x00", "").split())
    if len(name) > LONGEST_NAME:
        raise ValidationError(_("Search for at most %(most)d characters.") % {"most": LONGEST_NAME}, code="too_long")
    provinces = _provinces(user)
    codes = [one.pk for one in provinces]
    province = selection.province or (codes[0] if len(codes) == 1 else "")
    if province and province not in codes:
        raise OutOfScope
    if not province and not name:
        return Chooser(provinces, province, name, [], None)
    found = _named(_within(user).filter(dissolved_on__isnull=True), name)
    if province:
        found = found.filter(province_id=province)
    shown = list(found.select_related("province").defer("boundary", "office", "province__boundary")[:MOST])
    return Chooser(provinces, province, name, _candidates(user, shown, selection), found.count())


def _within(user: User) -> LocalAuthorityQuerySet:
    scope = user.scope
    found: LocalAuthorityQuerySet = LocalAuthority.objects.all()
    if not scope.is_national:
        found = found.filter(Q(pk__in=scope.authority_ids) | Q(province_id__in=scope.province_codes))
    return found


def _provinces(user: User) -> list[Province]:
    """The provinces to choose from: those that have authorities."""
    scope = user.scope
    found: Any = Province.objects.with_authorities().defer("boundary")
    if not scope.is_national:
        found = found.filter(pk__in=scope.province_codes)
    return sorted(found, key=lambda one: one.name)


def _named(found: LocalAuthorityQuerySet, name: str) -> LocalAuthorityQuerySet:
    """By part of the name, with or without the short word for the kind (`ทต.ห้วย`), or by the department's code."""
    for word in name.split():
        kinds = [kind for kind, prefix in SHORT_PREFIX_TH.items() if prefix and word.startswith(prefix)]
        bare = word.removeprefix(SHORT_PREFIX_TH[kinds[0]]) if kinds else word
        either = Q(name_th__contains=bare) | Q(name_en__icontains=bare) | Q(code=from_thai_digits(word)[:7])
        found = found.filter(either, **({"kind": kinds[0]} if kinds else {}))
    return found


def _candidates(user: User, shown: list[LocalAuthority], selection: ProjectSelection) -> list[Candidate]:
    sums: dict[int, Any] = {
        row["authority_id"]: row
        for row in StageLedger.objects.visible_to(user)
        .filter(authority_id__in=[one.pk for one in shown])
        .values("authority_id")
        .annotate(all=Sum("projects"), placed=Sum("with_location"))
    }
    return [
        Candidate(
            authority=one,
            projects=sums.get(one.pk, {}).get("all") or 0,
            with_location=sums.get(one.pk, {}).get("placed") or 0,
            query=query,
        )
        for one, query in zip(shown, selection.query_strings_of(one.pk for one in shown), strict=True)
    ]
