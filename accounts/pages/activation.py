"""The page an activation link leads to: choose a password, once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.activation import owner_of
from accounts.fields import DrawnForm
from accounts.services import activate_account
from accounts.sign_in_forms import PASSWORD_HINT


class FirstPasswordForm(DrawnForm, forms.Form):
    """A password, twice."""

    password1 = forms.CharField(
        strip=False, help_text=PASSWORD_HINT, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password once more")

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        given = super().clean() or {}
        if given.get("password1") and given.get("password2") and given["password1"] != given["password2"]:
            self.add_error("password2", _("The two passwords are not the same."))
        return given


@never_cache
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, word: str) -> HttpResponse:
    """Choose the first password. A link that no longer works says so, whatever the reason, with status 410."""
    owner = owner_of(word)
    if owner is None:
        return render(request, "accounts/activate.html", {"dead": True}, status=410)
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            activate_account(word=word, password=form.cleaned_data["password1"])
        except ValidationError as wrong:
            if getattr(wrong, "code", None) == "dead_link":
                return render(request, "accounts/activate.html", {"dead": True}, status=410)
            form.add_error("password1", wrong)
        else:
            messages.success(request, _("The password is saved. Sign in with it now."))
            return redirect("account_login")
    return render(request, "accounts/activate.html", {"form": form, "owner": owner})
