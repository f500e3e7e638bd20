"""A selection of projects in words: for the head of a file, the name of a file and the page it is asked for on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.scopes import Scope
from gis_reports.enums import Format
from layers.enums import AuthorityKind
from layers.models import LocalAuthority, Province
from projects.checks import BY_CODE
from projects.enums import Fund, Stage
from projects.models import Programme
from projects.selection import ProjectSelection

LABELS = {
    "authority": pgettext_lazy("selection", "Local authority"),
    "province": pgettext_lazy("selection", "Province"),
    "kind": pgettext_lazy("selection", "Kind of authority"),
    "fiscal_year": pgettext_lazy("selection", "Fiscal year"),
    "stage": pgettext_lazy("selection", "Latest stage"),
    "programme": pgettext_lazy("selection", "Programme"),
    "fund": pgettext_lazy("selection", "Fund"),
    "budget_min": pgettext_lazy("selection", "Planned budget from (baht)"),
    "budget_max": pgettext_lazy("selection", "Planned budget to (baht)"),
    "has_location": pgettext_lazy("selection", "Coordinates"),
    "problems": pgettext_lazy("selection", "Problems"),
    "check": pgettext_lazy("selection", "Check that fails"),
    "q": pgettext_lazy("selection", "Search"),
    "bbox": pgettext_lazy("selection", "Map extent"),
    "ids": pgettext_lazy("selection", "Chosen projects"),
}


def whole_country() -> User:
    """Nobody in particular, who sees everything: for commands of whoever runs the server."""
    nobody = User()
    nobody.scope = Scope(is_national=True)
    return nobody


def in_words(selection: ProjectSelection) -> tuple[tuple[str, str], ...]:
    """Label and value of everything chosen, in the active language; empty for a selection that chooses all."""
    found = []
    for name, text in selection.pairs():
        value = getattr(selection, name)
        words = _WORDS.get(name)
        found.append((str(LABELS[name]), words(value) if words else text))
    return tuple(found)


def _authority(number: int) -> str:
    known = LocalAuthority.objects.defer("boundary", "office").filter(pk=number).first()
    return known.full_name if known else str(number)


def _province(code: str) -> str:
    known = Province.objects.defer("boundary").filter(pk=code).first()
    return known.name if known else code


def _programmes(codes: tuple[int, ...]) -> str:
    return ", ".join(programme.name for programme in Programme.objects.filter(pk__in=codes))


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


_YES_OR_NO = {
    ("has_location", True): pgettext_lazy("selection", "with coordinates"),
    ("has_location", False): pgettext_lazy("selection", "without coordinates"),
    ("problems", True): pgettext_lazy("selection", "with problems"),
    ("problems", False): pgettext_lazy("selection", "without problems"),
}
_WORDS: dict[str, Callable[[Any], str]] = {
    "authority": _authority,
    "province": _province,
    "kind": lambda kind: str(AuthorityKind(kind).label),
    "fiscal_year": lambda years: ", ".join(map(str, years)),
    "stage": lambda stages: ", ".join(str(Stage(stage).label) for stage in stages),
    "programme": _programmes,
    "fund": lambda fund: str(Fund(fund).label),
    "budget_min": _money,
    "budget_max": _money,
    "has_location": lambda has: str(_YES_OR_NO["has_location", has]),
    "problems": lambda has: str(_YES_OR_NO["problems", has]),
    "check": lambda code: str(BY_CODE[code].title),
    "ids": lambda ids: str(len(ids)),
}


def without_stranger(selection: ProjectSelection) -> ProjectSelection:
    """The selection without an authority of another province: what a form sends when only the province was changed."""
    if selection.province is None or selection.authority is None:
        return selection
    if LocalAuthority.objects.filter(pk=selection.authority, province_id=selection.province).exists():
        return selection
    return selection.but(authority=None)


def title_of(selection: ProjectSelection) -> str:
    """One line that tells a file from its neighbours."""
    place = ""
    if selection.authority is not None:
        place = _authority(selection.authority)
    elif selection.province is not None:
        place = _("%(province)s province") % {"province": _province(selection.province)}
    years = ", ".join(map(str, selection.fiscal_year))
    parts = [_("Projects of local authorities"), place, _("fiscal year %(years)s") % {"years": years} if years else ""]
    return " · ".join(part for part in parts if part)


def file_stem_of(selection: ProjectSelection) -> str:
    """An ASCII name for the file, without suffix: `projects-province19-2559`."""
    parts = ["projects"]
    if selection.authority is not None:
        code = LocalAuthority.objects.filter(pk=selection.authority).values_list("code", flat=True).first()
        parts.append(f"authority{code or selection.authority}")
    elif selection.province is not None:
        parts.append(f"province{selection.province}")
    parts += [str(year) for year in selection.fiscal_year[:4]]
    chosen = {name for name, _text in selection.pairs()} - {"authority", "province", "fiscal_year"}
    return "-".join([*parts, "selection"] if chosen else parts)


def file_name_of(selection: ProjectSelection, form: Format) -> str:
    """The name the file is offered under."""
    from gis_reports.outputs.writing import suffix_of

    return f"{file_stem_of(selection)}{suffix_of(form)}"
