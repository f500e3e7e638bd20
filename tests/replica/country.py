"""What the site of the replica test holds. Run as `python -m tests.replica.country VERB …`; answers in JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 - Django is set up first
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402 - the same
from django.db import transaction  # noqa: E402 - the same

from accounts.enums import Role  # noqa: E402 - the same
from accounts.models import User  # noqa: E402 - the same
from accounts.tokens import create_token  # noqa: E402 - the same
from gis_reports.enums import Format  # noqa: E402 - the same
from gis_reports.models import ExportJob  # noqa: E402 - the same
from gis_reports.services import exports  # noqa: E402 - the same
from projects.models import Project  # noqa: E402 - the same
from projects.selection import ProjectSelection  # noqa: E402 - the same
from tests import factories as make  # noqa: E402 - the same
from tests.conftest import SESSION_BACKEND  # noqa: E402 - the same

PROJECTS = 12


def session_of(user: User) -> str:
    """A session as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = SESSION_BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def prepare() -> dict[str, Any]:
    """One authority with projects, its engineer, and two people of the department; one of them has a program."""
    with transaction.atomic():
        plan = make.PlanFactory()
        projects = make.ProjectFactory.create_batch(PROJECTS, plan=plan)
        engineer = make.make_user(Role.ENGINEER, authority=plan.authority)
        analyst = make.make_user(Role.DEPARTMENT_ANALYST)
        centre = plan.authority.boundary.centroid
    return {
        "engineer": session_of(engineer),
        "analyst": session_of(analyst),
        "token": create_token(user=engineer, name="program")[1],
        "projects": [project.pk for project in projects],
        "fiscal_year": projects[0].fiscal_year,
        "centre": [centre.x, centre.y],
    }


def ask_for_export() -> dict[str, Any]:
    """A file of everything for the engineer, however few projects there are, left to the worker."""
    exports.AT_ONCE = 0
    owner = User.objects.get(assignments__role=Role.ENGINEER)
    job = exports.request_export(owner=owner, selection=ProjectSelection(), form=Format.GEOJSON)
    return {"job": job.pk, "state": job.state}


def export(number: str) -> dict[str, Any]:
    """How an export ended."""
    job = ExportJob.objects.get(pk=number)
    return {"state": job.state, "with_place": job.with_place, "error": job.error, "projects": Project.objects.count()}


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    answer = {"prepare": prepare, "ask_for_export": ask_for_export, "export": export}[verb](*words)  # type: ignore[operator]  # verbs take different words
    sys.stdout.write(json.dumps(answer))
