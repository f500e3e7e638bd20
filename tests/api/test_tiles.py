"""Tiles of the ground and of projects: what is on them, who may have them, and that none explodes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.gis.geos import Point
from rest_framework.test import APIClient

from accounts.enums import Role
from accounts.models import User
from geo.tiles import HALF_WORLD_M, tile_of
from layers.models import LocalAuthority
from projects.api import tile_drawing
from projects.models import Position, Project
from projects.services.bulk import bulk_loading
from projects.services.mapping import refresh_cells
from tests import factories as make
from tests.api.vector_tiles import layers_of

pytestmark = pytest.mark.django_db

Api = Callable[[User | None], APIClient]
PLACE = (101.05, 14.55)


def address(z: int, place: tuple[float, float] = PLACE, layer: str = "projects", query: str = "") -> str:
    x, y = tile_of(*place, z)
    return f"/tiles/{layer}/{z}/{x}/{y}{query}"


def degrees_of(longitude_m: float) -> float:
    return longitude_m / HALF_WORLD_M * 180


@pytest.fixture
def authority() -> LocalAuthority:
    return make.AuthorityFactory(name_th="กลาง", boundary=make.square(101.0, 14.5))


@pytest.fixture
def project(authority: LocalAuthority) -> Project:
    project = make.ProjectFactory(plan__authority=authority)
    make.PositionFactory(project=project, point=Point(*PLACE, srid=4326))
    return project


@pytest.fixture
def planner(api: Api, authority: LocalAuthority) -> APIClient:
    return api(make.make_user(Role.PLANNER, authority=authority))


def read(answer: object, folder: Path, z: int) -> dict[str, list[dict[str, object]]]:
    x, y = tile_of(*PLACE, z)
    return layers_of(answer.content, folder, z=z, x=x, y=y)  # type: ignore[attr-defined]  # a response of the test client


def test_a_project_stands_where_it_was_pinned(project: Project, planner: APIClient, tmp_path: Path) -> None:
    answer = planner.get(address(14))
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    (drawn,) = read(answer, tmp_path, 14)["projects"]
    assert (drawn["id"], drawn["authority"], drawn["stage"], drawn["year"]) == (
        project.pk,
        project.authority_id,
        3,
        2559,
    )
    assert drawn["name"] == project.name
    assert degrees_of(drawn["geom"].x) == pytest.approx(PLACE[0], abs=1e-5)  # type: ignore[attr-defined]  # it is a point


def test_names_are_carried_only_where_they_are_written(planner: APIClient, project: Project, tmp_path: Path) -> None:
    assert "name" not in read(planner.get(address(13)), tmp_path, 13)["projects"][0]


def test_low_zooms_count_in_cells(planner: APIClient, project: Project, tmp_path: Path) -> None:
    other = make.ProjectFactory(plan=project.plan)
    make.PositionFactory(project=other, point=Point(101.0501, 14.5501, srid=4326))
    make.BudgetApprovalFactory(project=other)
    (cell,) = read(planner.get(address(6)), tmp_path, 6)["projects"]
    assert (cell["count"], cell["problems"]) == (2, 1)


def test_stored_cells_tell_for_how_long_writes_wait_to_be_counted(api: Api, project: Project, tmp_path: Path) -> None:
    refresh_cells(whole=True)
    analyst = api(make.make_user(Role.DEPARTMENT_ANALYST))
    first = analyst.get(address(6))
    assert float(first["Cells-Age"]) == 0
    other = make.ProjectFactory(plan=project.plan)
    make.PositionFactory(project=other, point=Point(101.0501, 14.5501, srid=4326))
    late = analyst.get(address(6))
    assert float(late["Cells-Age"]) > 0
    assert late.content == first.content
    assert "Cells-Age" not in analyst.get(address(14)), "points are of this moment"
    refresh_cells()
    (cell,) = read(analyst.get(address(6)), tmp_path, 6)["projects"]
    assert cell["count"] == 2


def test_a_crowd_is_counted_in_cells_at_any_zoom(
    planner: APIClient, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tile_drawing, "MOST_POINTS", 2)
    with bulk_loading():
        crowd = [make.ProjectFactory.build(plan=project.plan, authority=project.authority) for _ in range(10)]
        Project.objects.bulk_create(crowd)
        Position.objects.bulk_create(
            make.PositionFactory.build(
                project=one, authority=project.authority, point=Point(101.05 + 0.0001 * step, 14.55, srid=4326)
            )
            for step, one in enumerate(crowd)
        )
    drawn = read(planner.get(address(12)), tmp_path, 12)["projects"]
    assert sum(int(str(cell["count"])) for cell in drawn) == 11
    assert len(drawn) < 11


def test_filters_choose_what_is_drawn(planner: APIClient, project: Project) -> None:
    assert planner.get(address(14, query="?fiscal_year=2559&stage=plan")).content
    assert not planner.get(address(14, query="?fiscal_year=2560")).content
    assert planner.get(address(14, query="?fiscal_year=abc")).status_code == 400


def test_the_neighbour_sees_an_empty_tile_and_404_for_the_name(api: Api, project: Project) -> None:
    neighbour = api(make.make_user(Role.PLANNER, authority=make.AuthorityFactory()))
    refresh_cells(whole=True)
    for z in (0, 4, 6, 10, 14):
        for query in ("", "?fiscal_year=2559", "?stage=plan", "?stage=plan&problems=0"):
            assert neighbour.get(address(z, query=query)).content == b""
        named = neighbour.get(address(z, query=f"?authority={project.authority_id}"))
        assert (named.status_code, named["Content-Type"]) == (404, "application/problem+json")
    assert api(make.make_user()).get(address(14)).content == b""
    assert api(None).get(address(14)).status_code == 401


def test_a_tile_is_sent_again_only_when_it_changed(planner: APIClient, project: Project) -> None:
    first = planner.get(address(14))
    assert "private" in first["Cache-Control"]
    again = planner.get(address(14), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = make.ProjectFactory(plan=project.plan)
    make.PositionFactory(project=other, point=Point(*PLACE, srid=4326))
    assert planner.get(address(14), headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["0/1/0", "23/0/0", "9/512/0", "9/0/512", "99999999999999999999/0/0"])
@pytest.mark.parametrize("layer", ["projects", "ground"])
def test_a_tile_that_does_not_exist_is_404(planner: APIClient, layer: str, path: str) -> None:
    answer = planner.get(f"/tiles/{layer}/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_the_ground_has_provinces_authorities_and_names(planner: APIClient, project: Project, tmp_path: Path) -> None:
    ground = read(planner.get(address(10, layer="ground")), tmp_path, 10)
    assert "19" in {row["id"] for row in ground["provinces"]}
    (drawn,) = ground["authorities"]
    assert (drawn["id"], drawn["name_th"], drawn["kind"]) == (project.authority_id, "ทต.กลาง", "SUBDISTRICT")
    assert [row["name_th"] for row in ground["authority_labels"]] == ["ทต.กลาง"]
    low = read(planner.get(address(5, layer="ground")), tmp_path, 5)
    assert "authorities" not in low
    assert len(low["provinces"]) > 10


def test_the_ground_changes_its_tag_with_the_registry(planner: APIClient, authority: LocalAuthority) -> None:
    first = planner.get(address(10, layer="ground"))
    known = {"if-none-match": first["ETag"]}
    assert planner.get(address(10, layer="ground"), headers=known).status_code == 304
    LocalAuthority.objects.filter(pk=authority.pk).update(boundary=make.square(101.0, 14.5, 0.12))
    assert planner.get(address(10, layer="ground"), headers=known).status_code == 200


def test_every_tile_of_the_ground_is_quick_enough(
    planner: APIClient, project: Project, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]  # a context manager of pytest-django
        planner.get(address(8, layer="ground"))
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]  # a context manager of pytest-django
        planner.get(address(8))
