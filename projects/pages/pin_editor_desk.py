"""What lies on the engineer's desk: the authority, the list, the project that is open, its position and its history."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from geo.formatting import as_degrees
from geo.systems import find_system
from layers.models import LocalAuthority
from projects.enums import PositionKind, Record
from projects.grades import grade_of
from projects.models import Position, Project
from projects.pages.pin_editor_readings import Card
from projects.pages.pin_editor_worklist import WorkList, rows_of
from projects.permissions import may_enter
from projects.selection import ProjectSelection
from projects.services.checking import language

if TYPE_CHECKING:
    from accounts.models import User

# The letters of the positions on the map (guide, Maps): ผ planned, ส contract, ก as built.
LETTERS = {PositionKind.PLANNED: "ผ", PositionKind.CONTRACT: "ส", PositionKind.AS_BUILT: "ก"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One position of a project as the history shows it."""

    position: Position

    @property
    def coordinates(self) -> str:
        """Latitude and longitude, WGS 84."""
        return as_degrees(self.position.point.x, self.position.point.y)

    @property
    def system_label(self) -> str:
        """The reference system it was typed in."""
        return find_system(self.position.system).label(language())

    @property
    def grade(self) -> str:
        """How far it can be trusted."""
        one = self.position
        return grade_of(capture=one.capture, accuracy_m=one.accuracy_m, inside=one.inside)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the three positions of a project. `has_place` when it is pinned already."""

    label: str
    query: str
    is_open: bool
    has_place: bool


@dataclass
class Desk:
    """Everything the page is drawn from; `draft` and what follows it are set when a form came back."""

    user: User
    authority: LocalAuthority
    work: WorkList
    project: Project | None
    kind: PositionKind
    positions: list[Position] = field(default_factory=list)

    @classmethod
    def of(cls, user: User, work: WorkList) -> Desk:
        """Open the project asked for, else the first of the list.

        Raises Http404 for a project or authority the person may not know of, PermissionDenied for somebody who works
        in no local authority and named none.
        """
        project = _visible(user, work.project) if work.project else None
        authority = project.authority if project else _authority(user, work.authority)
        work = work.but(authority=authority.pk)
        if project is None:
            first = work.projects(user).values_list("id", flat=True).first()
            project = _visible(user, first) if first else None
        on_the_map = project.location_kind if project else ""
        kind = work.kind or PositionKind(on_the_map or PositionKind.PLANNED)
        work = work.but(project=project.pk if project else None, kind=kind)
        desk = cls(user=user, authority=authority, work=work, project=project, kind=kind)
        if project:
            desk.positions = list(_history(project))
        return desk

    @property
    def may_pin(self) -> bool:
        """Whether the person may save here."""
        return may_enter(self.user, Record.POSITION, authority_id=self.authority.pk)

    def current(self, kind: PositionKind | str) -> Position | None:
        """The position of a kind that stands now."""
        return next((one for one in self.positions if one.kind == kind and one.is_current), None)

    def context(self) -> dict[str, Any]:
        """The words and figures of the page that no form changes."""
        listed = self.work.projects(self.user)
        rows, count = rows_of(listed)
        totals = self.work.totals(self.user)
        current = self.current(self.kind)
        return {
            "authority": self.authority,
            "work": self.work,
            "rows": [(row, self.work.address_of(row.pk)) for row in rows],
            "row_count": count,
            "totals": totals,
            "share": totals.with_location / totals.count if totals.count else None,
            "years": sorted({*totals.by_year, *([self.work.year] if self.work.year else [])}, reverse=True),
            "project": self.project,
            "kind": self.kind,
            "tabs": self._tabs(),
            "current": Entry(current) if current else None,
            "current_sequence": current.sequence if current else 0,
            "history": [Entry(one) for one in self.positions],
            "other_positions": self._others(),
            "may_pin": self.may_pin,
            "client_id": uuid.uuid4(),
            "addresses": self._addresses(),
            "authorities": self._workplaces(),
            "crumbs": [{"label": _("Home page"), "url": "/"}, {"label": _("Project coordinates"), "url": ""}],
        }

    def _tabs(self) -> list[Tab]:
        names = {
            PositionKind.PLANNED: _("As planned"),
            PositionKind.CONTRACT: _("As contracted"),
            PositionKind.AS_BUILT: _("As built"),
        }
        return [
            Tab(
                label=names[kind],
                query=self.work.but(kind=kind).query_string(),
                is_open=kind == self.kind,
                has_place=self.current(kind) is not None,
            )
            for kind in PositionKind
        ]

    def _others(self) -> list[dict[str, Any]]:
        """The project's positions of the other kinds, for the map."""
        return [
            {"letter": LETTERS[kind], "longitude": one.point.x, "latitude": one.point.y}
            for kind in PositionKind
            if kind != self.kind and (one := self.current(kind))
        ]

    def _addresses(self) -> dict[str, str]:
        """Where the map takes its data from, and where the page leads to."""
        neighbours = ProjectSelection(authority=self.authority.pk, has_location=True)
        return {
            "self": reverse("pin_editor"),
            "readings": reverse("pin_readings"),
            "neighbours": f"{_address('api-projects-geojson')}?{neighbours.query_string()}&limit=1000",
            "boundary": _address("api-authority-geojson", self.authority.pk),
            "project": _address("project", self.project.pk) if self.project else "",
            "map": f"{_address('authority_map')}?{ProjectSelection(authority=self.authority.pk).query_string()}",
        }

    def _workplaces(self) -> list[LocalAuthority]:
        """The authorities to choose from, for somebody who works in several."""
        ids = self.user.scope.authority_ids
        if len(ids) < 2:
            return []
        return list(LocalAuthority.objects.filter(pk__in=ids).defer("boundary", "office"))


