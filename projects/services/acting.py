"""Tells the database who acts, so that the change log written by trigger names the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from accounts.models import User


def act_as(user: User | None) -> None:
    """Name the acting account until the end of the transaction. Every service calls this first."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('geo_eplan.user_id', %s, true)", [str(user.pk) if user else ""])
