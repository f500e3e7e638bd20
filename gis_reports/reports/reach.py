"""How far a question reaches: the whole country, some provinces, some authorities. Decided here, never in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

    from accounts.models import User
    from accounts.scopes import Scope


@dataclass(frozen=True, slots=True)
class Reach:
    """Province codes and authority ids a question is asked of; both None for the whole country."""

    provinces: tuple[str, ...] | None = None
    authorities: tuple[int, ...] | None = None

    @classmethod
    def of(cls, scope: Scope) -> Reach:
        """What a person may see. Somebody without an assignment reaches nothing."""
        if scope.is_national:
            return cls()
        return cls(provinces=tuple(sorted(scope.province_codes)), authorities=tuple(sorted(scope.authority_ids)))

    @property
    def is_country(self) -> bool:
        """True when nothing is left out."""
        return self.provinces is None and self.authorities is None

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to see."""
        return not self.is_country and not self.provinces and not self.authorities

    @property
    def is_staff_only(self) -> bool:
        """True for the staff of authorities, who see their own authority and no province."""
        return bool(self.authorities) and not self.provinces

    @property
    def only_province(self) -> str | None:
        """The province of somebody who sees exactly one, whole."""
        return self.provinces[0] if self.provinces and len(self.provinces) == 1 and not self.authorities else None

    def has_province(self, code: str) -> bool:
        """Whether the whole of this province may be seen."""
        return self.is_country or code in (self.provinces or ())

    def within(self, code: str) -> Reach:
        """The part of this reach that lies in one province, which must be one that may be seen whole."""
        if not self.has_province(code):
            return Reach(provinces=(), authorities=())
        return Reach(provinces=(code,), authorities=())

    @property
    def parameters(self) -> dict[str, list[str] | list[int] | None]:
        """`provinces` and `authorities` for a question's SQL."""
        return {
            "provinces": None if self.provinces is None else list(self.provinces),
            "authorities": None if self.authorities is None else list(self.authorities),
        }


def reach_of(request: HttpRequest | Request) -> Reach:
    """What the reader may see. Pages and API answer nobody who has not signed in."""
    return Reach.of(cast("User", request.user).scope)
