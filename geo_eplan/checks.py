"""System checks that keep a public site from starting in a state nobody should serve."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections


@register(Tags.database)
def no_demonstration_accounts(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a production site in which somebody can sign in with the shared demonstration password.

    Runs only when a command asks for database checks (`check --database default`, `migrate`), because it reads the
    accounts; `bin/serve` asks for it before every production start.
    """
    if not settings.REFUSE_DEMONSTRATION_ACCOUNTS or not databases:
        return []
    people = get_user_model()
    if people._meta.db_table not in connections["default"].introspection.table_names():
        return []
    try:
        found = people._default_manager.filter(is_demo=True).count()
    except DatabaseError as error:
        return [Error(f"The accounts cannot be read: {error}", id="house.E002")]
    if not found:
        return []
    return [
        Error(
            f"{found} demonstration accounts exist, and everybody knows their password.",
            hint="Use a fresh database, or delete them: bin/manage delete_demo_accounts",
            id="house.E001",
        )
    ]
