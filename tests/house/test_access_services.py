"""Every verb × role × scope: who may write what, below pages and programs. A verb that is not listed here fails."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import accounts.services
import projects.services
from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, PROVINCE_ROLES, Role
from accounts.models import Assignment, User
from accounts.permissions import ASSIGNS
from geo.coordinates import Reading
from layers.models import LocalAuthority, Province
from projects.enums import Capture, PlanLength, PositionKind, Record
from projects.models import Programme
from projects.permissions import ENTERS
from projects.services.setting_aside import set_aside
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.date(2016, 1, 20)
BAHT = Decimal(100)


@dataclass
class World:
    """Records of one authority, and the people who try to write there."""

    own: LocalAuthority
    plan: Any
    strategy: Any
    project: Any
    contract: Any
    position: Any
    gone: Any
    staff: User
    assignment: Assignment
    new: User


@pytest.fixture
def world() -> World:
    own = make.AuthorityFactory()
    plan = make.PlanFactory(authority=own)
    project, other = make.ProjectFactory(plan=plan), make.ProjectFactory(plan=plan)
    contract = make.ContractFactory(authority=own)
    make.ContractShareFactory(contract=contract, project=project, authority=own)
    staff, new = make.make_user(Role.PLANNER, authority=own), make.make_user(Role.FINANCE, authority=own)
    new.set_unusable_password()
    new.save()
    return World(
        own=own,
        plan=plan,
        strategy=make.StrategyFactory(plan=plan),
        project=project,
        contract=contract,
        position=make.PositionFactory(project=project),
        gone=set_aside(record=other, by=staff, reason="ซ้ำ"),
        staff=staff,
        assignment=Assignment.objects.get(user=staff),
        new=new,
    )


# Verb → what kind of record it writes, and how it is called: one line for each.
VERBS: dict[str, tuple[Record, Callable[[World], dict[str, Any]]]] = {
    "plans.enter_plan": (Record.PLAN, lambda w: {"authority": w.own, "first_year": 2562, "length": PlanLength.FIVE}),
    "plans.enter_vision": (Record.PLAN, lambda w: {"plan": w.plan, "text": "น่าอยู่"}),
    "plans.enter_strategy": (Record.STRATEGY, lambda w: {"plan": w.plan, "number": 90, "name": "คน"}),
    "plans.enter_approach": (Record.STRATEGY, lambda w: {"strategy": w.strategy, "number": 90, "name": "คน"}),
    "entering.enter_project": (
        Record.PROJECT,
        lambda w: {
            "plan": w.plan, "fiscal_year": 2559, "code": "N", "name": "ถนน", "programme": Programme.objects.first(),
            "planned_budget": BAHT,
        },
    ),
    "entering.change_project": (
        Record.PROJECT, lambda w: {"project": w.project, "expected_version": w.project.version, "name": "ถนน"},
    ),
    "entering.approve_plan": (Record.PLAN_APPROVAL, lambda w: {"project": w.project, "approved_on": DAY}),
    "entering.approve_budget": (
        Record.BUDGET_APPROVAL, lambda w: {"project": w.project, "approved_on": DAY, "amount": BAHT},
    ),
    "contracting.sign_contract": (
        Record.CONTRACT,
        lambda w: {
            "number": "9/2559", "signed_on": DAY, "contractor_name": "หจก.", "amount": BAHT,
            "shares": [(w.project, BAHT)],
        },
    ),
    "contracting.amend_contract": (
        Record.CONTRACT, lambda w: {"contract": w.contract, "signed_on": DAY, "new_due_on": dt.date(2016, 9, 1)},
    ),
    "contracting.pay": (
        Record.DISBURSEMENT,
        lambda w: {
            "project": w.project, "fiscal_year": 2559, "voucher_number": "ฎ9", "paid_on": DAY, "amount": BAHT,
        },
    ),
    "works.report_progress": (
        Record.PROGRESS, lambda w: {"project": w.project, "reported_on": DAY, "percent": Decimal(5)},
    ),
    "works.hand_over": (Record.PROGRESS, lambda w: {"project": w.project, "accepted_on": DAY}),
    "positions.pin_project": (
        Record.POSITION,
        lambda w: {
            "project": w.project, "reading": Reading(*w.position.point.coords, system="wgs84"),
            "capture": Capture.MAP_CLICK,
            "kind": PositionKind.PLANNED,
        },
    ),
    "positions.withdraw_position": (Record.POSITION, lambda w: {"position": w.position, "reason": "ผิด"}),
    "setting_aside.set_aside": (Record.PROJECT, lambda w: {"record": w.project, "reason": "ซ้ำ"}),
    "bringing_back.bring_back": (Record.PROJECT, lambda w: {"record": w.gone}),
}  # fmt: skip

# What is done to people: the executive of the authority, and the department's administrators (accounts.permissions).
ABOUT_PEOPLE: dict[str, Callable[[World], dict[str, Any]]] = {
    "open_account": lambda w: {
        "username": "new", "email": "", "full_name": "ใหม่", "role": Role.PLANNER, "authority": w.own,
    },
    "renew_activation": lambda w: {"user": w.new},
    "assign_role": lambda w: {"user": w.staff, "role": Role.FINANCE, "authority": w.own},
    "end_assignment": lambda w: {"assignment": w.assignment},
    "hand_over_role": lambda w: {"assignment": w.assignment, "to": w.new},
    "record_training": lambda w: {"round_name": "1/2559", "completed_on": DAY, "authority": w.own},
}  # fmt: skip


def verbs_in(package: Any, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions that say who acts (`by`), with their module."""
    for found, function in inspect.getmembers(package, inspect.isfunction):
        is_here = function.__module__ == package.__name__ and not found.startswith("_")
        by = inspect.signature(function).parameters.get("by")
        if is_here and by is not None and by.kind is inspect.Parameter.KEYWORD_ONLY:
            yield f"{name}{found}", function


