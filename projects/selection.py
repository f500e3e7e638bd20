"""Which projects somebody is looking at: one class for map, list, API, tiles and exports alike.

The words of a selection stand in the address, so that any view can be sent to somebody. They are read with care
(Thai digits, years of either era), refused with a sentence, and written back in one canonical form:
`from_query_string(selection.query_string()) == selection`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.gis.geos import Polygon
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import QueryDict

from geo.systems import WGS84
from layers.api.statements import in_bounded_time
from layers.enums import AuthorityKind
from layers.models import LocalAuthority
from projects import selection_words as words
from projects.checks import BY_CODE
from projects.enums import PROJECT_STAGES, Fund, Stage
from projects.errors import OutOfScope
from projects.models import MapPoint, Project
from projects.querysets import authorities_within

if TYPE_CHECKING:
    from django.db.models.expressions import Expression

    from accounts.models import User
    from layers.querysets import LocalAuthorityQuerySet
    from projects.querysets import ProjectQuerySet

TOTALS = Path(__file__).with_name("totals.sql").read_text(encoding="utf-8")
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class SelectionTotals:
    """What a selection adds up to. Sums are in baht.

    `by_year`, `by_stage` and `by_programme` count what each choice of that filter would give with all the *other*
    filters applied, so that a filter never hides its own alternatives; `in_all` counts with none of these three.
    """

    count: int
    in_all: int
    with_location: int
    with_problems: int
    planned: Decimal
    budget: Decimal
    contract: Decimal
    paid: Decimal
    by_year: dict[int, int]
    by_stage: dict[Stage, int]
    by_programme: dict[int, int]

    @property
    def without_location(self) -> int:
        """Projects that still need coordinates."""
        return self.count - self.with_location


@dataclass(frozen=True, slots=True)
class ProjectSelection:
    """A choice of projects. An empty field chooses all.

    `fiscal_year` are BE years; `stage` is the latest stage of a project; `budget_min` and `budget_max` bound the
    planned budget in baht, both included; `bbox` is west, south, east, north in WGS 84 degrees and leaves out
    projects without a place; `problems` and `has_location` are None for either; `check` is the code of a check
    (`projects.checks`) that the projects fail.
    """

    authority: int | None = None
    province: str | None = None
    kind: AuthorityKind | None = None
    fiscal_year: tuple[int, ...] = ()
    stage: tuple[Stage, ...] = ()
    programme: tuple[int, ...] = ()
    fund: Fund | None = None
    budget_min: Decimal | None = None
    budget_max: Decimal | None = None
    has_location: bool | None = None
    problems: bool | None = None
    check: str | None = None
    q: str = ""
    bbox: Bounds | None = None
    ids: tuple[int, ...] = ()

    @classmethod
    def from_params(cls, params: QueryDict | Mapping[str, Any]) -> ProjectSelection:
        """Read a selection from request parameters; names that are none of ours are left alone.

        Raises ValidationError with one entry per wrong field, each saying what would work.
        """
        values = {name: _all_of(params, name) for name in words.READERS}
        return cls(**words.read_all(values))

    @classmethod
    def from_query_string(cls, text: str) -> ProjectSelection:
        """Read a selection from the part of an address after the question mark."""
        return cls.from_params(QueryDict(text))

    def pairs(self) -> list[tuple[str, str]]:
        """The canonical parameters: fields in their order, lists sorted, nothing that is not chosen."""
        return [(field.name, text) for field in fields(self) for text in words.written(getattr(self, field.name))]

    def query_string(self) -> str:
        """The canonical query string, equal for equal selections."""
        return urlencode(self.pairs())

    def but(self, **changes: Any) -> ProjectSelection:
        """The same selection with other values for some fields."""
        return replace(self, **changes)

    def query_strings_of(self, authorities: Iterable[int]) -> list[str]:
        """The canonical query strings of the same selection within one authority after the other.

        A province has hundreds; the authority is the first of the fields, so that the rest is written once.
        """
        rest = self.but(authority=None, province=None).query_string()
        return [f"authority={authority}" + (f"&{rest}" if rest else "") for authority in authorities]

    def queryset(self, user: User) -> ProjectQuerySet:
        """The projects chosen, among those this person may know of.

        Raises OutOfScope when an authority or a province is named that is not wholly the person's to see.
        """
        self.require_scope(user)
        return self._chosen(user).filter(self._years(), self._stages(), self._programmes())

    def authorities(self, user: User) -> LocalAuthorityQuerySet:
        """The authorities whose projects are chosen, among those this person may know of. With `projects_of` they walk
        through the rows of `queryset`, authority by authority, along an index.

        Raises OutOfScope as `queryset` does.
        """
        self.require_scope(user)
        chosen = {"pk": self.authority, "province_id": self.province, "kind": self.kind}
        found: LocalAuthorityQuerySet = LocalAuthority.objects.filter(authorities_within(user.scope))
        return found.filter(**{path: value for path, value in chosen.items() if value is not None})

    def projects_of(self, authority: Expression) -> ProjectQuerySet:
        """The projects chosen in one authority. It must be one of `authorities`, which has looked at the scope."""
        found: ProjectQuerySet = Project.objects.live().filter(authority_id=authority)
        return self._narrowed(found).filter(self._years(), self._stages(), self._programmes())

    @property
    def is_bounded(self) -> bool:
        """Whether a page of the selection is found along an index: nothing is chosen but authorities and years, or one
        authority."""
        free = self.but(authority=None, province=None, kind=None, fiscal_year=(), has_location=None)
        return self.authority is not None or free == ProjectSelection()

    def totals(self, user: User) -> SelectionTotals:
        """Count, sums and facets in one query: over the same rows that `queryset` gives, or over what the tallies have
        counted of them already.

        Raises OutOfScope, and ValidationError `too_wide` when that takes longer than a page may.
        """
        self.require_scope(user)
        if self._is_tallied(user):
            return self._added_up(self._tallied(user))
        if self.is_bounded:
            return self._added_up(self._counted(user))
        with in_bounded_time(alias=DEFAULT_DB_ALIAS):
            return self._added_up(self._counted(user))

    def _is_tallied(self, user: User) -> bool:
        """Whether the tallies of whole provinces have counted the selection."""
        of_provinces = user.scope.is_national or not user.scope.authority_ids
        facets = self.but(province=None, fiscal_year=(), stage=(), programme=())
        return of_provinces and facets == ProjectSelection()

    def _tallied(self, user: User) -> list[dict[str, Any]]:
        provinces: list[str] | None = None
        if not user.scope.is_national:
            provinces = sorted(user.scope.province_codes)
        if self.province is not None:  # within the scope: require_scope has seen to that
            provinces = [self.province]
        with connection.cursor() as cursor:
            cursor.execute(TOTALS, {"provinces": provinces})
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _counted(self, user: User) -> list[dict[str, Any]]:
        return list(
            self._chosen(user)
            .order_by()
            .values("fiscal_year", "latest_stage", "programme_id")
            .annotate(
                count=Count("id"),
                with_location=Count("location"),
                with_problems=Count("id", filter=Q(problems__gt=0)),
                planned=Sum("planned_budget"),
                budget=Sum("budget_total"),
                contract=Sum("contract_total"),
                paid=Sum("paid_total"),
            )
        )

    def require_scope(self, user: User) -> None:
        """Raise OutOfScope unless every authority and province named is the person's to see."""
        scope = user.scope
        if scope.is_national:
            known = True
            if self.authority is not None:
                known = LocalAuthority.objects.filter(pk=self.authority).exists()
            if not known:
                raise OutOfScope
            return
        if self.province is not None and self.province not in scope.province_codes:
            raise OutOfScope
        if self.authority is not None and self.authority not in scope.authority_ids:
            seen = LocalAuthority.objects.filter(pk=self.authority, province_id__in=scope.province_codes)
            if not scope.province_codes or not seen.exists():
                raise OutOfScope

    def _chosen(self, user: User) -> ProjectQuerySet:
        """The visible projects by every filter but year, stage and programme, which have facets."""
        where: dict[str, Any] = {
            "authority_id": self.authority,
            "authority__province_id": self.province,
            "authority__kind": self.kind,
        }
        found: ProjectQuerySet = Project.objects.visible_to(user)
        return self._narrowed(found.filter(**{path: value for path, value in where.items() if value is not None}))

    def _narrowed(self, found: ProjectQuerySet) -> ProjectQuerySet:
        """Those that pass the filters of the project itself, but year, stage and programme."""
        simple: dict[str, Any] = {
            "fund": self.fund,
            "planned_budget__gte": self.budget_min,
            "planned_budget__lte": self.budget_max,
            "location__isnull": None if self.has_location is None else not self.has_location,
            "id__in": self.ids or None,
        }
        found = found.filter(**{path: value for path, value in simple.items() if value is not None})
        if self.bbox is not None:
            found = found.filter(self._inside(self.bbox))
        if self.problems is not None:
            found = found.filter(problems__gt=0) if self.problems else found.filter(problems=0)
        if self.check is not None:
            found = found.failing(BY_CODE[self.check])
        return found.searched(self.q) if self.q else found

    @staticmethod
    def _inside(bbox: Bounds) -> Exists:
        """That the project's map point lies in the rectangle: only map points have an index of places."""
        envelope = Polygon.from_bbox(bbox)
        envelope.srid = WGS84
        here = {"authority_id": OuterRef("authority_id"), "project_id": OuterRef("id")}
        return Exists(MapPoint.objects.filter(**here, location__bboverlaps=envelope))

    def _years(self) -> Q:
        return Q(fiscal_year__in=self.fiscal_year) if self.fiscal_year else Q()

    def _stages(self) -> Q:
        return Q(latest_stage__in=self.stage) if self.stage else Q()

    def _programmes(self) -> Q:
        return Q(programme_id__in=self.programme) if self.programme else Q()

    def _added_up(self, cells: list[dict[str, Any]]) -> SelectionTotals:
        """From counts by year, stage and programme to the totals and the three facets."""
        by_year: dict[int, int] = {}
        by_stage = dict.fromkeys(PROJECT_STAGES, 0)
        by_programme: dict[int, int] = {}
        sums: dict[str, Any] = dict.fromkeys(("count", "with_location", "with_problems"), 0)
        sums |= dict.fromkeys(("planned", "budget", "contract", "paid"), Decimal("0.00"))
        for cell in cells:
            year, stage, programme = cell["fiscal_year"], Stage(cell["latest_stage"]), cell["programme_id"]
            year_fits = not self.fiscal_year or year in self.fiscal_year
            stage_fits = not self.stage or stage in self.stage
            programme_fits = not self.programme or programme in self.programme
            if stage_fits and programme_fits:
                by_year[year] = by_year.get(year, 0) + cell["count"]
            if year_fits and programme_fits:
                by_stage[stage] += cell["count"]
            if year_fits and stage_fits:
                by_programme[programme] = by_programme.get(programme, 0) + cell["count"]
            if year_fits and stage_fits and programme_fits:
                for name in sums:
                    sums[name] += cell[name]
        return SelectionTotals(
            **sums,
            in_all=sum(cell["count"] for cell in cells),
            by_year=dict(sorted(by_year.items(), reverse=True)),
            by_stage=by_stage,
            by_programme=dict(sorted(by_programme.items())),
        )


def _all_of(params: QueryDict | Mapping[str, Any], name: str) -> list[str]:
    """Every text given for a parameter, whichever kind of mapping it stands in."""
    if isinstance(params, QueryDict):
        return [str(value) for value in params.getlist(name)]
    value = params.get(name)
    if value is None:
        return []
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(one) for one in value]
    return [str(value)]
