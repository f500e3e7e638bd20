"""What is asked of the completeness report: read from an address, and written back into one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from geo.thai import BE_OFFSET, fiscal_year_of, parse_date
from gis_reports.reports.completeness.rules import WHOLE, ListedState, Order
from gis_reports.reports.refusals import Reader, not_one_of
from gis_reports.reports.years import parse_fiscal_year
from layers.enums import AuthorityKind
from projects.enums import Stage

# Development plans reach five years ahead at the most; the oldest paper of the department we know is of 2542.
OLDEST_YEAR = 2540
YEARS_AHEAD = 5
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """A day, and within its report a column, a province, and which authorities of that cell to list.

    `province` is a code, `00` for the whole, or None when no list is asked for. `fiscal_year` is Buddhist era.
    """

    as_of: dt.date
    stage: Stage | None = None
    fiscal_year: int | None = None
    province: str | None = None
    kind: AuthorityKind | None = None
    state: ListedState = ListedState.MISSING
    sort: Order = Order.ANNEX
    page: int = 1

    @classmethod
    def read(cls, parts: Mapping[str, str], *, today: dt.date) -> Question:
        """The question in the parts of an address; the day is `today` when left out.

        Raises ValidationError with a sentence for every part that cannot be read.
        """
        reader = Reader(dict(parts))
        as_of = reader.read("as_of", parse_date) or today
        if as_of > today:
            reader.refuse("as_of", _("This day lies ahead. Choose today or a day before."), code="day_ahead")
        fiscal_year = reader.read("fiscal_year", parse_fiscal_year)
        newest = fiscal_year_of(today) + YEARS_AHEAD
        if fiscal_year is not None and not OLDEST_YEAR <= fiscal_year <= newest:
            reader.refuse(
                "fiscal_year",
                _("Choose a fiscal year from %(oldest)s to %(newest)s.") % {"oldest": OLDEST_YEAR, "newest": newest},
                code="year_out_of_range",
            )
        question = cls(
            as_of=as_of,
            stage=reader.read("stage", _stage),
            fiscal_year=fiscal_year,
            province=reader.read("province", read_province),
            kind=reader.choice("kind", AuthorityKind),
            state=reader.choice("state", ListedState) or ListedState.MISSING,
            sort=reader.choice("sort", Order) or Order.ANNEX,
            page=reader.read("page", _page) or 1,
        )
        reader.finish()
        return question

    def address(self, **changes: object) -> str:
        """The question as the part of an address after `?`, with some of it changed; what is usual is left out."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # callers name fields of this class
        return urlencode(asked.parts())

    def parts(self) -> dict[str, str]:
        """The parts of the address. The day is written in the Buddhist era, as people read it."""
        parts = {"as_of": f"{self.as_of.year + BE_OFFSET}-{self.as_of:%m-%d}"}
        if self.stage is not None:
            parts["stage"] = self.stage.slug
        if self.fiscal_year is not None:
            parts["fiscal_year"] = str(self.fiscal_year)
        if self.province is not None:
            parts["province"] = self.province
        if self.kind is not None:
            parts["kind"] = self.kind.value
        if self.state is not ListedState.MISSING:
            parts["state"] = self.state.value
        if self.sort is not Order.ANNEX:
            parts["sort"] = self.sort.value
        if self.page > 1:
            parts["page"] = str(self.page)
        return parts


def _stage(typed: str) -> Stage:
    try:
        return Stage.from_slug(typed)
    except KeyError as unknown:
        raise not_one_of(typed, [stage.slug for stage in Stage]) from unknown


def read_province(typed: str) -> str:
    """Two digits: the code of a province, or `00` for the whole. Whether there is such a province is not asked here."""
    if len(typed) == len(WHOLE) and typed.isascii() and typed.isdigit():
        return typed
    raise not_one_of(typed, [WHOLE, "11 … 96"])


def _page(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= MOST_PAGES:
        return int(typed)
    raise not_one_of(typed, ["1", "2", "3 …"])
