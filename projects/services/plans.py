"""The planner's first verbs: the plan, its vision, its strategies and approaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import PlanLength, Record
from projects.models import Approach, DevelopmentPlan, Strategy, Vision
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import locked, naming_duplicates, require_fiscal_year, text_of, wrong

if TYPE_CHECKING:
    from accounts.models import User
    from layers.models import LocalAuthority


@transaction.atomic
def enter_plan(
    *, authority: LocalAuthority, by: User, first_year: int, length: int = PlanLength.THREE
) -> DevelopmentPlan:
    """Enter a development plan beginning with the fiscal year `first_year` (BE).

    Raises PermissionDenied, and ValidationError: `year_in_wrong_era`, `length_unknown`, or `plan_overlaps` when
    another plan is in force in one of its years (a three-year plan is in force in its first year only).
    """
    require_entry(by, Record.PLAN, authority_id=authority.pk)
    act_as(by)
    require_fiscal_year(first_year, field="first_year")
    if length not in PlanLength.values:
        raise wrong("length", _("A plan covers three, four or five years."), code="length_unknown")
    overlap = wrong(
        "first_year", _("Another plan of this local authority is already in force in that year."), code="plan_overlaps"
    )
    plan = DevelopmentPlan(authority=authority, first_year=first_year, length=length, recorded_by=by)
    with naming_duplicates(projects_one_plan_in_force=overlap):
        plan.save(force_insert=True)
    plan.refresh_from_db()
    return plan


@transaction.atomic
def enter_vision(*, plan: DevelopmentPlan, by: User, text: str) -> Vision:
    """Enter the vision of a plan. Raises `vision_twice` when it has one: set that aside first."""
    require_entry(by, Record.PLAN, authority_id=plan.authority_id)
    act_as(by)
    locked(plan)
    twice = wrong("text", _("This plan already has a vision; set it aside to enter another."), code="vision_twice")
    vision = Vision(
        plan=plan,
        authority_id=plan.authority_id,
        text=text_of(text, field="text", most=5000, required=True),
        recorded_by=by,
    )
    with naming_duplicates(projects_vision_once=twice):
        vision.save(force_insert=True)
    return vision


@transaction.atomic
def enter_strategy(*, plan: DevelopmentPlan, by: User, number: int, name: str) -> Strategy:
    """Enter a strategy of a plan. Raises `number_twice`, naming the strategy that has the number."""
    require_entry(by, Record.STRATEGY, authority_id=plan.authority_id)
    act_as(by)
    locked(plan)
    strategy = Strategy(
        plan=plan,
        authority_id=plan.authority_id,
        number=_checked_number(number),
        name=text_of(name, field="name", most=300, required=True),
        recorded_by=by,
    )
    with naming_duplicates(projects_strategy_number=_taken(plan.strategies.live(), number)):
        strategy.save(force_insert=True)
    return strategy


@transaction.atomic
def enter_approach(*, strategy: Strategy, by: User, number: int, name: str) -> Approach:
    """Enter a development approach of a strategy. Raises `number_twice`, naming the approach that has the number."""
    require_entry(by, Record.STRATEGY, authority_id=strategy.authority_id)
    act_as(by)
    locked(strategy)
    approach = Approach(
        strategy=strategy,
        authority_id=strategy.authority_id,
        number=_checked_number(number),
        name=text_of(name, field="name", most=300, required=True),
        recorded_by=by,
    )
    with naming_duplicates(projects_approach_number=_taken(strategy.approaches.live(), number)):
        approach.save(force_insert=True)
    return approach


def _checked_number(number: int) -> int:
    if not 1 <= number <= 999:
        raise wrong("number", _("Numbers run from 1 to 999."), code="number_out_of_range")
    return number


def _taken(siblings: object, number: int) -> ValidationError:
    other = siblings.filter(number=number).first()  # type: ignore[attr-defined]  # a queryset of either model
    name = other.name if other else ""
    message = _("Number %(number)d is already “%(name)s”.") % {"number": number, "name": name}
    return wrong("number", message, code="number_twice")