def verbs() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.iter_modules(projects.services.__path__):
        loaded = importlib.import_module(f"projects.services.{module.name}")
        found |= dict(verbs_in(loaded, f"{module.name}."))
    return found


def test_every_verb_is_listed() -> None:
    missing = [f'    "{name}": (Record.…, lambda w: {{…}}),' for name in verbs() if name not in VERBS]
    assert not missing, "Add a line to VERBS, with the record it writes and what it is called with:\n" + "\n".join(
        missing
    )
    about_people = dict(verbs_in(accounts.services, ""))
    unlisted = [name for name in about_people if name not in ABOUT_PEOPLE]
    assert not unlisted, f"Add a line to ABOUT_PEOPLE for each of {unlisted}"
    assert not [name for name in VERBS if name not in verbs()], "take out what is gone"


def everybody(own: LocalAuthority) -> Iterator[tuple[User, Role | None, bool]]:
    """A person of each role in each scope, and whether the scope is the world's own authority."""
    neighbour, abroad = make.AuthorityFactory(), make.AuthorityFactory(province=Province.objects.get(code="50"))
    yield make.make_user(), None, False
    for role in Role:
        places = (
            [own] if role in NATIONAL_ROLES else [own, abroad] if role in PROVINCE_ROLES else [own, neighbour, abroad]
        )
        for place in places:
            yield make.make_user(role, authority=place), role, place == own


def is_refused(verb: Callable[..., Any], arguments: dict[str, Any], by: User) -> bool:
    """Whether the verb refuses this person; what it wrote is undone. A wrong value is not a refusal."""
    with transaction.atomic():
        try:
            verb(**arguments, by=by)
        except PermissionDenied:
            return True
        except ValidationError:
            return False
        finally:
            transaction.set_rollback(True)
    return False


def test_every_verb_asks_who_may(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    persons = list(everybody(world.own))
    wrong, count = [], 0
    for name, verb in verbs().items():
        record, arguments = VERBS[name]
        for person, role, is_own in persons:
            count += 1
            may = role in AUTHORITY_ROLES and is_own and record in ENTERS.get(role, frozenset())
            if is_refused(verb, arguments(world), person) is may:
                wrong.append(f"{name} as {role}, own authority {is_own}: {'may' if may else 'may not'}, but …")
    for name, arguments_of in ABOUT_PEOPLE.items():
        for person, role, is_own in persons:
            count += 1
            is_departments = name == "record_training"
            may = role is Role.DEPARTMENT_ADMIN or (role in ASSIGNS and is_own and not is_departments)
            if is_refused(getattr(accounts.services, name), arguments_of(world), person) is may:
                wrong.append(f"{name} as {role}, own authority {is_own}: {'may' if may else 'may not'}, but …")
    with capsys.disabled():
        sys.stdout.write(f"\n{count} cases of {len(VERBS) + len(ABOUT_PEOPLE)} verbs\n")
    assert not wrong, "\n".join(wrong)
