"""Stalled works: under contract, not complete, and without a progress report for half a year. One question for all.

A work is *open* when the project has a contract that is signed and not closed, its last report is below 100 %, and it
has not been handed over. It is *stalled* when it is open and neither a progress report nor the beginning of a contract
lies within the last 180 days. Figure, rows and file are read from the same query.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, DateField, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from geo.thai import from_thai_digits
from projects.enums import Stage
from projects.models import ContractShare, Handover, Progress, Project
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User

DAYS: Final = 180
# A project whose latest stage is one of these may have an open contract; the index of such projects is small.
UNDER_WAY: Final = (Stage.CONTRACT_SIGNED.value, Stage.DISBURSED.value)


@dataclass(frozen=True, slots=True)
class StalledWorks:
    """Which stalled works somebody looks at: a province code, an authority, a fiscal year (BE), each or none."""

    province: str | None = None
    authority: int | None = None
    fiscal_year: int | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> StalledWorks:
        """Read the question from an address. Raises ValidationError saying what would work."""
        province = from_thai_digits(str(params.get("province") or "").strip()) or None
        if province is not None and not (len(province) == 2 and province.isdigit()):
            raise ValidationError({"province": _("A province is named by its code of two digits.")})
        return cls(
            province=province,
            authority=_number(params, "authority", most=2**63 - 1),
            fiscal_year=_number(params, "fiscal_year", most=2700),
        )

    def but(self, **changes: Any) -> StalledWorks:
        """The same question with other values for some fields."""
        return replace(self, **changes)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that are chosen, in their order."""
        named = (("province", self.province), ("authority", self.authority), ("fiscal_year", self.fiscal_year))
        return [(name, str(value)) for name, value in named if value is not None]

    def query_string(self) -> str:
        """The part of the address after the question mark."""
        return urlencode(self.pairs())

    def require_scope(self, user: User) -> None:
        """Raise OutOfScope when an authority or a province is named that the person may not know of, PermissionDenied
        for somebody without a role."""
        ProjectSelection(authority=self.authority, province=self.province).require_scope(user)
        if user.scope.is_empty:
            raise PermissionDenied(_("You have no role in the system today. Ask who assigns roles in your office."))

    def projects(self, user: User, *, today: dt.date) -> QuerySet[Project]:
        """The stalled works among the projects this person may see, longest at a standstill first.

        Each carries `last_report` (None without any), `begun` (when the latest open contract begins) and
        `stands_since` (the later of the two). Raises OutOfScope, PermissionDenied.
        """
        self.require_scope(user)
        found = Project.objects.visible_to(user).filter(latest_stage__in=UNDER_WAY)
        if self.province:
            found = found.filter(authority__province_id=self.province)
        if self.authority:
            found = found.filter(authority_id=self.authority)
        if self.fiscal_year:
            found = found.filter(fiscal_year=self.fiscal_year)
        of_project = {"authority_id": OuterRef("authority_id"), "project_id": OuterRef("pk")}
        live = {"set_aside_at__isnull": True}
        shares = ContractShare.objects.filter(
            **of_project, **live, contract__set_aside_at__isnull=True, contract__closed_on__isnull=True
        ).order_by()
        begun = Max(Coalesce("contract__starts_on", "contract__signed_on"))
        reports = Progress.objects.filter(**of_project, **live).order_by().values("project_id")
        last_day = today - dt.timedelta(days=DAYS)
        return (
            found.alias(is_handed_over=Exists(Handover.objects.filter(**of_project, **live)))
            .annotate(
                begun=Subquery(shares.values("project_id").annotate(day=begun).values("day"), DateField()),
                last_report=Subquery(reports.annotate(day=Max("reported_on")).values("day"), DateField()),
                stands_since=Greatest("begun", "last_report"),
            )
            .filter(is_handed_over=False, begun__isnull=False, stands_since__lte=last_day)
            .order_by("stands_since", "authority_id", "pk")
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """How many stalled works there are in each place and in each fiscal year. Places: codes of provinces, or ids of
    authorities; most first. The years (BE) are counted without the filter of the year, the newest first."""

    by_place: dict[Any, int]
    by_year: dict[int, int]

    @property
    def works(self) -> int:
        """All of them: as many as the query has rows."""
        return sum(self.by_place.values())


def counted(user: User, question: StalledWorks, *, today: dt.date, place: str) -> Counted:
    """The figures of a question by `place` (`authority_id` or `authority__province_id`), from the query of its rows."""
    found = question.but(fiscal_year=None).projects(user, today=today).order_by()
    by_place: Counter[Any] = Counter()
    by_year: Counter[int] = Counter()
    for row in found.values("fiscal_year", place=F(place)).annotate(works=Count("pk")):
        by_year[row["fiscal_year"]] += row["works"]
        if question.fiscal_year in (None, row["fiscal_year"]):
            by_place[row["place"]] += row["works"]
    return Counted(
        by_place=dict(sorted(by_place.items(), key=lambda one: (-one[1], str(one[0])))),
        by_year=dict(sorted(by_year.items(), reverse=True)),
    )


def _number(params: Mapping[str, Any], name: str, *, most: int) -> int | None:
    text = from_thai_digits(str(params.get(name) or "").strip())
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= most):
        raise ValidationError({name: _("“%(text)s” is not a number that is looked for here.") % {"text": text[:40]}})
    return int(text)
