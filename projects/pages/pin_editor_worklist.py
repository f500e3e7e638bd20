"""The pin editor's list of work: which projects are shown beside the map, in which order, and which comes next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from geo.thai import from_thai_digits
from projects.enums import PositionKind, Stage
from projects.models import Project
from projects.selection import ProjectSelection, SelectionTotals

if TYPE_CHECKING:
    from accounts.models import User
    from projects.querysets import ProjectQuerySet

MOST_ROWS = 200

SHOWN = {
    "without": pgettext_lazy("list of projects", "Without coordinates"),
    "with": pgettext_lazy("list of projects", "With coordinates"),
    "all": pgettext_lazy("list of projects", "All projects"),
}
ORDERS = {
    "budget": (pgettext_lazy("order", "Largest budget first"), ("-planned_budget", "id")),
    "code": (pgettext_lazy("order", "By code"), ("-fiscal_year", "code", "id")),
}
HAS_LOCATION = {"without": False, "with": True, "all": None}


@dataclass(frozen=True, slots=True)
class WorkList:
    """The words of the address of the pin editor. `authority` is None until the page has settled on one."""

    authority: int | None = None
    project: int | None = None
    kind: PositionKind | None = None
    year: int | None = None
    q: str = ""
    order: str = "budget"
    show: str = "without"
    is_contracted: bool = False

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> WorkList:
        """Read the address. Raises ValidationError saying which word was not understood."""
        selection = ProjectSelection.from_params(
            {
                "authority": params.get("authority", ""),
                "fiscal_year": params.get("year") or params.get("fiscal_year", ""),
                "q": params.get("q", ""),
            }
        )
        if len(selection.fiscal_year) > 1:
            raise ValidationError(_("Choose one fiscal year, or all of them."), code="given_twice")
        return cls(
            authority=selection.authority,
            project=_project(params.get("project", "")),
            kind=_kind(params.get("kind", "")),
            year=selection.fiscal_year[0] if selection.fiscal_year else None,
            q=selection.q,
            order=_one_of(params.get("order", "") or "budget", ORDERS),
            show=_one_of(params.get("show", "") or "without", SHOWN),
            is_contracted=bool(params.get("contracted", "")),
        )

    def but(self, **changes: Any) -> WorkList:
        """The same list with other words."""
        return replace(self, **changes)

    def query_string(self) -> str:
        """The address of this view, without what is taken for granted."""
        said = {
            "authority": self.authority,
            "project": self.project,
            "kind": self.kind.value.lower() if self.kind else None,
            "year": self.year,
            "q": self.q,
            "order": self.order if self.order != "budget" else None,
            "show": self.show if self.show != "without" else None,
            "contracted": "1" if self.is_contracted else None,
        }
        return urlencode({name: value for name, value in said.items() if value not in (None, "")})

    def address_of(self, project_id: int) -> str:
        """The query string that opens another project of the same list, at the kind that is being worked on."""
        return self.but(project=project_id).query_string()

    @property
    def selection(self) -> ProjectSelection:
        """The projects of the year, whether they have a place or not."""
        return ProjectSelection(authority=self.authority, fiscal_year=(self.year,) if self.year else ())

    def projects(self, user: User) -> ProjectQuerySet:
        """The projects of the list, in its order."""
        chosen = self.selection.but(q=self.q, has_location=HAS_LOCATION[self.show]).queryset(user)
        if self.is_contracted:
            chosen = chosen.annotate(contracted=F("stages").bitand(Stage.CONTRACT_SIGNED.bit)).filter(contracted__gt=0)
        return chosen.order_by(*ORDERS[self.order][1])

    def totals(self, user: User) -> SelectionTotals:
        """How many projects of the year there are and how many have a place, whatever else the list is narrowed to."""
        return self.selection.totals(user)

    def next_after(self, user: User, project_id: int) -> int | None:
        """The project that follows in the list; from the last one, the first that is left; None when none is left."""
        ids = list(self.projects(user).values_list("id", flat=True))
        if project_id not in ids:
            return ids[0] if ids else None
        here = ids.index(project_id)
        others = ids[here + 1 :] + ids[:here]
        return others[0] if others else None


def rows_of(projects: ProjectQuerySet) -> tuple[QuerySet[Project], int]:
    """The first rows of a list with what a row shows, and how many there are in all."""
    rows = projects.only("id", "authority_id", "code", "name", "planned_budget", "latest_stage", "location")[:MOST_ROWS]
    return rows, projects.count()


def _project(text: str) -> int | None:
    digits = from_thai_digits(text.strip())
    if not digits:
        return None
    if not re.fullmatch(r"\d{1,18}", digits):
        raise ValidationError(
            _("“%(text)s” is not the number of a project.") % {"text": text[:40]}, code="not_a_number"
        )
    return int(digits)


def _kind(text: str) -> PositionKind | None:
    word = text.strip().upper()
    if not word:
        return None
    if word not in PositionKind.values:
        raise ValidationError(_("“%(text)s” is none of the three positions of a project.") % {"text": text[:40]})
    return PositionKind(word)


def _one_of(text: str, known: Mapping[str, Any]) -> str:
    if text not in known:
        words = {"word": text[:40], "choices": ", ".join(known)}
        raise ValidationError(_("“%(word)s” is none of: %(choices)s.") % words, code="not_a_choice")
    return text
