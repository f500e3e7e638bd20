"""Every read of the life cycle starts here, with what the person may know exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.gis.db import models
from django.db.models import CharField, Exists, Lookup, OuterRef, PositiveBigIntegerField, Q, TextField

from projects.searching.patterns import patterns_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from accounts.scopes import Scope
    from projects.checks import Check


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup):
    """`name__holds="ถนน"`: the text anywhere in the column, small and capital letters alike, by the trigram index.

    Django's `icontains` compares upper-cased columns, for which there is no index.
    """

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`column ILIKE %text%`, the text's own signs of the pattern taken literally."""
        column, params = self.process_lhs(compiler, connection)
        literal = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} ILIKE %s", (*params, f"%{literal}%")


@PositiveBigIntegerField.register_lookup
class HoldsBit(Lookup):
    """`checks__holds_bit=4`: the bit is set in the mask."""

    lookup_name = "holds_bit"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`column & bit <> 0`"""
        column, params = self.process_lhs(compiler, connection)
        return f"({column} & %s::bigint) <> 0", (*params, int(self.rhs))


def within_scope(scope: Scope, authority: str = "authority") -> Q:
    """The condition that keeps rows to a scope; `authority` is the path to the row's authority."""
    if scope.is_national:
        return Q()
    condition = Q(**{f"{authority}_id__in": scope.authority_ids})
    if scope.province_codes:
        condition |= Q(**{f"{authority}__province_id__in": scope.province_codes})
    return condition


def authorities_within(scope: Scope) -> Q:
    """The condition that keeps authorities to those whose records are in a scope."""
    if scope.is_national:
        return Q()
    condition = Q(pk__in=scope.authority_ids)
    if scope.province_codes:
        condition |= Q(province_id__in=scope.province_codes)
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

    def set_aside_visible_to(self, user: User) -> Self:
        """The records that were set aside and that this person may know exist."""
        return super().visible_to(user).filter(set_aside_at__isnull=False)


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

    def failing(self, check: Check) -> Self:
        """Projects that fail a check and for which nobody has given a reason."""
        # `checks` is never zero then: said as well, because that is what the index of failing projects asks
        return self.exclude(checks=0).filter(checks__holds_bit=check.bit)

    def searched(self, text: str) -> Self:
        """Live projects whose name, place or code holds every word of the text; tone marks, dashes and the script of
        digits do not matter.

        Thai is written without spaces, so a word is whatever stands between them, found anywhere in the name.
        """
        patterns = patterns_in(text)
        if not patterns:
            return self
        words = searched_words().filter(authority_id=OuterRef("authority_id"), project_id=OuterRef("pk"))
        return self.filter(Exists(words.holding(patterns)))


class ProjectWordsQuerySet(ScopedQuerySet):
    """Searched words of live projects."""

    def holding(self, patterns: Iterable[str]) -> Self:
        """Those that hold every one of these patterns (`projects.searching.patterns`)."""
        found = self
        for pattern in patterns:
            found = found.filter(words__likes=pattern)
        return found


def searched_words() -> ProjectWordsQuerySet:
    """The searched words of all live projects."""
    found: ProjectWordsQuerySet = apps.get_model("projects", "ProjectWords").objects.all()
    return found


class LedgerQuerySet(ScopedQuerySet):
    """Ledgers, intervals and the change log."""
