"""Links from the home page to the pages behind a figure; a page that is not installed gives no link, not a dead one."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def door(name: str, *args: object, **query: object) -> str:
    """The address of a page with a query; empty when there is no such page. Empty values are left out."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    asked = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{address}?{urlencode(asked)}" if asked else address
