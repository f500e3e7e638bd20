"""Which language a page speaks, and words that depend on it."""

from __future__ import annotations

from django.utils.translation import get_language

from layers.enums import SHORT_PREFIX_TH, SHORT_SUFFIX_EN, AuthorityKind


def in_english() -> bool:
    """Whether the reader reads English; Thai otherwise."""
    return (get_language() or "th").startswith("en")


def short_kind(kind: AuthorityKind) -> str:
    """The kind of an authority as lists write it: `อบต.`, `SAO`; written out where there is no short word."""
    short = SHORT_SUFFIX_EN[kind] if in_english() else SHORT_PREFIX_TH[kind]
    return short or str(kind.label)
