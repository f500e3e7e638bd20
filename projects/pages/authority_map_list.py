"""The list beside the authority map: one page of the very rows that the map and the totals are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from geo.thai import from_thai_digits
from projects.grades import grade_of
from projects.models import Position, Project
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from accounts.models import User

ROWS = 100
ORDERS = {
    "budget": (pgettext_lazy("order", "Largest budget first"), ("-planned_budget", "id")),
    "code": (pgettext_lazy("order", "By code"), ("-fiscal_year", "code", "id")),
    "stage": (pgettext_lazy("order", "By stage"), ("latest_stage", "-planned_budget", "id")),
}
COLUMNS = (
    "id",
    "authority_id",
    "code",
    "name",
    "fiscal_year",
    "planned_budget",
    "latest_stage",
    "problems",
    "location",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A project of the list and how far its place can be trusted (empty without a place)."""

    project: Project
    grade: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list. `rows` in their order, `page` knows how many there are."""

    rows: list[Row]
    page: Page
    order: str


def order_from(text: str) -> str:
    """The order of the list. Raises ValidationError for a word that is none."""
    word = text.strip() or "budget"
    if word not in ORDERS:
        choices = {"word": text[:40], "choices": ", ".join(ORDERS)}
        raise ValidationError(_("“%(word)s” is none of: %(choices)s.") % choices, code="not_a_choice")
    return word


def number_from(text: str, *, what: str) -> int | None:
    """A page or a project of the address. Raises ValidationError for what is no number."""
    digits = from_thai_digits(text.strip())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        words = {"text": text[:40], "what": what}
        raise ValidationError(_("“%(text)s” is not a number (%(what)s).") % words, code="not_a_number")
    return int(digits)


def listed(
    user: User, selection: ProjectSelection, *, order: str, page: int | None, project: int | None, count: int
) -> Listed:
    """The page asked for, or the one on which the selected project stands, or the first."""
    rows = selection.queryset(user).order_by(*ORDERS[order][1])
    if page is None and project is not None and count > ROWS:
        ids = list(rows.values_list("id", flat=True))
        page = ids.index(project) // ROWS + 1 if project in ids else 1
    paginator = Paginator(rows.only(*COLUMNS), ROWS)
    paginator.count = count  # the totals have counted the same rows already
    found = paginator.get_page(page or 1)
    projects = list(found.object_list)
    grades = _grades(projects)
    return Listed(rows=[Row(one, grades.get(one.pk, "")) for one in projects], page=found, order=order)


def _grades(projects: list[Project]) -> dict[int, str]:
    """The grade of the position that is drawn: as built before contract before planned."""
    placed = [one for one in projects if one.location]
    if not placed:
        return {}
    positions = (
        Position.objects.live()
        .filter(authority_id=placed[0].authority_id, project__in=[one.pk for one in placed], is_current=True)
        .values_list("project_id", "kind", "capture", "accuracy_m", "inside")
    )
    by_kind = {
        (project, kind): grade_of(capture=capture, accuracy_m=accuracy_m, inside=inside)
        for project, kind, capture, accuracy_m, inside in positions
    }
    kinds = ("AS_BUILT", "CONTRACT", "PLANNED")
    return {one.pk: next((by_kind[one.pk, kind] for kind in kinds if (one.pk, kind) in by_kind), "") for one in placed}
