"""Addresses of the pages behind a figure that belong to other apps."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from projects.enums import Stage
from projects.selection import ProjectSelection


def authority_map(
    authority_id: int,
    *,
    fiscal_year: int,
    stage: Stage | None = None,
    has_location: bool | None = None,
    problems: bool | None = None,
) -> str:
    """The map of one authority's projects of a fiscal year (BE), narrowed like the figure that leads there.

    Empty where there is no such page.
    """
    try:
        address = reverse("authority_map")
    except NoReverseMatch:
        return ""
    selection = ProjectSelection(
        authority=authority_id,
        fiscal_year=(fiscal_year,),
        stage=(stage,) if stage else (),
        has_location=has_location,
        problems=problems,
    )
    return f"{address}?{selection.query_string()}"
