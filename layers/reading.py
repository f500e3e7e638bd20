"""Which database a read goes to: the writer, or a copy of it that follows closely.

Reports, tiles and exports read through `reading_connection()`; everything else uses Django's default connection.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def reading_alias() -> str:
    """The alias of the database that answers reports, tiles and exports now."""
    return DEFAULT_DB_ALIAS


def reading_connection() -> BaseDatabaseWrapper:
    """The connection to that database."""
    connection: BaseDatabaseWrapper = connections[reading_alias()]
    return connection