@dataclass
class Reply:
    """What comes back with a form: the cards, what is wrong, and the version somebody else saved meanwhile."""

    text: str = ""
    system: str = ""
    cards: list[Card] = field(default_factory=list)
    map_card: Card | None = None
    map_zoom: float | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    reason: str = ""
    asks_reason: bool = False
    has_conflict: bool = False
    theirs: Entry | None = None
    conflict_words: str = ""
    expected_sequence: int | None = None
    withdraw_error: str = ""
    withdraw_position: int | None = None

    @property
    def chosen(self) -> Card | None:
        """The card that is marked."""
        cards = [*self.cards, *([self.map_card] if self.map_card else [])]
        return next((card for card in cards if card.is_chosen), None)


def _address(name: str, *args: object) -> str:
    """The address of a page or of data; empty where it is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _visible(user: User, pk: int) -> Project:
    project = (
        Project.objects.visible_to(user)
        .select_related("authority__province", "programme")
        .defer("authority__boundary", "authority__province__boundary")
        .filter(pk=pk)
        .first()
    )
    if project is None:
        raise Http404
    return project


def _history(project: Project) -> QuerySet[Position]:
    """Every position, newest first, withdrawn ones too; the caller has proved to see the project."""
    return (
        Position.objects.filter(authority_id=project.authority_id, project_id=project.pk)
        .select_related("recorded_by", "set_aside_by")
        .order_by("-recorded_at", "-id")
    )


def _authority(user: User, asked: int | None) -> LocalAuthority:
    """The authority asked for, else the one where the person pins, else where the person works."""
    scope = user.scope
    if asked is not None:
        ProjectSelection(authority=asked).require_scope(user)
        chosen = asked
    else:
        pinning = [pk for pk in scope.authority_ids if may_enter(user, Record.POSITION, authority_id=pk)]
        chosen = min(pinning or scope.authority_ids, default=0)
    found = LocalAuthority.objects.select_related("province").defer("boundary", "province__boundary").filter(pk=chosen)
    authority = found.first()
    if authority is None:
        raise PermissionDenied(
            _("The pin editor shows one local authority. Open one of its projects from the map of projects.")
        )
    return authority
