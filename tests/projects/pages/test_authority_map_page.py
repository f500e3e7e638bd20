"""The authority map: one selection behind list, totals, map and export; and who may see whose."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from layers.models import LocalAuthority
from projects.enums import Fund
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGE = "/projects/map/"
SignIn = Callable[[User], Client]


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง", boundary=make.square(101.0, 14.5))


@pytest.fixture
def planner(authority: LocalAuthority) -> User:
    return make.make_user(Role.PLANNER, authority=authority)


def a_mixed_authority(authority: LocalAuthority, count: int, chance: random.Random) -> None:
    """Projects of four years in every stage, half of them with a place."""
    plans = {year: make.PlanFactory(authority=authority, first_year=year) for year in (2557, 2558, 2559, 2560)}
    kinds = ("ถนน", "ท่อระบายน้ำ", "ประปา")
    for number in range(count):
        project = make.ProjectFactory(
            plan=plans[chance.choice(list(plans))],
            code=f"C{number:04d}",
            name=f"ก่อสร้าง{chance.choice(kinds)} หมู่ {number}",
            programme_id=chance.randint(1, 12),
            fund=chance.choice(Fund.values),
            planned_budget=Decimal(chance.randrange(10_000, 5_000_000, 500)),
        )
        for stage in (make.PlanApprovalFactory, make.BudgetApprovalFactory, make.ContractShareFactory):
            if chance.random() < 0.5:
                stage(project=project)
        if chance.random() < 0.5:
            place = Point(101.01 + chance.random() * 0.08, 14.51 + chance.random() * 0.08, srid=4326)
            make.PositionFactory(project=project, point=place)


def random_filters(chance: random.Random) -> dict[str, str]:
    """Any mixture of filters."""
    choices = {
        "fiscal_year": lambda: ",".join(chance.sample(["2557", "2558", "2559", "๒๕๖๐"], chance.randint(1, 3))),
        "stage": lambda: ",".join(chance.sample(["plan", "plan_approved", "budget_approved", "contract_signed"], 2)),
        "programme": lambda: ",".join(str(one) for one in chance.sample(range(1, 13), 5)),
        "fund": lambda: chance.choice(Fund.values),
        "budget_min": lambda: str(chance.randrange(0, 2_000_000)),
        "budget_max": lambda: f"{chance.randrange(2_000_000, 5_000_000):,}",
        "has_location": lambda: chance.choice("01"),
        "problems": lambda: chance.choice("01"),
        "q": lambda: chance.choice(["ถนน", "ประปา", "หมู่ ๑", "C00"]),
    }
    return {name: choices[name]() for name in chance.sample(list(choices), chance.randint(0, 4))}


def test_list_totals_facets_and_map_agree_at_every_filter(
    signed_in: SignIn, authority: LocalAuthority, planner: User
) -> None:
    chance = random.Random(2559)
    a_mixed_authority(authority, 80, chance)
    neighbour = make.AuthorityFactory(name_th="ข้างเคียง", boundary=make.square(101.1, 14.5))
    a_mixed_authority(neighbour, 5, chance)
    client = signed_in(planner)
    found = set()
    for _time in range(60):
        query = urlencode(random_filters(chance))
        page = client.get(f"{PAGE}?{query}")
        assert page.status_code == 200, query
        totals = page.context["totals"]
        rows = [row.project for row in page.context["listed"].rows]
        assert len(rows) == totals.count, query
        assert sum(row.planned_budget for row in rows) == totals.planned, query
        drawn = client.get(page.context["addresses"]["projects"])
        answer = json.loads(b"".join(drawn) if drawn.streaming else drawn.content)
        features = [feature for feature in answer["features"] if feature["geometry"]]
        assert {feature["id"] for feature in features} == {row.pk for row in rows if row.location}, query
        assert len(features) == totals.with_location, query
        api = client.get(f"/api/projects/totals/?authority={authority.pk}&{query}").json()
        assert api["count"] == totals.count, query
        for facet in page.context["facets"]:
            if not any(choice.is_chosen for choice in facet.choices):
                assert sum(choice.count or 0 for choice in facet.choices) == totals.count, (query, facet.name)
        found.add(totals.count)
    assert len(found) > 15, "the filters must have made a difference"


def test_the_totals_are_for_all_pages_of_the_list(signed_in: SignIn, authority: LocalAuthority, planner: User) -> None:
    plan = make.PlanFactory(authority=authority)
    made = make.ProjectFactory.create_batch(130, plan=plan, planned_budget=Decimal(1000))
    client = signed_in(planner)
    first, second = client.get(PAGE), client.get(f"{PAGE}?page=2")
    assert [len(page.context["listed"].rows) for page in (first, second)] == [100, 30]
    assert {page.context["totals"].planned for page in (first, second)} == {Decimal(130_000)}
    last = client.get(f"{PAGE}?project={made[-1].pk}")
    assert last.context["listed"].page.number == 2, "the page on which the selected project stands is shown"


def test_the_export_carries_the_selection(signed_in: SignIn, authority: LocalAuthority, planner: User) -> None:
    make.ProjectFactory(plan__authority=authority)
    page = signed_in(planner).get(f"{PAGE}?fiscal_year=2559&stage=plan&q=ถนน")
    query = urlencode({"authority": authority.pk, "fiscal_year": "2559", "stage": "plan", "q": "ถนน"})
    assert page.context["addresses"]["export"] == f"/exports/?{query}"


def test_only_the_engineer_is_shown_the_way_to_the_pin_editor(
    signed_in: SignIn, authority: LocalAuthority, planner: User
) -> None:
    make.ProjectFactory(plan__authority=authority)
    assert "/projects/positions/" not in signed_in(planner).get(PAGE).content.decode()
    engineer = make.make_user(Role.ENGINEER, authority=authority)
    assert f"/projects/positions/?authority={authority.pk}" in signed_in(engineer).get(PAGE).content.decode()


def test_the_neighbour_finds_no_page_no_data_and_no_export(signed_in: SignIn, authority: LocalAuthority) -> None:
    project = make.ProjectFactory(plan__authority=authority)
    make.PositionFactory(project=project)
    neighbour = make.AuthorityFactory(name_th="ข้างเคียง", boundary=make.square(101.1, 14.5))
    client = signed_in(make.make_user(Role.PLANNER, authority=neighbour))
    of_ours = f"authority={authority.pk}"
    for address in (
        f"{PAGE}?{of_ours}",
        f"{PAGE}?province=13",
        f"/projects/positions/?project={project.pk}",
        f"/projects/{project.pk}/",
        f"/api/projects/{project.pk}/",
        f"/api/projects.geojson?{of_ours}",
        f"/api/projects/totals/?{of_ours}",
        f"/tiles/projects/14/12789/7523?{of_ours}",
        f"/exports/?{of_ours}",
    ):
        assert client.get(address).status_code == 404, address
    assert not client.get(f"{PAGE}?ids={project.pk}").context["totals"].count


def test_somebody_without_a_role_is_told_whom_to_ask(signed_in: SignIn) -> None:
    response = signed_in(make.make_user())
    answer = response.get(PAGE)
    assert answer.status_code == 403
    assert "บทบาท" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "fiscal_year=abc", "stage=vision", "stage=%27%3B", "programme=13", "budget_min=x", "budget_min=5&budget_max=1",
        "has_location=perhaps", "bbox=1,2,3", "order=name;", "page=x", "project=x", "fund=GOLD", "q=" + "x" * 200,
        "authority=1&authority=2", "ids=" + ",".join(map(str, range(1200))),
    ],
)  # fmt: skip
def test_a_hostile_address_gets_a_clear_page(signed_in: SignIn, planner: User, query: str) -> None:
    response = signed_in(planner).get(f"{PAGE}?{query}")
    assert response.status_code == 400
    assert response.context["detail"]


def test_the_number_of_queries_does_not_grow_with_the_list(
    signed_in: SignIn, authority: LocalAuthority, planner: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    a_mixed_authority(authority, 30, random.Random(1))
    client = signed_in(planner)
    client.get(PAGE)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]  # a context manager
        client.get(f"{PAGE}?has_location=1&problems=0")
