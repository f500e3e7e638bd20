"""What a caller may see of the map points and has asked for, as SQL: the choice that `ProjectSelection` gives lists.

Filters that the narrow rows know are asked of them; words are looked up beside the projects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.systems import WGS84
from projects.checks import BY_CODE
from projects.map_dimensions import DIMENSIONS, MapDimension, layout, slots
from projects.searching.patterns import patterns_in
from projects.services.map_levels import (
    FINEST_BY_DIMENSION,
    FINEST_CELLS,
    FINEST_OF_A_YEAR,
    FINEST_OF_ALL_YEARS,
    LOWEST_ZOOM,
)

if TYPE_CHECKING:
    from accounts.scopes import Scope
    from projects.selection import ProjectSelection


@dataclass(frozen=True, slots=True)
class TileChoice:
    """A selection within a scope. Whether the scope holds what the selection names is checked before."""

    selection: ProjectSelection
    scope: Scope

    @property
    def is_empty(self) -> bool:
        """True when no point can be chosen."""
        return self.scope.is_empty or self.selection.has_location is False

    @property
    def is_quick(self) -> bool:
        """True when so few points can be chosen that they are counted at once: those of a few authorities."""
        named = self.selection.authority is not None or bool(self.selection.ids)
        return named or not (self.scope.is_national or self.scope.province_codes)

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """SQL over a row called `point` of projects_mappoint, and its parameters."""
        selection = self.selection
        years = "%(years)s::smallint[]" if selection.fiscal_year else "projects_map_years()"
        found = [f"point.fiscal_year = any({years})"]
        params: dict[str, Any] = {"years": list(selection.fiscal_year)}
        for dimension, places in self._dimensions():
            found.append(_by_dimension(dimension))
            params[f"of_{dimension.name}"] = list(places)
        simple: dict[str, tuple[str, Any]] = {
            "point.authority_id = %(authority)s": ("authority", selection.authority),
            "point.project_id = any(%(ids)s)": ("ids", list(selection.ids) or None),
            "point.planned_satang >= %(least)s": ("least", _satang(selection.budget_min)),
            "point.planned_satang <= %(most_satang)s": ("most_satang", _satang(selection.budget_max)),
            "point.authority_id in (select id from layers_localauthority where province_id = %(province)s)": (
                "province",
                selection.province,
            ),
        }
        for condition, (name, value) in simple.items():
            if value is not None:
                found.append(condition)
                params[name] = value
        if selection.problems is not None:
            found.append("point.problems > 0" if selection.problems else "point.problems = 0")
        if selection.bbox is not None:
            names = ("west_edge", "south_edge", "east_edge", "north_edge")
            found.append(f"point.location && ST_MakeEnvelope({', '.join(f'%({name})s' for name in names)}, %(wgs84)s)")
            params |= dict(zip(names, selection.bbox, strict=True)) | {"wgs84": WGS84}
        for condition, more in (self._scope(), self._words(), self._check()):
            if condition:
                found.append(condition)
                params |= more
        return " and ".join(found), params

    def stored(self, zoom: int) -> tuple[str, str, dict[str, Any]] | None:
        """How stored cells answer at a zoom: SQL over a row called `held` for the count and for the problems in it,
        and parameters `kept_years`, `kept_zoom`, `layout` and `provinces` (none for all). None when they cannot.

        Where cells are all there is to see, coarser ones than the zoom's own answer as well: counting the points of
        half a province anew after every change would take longer than anybody waits.
        """
        selection, chosen = self.selection, self._dimensions()
        finest = FINEST_OF_A_YEAR if selection.fiscal_year else FINEST_OF_ALL_YEARS
        finest = FINEST_BY_DIMENSION if chosen else finest
        beyond = (selection.authority, selection.budget_min, selection.budget_max, selection.bbox)
        if (
            self.scope.authority_ids
            or any(one is not None for one in beyond)
            or selection.q
            or selection.check
            or selection.ids
            or len(chosen) > 1
            or zoom > max(finest, FINEST_CELLS)
        ):
            return None
        count, problems = "held.total", "held.problems"
        for dimension, places in chosen:
            kept = slots(dimension, places)
            count = " + ".join(f"held.counts[{slot}]" for slot in kept)
            problems = " + ".join(f"held.problem_counts[{slot}]" for slot in kept)
        if selection.problems is True:
            count = problems
        elif selection.problems is False:
            count, problems = f"({count}) - ({problems})", "0"
        provinces = [selection.province] if selection.province else sorted(self.scope.province_codes)
        return (
            count,
            problems,
            {
                "kept_zoom": min(max(zoom, LOWEST_ZOOM), finest),
                "kept_years": list(selection.fiscal_year) or [0],
                "layout": layout(),
                "everywhere": self.scope.is_national and selection.province is None,
                "provinces": provinces,
            },
        )

    def _dimensions(self) -> list[tuple[MapDimension, tuple[int, ...]]]:
        chosen = ((dimension, dimension.chosen(self.selection)) for dimension in DIMENSIONS)
        return [(dimension, places) for dimension, places in chosen if places]

    def _scope(self) -> tuple[str, dict[str, Any]]:
        scope = self.scope
        if scope.is_national:
            return "", {}
        params = {"own": sorted(scope.authority_ids), "own_provinces": sorted(scope.province_codes)}
        own = "point.authority_id = any(%(own)s::bigint[])"
        around = (
            "point.authority_id in (select id from layers_localauthority where province_id = any(%(own_provinces)s))"
        )
        parts = [part for part, held in ((own, scope.authority_ids), (around, scope.province_codes)) if held]
        return f"({' or '.join(parts)})", params

    def _words(self) -> tuple[str, dict[str, Any]]:
        patterns = patterns_in(self.selection.q)
        if not patterns:
            return "", {}
        held = " and ".join(f"words like %(word_{number})s" for number in range(len(patterns)))
        found = f"select authority_id, project_id from projects_projectwords where {held}"  # noqa: S608 - names of parameters
        params = {f"word_{number}": pattern for number, pattern in enumerate(patterns)}
        return f"(point.authority_id, point.project_id) in ({found})", params

    def _check(self) -> tuple[str, dict[str, Any]]:
        """The few projects that fail a check have an index of their own."""
        if self.selection.check is None:
            return "", {}
        years = "and fiscal_year = any(%(years)s::smallint[])" if self.selection.fiscal_year else ""
        failing = (
            "select authority_id, id from projects_project"  # noqa: S608 - nothing from outside
            f" where checks <> 0 and set_aside_at is null and checks & %(check)s::bigint <> 0 {years}"
        )
        return f"(point.authority_id, point.project_id) in ({failing})", {"check": BY_CODE[self.selection.check].bit}


def _by_dimension(dimension: MapDimension) -> str:
    condition = f"{dimension.place} = any(%(of_{dimension.name})s)"
    if "authority." in dimension.place:
        return f"point.authority_id in (select authority.id from layers_localauthority as authority where {condition})"  # noqa: S608 - of map_dimensions
    return condition


def _satang(baht: Any) -> int | None:
    return None if baht is None else int(baht * 100)
