"""Who calls: for views that only let people in who are signed in."""

from __future__ import annotations

from typing import cast

from rest_framework.request import Request

from accounts.models import User


def caller(request: Request) -> User:
    """The person behind the request. The permission IsAuthenticated has already turned away everybody else."""
    return cast("User", request.user)
