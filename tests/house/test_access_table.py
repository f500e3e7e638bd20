"""Every address of the site × method × role × scope against the table of access, with real objects.

A new page without a row fails here, with the line to write.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.activation import link_for
from accounts.enums import AUTHORITY_ROLES, NATIONAL_ROLES, PROVINCE_ROLES, Role
from accounts.models import Assignment, User
from accounts.tokens import create_token
from geo_eplan.access import ANYBODY, NOBODY, ROUTES, Reach, Route, Who, route_of, who_may
from gis_reports.models import ExportJob
from layers.models import LocalAuthority, Province
from projects.enums import RevisionKind
from projects.models import Approach, ImportJob, PlanRevision, ProcurementAgency, ProcurementRow
from projects.models.imports import ImportState
from projects.services.documents import file_document
from projects.services.importing.starting import start_import
from projects.services.photos import add_photo
from projects.services.setting_aside import set_aside
from tests import factories as make
from tests.conftest import SESSION_BACKEND
from tests.pictures_sent import PDF, photo_bytes

pytestmark = pytest.mark.django_db

OWN, NEIGHBOUR, ABROAD = "own", "neighbour", "other province"
ON_TO_SIGN_IN, FORBIDDEN, NOT_THERE, NOT_SO, THROUGH = "sign in", "403", "404", "405", "through"


def addresses(patterns: Any = None, namespace: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name (with its namespace) and pattern of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", prefix + str(pattern.pattern)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    names = dict(addresses())
    missing = [
        f'    Route("{name}", "/{pattern}", reads=SIGNED_IN, writes=None, reach=Reach.AUTHORITY),'
        for name, pattern in names.items()
        if route_of(name) is None
    ]
    assert not missing, "Add a line to ROUTES of geo_eplan/access.py, with names of the test's world in braces:\n" + (
        "\n".join(missing)
    )
    gone = [route.name for route in ROUTES if ":*" not in route.name and route.name not in names]
    assert not gone, f"Take these out of ROUTES of geo_eplan/access.py: {gone}"
    assert len({route.name for route in ROUTES}) == len(ROUTES), "one row for each address"


@dataclass(frozen=True)
class Person:
    """Somebody who knocks: a role (None: signed in without one) held in a place; `user` None is not signed in."""

    user: User | None
    role: Role | None
    where: str
    cookie: str = ""

    @property
    def sees_own(self) -> bool:
        """Whether the world's own authority is within this person's scope."""
        wide = self.role in NATIONAL_ROLES or (self.role in PROVINCE_ROLES and self.where != ABROAD)
        return wide or (self.role in AUTHORITY_ROLES and self.where == OWN)

    def __str__(self) -> str:
        return f"{self.role or ('nobody in particular' if self.user else 'anonymous')} ({self.where})"


def _person(role: Role | None, where: str, place: LocalAuthority) -> Person:
    user = make.make_user(role, authority=place)
    client = Client()
    client.force_login(user, backend=SESSION_BACKEND)
    return Person(user, role, where, client.cookies[settings.SESSION_COOKIE_NAME].value)


def people(places: dict[str, LocalAuthority]) -> list[Person]:
    """One of each role in each place where it makes a difference."""
    found = [Person(None, None, OWN), _person(None, OWN, places[OWN])]
    for role in Role:
        wheres = [OWN] if role in NATIONAL_ROLES else [OWN, ABROAD] if role in PROVINCE_ROLES else list(places)
        found += [_person(role, where, places[where]) for where in wheres]
    return found


def a_sheet(folder: Path) -> Path:
    """A file of one project, to be brought in."""
    path = folder / "x.csv"
    path.write_text("รหัส,ชื่อโครงการ,ปีงบประมาณ\nP1,ถนน,2559\n", encoding="utf-8")
    return path


def refused_job(job: ImportJob) -> int:
    """The job, after its row was refused."""
    ImportJob.objects.filter(pk=job.pk).update(state=ImportState.CHECKED, counts={"refused": 1})
    return int(job.pk)


def world(tmp_path: Path) -> tuple[dict[str, Any], list[Person]]:
    """One thing of each kind that an address can name, all of one authority, and the people."""
    places = {
        OWN: make.AuthorityFactory(),
        NEIGHBOUR: make.AuthorityFactory(),
        ABROAD: make.AuthorityFactory(province=Province.objects.get(code="50")),
    }
    own = places[OWN]
    plan = make.PlanFactory(authority=own)
    project, other = make.ProjectFactory(plan=plan), make.ProjectFactory(plan=plan)
    planner, engineer = make.make_user(Role.PLANNER, authority=own), make.make_user(Role.ENGINEER, authority=own)
    strategy = make.StrategyFactory(plan=plan)
    make.BudgetApprovalFactory(project=project, amount=1000)  # less than the contract: something to give a reason for
    share = make.ContractShareFactory(project=project)
    photo = SimpleUploadedFile("a.jpg", photo_bytes())
    paper = SimpleUploadedFile("a.pdf", PDF)
    person = make.make_user(Role.FINANCE, authority=own)
    stranger = make.UserFactory()
    new = make.UserFactory()
    new.set_unusable_password()
    new.save()
    names = {
        "authority": own.pk,
        "province": own.province_id,
        "project": project.pk,
        "plan": plan.pk,
        "strategy": strategy.pk,
        "approach": Approach.objects.create(strategy=strategy, authority=own, number=1, name="ถนน").pk,
        "revision": PlanRevision.objects.create(plan=plan, authority=own, kind=RevisionKind.ADDITION, number=1).pk,
        "contract": share.contract_id,
        "photo": add_photo(project=project, by=engineer, file=photo, phase="DURING").pk,
        "document": file_document(project=project, by=planner, title="แบบ", kind="OTHER", file=paper).pk,
        "import": start_import(authority=own, by=planner, name="x.csv", path=a_sheet(tmp_path)).pk,
        "refused": refused_job(start_import(authority=own, by=planner, name="y.csv", path=a_sheet(tmp_path))),
        "agency": ProcurementAgency.objects.create(name="อบต.ทดสอบ", state="ambiguous").pk,
        "purchase": ProcurementRow.objects.create(
            agency=ProcurementAgency.objects.create(name="อบต.ของเรา", state="linked", matched=own), number="1", line=2
        ).pk,
        "set_aside": set_aside(record=other, by=planner, reason="ซ้ำ").pk,
        "position": make.PositionFactory(project=project).pk,
        "person": person.pk,
        "assignment": Assignment.objects.get(user=person).pk,
        "token": create_token(user=stranger, name="x")[0].pk,
        "export": ExportJob.objects.create(owner=stranger, selection="", format="GEOJSON").pk,
        "word": link_for(new, site="").url.split("/")[-2],
    }
    return names, people(places)


def expected(route: Route, method: str, person: Person) -> str:
    """What the table says."""
    who = who_may(route, method)
    if who == ANYBODY:
        return THROUGH
    if person.user is None:
        return NOT_SO if who == NOBODY and route.reads == ANYBODY else ON_TO_SIGN_IN
    if who == NOBODY:
        return NOT_SO
    roles = frozenset({person.role} if person.role else ())
    if route.reach is Reach.AUTHORITY and not person.sees_own:
        return NOT_THERE
    if not who.includes(roles):
        return FORBIDDEN
    if route.reach is Reach.OWN:
        return NOT_THERE
    if route.reach is Reach.STAFF and not person.sees_own:
        return NOT_THERE
    there: Who = route.there or who
    return THROUGH if there.includes(roles) else FORBIDDEN


def answered(response: HttpResponse) -> str:
    """What was answered, in the words of the table."""
    status = response.status_code
    leads_to = response.headers.get("Location", "")
    if status == 401 or leads_to.startswith(("/accounts/login/?next=", "/admin/login/?next=")):
        return ON_TO_SIGN_IN
    if status in {403, 404, 405}:
        return str(status)
    assert status < 500, status
    return THROUGH


def knock(person: Person, method: str, address: str) -> str:
    """One request of this person; whatever it did is undone."""
    client = Client(raise_request_exception=False)
    if person.cookie:
        client.cookies[settings.SESSION_COOKIE_NAME] = person.cookie
    path, _, query = address.partition("?")
    with transaction.atomic():
        if method == "GET":
            response = client.get(address)
        else:
            sent = dict(part.split("=", 1) for part in query.split("&")) if query else {}
            is_json = path.startswith("/api/")
            more = {"data": "{}", "content_type": "application/json"} if is_json else {"data": sent}
            response = client.generic(method, address, **more) if is_json else client.post(address, sent)
        transaction.set_rollback(True)
    if response.streaming:
        list(response)  # read to its end, which closes the file
    return answered(response)


def cases(people: list[Person]) -> Iterator[tuple[Route, str, Person]]:
    """Every row × method × person. Where nothing of an authority is named a scope makes no difference, where anybody
    is let in no person does, and what nobody sends is refused to all alike."""
    for route in ROUTES:
        for person in people:
            is_placed = route.reach in {Reach.AUTHORITY, Reach.STAFF}
            is_one_of_few = person.user is None or person.role is Role.PLANNER
            if (is_placed or person.where == OWN) and (route.reads != ANYBODY or is_one_of_few):
                if route.name == "admin:*" or route.reads != NOBODY or is_one_of_few:
                    yield route, "GET", person
                if route.name != "admin:*" and (route.writes or is_one_of_few):
                    yield route, route.method if route.writes else "POST", person


def test_every_role_in_every_scope_is_answered_as_the_table_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    begun = dt.datetime.now(tz=dt.UTC)
    names, persons = world(tmp_path)
    wrong, count = [], 0
    for route, method, person in cases(persons):
        count += 1
        address = route.example.format(**names)
        told, got = expected(route, method, person), knock(person, method, address)
        if told != got:
            wrong.append(f"{route.name}: {method} {address} as {person}: the table says {told}, answered {got}")
    with capsys.disabled():
        sys.stdout.write(
            f"\n{count} cases of {len(ROUTES)} addresses in {(dt.datetime.now(tz=dt.UTC) - begun).seconds} s\n"
        )
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong)


def test_the_administration_site_is_the_administrators_alone(tmp_path: Path) -> None:
    _names, persons = world(tmp_path)
    pages = ["/" + pattern for name, pattern in addresses() if name.startswith("admin:") and "(?P" not in pattern]
    assert len(pages) > 50
    few = {None, Role.EXECUTIVE, Role.DEPARTMENT_ANALYST}  # the gate reads one row for all pages; these stand for all
    shut_out = [one for one in persons if one.where == OWN and one.role in few]
    wrong = []
    for page in pages:
        address = page.replace("<path:object_id>", "1").replace("<path:content_type_id>", "1")
        for person in shut_out:
            told = FORBIDDEN if person.user else ON_TO_SIGN_IN
            method = "POST" if page.endswith(("add/", "delete/", "change/")) else "GET"
            if (got := knock(person, method, address)) != told:
                wrong.append(f"{method} {address} as {person}: {got}")
    assert not wrong, "\n".join(wrong)
