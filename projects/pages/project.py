"""The page of one project: its stages, money, works, place, papers, comments and history."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from geo.measure import distance_m
from projects.enums import PositionKind, Record
from projects.grades import grade_of
from projects.history import history_in_words
from projects.models import (
    BudgetApproval,
    Disbursement,
    Handover,
    PlanApproval,
    Position,
    Progress,
    ProgressPhoto,
    Project,
    ProjectComment,
    ProjectDocument,
    Strategy,
    Vision,
)
from projects.pages.checks_mending import findings_of
from projects.pages.pin_editor_desk import LETTERS
from projects.pages.planning.desk import row_address
from projects.pages.works.papers import Reply, comment_form, paper_parts, works_parts
from projects.pages.works.standing import contract_parts
from projects.permissions import may_enter
from projects.selection import ProjectSelection
from projects.timeline import money_of, steps_of

if TYPE_CHECKING:
    from accounts.models import User

# Positions of one project further apart than this ask for a reason (re-visits of public works in the Philippines).
FAR_APART_M = 50


@dataclass(frozen=True, slots=True)
class Drift:
    """How far two positions of a project lie apart, in metres on the ellipsoid."""

    start: Position
    end: Position
    metres: float

    @property
    def is_far(self) -> bool:
        """Further than what a reading's error explains."""
        return self.metres > FAR_APART_M


def _live(model: type, *order: str) -> QuerySet:
    found: QuerySet = model.objects.live().select_related("recorded_by")  # type: ignore[attr-defined]  # every record has this manager
    return found.order_by(*order, "id")


def projects_whole() -> QuerySet[Project]:
    """Projects with every record their page shows: one query for the project and one for each kind of record."""
    return (
        Project.objects.select_related(
            "authority__province", "programme", "plan", "strategy__recorded_by", "approach", "recorded_by"
        )
        .defer("authority__boundary", "authority__province__boundary")
        .prefetch_related(
            Prefetch("plan__visions", _live(Vision)),
            Prefetch("plan__strategies", _live(Strategy, "number")),
            Prefetch("plan_approvals", _live(PlanApproval, "approved_on")),
            Prefetch("budget_approvals", _live(BudgetApproval, "approved_on")),
            Prefetch("contract_shares", contract_parts()),
            Prefetch("disbursements", _live(Disbursement, "paid_on")),
            Prefetch("progress_reports", _live(Progress, "-reported_on", "-id")),
            Prefetch("handovers", _live(Handover, "accepted_on")),
            Prefetch("photos", _live(ProgressPhoto)),
            Prefetch("documents", _live(ProjectDocument, "-recorded_at")),
            Prefetch("comments", _live(ProjectComment, "-recorded_at").select_related("answered_by", "settled_by")),
            Prefetch("positions", _live(Position).filter(is_current=True)),
        )
    )


@require_safe
def project_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One project; 404 for one that the reader may not know of."""
    user = cast("User", request.user)
    project = get_object_or_404(projects_whole().visible_to(user), pk=pk)  # type: ignore[attr-defined]  # ProjectQuerySet
    reply = Reply()
    if about := request.GET.get("about", ""):  # from a finding: the form stands open, with the check chosen
        reply.comment = comment_form(project, about=about)
    return project_response(request, project, reply)


def project_response(request: HttpRequest, project: Project, reply: Reply) -> HttpResponse:
    """The page of a project that was fetched with `projects_whole`; `reply` are forms that came back."""
    user = cast("User", request.user)
    positions = {position.kind: position for position in project.positions.all()}
    in_order = [positions[kind] for kind in PositionKind.values if kind in positions]
    words = (
        pgettext("money", "Planned"),
        pgettext("money", "Approved"),
        pgettext("money", "Contracted"),
        pgettext("money", "Paid"),
    )
    context = {
        "project": project,
        "steps": steps_of(project),
        "money": money_of(project, words),
        "paid_share": project.paid_total / project.contract_total if project.contract_total else None,
        "shares": list(project.contract_shares.all()),
        "payments": list(project.disbursements.all()),
        "progress": next(iter(project.progress_reports.all()), None),
        "positions": [(position, _grade(position)) for position in in_order],
        "drifts": [_drift(start, end) for start, end in pairwise(in_order)],
        "history": history_in_words(project),
        "findings": findings_of(project, user),  # type: ignore[arg-type]  # signed in
        "may_pin": may_enter(user, Record.POSITION, authority_id=project.authority_id),
        "map_positions": _on_the_map(project, in_order),
        **works_parts(project, today=timezone.localdate()),
        **paper_parts(user, project, reply),
        "addresses": _addresses(project),
        "crumbs": _crumbs(project),
    }
    return render(request, "projects/project.html", context)


def _on_the_map(project: Project, positions: list[Position]) -> dict[str, object]:
    """The pin of the project's map and its other positions with their letters; the list says the same in words."""
    others = [
        {"letter": LETTERS[PositionKind(one.kind)], "longitude": one.point.x, "latitude": one.point.y}
        for one in positions
        if one.kind != project.location_kind
    ]
    pin = [project.location.x, project.location.y] if project.location else None
    return {"pin": pin, "others": others}


def _grade(position: Position) -> str:
    return grade_of(capture=position.capture, accuracy_m=position.accuracy_m, inside=position.inside)


def _drift(start: Position, end: Position) -> Drift:
    return Drift(start=start, end=end, metres=distance_m((start.point.x, start.point.y), (end.point.x, end.point.y)))


def _address(name: str, *args: object) -> str:
    """The address of a page, empty where it is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _addresses(project: Project) -> dict[str, str]:
    """Where the page leads to, and where its map takes the places from."""
    places, editor = _address("api-projects-geojson"), _address("pin_editor")
    return {
        "places": f"{places}?{ProjectSelection(ids=(project.pk,)).query_string()}" if places else "",
        "boundary": _address("api-authority-geojson", project.authority_id),
        "editor": f"{editor}?project={project.pk}" if editor else "",
        "money": _address("finance_project", project.pk),
        "sheet": row_address(project),
    }


def _crumbs(project: Project) -> list[dict[str, str]]:
    year = ProjectSelection(authority=project.authority_id, fiscal_year=(project.fiscal_year,))
    map_page = _address("authority_map")
    return [
        {"label": _("Home page"), "url": "/"},
        {
            "label": _("Projects of %(year)s") % {"year": project.fiscal_year},
            "url": f"{map_page}?{year.query_string()}" if map_page else "",
        },
        {"label": project.code, "url": ""},
    ]
