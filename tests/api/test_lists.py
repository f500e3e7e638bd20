"""Lists, totals, GeoJSON and one project whole: scope, pages, and queries that do not grow with the rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient

from accounts.enums import Role
from accounts.models import User
from layers.api.statements import in_bounded_time, run
from layers.models import LocalAuthority
from projects.api.serializers import ProjectSerializer
from projects.enums import Fund
from projects.models import DevelopmentPlan, Project
from tests import factories as make

pytestmark = pytest.mark.django_db

Api = Callable[[User | None], APIClient]


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง", boundary=make.square(101.0, 14.5))


@pytest.fixture
def plan(authority: LocalAuthority) -> DevelopmentPlan:
    return make.PlanFactory(authority=authority)


@pytest.fixture
def planner(api: Api, authority: LocalAuthority) -> APIClient:
    return api(make.make_user(Role.PLANNER, authority=authority))


@pytest.fixture
def neighbour(api: Api) -> APIClient:
    return api(make.make_user(Role.PLANNER, authority=make.AuthorityFactory()))


def whole(project: Project) -> Project:
    """A project with one record of each kind."""
    make.PlanApprovalFactory(project=project)
    make.BudgetApprovalFactory(project=project)
    make.ContractShareFactory(project=project)
    make.DisbursementFactory(project=project)
    make.ProgressFactory(project=project)
    make.HandoverFactory(project=project)
    make.PositionFactory(project=project)
    return project


def all_pages(client: APIClient, address: str, rows: str) -> tuple[list[Any], int]:
    """Every row, by following `next`; and how many pages there were."""
    found: list[Any] = []
    pages = 0
    while address:
        body = client.get(address).json()
        found += body[rows]
        pages += 1
        following = body["next"]
        address = f"{urlsplit(following).path}?{urlsplit(following).query}" if following else ""
    return found, pages


def queries_of(client: APIClient, address: str) -> int:
    client.get(address)  # the person's reach is read once and kept with the person
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("address", "rows"), [("/api/projects/", "results"), ("/api/projects.geojson", "features")])
def test_pages_by_key_give_every_row_once(planner: APIClient, plan: DevelopmentPlan, address: str, rows: str) -> None:
    projects = [whole(make.ProjectFactory(plan=plan)) for _ in range(5)]
    found, pages = all_pages(planner, f"{address}?limit=2&fiscal_year=2559", rows)
    assert [row["id"] for row in found] == [project.pk for project in projects]
    assert pages == 3
    assert all_pages(planner, f"{address}?limit=5", rows)[1] == 1


PAGED = pytest.mark.parametrize(
    ("address", "rows"), [("/api/projects/", "results"), ("/api/projects.geojson", "features")]
)


@PAGED
@pytest.mark.parametrize(
    "query", ["", "fiscal_year=2559", "province=19", "province=19&fiscal_year=2558,2559", "kind=SUBDISTRICT", "q=P"]
)
def test_pages_walk_through_authorities_in_any_order_of_entry(api: Api, address: str, rows: str, query: str) -> None:
    plans = [make.PlanFactory(authority=make.AuthorityFactory()) for _ in range(3)]
    projects = [whole(make.ProjectFactory(plan=plan)) for plan in (*plans, *reversed(plans), *plans)]
    client = api(make.make_user(Role.DEPARTMENT_ANALYST))
    found, pages = all_pages(client, f"{address}?limit=2&{query}", rows)
    assert [row["id"] for row in found] == [
        one.pk for one in sorted(projects, key=lambda one: (one.authority_id, one.pk))
    ]
    assert pages == 5


@PAGED
def test_what_others_write_meanwhile_neither_hides_a_row_nor_shows_one_twice(
    planner: APIClient, plan: DevelopmentPlan, address: str, rows: str
) -> None:
    projects = [whole(make.ProjectFactory(plan=plan)) for _ in range(5)]
    first = planner.get(f"{address}?limit=2").json()
    whole(make.ProjectFactory(plan=plan))
    Project.objects.filter(pk=projects[1].pk).update(set_aside_at="2016-01-01T00:00:00+07:00")
    rest, _pages = all_pages(planner, first["next"], rows)
    assert [row["id"] for row in rest][:3] == [one.pk for one in projects[2:]]
    assert len(rest) == 4


@PAGED
def test_the_id_of_a_project_also_says_where_to_begin(
    planner: APIClient, neighbour: APIClient, plan: DevelopmentPlan, address: str, rows: str
) -> None:
    first, second = (whole(make.ProjectFactory(plan=plan)) for _ in range(2))
    assert [row["id"] for row in planner.get(f"{address}?after={first.pk}").json()[rows]] == [second.pk]
    unseen, unknown = (neighbour.get(f"{address}?after={number}") for number in (first.pk, 999_999_999))
    assert unseen.status_code == unknown.status_code == 400
    assert unseen.json() == unknown.json(), "an id tells nobody that there is such a project"


def test_a_row_of_the_list_is_what_the_serializer_says(planner: APIClient, plan: DevelopmentPlan) -> None:
    placed = whole(make.ProjectFactory(plan=plan, name='ถนน "สาย\\หลัก"\n<b>', village=""))
    bare = make.ProjectFactory(plan=plan, fund=Fund.LOAN)
    make.DisbursementFactory(project=bare)
    for language in ("th", "en"):
        with override(language):
            rows = planner.get("/api/projects/", headers={"Accept-Language": language}).json()["results"]
            for row, project in zip(rows, (placed, bare), strict=True):
                project.refresh_from_db()
                project.authority.name_en = LocalAuthority.objects.get(pk=project.authority_id).name_en
                assert row == json.loads(JSONRenderer().render(ProjectSerializer(project).data))
                assert list(row) == list(ProjectSerializer(project).data)


@PAGED
def test_a_page_that_takes_too_long_says_what_to_do(
    planner: APIClient, plan: DevelopmentPlan, monkeypatch: pytest.MonkeyPatch, address: str, rows: str
) -> None:
    @contextmanager
    def at_once() -> Iterator[None]:
        with in_bounded_time(seconds=0.001):
            run("select pg_sleep(0.05)", {})
            yield

    monkeypatch.setattr("projects.api.pages.in_bounded_time", at_once)
    answer = planner.get(f"{address}?fund=LOAN")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_wide")


@pytest.mark.parametrize("address", ["/api/projects/", "/api/projects.geojson", "/api/projects/totals/"])
def test_more_rows_cost_no_more_queries(planner: APIClient, plan: DevelopmentPlan, address: str) -> None:
    whole(make.ProjectFactory(plan=plan))
    few = queries_of(planner, address)
    for _ in range(4):
        whole(make.ProjectFactory(plan=plan))
    assert queries_of(planner, address) == few <= 3


def test_one_project_costs_the_same_however_much_was_entered(planner: APIClient, plan: DevelopmentPlan) -> None:
    project = whole(make.ProjectFactory(plan=plan))
    address = f"/api/projects/{project.pk}/"
    few = queries_of(planner, address)
    for _ in range(3):
        make.DisbursementFactory(project=project)
        make.ContractShareFactory(project=project, amount=Decimal(1))
    assert queries_of(planner, address) == few


def test_a_project_is_told_whole(planner: APIClient, plan: DevelopmentPlan) -> None:
    project = whole(make.ProjectFactory(plan=plan))
    told = planner.get(f"/api/projects/{project.pk}/").json()
    assert told["stages"] == [
        "plan",
        "plan_approved",
        "budget_approved",
        "contract_signed",
        "disbursed",
        "completed",
    ]
    assert (told["stage"], told["stage_name"], told["problems"]) == (8, "completed", [])
    assert told["paid_total"] == "450000.00"
    assert told["contracts"][0]["contractor_name"] == "หจก. ทดสอบก่อสร้าง"
    assert [one["kind"] for one in told["positions"]] == ["PLANNED"]
    assert (told["authority_name"], told["province"]) == ("ทต.กลาง", "19")


def test_geojson_says_the_same_as_the_list(planner: APIClient, plan: DevelopmentPlan) -> None:
    project = whole(make.ProjectFactory(plan=plan, name='ถนน "สายหลัก" <b>'))
    answer = planner.get("/api/projects.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    (feature,) = answer.json()["features"]
    row = planner.get("/api/projects/").json()["results"][0]
    assert feature["id"] == row["id"] == project.pk
    assert feature["geometry"]["coordinates"] == pytest.approx([row["longitude"], row["latitude"]], abs=1e-7)
    properties = feature["properties"]
    for name in (
        "code",
        "name",
        "fiscal_year",
        "authority",
        "authority_name",
        "province",
        "programme",
        "stage",
        "stage_name",
    ):
        assert properties[name] == row[name], name
    assert Decimal(str(properties["paid_total"])) == Decimal(row["paid_total"])
    assert b'"paid_total":450000.00' in answer.content


def test_projects_without_a_place_are_left_out_of_the_map_unless_asked_for(
    planner: APIClient, plan: DevelopmentPlan
) -> None:
    make.ProjectFactory(plan=plan)
    assert planner.get("/api/projects.geojson").json()["features"] == []
    for asked in ("include_unplaced=1", "has_location=0"):
        (feature,) = planner.get(f"/api/projects.geojson?{asked}").json()["features"]
        assert feature["geometry"] is None


def test_a_rectangle_chooses_what_lies_in_it(planner: APIClient, plan: DevelopmentPlan) -> None:
    whole(make.ProjectFactory(plan=plan))
    inside = planner.get("/api/projects.geojson?bbox=101.0,14.5,101.1,14.6").json()
    outside = planner.get("/api/projects.geojson?bbox=100.0,14.5,100.9,14.6").json()
    assert (inside["numberReturned"], outside["numberReturned"]) == (1, 0)


def test_the_totals_are_those_of_the_list(planner: APIClient, plan: DevelopmentPlan) -> None:
    for _ in range(3):
        whole(make.ProjectFactory(plan=plan))
    make.ProjectFactory(plan=plan, programme_id=3)
    totals = planner.get("/api/projects/totals/?programme=9").json()
    assert (totals["count"], totals["with_location"], totals["paid"]) == (3, 3, "1350000.00")
    assert totals["by_programme"] == {"3": 1, "9": 3}
    assert totals["by_stage"]["completed"] == 3


def test_the_neighbour_learns_nothing(neighbour: APIClient, plan: DevelopmentPlan) -> None:
    project = whole(make.ProjectFactory(plan=plan))
    assert neighbour.get("/api/projects/").json()["results"] == []
    assert neighbour.get("/api/projects.geojson").json()["features"] == []
    assert neighbour.get("/api/projects/totals/").json()["count"] == 0
    assert neighbour.get(f"/api/projects/?ids={project.pk}").json()["results"] == []
    for address in (
        f"/api/projects/{project.pk}/",
        f"/api/projects/{project.pk}/positions/",
        f"/api/projects/?authority={project.authority_id}",
        f"/api/projects.geojson?authority={project.authority_id}",
        f"/api/projects/totals/?authority={project.authority_id}",
        "/api/projects/?province=19",
    ):
        answer = neighbour.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), address
        assert answer.json() == neighbour.get("/api/projects/999999999/").json(), "the same words as for nothing at all"


@pytest.mark.parametrize("role", [Role.PROVINCIAL_ANALYST, Role.DEPARTMENT_ANALYST, Role.EXECUTIVE, Role.EDUCATION])
def test_those_above_and_beside_may_look(
    api: Api, authority: LocalAuthority, plan: DevelopmentPlan, role: Role
) -> None:
    project = make.ProjectFactory(plan=plan)
    client = api(make.make_user(role, authority=authority))
    assert client.get(f"/api/projects/{project.pk}/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/api/projects/",
        "/api/projects.geojson",
        "/api/projects/totals/",
        "/api/authorities/",
        "/api/provinces/",
        "/api/programmes/",
        "/api/me/",
    ],
)
def test_nobody_gets_anything_without_signing_in(api: Api, address: str) -> None:
    answer = api(None).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert "Bearer" in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("fiscal_year=59", "fiscal_year"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("after=x", "after"),
        ("bbox=1", "bbox"),
    ],
)
@pytest.mark.parametrize("address", ["/api/projects/", "/api/projects.geojson"])
def test_a_wrong_parameter_is_named(planner: APIClient, address: str, query: str, field: str) -> None:
    answer = planner.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_registry_is_open_to_whoever_is_signed_in(planner: APIClient, authority: LocalAuthority) -> None:
    other = make.AuthorityFactory(name_th="ไกล", boundary=make.square(99.0, 16.0))
    found = planner.get("/api/authorities/?q=ไกล").json()["results"]
    assert [(row["id"], row["short_name"]) for row in found] == [(other.pk, "ทต.ไกล")]
    assert len(planner.get("/api/authorities/?province=19").json()["results"]) == 2
    one = planner.get(f"/api/authorities/{authority.pk}/").json()
    assert one["periods"][0]["since"] == "1999-10-01"
    feature = planner.get(f"/api/authorities/{authority.pk}.geojson").json()
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert planner.get("/api/authorities/999999.geojson").status_code == 404
    assert len(planner.get("/api/authorities.geojson?bbox=101,14.5,101.05,14.55").json()["features"]) == 1
    assert planner.get("/api/authorities/?kind=CASTLE").status_code == 400
    assert len(planner.get("/api/provinces/").json()) == 77
    assert planner.get("/api/provinces.geojson").json()["numberReturned"] == 77
    assert len(planner.get("/api/programmes/").json()) == 12


def test_who_is_signed_in(planner: APIClient, authority: LocalAuthority) -> None:
    me = planner.get("/api/me/").json()
    assert me["is_national"] is False
    assert [(one["role"], one["authority"], one["authority_name"]) for one in me["assignments"]] == [
        ("PLANNER", authority.pk, "ทต.กลาง")
    ]
