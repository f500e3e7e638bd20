"""Every verb × role × scope: who may write what, below pages and programs. A verb that is not listed fails."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import accounts.services
import projects.services
from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, PROVINCE_ROLES, Role
from accounts.models import User
from accounts.permissions import ASSIGNS
from layers.models import LocalAuthority, Province
from projects.permissions import ANSWERS, COMMENTS, ENTERS
from projects.services.importing.starting import IMPORTS
from tests import factories as make
from tests.house.access_verbs import (
    ABOUT_PEOPLE,
    BY_COMMENTERS,
    BY_STAFF,
    BY_THE_AUTHOR,
    BY_THE_DEPARTMENT,
    PARTS,
    VERBS,
    make_world,
)

pytestmark = pytest.mark.django_db


def verbs_in(package: Any, name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions that say who acts (`by`), with their module."""
    for found, function in inspect.getmembers(package, inspect.isfunction):
        is_here = function.__module__ == package.__name__ and not found.startswith("_")
        by = inspect.signature(function).parameters.get("by")
        if is_here and by is not None and by.kind is inspect.Parameter.KEYWORD_ONLY:
            yield f"{name}{found}", function


def verbs() -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    start = "projects.services."
    for module in pkgutil.walk_packages(projects.services.__path__, start):
        loaded = importlib.import_module(module.name)
        found |= dict(verbs_in(loaded, f"{module.name.removeprefix(start)}."))
    return {name: verb for name, verb in found.items() if name not in PARTS}


LISTED = [VERBS, BY_STAFF, BY_COMMENTERS, BY_THE_DEPARTMENT, BY_THE_AUTHOR]


def called_with(name: str, world: Any) -> dict[str, Any]:
    """The arguments of a verb in this world."""
    if name in VERBS:
        return VERBS[name][1](world)
    return next(table[name](world) for table in LISTED[1:] if name in table)


def may_act(name: str, role: Role | None, *, is_own: bool, sees: bool) -> bool:
    """What the tables say: whether this role, there, may do what the verb does in the world's own authority."""
    if role is None or name in BY_THE_AUTHOR:
        return False
    if name == "comments.answer_comment":
        return role in ANSWERS and is_own
    if name in BY_COMMENTERS:
        return role in COMMENTS and sees
    if name in BY_THE_DEPARTMENT:
        return role in NATIONAL_ROLES
    entered = ENTERS.get(role, frozenset())
    if name in BY_STAFF:
        return is_own and bool(entered.intersection(IMPORTS))
    return role in AUTHORITY_ROLES and is_own and VERBS[name][0] in entered


def test_every_verb_is_listed() -> None:
    listed = {name for table in LISTED for name in table}
    missing = [f'    "{name}": (Record.…, lambda w: {{…}}),' for name in verbs() if name not in listed]
    assert not missing, "Add a line to VERBS, with the record it writes and what it is called with:\n" + "\n".join(
        missing
    )
    about_people = dict(verbs_in(accounts.services, ""))
    unlisted = [name for name in about_people if name not in ABOUT_PEOPLE]
    assert not unlisted, f"Add a line to ABOUT_PEOPLE for each of {unlisted}"
    assert not [name for name in listed if name not in verbs()], "take out what is gone"


def everybody(own: LocalAuthority) -> Iterator[tuple[User, Role | None, bool, bool]]:
    """A person of each role in each scope, whether the scope is the world's own authority, and whether it holds it."""
    neighbour, abroad = make.AuthorityFactory(), make.AuthorityFactory(province=Province.objects.get(code="50"))
    yield make.make_user(), None, False, False
    for role in Role:
        places = (
            [own] if role in NATIONAL_ROLES else [own, abroad] if role in PROVINCE_ROLES else [own, neighbour, abroad]
        )
        for place in places:
            sees = role in NATIONAL_ROLES or place == own
            yield make.make_user(role, authority=place), role, place == own, sees


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


def test_every_verb_asks_who_may(capsys: pytest.CaptureFixture[str]) -> None:
    world = make_world()
    persons = list(everybody(world.own))
    wrong, count = [], 0
    for name, verb in verbs().items():
        for person, role, is_own, sees in persons:
            count += 1
            may = may_act(name, role, is_own=is_own, sees=sees)
            if is_refused(verb, called_with(name, world), person) is may:
                wrong.append(f"{name} as {role}, own authority {is_own}: {'may' if may else 'may not'}, but …")
    for name, arguments_of in ABOUT_PEOPLE.items():
        for person, role, is_own, _sees in persons:
            count += 1
            is_departments = name == "record_training"
            may = role is Role.DEPARTMENT_ADMIN or (role in ASSIGNS and is_own and not is_departments)
            if is_refused(getattr(accounts.services, name), arguments_of(world), person) is may:
                wrong.append(f"{name} as {role}, own authority {is_own}: {'may' if may else 'may not'}, but …")
    with capsys.disabled():
        sys.stdout.write(f"\n{count} cases of {sum(map(len, LISTED)) + len(ABOUT_PEOPLE)} verbs\n")
    assert not wrong, "\n".join(wrong)
