"""Every read of the life cycle starts here, with what the person may know exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.gis.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.scopes import Scope


def within_scope(scope: Scope, authority: str = "authority") -> Q:
    """The condition that keeps rows to a scope; `authority` is the path to the row's authority."""
    if scope.is_national:
        return Q()
    condition = Q(**{f"{authority}_id__in": scope.authority_ids})
    if scope.province_codes:
        condition |= Q(**{f"{authority}__province_id__in": scope.province_codes})
    return condition


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to an authority."""

    def visible_to(self, user: User) -> Self:
        """The rows this person may know exist. Somebody without an assignment sees none."""
        return self.filter(within_scope(user.scope))

    def of_authority(self, authority_id: int) -> Self:
        """Rows of one authority."""
        return self.filter(authority_id=authority_id)


class AuthorityRecordQuerySet(ScopedQuerySet):
    """Records of the life cycle."""

    def live(self) -> Self:
        """Records that have not been set aside."""
        return self.filter(set_aside_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """The live records this person may know exist."""
        return super().visible_to(user).live()


class ProjectQuerySet(AuthorityRecordQuerySet):
    """Projects, by what a person looks for."""

    def of_year(self, fiscal_year: int) -> Self:
        """Projects of one fiscal year (BE)."""
        return self.filter(fiscal_year=fiscal_year)

    def with_location(self) -> Self:
        """Projects that have a place on the map."""
        return self.filter(location__isnull=False)

    def without_location(self) -> Self:
        """Projects that still need coordinates."""
        return self.filter(location__isnull=True)


class LedgerQuerySet(ScopedQuerySet):
    """Ledgers, intervals and the change log."""
