"""Conditions on a searched form: that it holds a pattern, one of several, or all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Lookup, TextField

from projects.searching.words import form_of


@TextField.register_lookup
class Likes(Lookup):
    """`form__likes="%…%"`: LIKE with the pattern as it is."""

    lookup_name = "likes"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`form LIKE pattern`"""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE %s", (*params, self.rhs)


@TextField.register_lookup
class LikesAny(Lookup):
    """`form__likes_any=[…]`: one of several words (`_` is any letter), each looked up in the index."""

    lookup_name = "likes_any"
    every = "ANY"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`form LIKE ANY (patterns)`"""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} LIKE {self.every}(%s)", (*params, patterns_of(self.rhs))


@TextField.register_lookup
class LikesAll(LikesAny):
    """`form__likes_all=[…]`: every word. No index finds it, but the form of a row is made only once."""

    lookup_name = "likes_all"
    every = "ALL"


@TextField.register_lookup
class FitsAny(Lookup):
    """`form__fits_any=[…]`: one of several words, in one pass over each form: for the forms of some authorities, which
    are read in less time than dozens of words take to be looked up. Written so that no index is asked."""

    lookup_name = "fits_any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`form ~ expression`"""
        column, params = self.process_lhs(compiler, connection)
        return f"({column} || '') ~ %s", (*params, "|".join(re.escape(word).replace("_", ".") for word in self.rhs))


def patterns_of(words: Iterable[str]) -> list[str]:
    """Patterns for texts that hold these words of a searched form, whose signs may mean something in a pattern."""
    return [f"%{word}%" for word in words]


def patterns_in(text: str) -> list[str]:
    """Patterns for every word of a text somebody has typed: whatever stands between spaces, every sign as it is.

    Words of which nothing is left in the searched form (a dash) ask for nothing.
    """
    forms = map(form_of, text.replace("\x00", " ").replace("|", " ").split())
    literal = (form.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for form in forms if form)
    return patterns_of(dict.fromkeys(literal))
