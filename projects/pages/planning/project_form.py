"""One project on a form of its own: entered, changed, moved, set aside. The sheet does the same for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.models import Project
from projects.pages.planning.answering import answer, answer_set_aside, wants_set_aside
from projects.pages.planning.desk import crumbs_of, part_of, plan_of, row_address, strategies_of, workspace
from projects.pages.planning.forms import ProjectForm
from projects.pages.planning.records import form_page
from projects.permissions import require_entry
from projects.services.entering import change_project, enter_project

if TYPE_CHECKING:
    from accounts.models import User

TEMPLATE = "projects/planning/project_form.html"


@form_page
def project_new(request: HttpRequest, plan: int) -> HttpResponse:
    """Enter one project into a plan."""
    user = cast("User", request.user)
    found = plan_of(user, plan)
    require_entry(user, Record.PROJECT, authority_id=found.authority_id)
    sent: Any = request.POST if request.method == "POST" else None
    initial = {"fiscal_year": found.first_year, "line": _line_from(request, found)}
    return answer(
        request,
        ProjectForm(sent, plan=found, initial=initial),
        save=lambda form: enter_project(plan=found, by=user, **form.said()),
        back=workspace(found),
        context={
            "title": _("Add a project"),
            "plan": found,
            "authority": found.authority,
            "crumbs": crumbs_of(found, _("Add a project")),
        },
        kept=_("The project is entered."),
        template=TEMPLATE,
    )


@form_page
def project_edit(request: HttpRequest, plan: int, project: int) -> HttpResponse:
    """Change a project of a plan, or set it aside."""
    user = cast("User", request.user)
    found = plan_of(user, plan)
    require_entry(user, Record.PROJECT, authority_id=found.authority_id)
    standing: Project = part_of(found, Project, project)
    if wants_set_aside(request):
        return answer_set_aside(request, standing, back=workspace(found), again=request.get_full_path())
    sent: Any = request.POST if request.method == "POST" else None
    return answer(
        request,
        ProjectForm(sent, plan=found, initial=ProjectForm.initial_of(standing)),
        save=lambda form: change_project(
            project=standing,
            by=user,
            expected_version=form.cleaned_data.get("expected_version") or standing.version,
            **form.said(),
        ),
        back=row_address(standing),
        context={
            "title": _("Change the project"),
            "plan": found,
            "authority": found.authority,
            "record": standing,
            "record_name": str(standing),
            "crumbs": crumbs_of(found, standing.code),
        },
        template=TEMPLATE,
    )


def _line_from(request: HttpRequest, plan: Any) -> str:
    """The strategy or approach the sheet was showing, when the page was opened from there."""
    asked = request.GET.get("line", "")
    listed = strategies_of(plan)
    known = {f"s{one.pk}" for one in listed}
    known |= {f"a{way.pk}" for one in listed for way in one.ways}  # type: ignore[attr-defined]  # of strategies_of
    return asked if asked in known else ""
