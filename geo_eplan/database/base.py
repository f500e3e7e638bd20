"""Django's PostGIS with a pool whose connections are looked at when they have rested.

Django's own pool asks the database an empty question before every request, which takes a tenth of the time of a tile. A
connection that answered a moment ago is as good as one that has just been asked: either may break in the next moment.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper as PostGIS
from psycopg_pool import ConnectionPool


class DatabaseWrapper(PostGIS):
    """Set up like Django's engine. LOOK_AFTER is for how many seconds a pooled connection may rest without being looked
    at before it is handed out, None for ever; it takes the place of CONN_HEALTH_CHECKS."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that works: whoever meets the first dead one after a restart has all of them replaced."""
        connection = super().get_new_connection(conn_params)
        if self.pool is None or not self._has_rested(connection):
            return connection
        try:
            ConnectionPool.check_connection(connection)
        except psycopg.Error:
            self.pool.putconn(connection)
            self.pool.check()
            connection = super().get_new_connection(conn_params)
        return connection

    def _has_rested(self, connection: Any) -> bool:
        most = self.settings_dict.get("LOOK_AFTER")
        return most is not None and time.monotonic() - getattr(connection, "used_at", 0.0) >= most

    def _close(self) -> None:
        if self.connection is not None and self.pool is not None:
            self.connection.used_at = time.monotonic()
        super()._close()  # type: ignore[misc]  # of Django's engine, not in the stubs
