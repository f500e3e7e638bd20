"""Addresses of the pages behind a figure that belong to other apps."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from projects.enums import Stage


def authority_map(authority_id: int, *, fiscal_year: int, stage: Stage | None = None) -> str:
    """The map of one authority's projects of a fiscal year (BE), and of those at a stage; empty without such a page."""
    try:
        address = reverse("authority_map")
    except NoReverseMatch:
        return ""
    asked = {"authority": str(authority_id), "fiscal_year": str(fiscal_year)}
    if stage is not None:
        asked["stage"] = stage.slug
    return f"{address}?{urlencode(asked)}"
