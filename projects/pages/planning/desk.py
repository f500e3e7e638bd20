"""Which plan lies on the desk: found among what the person may know of, never by guessing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from layers.models import LocalAuthority
from projects.models import Approach, DevelopmentPlan, PlanRevision, Project, Strategy
from projects.pages.planning.address import PlanAddress
from projects.selection import ProjectSelection

if TYPE_CHECKING:
    from django import forms

    from accounts.models import User


def plan_of(user: User, pk: int) -> DevelopmentPlan:
    """The plan with its authority. Raises Http404 for one the person may not know of."""
    found = (
        DevelopmentPlan.objects.visible_to(user)
        .select_related("authority__province")
        .defer("authority__boundary", "authority__province__boundary")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def authority_of(user: User, pk: int) -> LocalAuthority:
    """The authority. Raises OutOfScope for one the person may not know of."""
    ProjectSelection(authority=pk).require_scope(user)
    return LocalAuthority.objects.select_related("province").defer("boundary", "province__boundary").get(pk=pk)


def part_of(plan: DevelopmentPlan, model: type[Any], pk: int) -> Any:
    """A live record of a plan the person has been shown: strategy, revision or project. Raises Http404."""
    found = model.objects.live().filter(authority_id=plan.authority_id, plan_id=plan.pk, pk=pk).first()
    if found is None:
        raise Http404
    return found


def approach_of(plan: DevelopmentPlan, pk: int) -> Approach:
    """A live approach of one of the plan's strategies. Raises Http404."""
    found = (
        Approach.objects.live()
        .filter(authority_id=plan.authority_id, strategy__plan_id=plan.pk, pk=pk)
        .select_related("strategy")
        .first()
    )
    if found is None:
        raise Http404
    return found


def strategies_of(plan: DevelopmentPlan) -> list[Strategy]:
    """The strategies of a plan by number, each with its approaches as `ways`."""
    strategies = list(
        Strategy.objects.live().filter(authority_id=plan.authority_id, plan_id=plan.pk).order_by("number", "id")
    )
    ways: dict[int, list[Approach]] = {one.pk: [] for one in strategies}
    for way in (
        Approach.objects.live()
        .filter(authority_id=plan.authority_id, strategy__plan_id=plan.pk)
        .order_by("number", "id")
    ):
        ways.setdefault(way.strategy_id, []).append(way)
    for strategy in strategies:
        strategy.ways = ways[strategy.pk]  # type: ignore[attr-defined]  # for templates and the sheet
    return strategies


def revisions_of(plan: DevelopmentPlan) -> list[PlanRevision]:
    """The revisions of a plan, by kind and number."""
    found = PlanRevision.objects.live().filter(authority_id=plan.authority_id, plan_id=plan.pk)
    return list(found.select_related("recorded_by").order_by("kind", "number", "id"))


def workspace(plan: DevelopmentPlan) -> str:
    """The address of a plan's page."""
    return PlanAddress(plan=plan.pk).url


def row_address(project: Project) -> str:
    """The address of a project's row in the sheet: the search finds its code wherever the page of it lies."""
    return f"{PlanAddress(plan=project.plan_id, q=project.code).url}#project-{project.pk}"


def crumbs_of(plan: DevelopmentPlan | None, *further: str) -> list[dict[str, str]]:
    """The way down to a page of a plan; the last one has no address."""
    crumbs = [{"label": _("Home page"), "url": "/"}, {"label": _("Development plans"), "url": reverse("plans")}]
    if plan is not None:
        crumbs.append({"label": f"{plan.first_year}\u2013{plan.last_year}", "url": workspace(plan)})
    crumbs += [{"label": words, "url": ""} for words in further]
    crumbs[-1]["url"] = ""
    return crumbs


def put_errors(form: forms.BaseForm, wrong: ValidationError) -> None:
    """Errors of a service at the fields they are about, or above the form."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for field, errors in wrong.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)
