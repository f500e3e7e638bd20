"""Who may give which role to whom, as a table (letter of 27 March 2555), and the questions asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.enums import AUTHORITY_ROLES, Role
from accounts.models import Assignment, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

STAFF_ROLES = frozenset({Role.PLANNER, Role.FINANCE, Role.EDUCATION, Role.ENGINEER})

# The executive of an authority assigns its four kinds of staff, in that authority only; the department's
# administrators assign anybody anywhere. Nobody else assigns.
ASSIGNS: dict[Role, frozenset[Role]] = {
    Role.EXECUTIVE: STAFF_ROLES,
    Role.DEPARTMENT_ADMIN: frozenset(Role),
}


def assigns_anybody(user: User) -> bool:
    """True for the department's administrators."""
    return Role.DEPARTMENT_ADMIN in user.scope.wide_roles


def led_authorities(user: User) -> frozenset[int]:
    """The authorities in which this person is the executive."""
    scope = user.scope
    return frozenset(pk for pk, roles in scope.roles_by_authority.items() if Role.EXECUTIVE in roles)


def may_manage_people(user: User) -> bool:
    """Whether the pages about people are open to this person at all."""
    return assigns_anybody(user) or bool(led_authorities(user))


def may_assign(user: User, role: Role, *, authority_id: int | None) -> bool:
    """Whether the person may give (or take away) this role; `authority_id` is None for provinces and the department."""
    if assigns_anybody(user):
        return role in ASSIGNS[Role.DEPARTMENT_ADMIN]
    return role in AUTHORITY_ROLES and authority_id in led_authorities(user) and role in ASSIGNS[Role.EXECUTIVE]


def require_may_assign(user: User, role: Role, *, authority_id: int | None) -> None:
    """Raise PermissionDenied, in words for the person, unless `may_assign`."""
    if not may_assign(user, role, authority_id=authority_id):
        raise PermissionDenied(_("You may assign the staff of your own local authority only."))


def people_within_reach(user: User) -> QuerySet[User]:
    """The people whose assignments this person may see and change. For an executive: whoever serves, or has served,
    in the authority he leads; where somebody served elsewhere is shown to nobody but the department."""
    if assigns_anybody(user):
        return User.objects.all()
    return User.objects.filter(Q(assignments__authority__in=led_authorities(user))).distinct()


def assignments_within_reach(user: User) -> QuerySet[Assignment]:
    """The assignments this person may see."""
    if assigns_anybody(user):
        return Assignment.objects.all()
    return Assignment.objects.filter(authority__in=led_authorities(user))
