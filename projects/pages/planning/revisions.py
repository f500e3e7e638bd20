"""Additions, changes and corrections of a plan: the list, a new one, its approval, and the projects that came by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.models import DevelopmentPlan, PlanRevision, Project
from projects.pages.planning.address import STATES, state_of
from projects.pages.planning.answering import answer, answer_set_aside, wants_set_aside
from projects.pages.planning.desk import crumbs_of, part_of, plan_of, revisions_of, row_address
from projects.pages.planning.forms import RevisionApprovalForm, RevisionForm
from projects.pages.planning.records import form_page
from projects.permissions import may_enter, require_entry
from projects.services.revising import approve_revision, change_revision, enter_revision

if TYPE_CHECKING:
    from accounts.models import User


@form_page
def revisions(request: HttpRequest, plan: int) -> HttpResponse:
    """Every revision of a plan with its projects; planners enter the next one below."""
    user = cast("User", request.user)
    found = plan_of(user, plan)
    may_revise = may_enter(user, Record.PLAN_REVISION, authority_id=found.authority_id)
    if request.method == "POST":
        require_entry(user, Record.PLAN_REVISION, authority_id=found.authority_id)
    listed = revisions_of(found)
    projects = _projects_by_revision(user, found)
    return answer(
        request,
        RevisionForm(request.POST if request.method == "POST" else None),
        save=lambda form: enter_revision(plan=found, by=user, **form.said()),
        back=reverse("plan_revisions", args=[found.pk]),
        context={
            "title": _("Revisions of the plan"),
            "plan": found,
            "authority": found.authority,
            "revisions": [(one, projects.get(one.pk, [])) for one in listed],
            "may_revise": may_revise,
            "crumbs": crumbs_of(found, _("Revisions of the plan")),
        },
        kept=_("The revision is entered. Name it in the projects that come by it."),
        template="projects/planning/revisions.html",
    )


@form_page
def revision_edit(request: HttpRequest, plan: int, revision: int) -> HttpResponse:
    """Change a revision, or set it aside."""
    user, found, standing = _open(request, plan, revision)
    back = reverse("plan_revisions", args=[found.pk])
    if wants_set_aside(request):
        return answer_set_aside(request, standing, back=back, again=request.get_full_path())

    def save(form: Any) -> Any:
        said = form.said()
        said["number"] = said["number"] or standing.number
        return change_revision(revision=standing, by=user, expected_version=_seen(form, standing), **said)

    form = RevisionForm(request.POST if request.method == "POST" else None, initial=RevisionForm.initial_of(standing))
    return answer(request, form, save=save, back=back, context=_context(found, standing, _("Change the revision")))


@form_page
def revision_approve(request: HttpRequest, plan: int, revision: int) -> HttpResponse:
    """Record the approval of a revision."""
    user, found, standing = _open(request, plan, revision)
    form = RevisionApprovalForm(
        request.POST if request.method == "POST" else None, initial=RevisionApprovalForm.initial_of(standing)
    )
    return answer(
        request,
        form,
        save=lambda form: approve_revision(
            revision=standing, by=user, **{**form.said(), "expected_version": _seen(form, standing)}
        ),
        back=reverse("plan_revisions", args=[found.pk]),
        context={**_context(found, standing, _("Approve the revision")), "record": None, "hint": str(standing)},
        kept=_("The approval is recorded."),
    )


def _open(request: HttpRequest, plan: int, revision: int) -> tuple[User, DevelopmentPlan, PlanRevision]:
    user = cast("User", request.user)
    found = plan_of(user, plan)
    standing: PlanRevision = part_of(found, PlanRevision, revision)
    require_entry(user, Record.PLAN_REVISION, authority_id=found.authority_id)
    return user, found, standing


def _seen(form: Any, record: PlanRevision) -> int:
    return form.cleaned_data.get("expected_version") or record.version


def _projects_by_revision(user: User, plan: DevelopmentPlan) -> dict[int, list[dict[str, Any]]]:
    """The projects that came by each revision, by code, with how far their approval has come."""
    by_revision: dict[int, list[dict[str, Any]]] = {}
    came = Project.objects.visible_to(user).of_authority(plan.authority_id).filter(plan=plan, revision__isnull=False)
    for project in came.order_by("fiscal_year", "code", "id"):
        entry = {"project": project, "state": STATES[state_of(project.stages)], "url": row_address(project)}
        by_revision.setdefault(cast(int, project.revision_id), []).append(entry)
    return by_revision


def _context(plan: DevelopmentPlan, revision: PlanRevision, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "plan": plan,
        "authority": plan.authority,
        "record": revision,
        "record_name": str(revision),
        "crumbs": crumbs_of(plan, title),
    }
