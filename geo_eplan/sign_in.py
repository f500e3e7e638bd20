"""Signing in: nobody registers himself, and a closed door says when it opens again."""

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the department or by the executive of an authority; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw. What a client wrote into the header itself stands further
    left and is never looked at."""
    claimed = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXY_COUNT <= len(claimed):
        try:
            return str(ipaddress.ip_address(claimed[-settings.PROXY_COUNT].strip()))
        except ValueError:
            pass
    return str(request.META["REMOTE_ADDR"])


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The answer after too many wrong passwords (see AXES_FAILURE_LIMIT)."""
    return render(request, "429.html", status=429)
