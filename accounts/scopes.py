"""What part of the country a person may see: pure values, worked out once per request from the assignments."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.enums import NATIONAL_ROLES, PROVINCE_ROLES, Role


@dataclass(frozen=True, slots=True)
class Scope:
    """The reach of one person. An empty scope sees nothing.

    `roles_by_authority` keeps which role is held where: a planner of one municipality who is also the engineer of
    another must not become the engineer of both.
    """

    is_national: bool = False
    province_codes: frozenset[str] = frozenset()
    roles_by_authority: dict[int, frozenset[Role]] = field(default_factory=dict)
    wide_roles: frozenset[Role] = frozenset()

    @property
    def authority_ids(self) -> frozenset[int]:
        """Authorities in which the person holds a role of the authority's own staff."""
        return frozenset(self.roles_by_authority)

    @property
    def roles(self) -> frozenset[Role]:
        """Every role the person holds anywhere."""
        return self.wide_roles.union(*self.roles_by_authority.values())

    def roles_in(self, authority_id: int) -> frozenset[Role]:
        """The staff roles held in one authority."""
        return self.roles_by_authority.get(authority_id, frozenset())

    @property
    def is_empty(self) -> bool:
        """True for somebody without any assignment today."""
        return not (self.is_national or self.province_codes or self.roles_by_authority)

    @property
    def key(self) -> str:
        """A short text that is equal for two people exactly when they may see the same rows (for cache keys)."""
        if self.is_national:
            return "national"
        parts = ",".join(sorted(self.province_codes)) + "|" + ",".join(map(str, sorted(self.authority_ids)))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]


def scope_of(held: Iterable[tuple[str, int | None, str | None]]) -> Scope:
    """The reach of somebody who holds these assignments: role, authority, province, of which at most one is given."""
    held = list(held)
    by_authority: dict[int, set[Role]] = defaultdict(set)
    for role, authority_id, _province in held:
        if authority_id is not None:
            by_authority[authority_id].add(Role(role))
    return Scope(
        is_national=any(role in NATIONAL_ROLES for role, *_rest in held),
        province_codes=frozenset(code for role, _authority, code in held if role in PROVINCE_ROLES and code),
        roles_by_authority={authority: frozenset(roles) for authority, roles in by_authority.items()},
        wide_roles=frozenset(Role(role) for role, authority, _province in held if authority is None),
    )
