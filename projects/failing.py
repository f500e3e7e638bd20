"""How many checks fail, by check, year and place, and the projects behind every count: one question for both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from accounts.enums import Role
from projects.checks import CHECKS, Check, CheckGroup, CheckKind, failing
from projects.permissions import ENTERS
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User
    from projects.querysets import ProjectQuerySet


@dataclass(frozen=True, slots=True)
class ChecksAsked:
    """Which checks somebody looks at, and among which projects (`selection` names place and years).

    `kind` and `role` are None for all; a role has the checks that it mends.
    """

    selection: ProjectSelection
    kind: CheckKind | None = None
    role: Role | None = None

    def checks(self) -> tuple[Check, ...]:
        """The checks asked for, in the order of their stages."""
        return tuple(
            check
            for check in CHECKS
            if (self.kind is None or check.kind == self.kind)
            and (self.role is None or check.mends in ENTERS[self.role])
        )

    def projects_of(self, check: Check, user: User) -> ProjectQuerySet:
        """The projects behind the count of a check, newest year first. Raises OutOfScope."""
        found = self.selection.but(check=check.code).queryset(user)
        return found.order_by("-fiscal_year", "authority_id", "id")


@dataclass(frozen=True, slots=True)
class FailingCounts:
    """Findings, not projects: a project that fails two checks counts in both.

    `by_check_year` counts whatever years there are; the rest counts the years that are asked for. A place is the id
    of a local authority, or the code of a province where the whole country is asked for.
    """

    by_check_year: dict[tuple[str, int], int]
    by_check: dict[str, int]
    by_kind: dict[CheckKind, int]
    by_place: dict[int | str, dict[CheckGroup, int]]

    @property
    def total(self) -> int:
        """All findings of the years asked for."""
        return sum(self.by_check.values())

    @property
    def years(self) -> list[int]:
        """The fiscal years (BE) with findings, newest first."""
        return sorted({year for _code, year in self.by_check_year}, reverse=True)


def counts_of(asked: ChecksAsked, user: User, *, by_province: bool) -> FailingCounts:
    """Count the failing checks of the projects this person may know of. Raises OutOfScope."""
    place = "authority__province_id" if by_province else "authority_id"
    rows = (
        asked.selection.but(fiscal_year=(), check=None)
        .queryset(user)
        .exclude(checks=0)
        .order_by()
        .values_list(place, "fiscal_year", "checks")
        .annotate(count=Count("id"))
    )
    return _counted(rows, wanted=set(asked.checks()), years=set(asked.selection.fiscal_year))


def _counted(rows: Iterable[tuple[int | str, int, int, int]], *, wanted: set[Check], years: set[int]) -> FailingCounts:
    by_check_year: Counter[tuple[str, int]] = Counter()
    by_check: Counter[str] = Counter()
    by_kind: Counter[CheckKind] = Counter()
    by_place: dict[int | str, Counter[CheckGroup]] = {}
    for place, year, mask, count in rows:
        for check in failing(mask):
            if check not in wanted:
                continue
            by_check_year[check.code, year] += count
            if years and year not in years:
                continue
            by_check[check.code] += count
            by_kind[check.kind] += count
            by_place.setdefault(place, Counter())[check.group] += count
    return FailingCounts(
        by_check_year=dict(by_check_year),
        by_check=dict(by_check),
        by_kind=dict(by_kind),
        by_place={place: dict(counts) for place, counts in by_place.items()},
    )
