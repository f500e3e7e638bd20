"""The lines of the dashboard: places with what they have entered and what their projects add up to, by fiscal year.

Map, table, small maps, files and API are all made from the lines of one question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import add
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import pgettext

from gis_reports.reports.asking import ask
from gis_reports.reports.completeness.provinces import ProvinceYear, read_lines
from gis_reports.reports.completeness.rules import WITHOUT_AUTHORITIES, Eight
from gis_reports.reports.dashboard.question import NO_DISTRICT, By
from gis_reports.reports.dashboard.standing import Standing, total_of
from gis_reports.reports.figures import province_figures
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.rules import Sums
from layers.enums import SHORT_PREFIX_TH, SHORT_SUFFIX_EN, AuthorityKind
from projects.enums import Stage

HERE = Path(__file__).parent
COMPLETENESS = HERE.parent / "completeness" / "query.sql"
BITS = tuple(stage.bit for stage in Stage)
Key = tuple[str, int]  # of a line and a fiscal year


@dataclass(frozen=True, slots=True)
class Line:
    """A province, district, authority or kind. `key` is its code, id or word; `years` what it stands at in a year."""

    key: str
    by: By
    province_code: str
    name_th: str
    name_en: str
    years: Mapping[int, Standing]
    kind: AuthorityKind | None = None
    code: str = ""

    def label(self, in_english: bool) -> str:
        """What the line is called in lists."""
        if self.by is By.KIND and self.kind is not None:
            return str(self.kind.label)
        if self.key == NO_DISTRICT:
            return pgettext("dashboard", "No district known")
        if self.kind is None:
            return self.name_en if in_english and self.name_en else self.name_th
        if in_english and self.name_en:
            return f"{self.name_en} {SHORT_SUFFIX_EN[self.kind]}".strip()
        return f"{SHORT_PREFIX_TH[self.kind]}{self.name_th}"


@dataclass(frozen=True, slots=True)
class Lines:
    """Every line of a place, in the order of a dictionary, and their sum for each year."""

    by: By
    lines: tuple[Line, ...]
    years: tuple[int, ...]
    total: Mapping[int, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """The place whose lines are asked for, within what the reader may see. Empty fields choose all.

    `with_sums` False: only completeness is looked at, so that projects and money need not be asked for.
    """

    reach: Reach
    by: By
    province: str | None = None
    district: str | None = None
    kind: AuthorityKind | None = None
    with_sums: bool = True

    @property
    def is_of_ledger_by_province(self) -> bool:
        """Whether these are whole provinces with authorities of every kind, of which running sums are kept."""
        return self.by is By.PROVINCE and self.province is None and self.kind is None and not self.reach.authorities

    @property
    def parameters(self) -> dict[str, object]:
        """Parameters of the SQL beside the years and the day."""
        return {
            "province": self.province,
            "district": self.district,
            "kind": self.kind.value if self.kind else None,
            "by": self.by.value,
            **self.reach.parameters,
        }


class _Named(NamedTuple):
    key: str
    province_code: str
    name_th: str
    name_en: str
    kind: str | None
    code: str
    position: int


class _Row(NamedTuple):
    key: str
    fiscal_year: int
    authorities: int
    entered: Sequence[int]
    problem: Sequence[int]
    missing: Sequence[int]
    counts: Sequence[int] | None
    baht: Sequence[Decimal] | None


def lines_of(place: Place, *, years: Sequence[int], today: dt.date, as_of: dt.date | None = None) -> Lines:
    """The lines of a place for fiscal years (BE), now or at the end of a past day (Bangkok)."""
    standings = _standings(place, years, today, as_of)
    empty = Standing(sums=None) if as_of else Standing()
    lines = tuple(
        Line(
            key=one.key,
            by=place.by,
            province_code=one.province_code,
            name_th=one.name_th,
            name_en=one.name_en,
            years={year: standings.get((one.key, year), empty) for year in years},
            kind=AuthorityKind(one.kind) if one.kind else None,
            code=one.code,
        )
        for one in _named(place)
        if _belongs(place, one, standings, years)
    )
    total = {year: total_of([line.years[year] for line in lines]) for year in years}
    return Lines(by=place.by, lines=lines, years=tuple(years), total=total)


def _belongs(place: Place, one: _Named, standings: Mapping[Key, Standing], years: Sequence[int]) -> bool:
    """Leaves out authorities that are gone and had no project, Bangkok, and provinces beyond reach."""
    if any((one.key, year) in standings for year in years):
        return True
    if place.by is By.PROVINCE:
        return one.key != WITHOUT_AUTHORITIES and place.kind is None and place.reach.has_province(one.key)
    return place.by is By.DISTRICT and one.key != NO_DISTRICT and place.reach.has_province(one.province_code)


def _named(place: Place) -> list[_Named]:
    if place.by is By.KIND:
        return [_Named(kind.value, "", "", "", kind.value, "", 0) for kind in AuthorityKind]
    named = ask(HERE / "places.sql", place.parameters, _Named)
    if place.by is By.DISTRICT:
        named.append(_Named(NO_DISTRICT, place.province or "", "", "", None, "", 0))
    return named


def _standings(place: Place, years: Sequence[int], today: dt.date, as_of: dt.date | None) -> dict[Key, Standing]:
    if place.is_of_ledger_by_province:
        return _of_provinces(place, years, today, as_of)
    query = HERE / ("past_lines.sql" if as_of else "lines.sql")
    rows = ask(query, {"years": list(years), "as_of": as_of or today, **place.parameters}, _Row)
    return {(row.key, row.fiscal_year): _standing(row) for row in rows}


def _of_provinces(place: Place, years: Sequence[int], today: dt.date, as_of: dt.date | None) -> dict[Key, Standing]:
    """Whole provinces, from the running sums that are kept of them: the question of the completeness report, and money.

    The sums are left out where nobody asks for them.
    """
    parameters = {"years": list(years), "as_of": as_of or today, "is_now": as_of is None, **place.reach.parameters}
    (entered,) = ask(COMPLETENESS, parameters, read_lines)
    sums = {}
    if place.with_sums:
        found = province_figures(years, place.reach, as_of=as_of, today=today)
        sums = {(one.province, one.fiscal_year): one.sums for one in found}
    return {
        (one.code, one.fiscal_year): _entered(one, sums.get((one.code, one.fiscal_year)))
        for one in entered
        if one.code != WITHOUT_AUTHORITIES or one.authorities
    }


def _entered(province: ProvinceYear, sums: Sums | None) -> Standing:
    """What is neither entered nor exempted is missing, once it is open."""
    opened = [province.opened & bit for bit in BITS]
    told = map(add, map(add, province.entered, province.problem), province.not_applicable)
    return Standing(
        authorities=province.authorities,
        entered=_where(opened, province.entered),
        problem=_where(opened, province.problem),
        missing=_where(opened, [province.authorities - mine for mine in told]),
        sums=sums,
    )


def _standing(row: _Row) -> Standing:
    return Standing(
        authorities=row.authorities,
        entered=_eight(row.entered),
        problem=_eight(row.problem),
        missing=_eight(row.missing),
        sums=_sums(row),
    )


def _eight(numbers: Sequence[int]) -> Eight:
    return tuple(numbers)  # type: ignore[return-value]  # the SQL gives one number for each stage


def _where(opened: Sequence[int], numbers: Sequence[int]) -> Eight:
    return _eight([number if is_open else 0 for is_open, number in zip(opened, numbers, strict=True)])


def _sums(row: _Row) -> Sums | None:
    if row.counts is None or row.baht is None:
        return None
    projects, *at, located, problems = row.counts
    planned, budget, contract, paid = row.baht
    return Sums(row.authorities, projects, tuple(at), located, problems, planned, budget, contract, paid)  # type: ignore[arg-type]  # six stages
