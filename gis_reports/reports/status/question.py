"""What is asked of the status report: read from an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geo.thai import fiscal_year_of
from gis_reports.reports.completeness.question import OLDEST_YEAR, YEARS_AHEAD, read_province
from gis_reports.reports.refusals import Reader
from gis_reports.reports.years import parse_fiscal_year


@dataclass(frozen=True, slots=True)
class Question:
    """A fiscal year (BE) and a province (None for the whole)."""

    fiscal_year: int
    province: str | None = None

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
        )
        reader.finish()
        return question
