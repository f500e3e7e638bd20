"""Which language a page speaks."""

from __future__ import annotations

from django.utils.translation import get_language


def in_english() -> bool:
    """Whether the reader reads English; Thai otherwise."""
    return (get_language() or "th").startswith("en")
