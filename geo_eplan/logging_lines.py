"""How a line of the log looks: JSON for machines (LOG_FORMAT=json), words for people (LOG_FORMAT=text).

Whatever is logged while a request runs carries its number, so that all lines of one request are found together.
`extra={"fields": {…}}` adds fields of its own to a JSON line.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

from geo_eplan.watching import current


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """The request a line belongs to, and the line's own fields; empty ones are left out."""
    watch = current()
    found: dict[str, Any] = {}
    if watch is not None:
        found = {"request_id": watch.number, "route": watch.route}
    found |= getattr(record, "fields", {})
    return {name: value for name, value in found.items() if value not in (None, "")}


class JsonLines(logging.Formatter):
    """One JSON object for each line: time (UTC), level, logger, message, fields, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Readable(logging.Formatter):
    """`09:15:02 WARNING geo_eplan.slow_queries: 812 ms in … [request 3f2a…, user 17]`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        line = super().format(record)
        found = fields_of(record)
        words = [f"request {found['request_id']}"] if "request_id" in found else []
        words += [
            f"{name} {found[name]}" for name in ("user_id", "ms", "db_ms", "queries", "read_from") if name in found
        ]
        if not words:
            return line
        first, mark, rest = line.partition("\n")
        return f"{first} [{', '.join(words)}]{mark}{rest}"
