"""What is asked of the burn-down: read from an address, and written back into one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from geo.thai import BE_OFFSET
from gis_reports.reports.completeness.question import Question as CompletenessQuestion
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.pace.rules import PaceOrder
from gis_reports.reports.refusals import Reader, not_one_of
from projects.enums import Stage


@dataclass(frozen=True, slots=True)
class Question:
    """A day, a stage and fiscal year (BE) of which the missing are followed, and the place whose curve is drawn.

    `province` is a code, or None for all that the reader may see; `authority` asks for the eight stages of one
    authority instead. `stage` and `fiscal_year` left out: those the work calendar asks for next.
    """

    as_of: dt.date
    stage: Stage | None = None
    fiscal_year: int | None = None
    province: str | None = None
    authority: int | None = None
    sort: PaceOrder = PaceOrder.LATEST

    @classmethod
    def read(cls, parts: Mapping[str, str], *, today: dt.date) -> Question:
        """The question in the parts of an address; the day is `today` when left out.

        Raises ValidationError with a sentence for every part that cannot be read.
        """
        named = ("as_of", "stage", "fiscal_year", "province")
        reader = Reader(dict(parts))
        authority = reader.read("authority", _authority)
        sort = reader.choice("sort", PaceOrder) or PaceOrder.LATEST
        reader.finish()
        alike = CompletenessQuestion.read({name: parts[name] for name in named if name in parts}, today=today)
        return cls(
            as_of=alike.as_of,
            stage=alike.stage,
            fiscal_year=alike.fiscal_year,
            province=None if alike.province == WHOLE else alike.province,
            authority=authority,
            sort=sort,
        )

    def address(self, **changes: object) -> str:
        """The question as the part of an address after `?`, with some of it changed; what is usual is left out."""
        return urlencode(replace(self, **changes).parts())  # type: ignore[arg-type]  # callers name fields of this class

    def parts(self) -> dict[str, str]:
        """The parts of the address. The day is written in the Buddhist era, as people read it."""
        parts = {"as_of": f"{self.as_of.year + BE_OFFSET}-{self.as_of:%m-%d}"}
        if self.stage is not None:
            parts["stage"] = self.stage.slug
        if self.fiscal_year is not None:
            parts["fiscal_year"] = str(self.fiscal_year)
        if self.province is not None:
            parts["province"] = self.province
        if self.authority is not None:
            parts["authority"] = str(self.authority)
        if self.sort is not PaceOrder.LATEST:
            parts["sort"] = self.sort.value
        return parts


LONGEST_NUMBER = 12


def _authority(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER:
        return int(typed)
    raise not_one_of(typed, [_("the number of a local authority")])
