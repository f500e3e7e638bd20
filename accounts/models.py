"""People, what they are assigned to, and the tokens their programs sign in with."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, PROVINCE_ROLES, Role
from accounts.scopes import Scope, scope_of
from layers.models import LocalAuthority, Province


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What the person may see and do follows from the assignments of the day."""

    username = models.CharField(_("user name"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(_("email address"), blank=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration site"), default=False)
    is_demo = models.BooleanField(_("demonstration account"), default=False)
    date_joined = models.DateTimeField(_("joined"), db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def get_full_name(self) -> str:
        """The name to show; the user name where none was given."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """The same as the full name: Thai officials are addressed by it."""
        return self.get_full_name()

    @cached_property
    def scope(self) -> Scope:
        """The person's reach today, read once per request."""
        if not self.is_active:
            return Scope()
        return scope_of(self.assignments.in_force().values_list("role", "authority_id", "province_id"))


class AssignmentQuerySet(models.QuerySet):
    """Assignments, by day."""

    def in_force(self, day: dt.date | None = None) -> AssignmentQuerySet:
        """Assignments that hold on `day` (today in Bangkok when not given)."""
        day = day or timezone.localdate()
        return self.filter(since__lte=day).filter(models.Q(until__isnull=True) | models.Q(until__gt=day))


class Assignment(models.Model):
    """A role held by a person, in an authority, a province or the department, from one day until another."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    province = models.ForeignKey(Province, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    assigned_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_assignment_scope_fits_role",
                condition=models.Q(role__in=AUTHORITY_ROLES, authority__isnull=False, province__isnull=True)
                | models.Q(role__in=PROVINCE_ROLES, authority__isnull=True, province__isnull=False)
                | models.Q(role__in=NATIONAL_ROLES, authority__isnull=True, province__isnull=True),
            ),
            models.UniqueConstraint(
                name="accounts_assignment_once",
                fields=["user", "role", "authority", "province"],
                condition=models.Q(until__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class EngineerTraining(models.Model):
    """A training round that was completed: by the engineers of an authority, or by one person.

    Where the live system has not opened for a kind of authority, its engineers get accounts after their round.
    """

    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="engineer_trainings"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="trainings")
    round_name = models.CharField(_("training round"), max_length=120)
    completed_on = models.DateField(_("completed on"))
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("training of engineers")
        verbose_name_plural = _("trainings of engineers")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_training_of_one",
                condition=models.Q(authority__isnull=False, user__isnull=True)
                | models.Q(authority__isnull=True, user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.round_name


class PersonalToken(models.Model):
    """A secret with which a person's program signs in. Only its digest is kept; it is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(_("first characters"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("personal token")
        verbose_name_plural = _("personal tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
