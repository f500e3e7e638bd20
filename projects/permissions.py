"""Who may enter what: the table of the department's letter of 27 March 2555, and the questions asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.enums import Role
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
        }
    ),
    Role.FINANCE: frozenset({Record.CONTRACT, Record.DISBURSEMENT, Record.PROGRESS}),
    Role.ENGINEER: frozenset({Record.POSITION, Record.PROGRESS_PHOTO, Record.PROGRESS}),
    Role.EDUCATION: frozenset(),
    Role.EXECUTIVE: frozenset(),
}


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
