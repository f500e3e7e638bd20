"""The statements of the search: rows whose searched form holds every word, by the trigram indexes of searching.sql."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, connections, transaction
from django.db.models import F, Func, QuerySet, TextField

from layers.models import LocalAuthority
from projects.querysets import authorities_within, searched_words
from projects.searching.patterns import patterns_of
from projects.searching.words import SHORTEST, cut, misspellings, pieces_of

if TYPE_CHECKING:
    from accounts.scopes import Scope

# As many rows of a kind are looked at; of what is held more often only so many are shown, and that there are more.
MOST_ROWS = 100
MOST_PATTERNS = 48
MOST_NEAR_WORDS = 6
FEW_AUTHORITIES = 2
# What may have been meant is a courtesy: a pattern of which only a common part is known to the index would have tens of
# thousands of names read. Milliseconds for one statement, seconds for all of one question.
PATIENCE_MS = 120
PATIENCE_S = 0.1


class SearchedForm(Func):
    """The form of some columns, written as the index has it."""

    function = "projects_search_form"
    arg_joiner = " || '|' || "
    output_field = TextField()


class Looking:
    """One question over one kind of record. `found` are its rows, `patterns` what of them was asked for.

    First every word as it is typed; where nothing holds them all, the words cut at the words of works; and then, where
    a word is found nowhere by itself, what may have been meant by it. `is_near` tells that it came to the last of them.
    """

    def __init__(
        self, rows: QuerySet, forms: QuerySet, *, words: tuple[str, ...], authorities: list[int] | None = None
    ) -> None:
        """`rows` are what may be found, `forms` the rows that have its `form`: the same, or those of `words_beside`.

        `authorities` are those to which the forms are narrowed; None where they are not.
        """
        # in whatever order they are found: an order would have all of them read before the first is given
        self._rows, self._forms = rows.order_by(), forms.order_by()
        self._is_small = is_small(authorities)
        self._nearly = "form__likes_any" if authorities is None else "form__fits_any"
        self.is_near = False
        self.patterns = words
        self.found = self._holding(words)
        if not self.found and (parts := tuple(part for word in words for part in cut(word))) not in ((), words):
            self.patterns = parts
            self.found = self._holding(parts)
            words = parts if self.found else words

    def look_nearer(self) -> None:
        """Allow each word that is found nowhere one error in every eight letters. Nothing is found if it takes long."""
        every = [piece for word in self.patterns for part in cut(word) for piece in pieces_of(part)]
        words = list(dict.fromkeys(every))
        if len(words) > MOST_NEAR_WORDS or self._rows.query.is_empty():
            return
        try:
            with _within_patience(self._rows.db):
                self._look_nearer(words)
        except OperationalError:
            self.found = []

    def _look_nearer(self, words: list[str]) -> None:
        unknown = [word for word in words if not self._all_of([word]).exists()]
        meant = {word: misspellings(word)[:MOST_PATTERNS] for word in unknown}
        if not unknown or not all(meant.values()):
            return
        forms = self._all_of([word for word in words if word not in meant])
        for patterns in meant.values():
            forms = forms.filter(**{self._nearly: patterns})
        self.found = self._rows_of(forms)
        self.is_near = bool(self.found)
        self.patterns = tuple(pattern for word in words for pattern in meant.get(word, (word,)))

    def _holding(self, words: tuple[str, ...]) -> list[Any]:
        return self._rows_of(self._all_of(words))

    def _all_of(self, words: Sequence[str]) -> QuerySet:
        """The forms that hold every word. In one or two authorities all of them are read: no index is asked."""
        if self._is_small:
            return self._forms.filter(form__likes_all=words)
        forms = self._forms
        for pattern in patterns_of(words):
            forms = forms.filter(form__likes=pattern)
        return forms

    def _rows_of(self, forms: QuerySet) -> list[Any]:
        """As many rows with these forms as are looked at."""
        few = forms[: MOST_ROWS + 1]
        if forms.model is self._rows.model:
            return list(few)
        # chosen among the words alone: of a join of two columns the planner expects next to nothing
        return list(self._rows.filter(pk__in=few.values("project_id")))


def forms_of(rows: QuerySet, *columns: Any, is_small: bool = False) -> QuerySet:
    """The rows with the form of these columns, by an index of it. Where all rows are read anyhow the index only costs
    time, and the form is written so that it is not the index's."""
    written = "%(function)s(%(expressions)s)"
    of_columns = (F(one) if isinstance(one, str) else one for one in columns)
    return rows.alias(form=SearchedForm(*of_columns, template=f"({written} || '')" if is_small else written))


def words_beside(authorities: list[int] | None) -> QuerySet:
    """The forms of live projects, which are kept beside them: those of these authorities, or of all."""
    words = searched_words() if authorities is None else searched_words().filter(authority_id__in=authorities)
    return words.alias(form=F("words"))


@contextmanager
def _within_patience(database: str) -> Iterator[None]:
    """Statements within this block are given up after `PATIENCE_MS` each, and nothing around it is disturbed."""
    with transaction.atomic(using=database), connections[database].cursor() as cursor:
        cursor.execute(
            "select current_setting('statement_timeout'), set_config('statement_timeout', %s, true)", [str(PATIENCE_MS)]
        )
        before = cursor.fetchone()[0]
        yield
        cursor.execute("select set_config('statement_timeout', %s, true)", [before])


def is_small(authorities: list[int] | None) -> bool:
    """Whether every row of these authorities is read in no time."""
    return authorities is not None and len(authorities) <= FEW_AUTHORITIES


def authorities_of(scope: Scope) -> list[int] | None:
    """The authorities a scope reaches, for the indexes that lead with the authority; None for all of them."""
    if scope.is_national:
        return None
    if not scope.province_codes:
        return sorted(scope.authority_ids)
    return list(LocalAuthority.objects.filter(authorities_within(scope)).values_list("pk", flat=True))


def is_too_short(words: tuple[str, ...], authorities: list[int] | None) -> bool:
    """Whether the words are too short to be looked for in so many authorities."""
    enough = 1 if is_small(authorities) else SHORTEST
    return not words or max(map(len, words)) < enough
