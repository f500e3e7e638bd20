"""What is asked of the status report: read from an address, and written back into one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from geo.thai import fiscal_year_of
from gis_reports.reports.completeness.question import OLDEST_YEAR, YEARS_AHEAD, read_province
from gis_reports.reports.refusals import Reader
from gis_reports.reports.status.rules import Measure, Unit
from gis_reports.reports.years import parse_fiscal_year


class Order(StrEnum):
    """The order of the lines: as a dictionary, as the printed annex, or the largest of the chosen measure first."""

    ALPHABET = "alphabet"
    ANNEX = "annex"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Question:
    """A fiscal year (BE), a province (None for the whole), and what the map is coloured by."""

    fiscal_year: int
    province: str | None = None
    measure: Measure = Measure.LOCATED
    unit: Unit = Unit.TOTAL
    sort: Order = Order.ALPHABET

    @classmethod
    def read(cls, parts: Mapping[str, str], *, today: dt.date, usual_year: int | None = None) -> Question:
        """The question in the parts of an address; the year is `usual_year`, or the one that runs today, when left out.

        Raises ValidationError with a sentence for every part that cannot be read.
        """
        reader = Reader(dict(parts))
        fiscal_year = reader.read("fiscal_year", parse_fiscal_year)
        newest = fiscal_year_of(today) + YEARS_AHEAD
        if fiscal_year is not None and not OLDEST_YEAR <= fiscal_year <= newest:
            reader.refuse(
                "fiscal_year",
                _("Choose a fiscal year from %(oldest)s to %(newest)s.") % {"oldest": OLDEST_YEAR, "newest": newest},
                code="year_out_of_range",
            )
        question = cls(
            fiscal_year=fiscal_year or usual_year or fiscal_year_of(today),
            province=reader.read("province", read_province),
            measure=reader.choice("measure", Measure) or Measure.LOCATED,
            unit=reader.choice("unit", Unit) or Unit.TOTAL,
            sort=reader.choice("sort", Order) or Order.ALPHABET,
        )
        reader.finish()
        return question

    def address(self, **changes: object) -> str:
        """The question as the part of an address after `?`, with some of it changed; what is usual is left out."""
        return urlencode(replace(self, **changes).parts())  # type: ignore[arg-type]  # callers name fields of this class

    def parts(self) -> dict[str, str]:
        """The parts of the address."""
        parts = {"fiscal_year": str(self.fiscal_year)}
        if self.province is not None:
            parts["province"] = self.province
        if self.measure is not Measure.LOCATED:
            parts["measure"] = self.measure.value
        if self.unit is not Unit.TOTAL:
            parts["unit"] = self.unit.value
        if self.sort is not Order.ALPHABET:
            parts["sort"] = self.sort.value
        return parts
