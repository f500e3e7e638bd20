"""The plan itself, its vision, its strategies and approaches: entered, changed and set aside by plain forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from projects.enums import Record
from projects.models import Strategy, Vision
from projects.pages.planning.address import PlanAddress
from projects.pages.planning.answering import answer, answer_set_aside, wants_set_aside
from projects.pages.planning.desk import (
    approach_of,
    authority_of,
    crumbs_of,
    part_of,
    plan_of,
    strategies_of,
    workspace,
)
from projects.pages.planning.forms import NumberedForm, PlanForm, VisionForm
from projects.pages.refusals import unreadable_address
from projects.permissions import may_enter, require_entry
from projects.services import plans as verbs

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import DevelopmentPlan

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@form_page
def plan_new(request: HttpRequest) -> HttpResponse:
    """Enter a plan of the authority in which the person plans, or of the one named."""
    user = cast("User", request.user)
    try:
        asked = PlanAddress.from_params({"authority": request.GET.get("authority", "")}).authority
    except ValidationError as error:
        return unreadable_address(request, error)
    own = [pk for pk in user.scope.authority_ids if may_enter(user, Record.PLAN, authority_id=pk)]
    if asked is None and not own:
        raise PermissionDenied(_("Your role in this local authority does not include this entry."))
    authority = authority_of(user, asked if asked is not None else min(own))
    require_entry(user, Record.PLAN, authority_id=authority.pk)
    back = PlanAddress(authority=authority.pk).url
    context = {
        "title": _("Enter a plan"),
        "authority": authority,
        "crumbs": crumbs_of(None, _("Enter a plan")),
        "hint": _("A three-year plan is in force in its first year, a longer one in every year it covers."),
    }
    return answer(
        request,
        PlanForm(_sent(request)),
        save=lambda form: verbs.enter_plan(authority=authority, by=user, **form.said()),
        back=back,
        context=context,
        kept=_("The plan is entered. Enter its vision, its strategies and its projects."),
    )


@form_page
def plan_edit(request: HttpRequest, plan: int) -> HttpResponse:
    """Change the years of a plan, or set it aside."""
    user, found = _open(request, plan, Record.PLAN)
    if wants_set_aside(request):
        return answer_set_aside(
            request, found, back=PlanAddress(authority=found.authority_id).url, again=request.get_full_path()
        )
    return answer(
        request,
        PlanForm(_sent(request), initial=PlanForm.initial_of(found)),
        save=lambda form: verbs.change_plan(plan=found, by=user, expected_version=_seen(form, found), **form.said()),
        back=workspace(found),
        context=_context(found, _("Change the years of the plan"), record=found),
    )


@form_page
def vision_edit(request: HttpRequest, plan: int) -> HttpResponse:
    """Enter or change the vision of a plan, or set it aside."""
    user, found = _open(request, plan, Record.PLAN)
    standing = Vision.objects.live().filter(authority_id=found.authority_id, plan_id=found.pk).first()
    if standing is not None and wants_set_aside(request):
        return answer_set_aside(request, standing, back=workspace(found), again=request.get_full_path())

    def save(form: Any) -> Any:
        if standing is None:
            return verbs.enter_vision(plan=found, by=user, **form.said())
        return verbs.change_vision(vision=standing, by=user, expected_version=_seen(form, standing), **form.said())

    title = _("Change the vision") if standing else _("Enter the vision")
    return answer(
        request,
        VisionForm(_sent(request), initial=VisionForm.initial_of(standing) if standing else None),
        save=save,
        back=workspace(found),
        context=_context(found, title, record=standing),
    )


@form_page
def strategies(request: HttpRequest, plan: int) -> HttpResponse:
    """All strategies and approaches of a plan, and a form for one more strategy."""
    user, found = _open(request, plan, Record.STRATEGY)
    listed = strategies_of(found)
    form = NumberedForm(_sent(request), initial={"number": (listed[-1].number + 1) if listed else 1})
    return answer(
        request,
        form,
        save=lambda form: verbs.enter_strategy(plan=found, by=user, **form.said()),
        back=reverse("plan_strategies", args=[found.pk]),
        context={
            **_context(found, _("Strategies and approaches")),
            "strategies": listed,
        },
        template="projects/planning/strategies.html",
    )


@form_page
def strategy_edit(request: HttpRequest, plan: int, strategy: int) -> HttpResponse:
    """Change a strategy, or set it aside."""
    user, found = _open(request, plan, Record.STRATEGY)
    standing = part_of(found, Strategy, strategy)
    back = reverse("plan_strategies", args=[found.pk])
    if wants_set_aside(request):
        return answer_set_aside(request, standing, back=back, again=request.get_full_path())
    return answer(
        request,
        NumberedForm(_sent(request), initial=NumberedForm.initial_of(standing)),
        save=lambda form: verbs.change_strategy(
            strategy=standing, by=user, expected_version=_seen(form, standing), **form.said()
        ),
        back=back,
        context=_context(found, _("Change the strategy"), record=standing),
    )


@form_page
def approach_new(request: HttpRequest, plan: int, strategy: int) -> HttpResponse:
    """Add an approach to a strategy."""
    user, found = _open(request, plan, Record.STRATEGY)
    parent = part_of(found, Strategy, strategy)
    numbers = list(parent.approaches.live().values_list("number", flat=True))
    return answer(
        request,
        NumberedForm(_sent(request), initial={"number": max(numbers, default=0) + 1}),
        save=lambda form: verbs.enter_approach(strategy=parent, by=user, **form.said()),
        back=reverse("plan_strategies", args=[found.pk]),
        context={**_context(found, _("Add an approach")), "hint": str(parent)},
    )


@form_page
def approach_edit(request: HttpRequest, plan: int, approach: int) -> HttpResponse:
    """Change an approach, or set it aside."""
    user, found = _open(request, plan, Record.STRATEGY)
    standing = approach_of(found, approach)
    back = reverse("plan_strategies", args=[found.pk])
    if wants_set_aside(request):
        return answer_set_aside(request, standing, back=back, again=request.get_full_path())
    return answer(
        request,
        NumberedForm(_sent(request), initial=NumberedForm.initial_of(standing)),
        save=lambda form: verbs.change_approach(
            approach=standing, by=user, expected_version=_seen(form, standing), **form.said()
        ),
        back=back,
        context={**_context(found, _("Change the approach"), record=standing), "hint": str(standing.strategy)},
    )


def _open(request: HttpRequest, plan: int, record: Record) -> tuple[User, DevelopmentPlan]:
    """The person and the plan, if the person may enter such records in it. 404 before 403: scope comes first."""
    user = cast("User", request.user)
    found = plan_of(user, plan)
    require_entry(user, record, authority_id=found.authority_id)
    return user, found


def _seen(form: Any, record: Any) -> int:
    """The version the person saw; a form without it is one that was opened now."""
    return form.cleaned_data.get("expected_version") or record.version


def _context(plan: DevelopmentPlan, title: str, record: Any = None) -> dict[str, Any]:
    return {
        "title": title,
        "plan": plan,
        "authority": plan.authority,
        "record": record,
        "record_name": pgettext("stage", "Vision") if isinstance(record, Vision) else str(record or ""),
        "crumbs": crumbs_of(plan, title),
    }
