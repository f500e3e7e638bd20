"""What can be chosen on the page of a new export: places within the reader's reach, years, stages, and formats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gis_reports.enums import Format
from layers.models import LocalAuthority, Province
from projects.enums import PROJECT_STAGES
from projects.selection import ProjectSelection, SelectionTotals

if TYPE_CHECKING:
    from accounts.models import User

# Filters with a control of their own on the page; the others are carried along as they came.
CONTROLS = ("province", "authority", "fiscal_year", "stage")

FORMATS: tuple[tuple[Format, str | Promise], ...] = (
    (Format.GEOJSON, _("For web maps and GIS programs. Projects without coordinates are kept, without geometry.")),
    (Format.SHP, _("For ArcGIS and QGIS. Names of more than 254 bytes are cut; a list of them lies in the zip.")),
    (
        Format.GPKG,
        _("For QGIS and ArcGIS, nothing is cut. Projects without coordinates have a table of their own."),
    ),
    (Format.CSV, _("For programs and any spreadsheet, UTF-8.")),
    (Format.XLSX, _("For Excel, with Thai heads and a sheet that says where the figures come from.")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list. `value` is empty for "all"."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """The lists of the page. A list with nothing to choose is empty and not shown."""

    provinces: list[Choice]
    authorities: list[Choice]
    years: list[Choice]
    stages: list[Choice]
    carried: list[tuple[str, str]]


def controls_for(user: User, selection: ProjectSelection, totals: SelectionTotals | None) -> Controls:
    """The lists for this person, with what is chosen marked. `totals` gives years and stages their counts."""
    years = dict(totals.by_year) if totals else {}
    for year in selection.fiscal_year:
        years.setdefault(year, 0)
    stages = totals.by_stage if totals else dict.fromkeys(PROJECT_STAGES, 0)
    return Controls(
        provinces=_provinces(user, selection),
        authorities=_authorities(user, selection),
        years=_listed(
            ((str(year), str(year)) for year in sorted(years, reverse=True)), map(str, selection.fiscal_year)
        ),
        stages=_listed(
            ((stage.slug, capfirst(str(stage.label))) for stage in stages), (stage.slug for stage in selection.stage)
        ),
        carried=[(name, text) for name, text in selection.pairs() if name not in CONTROLS],
    )


def _listed(pairs: Iterable[tuple[str, str]], chosen: Iterable[str]) -> list[Choice]:
    marked = set(chosen)
    # a control for one cannot show several; they then stay as they are, in an entry of their own
    entries = [Choice(value, label, chosen=len(marked) == 1 and value in marked) for value, label in pairs]
    if len(marked) > 1:
        labels = {choice.value: choice.label for choice in entries}
        entries.insert(
            0, Choice(",".join(sorted(marked)), ", ".join(labels.get(one, one) for one in sorted(marked)), chosen=True)
        )
    return entries


def _provinces(user: User, selection: ProjectSelection) -> list[Choice]:
    scope = user.scope
    found = Province.objects.with_authorities().only("name_th", "name_en")
    if not scope.is_national:
        found = found.filter(pk__in=scope.province_codes)
    pairs = [(province.pk, province.name) for province in found]
    return _listed(sorted(pairs, key=lambda pair: pair[1]), [selection.province] if selection.province else [])


def _authorities(user: User, selection: ProjectSelection) -> list[Choice]:
    """Authorities of the province, or of the person; none while a national reader has not chosen a province."""
    scope = user.scope
    found = LocalAuthority.objects.only("kind", "name_th", "name_en")
    if selection.province is not None:
        found = found.filter(province_id=selection.province)
    elif selection.authority is not None and (scope.is_national or scope.province_codes):
        found = found.filter(province__authorities=selection.authority)
    elif scope.is_national:
        return []
    elif scope.province_codes:
        found = found.filter(province_id__in=scope.province_codes)
    else:
        found = found.filter(pk__in=scope.authority_ids)
    pairs = [(str(authority.pk), authority.short_name) for authority in found.order_by("kind", "name_th", "pk")]
    return _listed(pairs, [str(selection.authority)] if selection.authority else [])
