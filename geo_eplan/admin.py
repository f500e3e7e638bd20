"""What the department's administrators may look up and mend by hand. Accounts are opened and roles are given on the
pages about people; projects are for looking only, because every change of them is somebody's in an authority."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User
from coordination.models import StageExemption, WorkCalendarEntry
from geo_eplan.admin_site import is_administrator
from layers.models import AuthorityPeriod, LocalAuthority
from projects.models import Project


class ForAdministrators:
    """Permission by role; what an administrator may do with a model is said in three words on its class."""

    may_add = False
    may_change = False
    may_delete = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the app is listed."""
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether records may be looked at."""
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether records may be added."""
        return self.may_add and is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether records may be changed."""
        return self.may_change and is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether records may be deleted."""
        return self.may_delete and is_administrator(request)


class Periods(ForAdministrators, admin.TabularInline):
    """The dated registry of one authority."""

    model = AuthorityPeriod
    extra = 0
    may_add = may_change = True


@admin.register(LocalAuthority)
class LocalAuthorityAdmin(ForAdministrators, admin.ModelAdmin):
    """Kind, code, name and province follow from the periods; boundaries come in by import."""

    list_display = ("code", "kind", "name_th", "name_en", "province")
    list_filter = ("kind", "province")
    search_fields = ("code", "name_th", "name_en")
    list_select_related = ("province",)
    fields = ("code", "kind", "name_th", "name_en", "province", "established_on", "dissolved_on")
    readonly_fields = ("code", "kind", "name_th", "name_en", "province")
    inlines = (Periods,)
    may_change = True


@admin.register(User)
class UserAdmin(ForAdministrators, admin.ModelAdmin):
    """Close an account, or mend a name or an address."""

    list_display = ("username", "full_name", "email", "is_active", "last_login")
    list_filter = ("is_active", "is_demo")
    search_fields = ("username", "full_name", "email")
    fields = ("username", "full_name", "email", "is_active", "last_login", "date_joined", "is_demo")
    readonly_fields = ("username", "last_login", "date_joined", "is_demo")
    may_change = True


@admin.register(WorkCalendarEntry)
class WorkCalendarAdmin(ForAdministrators, admin.ModelAdmin):
    """What opens and what is due when."""

    list_display = ("fiscal_year", "stage", "opens_on", "due_on", "paper")
    list_filter = ("fiscal_year", "stage")
    may_add = may_change = may_delete = True


@admin.register(StageExemption)
class StageExemptionAdmin(ForAdministrators, admin.ModelAdmin):
    """Stages that an authority need not enter."""

    list_display = ("authority", "fiscal_year", "stage", "since", "reason")
    list_filter = ("fiscal_year", "stage")
    list_select_related = ("authority",)
    autocomplete_fields = ("authority",)
    exclude = ("recorded_by",)
    may_add = may_change = may_delete = True

    def save_model(self, request: HttpRequest, obj: StageExemption, form: Any, change: bool) -> None:
        """Who exempted is kept."""
        if isinstance(request.user, User):
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Project)
class ProjectAdmin(ForAdministrators, admin.ModelAdmin):
    """For looking only."""

    list_display = ("code", "fiscal_year", "name", "authority", "latest_stage")
    list_filter = ("fiscal_year", "latest_stage")
    search_fields = ("code", "name")
    list_select_related = ("authority",)
    show_full_result_count = False
    fields = ("code", "fiscal_year", "name", "village", "authority", "programme", "planned_budget", "latest_stage")


@admin.register(Authenticator)
class AuthenticatorAdmin(ForAdministrators, admin.ModelAdmin):
    """Taking the second step off an account whose owner has lost phone and recovery codes. Secrets are not shown."""

    list_display = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__username", "user__full_name")
    fields = ("user", "type", "created_at", "last_used_at")
    may_delete = True


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ForAdministrators, admin.ModelAdmin):
    """Wrong passwords; deleting a line opens that door at once."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time")
    search_fields = ("username", "ip_address")
    fields = ("username", "ip_address", "failures_since_start", "attempt_time")
    may_delete = True
