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


def authority_with(typed: str) -> LocalAuthority | None:
    """The authority with the code that was typed, in either kind of digits; None for an empty one."""
    code = from_thai_digits(typed.strip())
    if not code:
        return None
    found = LocalAuthority.objects.filter(code=code).first()
    if found is None:
        raise forms.ValidationError(_("No local authority has this code."), code="unknown")
    return found


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
        return authority_with(self.cleaned_data["authority_code"])

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


class HandOverForm(DrawnForm, forms.Form):
    """Who takes a role over, and from which day: somebody with an account, or a new person."""

    fields: dict[str, Any]
    since = DayField(label=gettext_lazy("Hand over on"), help_text=gettext_lazy("For example 1 Oct 2569"))
    to = forms.ModelChoiceField(User.objects.none(), required=False, label=gettext_lazy("Somebody with an account"))
    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=150, required=False)
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Letters, digits and . @ + - _; the person signs in with it."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        help_text=gettext_lazy("The activation link is sent here as well. Without it, a forgotten password needs you."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
        self.fields["to"].empty_label = _("(a new person, entered below)")
        self.fields["to"].label_from_instance = lambda one: f"{one.get_full_name()} ({one.username})"
        self.fields["since"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """One of the two: chosen, or entered."""
        given = super().clean() or {}
        if given.get("to") and (given.get("full_name") or given.get("username")):
            self.add_error("to", _("Choose somebody or enter a new person, not both."))
        elif not given.get("to") and not self.errors:
            for name in ("full_name", "username"):
                if not given.get(name):
                    self.add_error(name, _("Needed for a new person; or choose somebody above."))
        return given

    @property
    def taker(self) -> dict[str, Any]:
        """Who it is, for the service."""
        given = self.cleaned_data
        if given.get("to"):
            return {"to": given["to"]}
        return {"newcomer": {name: given[name] for name in ("username", "email", "full_name")}}


class TrainingForm(DrawnForm, forms.Form):
    """A training round that the engineers of an authority, or one person, completed."""

    round_name = forms.CharField(label=gettext_lazy("Training round"), max_length=120)
    completed_on = DayField(label=gettext_lazy("Completed on"), help_text=gettext_lazy("For example 1 Oct 2569"))
    authority_code = forms.CharField(
        label=gettext_lazy("Code of the local authority"),
        help_text=gettext_lazy("Seven digits, for all its engineers."),
        required=False,
        max_length=7,
    )
    username = forms.CharField(
        label=gettext_lazy("User name"), help_text=gettext_lazy("For one person."), required=False, max_length=150
    )

    def clean_authority_code(self) -> LocalAuthority | None:
        """The authority with this code."""
        return authority_with(self.cleaned_data["authority_code"])

    def clean_username(self) -> User | None:
        """The person with this user name."""
        typed = self.cleaned_data["username"].strip()
        found = User.objects.filter(username__iexact=typed).first() if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("Nobody has this user name."), code="unknown")
        return found


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
