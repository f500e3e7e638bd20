"""Signing in: nobody registers himself, and a closed door says when it opens again."""

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the department or by the executive of an authority; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def format_email_subject(self, subject: str) -> str:
        return f"e-Plan: {subject}"

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password also opens a door that wrong ones had closed."""
        super().set_password(user, password)
        AxesProxyHandler.reset_attempts(username=counted_name(None, {"username": user.get_username()}))


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Whose wrong passwords are counted: the account's user name, also when its e-mail was typed; else what was typed.

    The guard asks before it lets somebody try, after a failure and after a success, each time with other credentials.
    """
    given = credentials or {}
    typed = given.get("login") or given.get("username") or given.get("email")
    if not typed and request is not None:
        typed = request.POST.get("login") or request.user.get_username()
    name = str(typed or "").strip().lower()[:150]
    if "@" in name and not User.objects.filter(username__iexact=name).exists():
        owner = User.objects.filter(email__iexact=name).order_by("pk").values_list("username", flat=True).first()
        name = (owner or name).lower()
    return name


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw. What a client wrote into the header itself stands further
    left and is never looked at."""
    claimed = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(claimed):
        try:
            return str(ipaddress.ip_address(claimed[-settings.PROXY_COUNT].strip()))
        except ValueError:
            pass
    # a sign-in without a connection behind it (a command, a test) has no address
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The answer after too many wrong passwords (see AXES_FAILURE_LIMIT)."""
    return render(request, "429.html", status=429)
