"""Forms about people: a role in a place, and a new person with a first role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import AUTHORITY_ROLES, PROVINCE_ROLES, Role
from accounts.fields import DayField, DrawnForm
from accounts.models import User
from accounts.permissions import ASSIGNS, assigns_anybody, led_authorities
from geo.thai import from_thai_digits
from layers.models import LocalAuthority, Province


class RoleForm(DrawnForm, forms.Form):
    """A role and the place it is held in; an executive sees only his own authorities and their four kinds of staff."""

    fields: dict[str, Any]
    role = forms.ChoiceField(label=pgettext_lazy("of a person", "Role"))
    authority = forms.ModelChoiceField(LocalAuthority.objects.none(), required=False)
    authority_code = forms.CharField(
        label=gettext_lazy("Code of the local authority"),
        help_text=gettext_lazy("Seven digits. Leave it empty for roles of a province or of the department."),
        required=False,
        max_length=7,
    )
    province = forms.ModelChoiceField(Province.objects.all(), required=False, empty_label="-")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anybody = assigns_anybody(by)
        allowed = ASSIGNS[Role.DEPARTMENT_ADMIN if anybody else Role.EXECUTIVE]
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in allowed]
        if anybody:
            del self.fields["authority"]
            self.fields["province"].label = _("Province, for roles of a province")
        else:
            led = LocalAuthority.objects.filter(pk__in=led_authorities(by))
            self.fields["authority"].queryset = led
            self.fields["authority"].label = _("Local authority")
            self.fields["authority"].initial = led.first()
            self.fields["authority"].empty_label = None
            self.fields["authority"].required = True
            del self.fields["authority_code"], self.fields["province"]

    def clean_authority_code(self) -> LocalAuthority | None:
        """The authority with this code."""
        code = from_thai_digits(self.cleaned_data["authority_code"].strip())
        if not code:
            return None
        found = LocalAuthority.objects.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("No local authority has this code."), code="unknown")
        return found

    @property
    def grant(self) -> dict[str, Any]:
        """Role, authority and province for the services; a place that the role does not ask for is left out."""
        role = Role(self.cleaned_data["role"])
        authority = self.cleaned_data.get("authority") or self.cleaned_data.get("authority_code")
        return {
            "role": role,
            "authority": authority if role in AUTHORITY_ROLES else None,
            "province": self.cleaned_data.get("province") if role in PROVINCE_ROLES else None,
        }


class AssignForm(RoleForm):
    """A further role for somebody, from a day on."""

    since = DayField(label=gettext_lazy("From"), required=False, help_text=gettext_lazy("For example 1 Oct 2569"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate


class NewPersonForm(RoleForm):
    """Somebody who has no account yet."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=150)
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        help_text=gettext_lazy("Letters, digits and . @ + - _; the person signs in with it."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("The activation link is sent here as well. Without it, a forgotten password needs you."),
    )
    field_order = ("full_name", "username", "email", "role", "authority", "authority_code", "province")

    @property
    def person(self) -> dict[str, Any]:
        """Who it is, for the service."""
        return {name: self.cleaned_data[name] for name in ("full_name", "username", "email")}
