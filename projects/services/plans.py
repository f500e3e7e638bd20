"""The planner's first verbs: the plan, its vision, its strategies and approaches; each entered and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import PlanLength, Record
from projects.models import Approach, DevelopmentPlan, Strategy, Vision
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import (
    locked,
    naming_duplicates,
    require_fiscal_year,
    require_version,
    text_of,
    wrong,
)

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
    _check_years(first_year, length)
    plan = DevelopmentPlan(authority=authority, first_year=first_year, length=length, recorded_by=by)
    with naming_duplicates(projects_one_plan_in_force=_overlap()):
        plan.save(force_insert=True)
    plan.refresh_from_db()
    return plan


@transaction.atomic
def change_plan(
    *, plan: DevelopmentPlan, by: User, expected_version: int, first_year: int, length: int
) -> DevelopmentPlan:
    """Change which fiscal years (BE) a plan covers.

    Raises StaleVersion, the codes of `enter_plan`, and `projects_outside_years` when projects of the plan would be
    left without their year: they are moved or set aside first.
    """
    require_entry(by, Record.PLAN, authority_id=plan.authority_id)
    act_as(by)
    current = locked(plan)
    require_version(current, expected_version)
    _check_years(first_year, length)
    last_year = first_year + length - 1
    outside = current.projects.live().exclude(fiscal_year__range=(first_year, last_year)).count()
    if outside:
        raise wrong(
            "first_year",
            _("%(count)d projects of this plan are of other fiscal years than %(first)d to %(last)d.")
            % {"count": outside, "first": first_year, "last": last_year},
            code="projects_outside_years",
        )
    current.first_year, current.length = first_year, length
    with naming_duplicates(projects_one_plan_in_force=_overlap()):
        _save_next_version(current, "first_year", "length")
    current.refresh_from_db()
    return current


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
def change_vision(*, vision: Vision, by: User, expected_version: int, text: str) -> Vision:
    """Change the words of a vision. Raises StaleVersion, `missing` and `too_long`."""
    require_entry(by, Record.PLAN, authority_id=vision.authority_id)
    act_as(by)
    current = locked(vision)
    require_version(current, expected_version)
    current.text = text_of(text, field="text", most=5000, required=True)
    _save_next_version(current, "text")
    return current


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
def change_strategy(*, strategy: Strategy, by: User, expected_version: int, number: int, name: str) -> Strategy:
    """Change number or name of a strategy. Raises StaleVersion and the codes of `enter_strategy`."""
    require_entry(by, Record.STRATEGY, authority_id=strategy.authority_id)
    act_as(by)
    current = locked(strategy)
    require_version(current, expected_version)
    current.number = _checked_number(number)
    current.name = text_of(name, field="name", most=300, required=True)
    siblings = Strategy.objects.live().filter(authority_id=current.authority_id, plan_id=current.plan_id)
    with naming_duplicates(projects_strategy_number=_taken(siblings.exclude(pk=current.pk), number)):
        _save_next_version(current, "number", "name")
    return current


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


@transaction.atomic
def change_approach(*, approach: Approach, by: User, expected_version: int, number: int, name: str) -> Approach:
    """Change number or name of a development approach. Raises StaleVersion and the codes of `enter_approach`."""
    require_entry(by, Record.STRATEGY, authority_id=approach.authority_id)
    act_as(by)
    current = locked(approach)
    require_version(current, expected_version)
    current.number = _checked_number(number)
    current.name = text_of(name, field="name", most=300, required=True)
    siblings = Approach.objects.live().filter(authority_id=current.authority_id, strategy_id=current.strategy_id)
    with naming_duplicates(projects_approach_number=_taken(siblings.exclude(pk=current.pk), number)):
        _save_next_version(current, "number", "name")
    return current


def _save_next_version(record: Any, *columns: str) -> None:
    record.version += 1
    record.save(update_fields=[*columns, "version"])


def _check_years(first_year: int, length: int) -> None:
    require_fiscal_year(first_year, field="first_year")
    if length not in PlanLength.values:
        raise wrong("length", _("A plan covers three, four or five years."), code="length_unknown")


def _overlap() -> ValidationError:
    return wrong(
        "first_year", _("Another plan of this local authority is already in force in that year."), code="plan_overlaps"
    )


def _checked_number(number: int) -> int:
    if not 1 <= number <= 999:
        raise wrong("number", _("Numbers run from 1 to 999."), code="number_out_of_range")
    return number


def _taken(siblings: object, number: int) -> ValidationError:
    other = siblings.filter(number=number).first()  # type: ignore[attr-defined]  # a queryset of either model
    name = other.name if other else ""
    message = _("Number %(number)d is already “%(name)s”.") % {"number": number, "name": name}
    return wrong("number", message, code="number_twice")
