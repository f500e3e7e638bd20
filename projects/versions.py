"""Two versions of a record side by side, for somebody whose edit came second. Nothing is chosen beforehand.

    except StaleVersion as stale:
        versions = versions_of(stale.current, mine=form.cleaned_data, by=request.user, fields=("name", "village"))
        return render(request, …, {"versions": versions}, status=409)

The template includes `projects/_versions.html`: the table, and two ways out. `again` are the names and texts of the
form to be sent once more, with `expected_version` set to the version that stands now; nothing that was typed is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.text import capfirst

from projects.models import AuthorityRecord, ChangeLog

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One field: its name for people, and the two values (text, amounts, days, None for empty)."""

    name: str
    label: str
    mine: Any
    theirs: Any

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return bool(self.mine == self.theirs)


@dataclass(frozen=True, slots=True)
class Versions:
    """Mine and the one in the system; `who` and `when` are of the last change, `version` is the one that stands now."""

    rows: list[VersionRow]
    mine_by: str
    who: str
    when: dt.datetime | None
    version: int | None
    again: list[tuple[str, str]] = field(default_factory=list)


def versions_of(
    current: AuthorityRecord | None,
    *,
    mine: Mapping[str, Any],
    by: User,
    fields: Iterable[str] = (),
    again: Mapping[str, Any] | None = None,
) -> Versions:
    """The rows for the fields (all of `mine` when none are named), in their order.

    `mine` are the values as a form has cleaned them, `again` the texts to be sent once more (a form's `data`); lists of
    texts (a QueryDict) are kept. `current` is None when the record is gone.
    """
    names = tuple(fields) or tuple(mine)
    rows = [_row(current, name, mine.get(name)) for name in names]
    who, when = _last_change(current)
    return Versions(
        rows=rows,
        mine_by=by.get_full_name(),
        who=who,
        when=when,
        version=current.version if current is not None else None,
        again=[pair for pair in _pairs(again or {}) if pair[0] not in {"expected_version", "csrfmiddlewaretoken"}],
    )


def _row(current: AuthorityRecord | None, name: str, mine: Any) -> VersionRow:
    column = _column(current, name)
    label = capfirst(str(column.verbose_name)) if column is not None else name
    theirs = getattr(current, name, None) if current is not None else None
    return VersionRow(name, label, _told(column, mine), _told(column, theirs))


def _column(current: AuthorityRecord | None, name: str) -> Field[Any, Any] | None:
    if current is None:
        return None
    try:
        found = current._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _told(column: Field[Any, Any] | None, value: Any) -> Any:
    """A value as people read it: choices in words, records by name, empty as None."""
    if value in ("", None):
        return None
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, (bool, dt.date)) or hasattr(value, "as_tuple"):
        return value
    return str(value)


def _last_change(current: AuthorityRecord | None) -> tuple[str, dt.datetime | None]:
    if current is None:
        return "", None
    entry = (
        ChangeLog.objects.filter(
            authority_id=current.authority_id, table_name=current._meta.db_table, record_id=current.pk
        )
        .select_related("by")
        .order_by("-at", "-id")
        .first()
    )
    return (entry.by.get_full_name() if entry.by else "", entry.at) if entry else ("", None)


def _pairs(sent: Mapping[str, Any]) -> list[tuple[str, str]]:
    if hasattr(sent, "lists"):
        return [(name, str(value)) for name, values in sent.lists() for value in values]
    return [(name, "" if value is None else str(value)) for name, value in sent.items()]
