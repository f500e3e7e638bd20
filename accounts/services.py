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
from accounts.models import Assignment, EngineerTraining, User
from accounts.permissions import assigns_anybody, people_within_reach, require_may_assign
from accounts.training import may_be_engineer
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
    user = _new_account(username=username, email=email, full_name=full_name)
    _assign(user=user, role=role, authority=authority, province=province, since=timezone.localdate(), by=by)
    return user


def _new_account(*, username: str, email: str, full_name: str) -> User:
    """An account without a password and without a role yet."""
    user = User(username=User.normalize_username(username.strip()), email=email.strip(), full_name=full_name.strip())
    forget_links(user)
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": ValidationError(_("This user name is taken."), code="taken")})
    user.full_clean(exclude=["date_joined"])
    user.save()
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
    if authority is not None and by is not None and not assigns_anybody(by):
        _check_training(role, authority=authority, user=user, since=since)
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


def _check_training(role: Role, *, authority: LocalAuthority, user: User, since: dt.date) -> None:
    """An executive opens the live system to an engineer when the department has done so for the authority's kind."""
    if role == Role.ENGINEER and not may_be_engineer(authority, user=user, since=since):
        message = _(
            "The live system is not open to the engineers of this kind of local authority yet. They get the role after"
            " their training round, which the department records; ask the department through the message menu."
        )
        raise ValidationError({"role": ValidationError(message, code="not_trained")})


@transaction.atomic
def record_training(
    *,
    round_name: str,
    completed_on: dt.date,
    by: User | None,
    authority: LocalAuthority | None = None,
    user: User | None = None,
) -> EngineerTraining:
    """Record that the engineers of an authority, or one person, completed a training round.

    For the department's administrators. Raises PermissionDenied, and ValidationError: `of_one` unless exactly one of
    authority and person is named, `missing` without a name of the round, `day_in_future`.
    """
    if by is not None and not assigns_anybody(by):
        raise PermissionDenied(_("Training rounds are recorded by the department's administrators."))
    if (authority is None) is (user is None):
        raise ValidationError(_("Name the local authority or the person, one of the two."), code="of_one")
    round_name = round_name.strip()[:120]
    if not round_name:
        raise ValidationError({"round_name": ValidationError(_("Say which training round."), code="missing")})
    if completed_on > timezone.localdate():
        raise ValidationError({"completed_on": ValidationError(_("The day has not come yet."), code="day_in_future")})
    return EngineerTraining.objects.create(
        authority=authority, user=user, round_name=round_name, completed_on=completed_on, recorded_by=by
    )


@transaction.atomic
def hand_over_role(
    *,
    assignment: Assignment,
    by: User | None,
    since: dt.date | None = None,
    to: User | None = None,
    newcomer: dict[str, str] | None = None,
) -> Assignment:
    """Hand a role over from one person to another in one act: it ends for the one on the day it begins for the other.

    `to` is somebody with an account; otherwise `newcomer` (username, email, full_name) gets one, and an activation link
    is to be made. `since` is today when not given. Raises PermissionDenied, and ValidationError: `own`, `ended`,
    `day_passed`, `same_person`, `nobody`, and what opening an account and assigning a role raise; then nothing changed.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    role, today = Role(assignment.role), timezone.localdate()
    since = since or today
    _check_may_end(assignment, by)
    if since < today:
        raise ValidationError({"since": ValidationError(_("The day of the hand-over has passed."), code="day_passed")})
    if assignment.until is not None and assignment.until <= since:
        raise ValidationError({"since": ValidationError(_("The role ends before that day."), code="ended")})
    if to is not None and to.pk == assignment.user_id:
        raise ValidationError({"to": ValidationError(_("The role is this person's already."), code="same_person")})
    if to is not None and by is not None and not people_within_reach(by).filter(pk=to.pk).exists():
        raise PermissionDenied(_("You may assign the staff of your own local authority only."))
    if to is None and newcomer is None:
        message = _("Choose who takes the role over, or enter a new person.")
        raise ValidationError({"to": ValidationError(message, code="nobody")})
    assignment.until = max(since, assignment.since)
    assignment.save(update_fields=["until"])
    taker = to or _new_account(**newcomer or {})
    return _assign(
        user=taker,
        role=role,
        authority=assignment.authority,
        province=assignment.province,
        since=assignment.until,
        by=by,
    )


def _check_may_end(assignment: Assignment, by: User | None) -> None:
    if by is not None:
        require_may_assign(by, Role(assignment.role), authority_id=assignment.authority_id)
        if assignment.user_id == by.pk:
            raise ValidationError(_("You cannot end a role of your own; ask the department."), code="own")
    if assignment.until is not None and assignment.until <= timezone.localdate():
        raise ValidationError(_("This assignment has ended already."), code="ended")


@transaction.atomic
def end_assignment(*, assignment: Assignment, by: User | None) -> Assignment:
    """End an assignment today; what the person entered stays under the person's name.

    Nobody ends an assignment of his own, so that an authority or the department is never left without the one who
    assigns. Raises PermissionDenied, and ValidationError `own` or `ended`.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    _check_may_end(assignment, by)
    assignment.until = max(timezone.localdate(), assignment.since)
    assignment.save(update_fields=["until"])
    return assignment
