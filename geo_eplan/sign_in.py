"""Signing in: nobody registers himself, and a closed door says when it opens again."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the department or by the executive of an authority; there is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The answer after too many wrong passwords (see AXES_FAILURE_LIMIT)."""
    return render(request, "429.html", status=429)
