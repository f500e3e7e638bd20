"""The named authorities behind the figures of the completeness report, and the whole matrix of an authority."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gis_reports.reports.asking import ask
from gis_reports.reports.completeness.rules import ListedState, Masks
from gis_reports.reports.reach import Reach
from layers.enums import FULL_PREFIX_TH, FULL_SUFFIX_EN, SHORT_PREFIX_TH, SHORT_SUFFIX_EN, AuthorityKind
from projects.enums import Stage

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class NamedAuthority:
    """An authority as the registry of the day names it, with the states of its eight stages for one fiscal year."""

    authority_id: int
    kind: AuthorityKind
    code: str
    name_th: str
    name_en: str
    masks: Masks
    province_code: str = ""
    province_th: str = ""
    province_en: str = ""
    district_th: str = ""
    district_en: str = ""
    last_entered_at: dt.datetime | None = None

    def short_name(self, in_english: bool) -> str:
        """The name for lists: อบต.… or … SAO."""
        if in_english and self.name_en:
            return f"{self.name_en} {SHORT_SUFFIX_EN[self.kind]}".strip()
        return f"{SHORT_PREFIX_TH[self.kind]}{self.name_th}"

    def full_name(self, in_english: bool) -> str:
        """The name for headings, with the kind written out."""
        if in_english and self.name_en:
            return f"{self.name_en} {FULL_SUFFIX_EN[self.kind]}".strip()
        return f"{FULL_PREFIX_TH[self.kind]}{self.name_th}"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the authorities behind a figure. `states` and `kinds` count the whole cell, not the page."""

    authorities: tuple[NamedAuthority, ...]
    states: dict[ListedState, int]
    kinds: dict[AuthorityKind, int]
    count: int
    page: int
    page_size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.page_size))

    @property
    def first(self) -> int:
        """The place of the first authority on this page, from 1; 0 when there is none."""
        return (self.page - 1) * self.page_size + 1 if self.authorities else 0

    @property
    def last(self) -> int:
        """The place of the last authority on this page."""
        return (self.page - 1) * self.page_size + len(self.authorities)


PAGE_SIZE = 20


def named_authorities(
    *,
    as_of: dt.date,
    reach: Reach,
    stage: Stage,
    fiscal_year: int,
    province: str | None = None,
    state: ListedState = ListedState.MISSING,
    kind: AuthorityKind | None = None,
    in_english: bool = False,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Listing:
    """The authorities behind one figure: of one `province`, or of everything `reach` covers."""
    if province is not None and reach.has_province(province):
        reach = reach.within(province)
    rows = ask(
        HERE / "authorities.sql",
        {
            "as_of": as_of,
            "year": fiscal_year,
            "bit": stage.bit,
            "province": province,
            "state": state.value,
            "kind": kind.value if kind else None,
            "in_english": in_english,
            "skip": (page - 1) * page_size,
            "most": page_size,
            **reach.parameters,
        },
        _Listed,
    )
    states: dict[str, int] = json.loads(rows[0].states)
    kinds: dict[str, int] = json.loads(rows[0].kinds)
    by_kind = {AuthorityKind(name): number for name, number in kinds.items()}
    return Listing(
        authorities=tuple(_named(row) for row in rows if row.authority_id is not None),
        states={wanted: states.get(wanted.value, 0) for wanted in ListedState},
        kinds={wanted: by_kind[wanted] for wanted in AuthorityKind if wanted in by_kind},
        count=by_kind.get(kind, 0) if kind else sum(by_kind.values()),
        page=page,
        page_size=page_size,
    )


class _Listed(NamedTuple):
    states: str
    kinds: str
    authority_id: int | None
    kind: str
    code: str | None
    name_th: str
    name_en: str
    province_code: str
    province_th: str
    province_en: str
    district_th: str | None
    district_en: str | None
    not_open: int
    not_applicable: int
    missing: int
    overdue: int
    problem: int
    entered: int
    last_entered_at: dt.datetime | None


def _named(row: _Listed) -> NamedAuthority:
    return NamedAuthority(
        authority_id=row.authority_id or 0,
        kind=AuthorityKind(row.kind),
        code=row.code or "",
        name_th=row.name_th,
        name_en=row.name_en,
        masks=Masks(row.not_open, row.not_applicable, row.missing, row.overdue, row.problem, row.entered),
        province_code=row.province_code,
        province_th=row.province_th,
        province_en=row.province_en,
        district_th=row.district_th or "",
        district_en=row.district_en or "",
        last_entered_at=row.last_entered_at,
    )


def matrix(*, as_of: dt.date, reach: Reach, years: Sequence[int]) -> dict[NamedAuthority, dict[int, Masks]]:
    """Every stage of every year of the authorities in `reach`: what the staff of an authority sees of its own."""
    found: dict[int, tuple[NamedAuthority, dict[int, Masks]]] = {}
    for row in ask(HERE / "matrix.sql", {"as_of": as_of, "years": list(years), **reach.parameters}, _MatrixRow):
        masks = Masks(row.not_open, row.not_applicable, row.missing, row.overdue, row.problem, row.entered)
        named = NamedAuthority(
            authority_id=row.authority_id,
            kind=AuthorityKind(row.kind),
            code=row.code or "",
            name_th=row.name_th,
            name_en=row.name_en,
            masks=masks,
        )
        found.setdefault(row.authority_id, (named, {}))[1][row.fiscal_year] = masks
    return dict(found.values())


class _MatrixRow(NamedTuple):
    authority_id: int
    kind: str
    code: str | None
    name_th: str
    name_en: str
    fiscal_year: int
    not_open: int
    not_applicable: int
    missing: int
    overdue: int
    problem: int
    entered: int
