"""Addresses about people.

Of the sign-in library's pages only those that are wanted are opened: no sign-up, no change of e-mail address by
oneself, no sign-in by code. The page to sign in on itself lives in `geo_eplan.home`.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from accounts.pages import activation, hand_over, people

urlpatterns = [
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/saved/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/second-step/", mfa.index, name="mfa_index"),
    path("accounts/second-step/code/", mfa.authenticate, name="mfa_authenticate"),
    path("accounts/second-step/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/second-step/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("accounts/second-step/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/second-step/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/second-step/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "accounts/second-step/codes/text/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("accounts/activate/<str:word>/", activation.activate, name="activate"),
    path("people/", people.people, name="people"),
    path("people/new/", people.open_new, name="people_new"),
    path("people/<int:user_id>/", people.person, name="person"),
    path("people/<int:user_id>/link/", people.new_link, name="person_link"),
    path("people/assignments/<int:assignment_id>/end/", people.end, name="assignment_end"),
    path("people/assignments/<int:assignment_id>/hand-over/", hand_over.hand_over, name="assignment_hand_over"),
    path("people/training/", hand_over.trainings, name="trainings"),
]
