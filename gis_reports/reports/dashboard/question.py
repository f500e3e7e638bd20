"""What is asked of the dashboard: read from an address, and written back into one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from geo.thai import BE_OFFSET, fiscal_year_of, parse_date
from gis_reports.reports.completeness.question import OLDEST_YEAR, YEARS_AHEAD, read_province
from gis_reports.reports.completeness.rules import WHOLE
from gis_reports.reports.dashboard.measures import MEASURES, USUAL, Measure, Unit, measure_of
from gis_reports.reports.refusals import Reader, not_one_of
from gis_reports.reports.years import parse_fiscal_year
from layers.enums import AuthorityKind

USUAL_MEASURE = measure_of(USUAL)
MOST_COMPARED = 6
# Authorities whose district nobody has entered stand together under this word.
NO_DISTRICT = "none"


class View(StrEnum):
    """The pages of the dashboard: one measure with its map, all figures, small maps, provinces side by side."""

    MEASURE = "measure"
    FIGURES = "figures"
    MAPS = "maps"
    COMPARE = "compare"


class By(StrEnum):
    """What a line of the table is."""

    PROVINCE = "province"
    DISTRICT = "district"
    AUTHORITY = "authority"
    KIND = "kind"


class Order(StrEnum):
    """Most of the measure first, as a dictionary, as the printed annex, or what changed most since the other year."""

    MOST = "most"
    ALPHABET = "alphabet"
    ANNEX = "annex"
    CHANGE = "change"


class Across(StrEnum):
    """What the small maps go through."""

    STAGES = "stage"
    YEARS = "year"


@dataclass(frozen=True, slots=True)
class Question:
    """Years are BE. `province`, `district` None: all of them. `as_of` None: now. `by`, `unit`, `across` None: as usual.

    `other_year` is the year to compare with; `compared` are codes of provinces, in the order chosen.
    """

    fiscal_year: int
    view: View = View.MEASURE
    measure: Measure = USUAL_MEASURE
    asked_unit: Unit | None = None
    province: str | None = None
    district: str | None = None
    kind: AuthorityKind | None = None
    asked_by: By | None = None
    sort: Order = Order.MOST
    other_year: int | None = None
    across: Across | None = None
    compared: tuple[str, ...] = ()
    as_of: dt.date | None = None

    @classmethod
    def read(cls, asked: QueryDict | Mapping[str, str], *, today: dt.date, usual_year: int | None = None) -> Question:
        """The question in the parts of an address; the year left out is `usual_year`, or the one that runs.

        Raises ValidationError with a sentence for every part that cannot be read.
        """
        reader = Reader({name: str(asked[name]) for name in asked})
        if isinstance(asked, QueryDict):
            reader.parts["with"] = ",".join(asked.getlist("with"))
        as_of = reader.read("as_of", parse_date)
        if as_of is not None and as_of > today:
            reader.refuse("as_of", _("This day lies ahead. Choose today or a day before."), code="day_ahead")
        measure = reader.read("measure", _measure) or USUAL_MEASURE
        if as_of not in (None, today) and not measure.has_past:
            reader.refuse("as_of", _("This measure is known for now only. Choose today."), code="no_past")
        question = cls(
            fiscal_year=_year(reader, "fiscal_year", today) or usual_year or fiscal_year_of(today),
            view=reader.choice("view", View) or View.MEASURE,
            measure=measure,
            asked_unit=reader.choice("unit", Unit),
            province=_none_of_whole(reader.read("province", read_province)),
            district=reader.read("district", _district),
            kind=reader.choice("kind", AuthorityKind),
            asked_by=reader.choice("by", By),
            sort=reader.choice("sort", Order) or Order.MOST,
            other_year=_year(reader, "other_year", today),
            across=reader.choice("across", Across),
            compared=reader.read("with", _provinces) or (),
            as_of=None if as_of == today else as_of,
        )
        reader.finish()
        return question

    @property
    def unit(self) -> Unit:
        """The unit of the figures: the one asked for where the measure has it."""
        return self.measure.unit(self.asked_unit)

    def address(self, **changes: object) -> str:
        """The question as the part of an address after `?`, with some of it changed; what is usual is left out."""
        return urlencode(replace(self, **changes).parts(), safe=",")  # type: ignore[arg-type]  # callers name fields of this class

    def parts(self) -> list[tuple[str, str]]:
        """The parts of the address. The day is written in the Buddhist era, as people read it."""
        day = f"{self.as_of.year + BE_OFFSET}-{self.as_of:%m-%d}" if self.as_of else ""
        across = self.across.value if self.across and self.view is View.MAPS else ""
        named = [
            ("fiscal_year", str(self.fiscal_year)),
            ("view", "" if self.view is View.MEASURE else self.view.value),
            ("measure", "" if self.measure.key == USUAL else self.measure.key),
            ("unit", "" if self.unit is self.measure.units[0] else self.unit.value),
            ("province", self.province or ""),
            ("district", self.district or ""),
            ("kind", self.kind.value if self.kind else ""),
            ("by", self.asked_by.value if self.asked_by else ""),
            ("sort", "" if self.sort is Order.MOST else self.sort.value),
            ("other_year", str(self.other_year) if self.other_year else ""),
            ("across", across),
            ("with", ",".join(self.compared)),
            ("as_of", day),
        ]
        return [(name, text) for name, text in named if text]


def _year(reader: Reader, name: str, today: dt.date) -> int | None:
    year = reader.read(name, parse_fiscal_year)
    newest = fiscal_year_of(today) + YEARS_AHEAD
    if year is not None and not OLDEST_YEAR <= year <= newest:
        reader.refuse(
            name,
            _("Choose a fiscal year from %(oldest)s to %(newest)s.") % {"oldest": OLDEST_YEAR, "newest": newest},
            code="year_out_of_range",
        )
    return year


def _measure(typed: str) -> Measure:
    try:
        return measure_of(typed)
    except KeyError as unknown:
        raise not_one_of(typed, [measure.key for measure in MEASURES]) from unknown


def _district(typed: str) -> str:
    """Four digits, or the word for authorities without a district. Whether there is such a one is not asked here."""
    if typed == NO_DISTRICT or (len(typed) == 4 and typed.isascii() and typed.isdigit()):
        return typed
    raise not_one_of(typed, ["1901 …", NO_DISTRICT])


def _none_of_whole(code: str | None) -> str | None:
    return None if code == WHOLE else code


def _provinces(typed: str) -> tuple[str, ...]:
    """Up to six codes of provinces, with commas between them, each once."""
    codes = tuple(dict.fromkeys(read_province(code.strip()) for code in typed.split(",") if code.strip()))
    if len(codes) > MOST_COMPARED or WHOLE in codes:
        raise not_one_of(typed, [_("two to six provinces, such as 19,12")])
    return codes
