"""One form approves one project or many: in the plan, or with money. One paper, one day, an amount for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.fields import DayField, DrawnForm
from geo.thai import from_thai_digits
from projects.enums import Fund, Record, Stage
from projects.models import BudgetApproval, DevelopmentPlan, Project
from projects.pages.planning.address import PlanAddress
from projects.pages.planning.desk import crumbs_of, plan_of, put_errors, workspace
from projects.pages.planning.fields import baht_of, written
from projects.permissions import require_entry
from projects.services.approving import ProjectsRefused, approve_budgets, approve_plans

if TYPE_CHECKING:
    from accounts.models import User

RECORDS = {"plan": Record.PLAN_APPROVAL, "budget": Record.BUDGET_APPROVAL}
MOST = 500


class PlanApprovalForm(DrawnForm, forms.Form):
    """The announcement of the plan."""

    approved_on = DayField(label=gettext_lazy("Day of approval"), help_text=gettext_lazy("For example 28 Sep 2559"))
    paper = forms.CharField(label=gettext_lazy("Number of the announcement"), max_length=200)


class BudgetApprovalForm(DrawnForm, forms.Form):
    """Where the money comes from, and the paper that says so."""

    source = forms.ChoiceField(label=gettext_lazy("Source of the money"), choices=Fund.choices)
    ordinance = forms.CharField(label=gettext_lazy("Ordinance or paper"), max_length=200)
    approved_on = DayField(label=gettext_lazy("Day of approval"), help_text=gettext_lazy("For example 28 Sep 2559"))


@dataclass
class Chosen:
    """One chosen project on the form: the amount as typed, how many approvals the person saw, how many there are."""

    project: Project
    approvals: int
    standing: int
    typed: str
    errors: list[str] = field(default_factory=list)
    amount: Decimal = Decimal(0)

    @property
    def is_approved(self) -> bool:
        """Whether the project is approved in the plan already."""
        return bool(self.project.stages & Stage.PLAN_APPROVED.bit)


@require_POST
def approve(request: HttpRequest, plan: int) -> HttpResponse:
    """The form for the chosen projects, and its answer. Choosing is a POST too, because many fit into no address."""
    user = cast("User", request.user)
    found = plan_of(user, plan)
    what = request.POST.get("what", "")
    if what not in RECORDS:
        raise Http404
    require_entry(user, RECORDS[what], authority_id=found.authority_id)
    back = _back(request, found)
    try:
        chosen = _chosen(request, user, found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(back)
    is_sent = request.POST.get("save") == "1"
    form = _form(what, request.POST if is_sent else None, chosen)
    if is_sent and _is_kept(form, chosen, what, user):
        messages.success(request, _said(what, len(chosen)))
        return HttpResponseRedirect(back)
    return render(request, "projects/planning/approve.html", _context(found, what, form, chosen, back))


def _form(what: str, data: Any, chosen: list[Chosen]) -> Any:
    if what == "plan":
        return PlanApprovalForm(data)
    funds = {one.project.fund for one in chosen}
    return BudgetApprovalForm(data, initial={"source": funds.pop() if len(funds) == 1 else Fund.ORDINANCE})


def _is_kept(form: Any, chosen: list[Chosen], what: str, user: User) -> bool:
    """Approve all of the chosen, or none; what is refused stands in the form and at its project."""
    is_readable = form.is_valid() & (what == "plan" or _read_amounts(chosen))
    if not is_readable:
        return False
    given = form.cleaned_data
    try:
        if what == "plan":
            approve_plans(projects=[one.project for one in chosen], by=user, **given)
        else:
            approve_budgets(
                amounts=[(one.project, one.amount) for one in chosen],
                by=user,
                expected={one.project.pk: one.approvals for one in chosen},
                **given,
            )
    except ProjectsRefused as refused:
        form.add_error(None, refused)
        for one in chosen:
            if error := refused.by_project.get(one.project.pk):
                one.errors += error.messages
                one.approvals = one.standing  # the page shows them now: sending it again means having seen them
        return False
    except ValidationError as error:
        put_errors(form, error)
        return False
    return True


def _read_amounts(chosen: list[Chosen]) -> bool:
    for one in chosen:
        try:
            one.amount = baht_of(one.typed) or Decimal(0)
        except ValidationError as error:
            one.errors += error.messages
    return not any(one.errors for one in chosen)


def _chosen(request: HttpRequest, user: User, plan: DevelopmentPlan) -> list[Chosen]:
    """The projects that were ticked. One that is not in the plan any more, or never was, is a 404."""
    ids = [from_thai_digits(text) for text in request.POST.getlist("project")]
    if not ids:
        raise ValidationError(_("Choose at least one project."), code="nothing_chosen")
    if len(ids) > MOST:
        raise ValidationError(
            _("%(count)d projects are chosen; approve at most %(most)d at once.") % {"count": len(ids), "most": MOST},
            code="too_many",
        )
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in ids):
        raise Http404
    wanted = {int(one) for one in ids}
    projects = (
        Project.objects.visible_to(user)
        .of_authority(plan.authority_id)
        .filter(plan=plan, pk__in=wanted)
        .order_by("fiscal_year", "code", "id")
    )
    money = BudgetApproval.objects.live().filter(authority_id=plan.authority_id, project_id__in=wanted).order_by()
    counts = dict(money.values_list("project_id").annotate(count=Count("id")))
    found = [_one(project, counts.get(project.pk, 0), request.POST) for project in projects]
    if len(found) != len(wanted):
        raise Http404
    return found


def _one(project: Project, standing: int, sent: Mapping[str, Any]) -> Chosen:
    """By default what is left of the planned budget; the number of approvals is the one the person saw first."""
    seen = from_thai_digits(str(sent.get(f"approvals_{project.pk}", "")))
    approvals = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else standing
    left = max(project.planned_budget - project.budget_total, Decimal(0))
    typed = str(sent.get(f"amount_{project.pk}", written(left))).replace("\x00", "")[:60]
    return Chosen(project=project, approvals=approvals, standing=standing, typed=typed)


def _back(request: HttpRequest, plan: DevelopmentPlan) -> str:
    """The view of the sheet that the projects were chosen from."""
    try:
        address = PlanAddress.from_params(request.GET)
    except ValidationError:
        return workspace(plan)
    return address.but(plan=plan.pk, authority=None, page=address.page).url


def _said(what: str, count: int) -> str:
    if what == "plan":
        words = ngettext(
            "%(count)d project is approved in the plan.", "%(count)d projects are approved in the plan.", count
        )
    else:
        words = ngettext(
            "%(count)d project has its budget approved.", "%(count)d projects have their budget approved.", count
        )
    return words % {"count": count}


def _context(plan: DevelopmentPlan, what: str, form: Any, chosen: list[Chosen], back: str) -> dict[str, Any]:
    title = _("Approve in the plan") if what == "plan" else _("Approve the budget")
    return {
        "plan": plan,
        "authority": plan.authority,
        "what": what,
        "title": title,
        "form": form,
        "chosen": chosen,
        "planned": sum((one.project.planned_budget for one in chosen), Decimal(0)),
        "not_in_plan": sum(not one.is_approved for one in chosen),
        "refused": sum(bool(one.errors) for one in chosen),
        "back": back,
        "query": back.partition("?")[2],
        "crumbs": crumbs_of(plan, title),
    }
