"""Who may enter what: the table of the department's letter of 27 March 2555, and the questions asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.enums import NATIONAL_ROLES, PROVINCE_ROLES, Role
from projects.enums import Record

if TYPE_CHECKING:
    from accounts.models import User

ENTERS: dict[Role, frozenset[Record]] = {
    Role.PLANNER: frozenset(
        {
            Record.PLAN,
            Record.STRATEGY,
            Record.PROJECT,
            Record.PLAN_REVISION,
            Record.PLAN_APPROVAL,
            Record.BUDGET_APPROVAL,
            Record.DOCUMENT,
        }
    ),
    Role.FINANCE: frozenset({Record.CONTRACT, Record.DISBURSEMENT, Record.PROGRESS, Record.DOCUMENT}),
    Role.ENGINEER: frozenset({Record.POSITION, Record.PROGRESS_PHOTO, Record.PROGRESS, Record.DOCUMENT}),
    Role.EDUCATION: frozenset(),
    Role.EXECUTIVE: frozenset(),
}

# Who comments on an authority's projects without entering anything there: a province's analyst in the province, the
# department's everywhere. Who answers: the staff of the authority itself.
COMMENTS = frozenset({Role.PROVINCIAL_ANALYST, Role.DEPARTMENT_ANALYST})
ANSWERS = frozenset({Role.PLANNER, Role.FINANCE, Role.ENGINEER, Role.EDUCATION})


def may_see_authority(user: User, *, authority_id: int, province_code: str) -> bool:
    """Whether the person may know what this authority has entered."""
    scope = user.scope
    return scope.is_national or province_code in scope.province_codes or authority_id in scope.authority_ids


def may_enter(user: User, record: Record, *, authority_id: int) -> bool:
    """Whether the person may enter or change records of this kind in this authority."""
    return any(record in ENTERS.get(role, frozenset()) for role in user.scope.roles_in(authority_id))


def require_entry(user: User, record: Record, *, authority_id: int) -> None:
    """Raise PermissionDenied, in words for the person, unless `may_enter`."""
    if not may_enter(user, record, authority_id=authority_id):
        raise PermissionDenied(_("Your role in this local authority does not include this entry."))


def may_comment(user: User, *, authority_id: int, province_code: str) -> bool:
    """Whether the person may comment on projects of this authority, and settle comments there."""
    sees = may_see_authority(user, authority_id=authority_id, province_code=province_code)
    return sees and bool(COMMENTS & _wide_roles_over(user, province_code))


def may_answer(user: User, *, authority_id: int) -> bool:
    """Whether the person may answer comments on projects of this authority."""
    return bool(ANSWERS & user.scope.roles_in(authority_id))


def require_comment(user: User, *, authority_id: int, province_code: str) -> None:
    """Raise PermissionDenied, in words for the person, unless `may_comment`."""
    if not may_comment(user, authority_id=authority_id, province_code=province_code):
        raise PermissionDenied(_("Analysts of the province and of the department comment on projects."))


def require_answer(user: User, *, authority_id: int) -> None:
    """Raise PermissionDenied, in words for the person, unless `may_answer`."""
    if not may_answer(user, authority_id=authority_id):
        raise PermissionDenied(_("The staff of the local authority answer comments on its projects."))


def _wide_roles_over(user: User, province_code: str) -> frozenset[Role]:
    """The roles of provinces and of the department that reach this province."""
    scope = user.scope
    in_province = PROVINCE_ROLES if province_code in scope.province_codes else frozenset()
    return scope.wide_roles & (in_province | NATIONAL_ROLES)
