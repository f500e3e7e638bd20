"""What is done to accounts and assignments: each a verb, checked, in one transaction."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.activation import forget_links, owner_of
from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, PROVINCE_ROLES, Role
from accounts.models import Assignment, User
from accounts.permissions import people_within_reach, require_may_assign
from layers.models import LocalAuthority, Province


@transaction.atomic
def open_account(
    *,
    username: str,
    email: str,
    full_name: str,
    role: Role,
    authority: LocalAuthority | None = None,
    province: Province | None = None,
    by: User | None,
) -> User:
    """Open an account with its first role and without a password: the person sets one through an activation link
    (`accounts.activation.link_for`).

    `by` is None for the command line, which needs nobody's leave. Raises PermissionDenied, and ValidationError for a
    user name that is taken or a role that does not fit the authority or province.
    """
    user = User(username=User.normalize_username(username.strip()), email=email.strip(), full_name=full_name.strip())
    forget_links(user)
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": ValidationError(_("This user name is taken."), code="taken")})
    user.full_clean(exclude=["date_joined"])
    user.save()
    _assign(user=user, role=role, authority=authority, province=province, since=timezone.localdate(), by=by)
    return user


@transaction.atomic
def renew_activation(*, user: User, by: User | None) -> User:
    """Make every activation link of an account that has no password yet worthless, so that a new one can be given.

    Raises PermissionDenied, and ValidationError `active` when the person has chosen a password already.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if by is not None and not people_within_reach(by).filter(pk=user.pk).exists():
        raise PermissionDenied(_("You may assign the staff of your own local authority only."))
    if user.has_usable_password():
        raise ValidationError(
            _("This person has a password already and can ask for a new one by e-mail."), code="active"
        )
    forget_links(user)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def activate_account(*, word: str, password: str) -> User:
    """Set the first password through an activation link. The link is dead afterwards.

    Raises ValidationError `dead_link`, or what the password lacks.
    """
    found = owner_of(word)
    user = User.objects.select_for_update().get(pk=found.pk) if found else None
    if user is None or owner_of(word) is None:
        raise ValidationError(_("This link no longer works."), code="dead_link")
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def assign_role(
    *,
    user: User,
    role: Role,
    authority: LocalAuthority | None = None,
    province: Province | None = None,
    since: dt.date | None = None,
    by: User | None,
) -> Assignment:
    """Give a person a role from a day on (today when not given). Raises PermissionDenied and ValidationError."""
    return _assign(
        user=user, role=role, authority=authority, province=province, since=since or timezone.localdate(), by=by
    )


def _assign(
    *,
    user: User,
    role: Role,
    authority: LocalAuthority | None,
    province: Province | None,
    since: dt.date,
    by: User | None,
) -> Assignment:
    if by is not None:
        require_may_assign(by, role, authority_id=authority.pk if authority else None)
    _check_fit(role, authority=authority, province=province)
    same = Assignment.objects.filter(user=user, role=role, authority=authority, province=province)
    if same.filter(until__isnull=True).exists() or same.in_force(since).exists():
        raise ValidationError(_("This person holds this role already."), code="held")
    return Assignment.objects.create(
        user=user, role=role, authority=authority, province=province, since=since, assigned_by=by
    )


def _check_fit(role: Role, *, authority: LocalAuthority | None, province: Province | None) -> None:
    if role in AUTHORITY_ROLES and (authority is None or province is not None):
        raise ValidationError(_("This role is held in a local authority: name the authority."), code="needs_authority")
    if role in PROVINCE_ROLES and (province is None or authority is not None):
        raise ValidationError(_("This role is held in a province: name the province."), code="needs_province")
    if role in NATIONAL_ROLES and (province is not None or authority is not None):
        raise ValidationError(_("This role is held in the department: name no place."), code="needs_no_place")


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: User | None) -> Assignment:
    """End an assignment today; what the person entered stays under the person's name.

    Nobody ends an assignment of his own, so that an authority or the department is never left without the one who
    assigns. Raises PermissionDenied, and ValidationError `own` or `ended`.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if by is not None:
        require_may_assign(by, Role(assignment.role), authority_id=assignment.authority_id)
        if assignment.user_id == by.pk:
            raise ValidationError(_("You cannot end a role of your own; ask the department."), code="own")
    today = timezone.localdate()
    if assignment.until is not None and assignment.until <= today:
        raise ValidationError(_("This assignment has ended already."), code="ended")
    assignment.until = max(today, assignment.since)
    assignment.save(update_fields=["until"])
    return assignment
