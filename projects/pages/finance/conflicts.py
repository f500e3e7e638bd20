"""Somebody was faster: what was said and what stands now, side by side, nothing preselected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from projects.errors import StaleVersion
from projects.models import ChangeLog, Contract
from projects.pages.finance.evidence import written


@dataclass(frozen=True, slots=True)
class Row:
    """One field in both versions, in words."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.mine != self.theirs


@dataclass
class Conflict:
    """Two versions of a contract. `keep_url` leads back to the one that stands."""

    words: str
    who: str
    at: dt.datetime | None
    version: int
    keep_url: str
    rows: list[Row] = field(default_factory=list)


def conflict_of(stale: StaleVersion, rows: list[Row], *, keep_url: str) -> Conflict:
    """The conflict with who made the version that stands."""
    contract: Contract = stale.current
    log = ChangeLog.objects.filter(
        authority_id=contract.authority_id, table_name=Contract._meta.db_table, record_id=contract.pk
    )
    last = log.select_related("by").order_by("-at", "-id").first()
    by: User | None = last.by if last else None
    return Conflict(
        words=" ".join(stale.messages),
        who=by.get_full_name() if by else _("somebody"),
        at=last.at if last else None,
        version=contract.version,
        keep_url=keep_url,
        rows=rows,
    )


def in_words(value: Any) -> str:
    """A value of a form or of a record as a table shows it."""
    if value is None or value == "":
        return "-"
    if isinstance(value, dt.date):
        return written(value)
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value)
