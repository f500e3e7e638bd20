"""The sign-in library's forms in the words of this site: no hint at which of two things was wrong, and tries left."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from axes.helpers import get_cool_off, get_failure_limit
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.fields import CodeField, DrawnForm

PASSWORD_HINT = gettext_lazy(
    "At least 10 characters, not only digits, not a common word and not like your name or user name."
)


class SignInForm(DrawnForm, account.LoginForm):
    """User name or e-mail, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """As the library's, but the refusal stands at the password and says how many tries are left."""
        try:
            return super().clean()
        except ValidationError as refused:
            if not str(refused.code).endswith("password_mismatch"):
                raise
            self.add_error("password", self._refusal())
            return self.cleaned_data

    def _refusal(self) -> str:
        sentence = _("The user name or e-mail and the password do not match any account.")
        failures = getattr(self.request, "axes_failures_since_start", None)
        pause = get_cool_off(self.request)
        if failures is None or pause is None:
            return sentence
        left = max(get_failure_limit(self.request, None) - failures, 0)
        minutes = int(pause.total_seconds() // 60)
        tries = ngettext(
            "%(left)d more try before a pause of %(minutes)d minutes.",
            "%(left)d more tries before a pause of %(minutes)d minutes.",
            left,
        ) % {"left": left, "minutes": minutes}
        return f"{sentence} {tries}"


class ConfirmPasswordForm(DrawnForm, account.ReauthenticateForm):
    """The password once more, before something about the account's safety is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class NewPasswordLabels(DrawnForm):
    """The two fields of a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HINT
        self.fields["password2"].label = _("New password once more")


class ChangePasswordForm(NewPasswordLabels, account.ChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = ""


class NewPasswordForm(NewPasswordLabels, account.ResetPasswordKeyForm):
    """A new password, reached by the link in an e-mail."""


class AskForLinkForm(DrawnForm, account.ResetPasswordForm):
    """The e-mail address to which a link for a new password is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address of your account")


class SecondStepForm(DrawnForm, mfa.AuthenticateForm):
    """The code of the second step."""

    code = CodeField(help_text=gettext_lazy("Six digits from your authenticator app, or one of your recovery codes."))


class ConfirmCodeForm(DrawnForm, mfa.ReauthenticateForm):
    """The code once more, before something about the account's safety is changed."""

    code = CodeField(help_text=gettext_lazy("Six digits from your authenticator app, or one of your recovery codes."))


class ActivateAppForm(DrawnForm, totp.ActivateTOTPForm):
    """The first code of a new authenticator app, which proves that it was set up."""

    code = CodeField(help_text=gettext_lazy("The six digits the app shows now."))
