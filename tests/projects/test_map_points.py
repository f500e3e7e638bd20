"""Map points follow every write of projects, in the same transaction, and cells can be proved equal to them."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from geo.spots import DEPTH, corner_of_tile, position_of, spot_of, spots_of_tile, world_position
from geo.tiles import MAX_ZOOM, tile_of
from projects import map_dimensions
from projects.enums import Fund
from projects.map_dimensions import MapDimension
from projects.models import MapCell, MapDirty, MapPoint, MapState, Position, Project
from projects.services.bulk import bulk_loading
from projects.services.mapping import map_differences, refresh_cells, refresh_map
from tests import factories as make

pytestmark = pytest.mark.django_db

COORDINATE = st.integers(0, (1 << DEPTH) - 1)
LONGITUDE, LATITUDE = (st.floats(-edge, edge, allow_subnormal=False) for edge in (180, 85))


def pinned(longitude: float = 101.05, latitude: float = 14.55, **of: object) -> Project:
    project: Project = make.ProjectFactory(**of)
    make.PositionFactory(project=project, point=Point(longitude, latitude, srid=4326))
    return project


def point_of(project: Project) -> MapPoint | None:
    return MapPoint.objects.filter(authority=project.authority, project_id=project.pk).first()


class TestSpots:
    @given(COORDINATE, COORDINATE)
    def test_a_spot_tells_its_position(self, x: int, y: int) -> None:
        assert position_of(spot_of(x, y)) == (x, y)

    @given(LONGITUDE, LATITUDE, st.integers(0, MAX_ZOOM))
    def test_the_spots_of_a_tile_are_those_of_the_places_in_it(self, longitude: float, latitude: float, z: int) -> None:
        position = world_position(longitude, latitude)
        tile = tile_of(longitude, latitude, z)
        assert tile == tuple(coordinate >> DEPTH - z for coordinate in position)
        first, last = spots_of_tile(z, *tile)
        assert first <= spot_of(*position) <= last
        assert position_of(first) == corner_of_tile(z, *tile)

    @given(st.integers(1, MAX_ZOOM).flatmap(lambda z: st.tuples(st.just(z), *[st.integers(0, 2**z - 2)] * 2)))
    def test_tiles_share_no_spot_and_their_four_quarters_leave_none_out(self, tile: tuple[int, int, int]) -> None:
        z, x, y = tile
        ranges = sorted(spots_of_tile(z, x + right, y + down) for right in (0, 1) for down in (0, 1))
        assert all(one[1] < other[0] for one, other in itertools.pairwise(ranges))
        parent = spots_of_tile(z - 1, x // 2, y // 2)
        quarters = [spots_of_tile(z, x // 2 * 2 + right, y // 2 * 2 + down) for down in (0, 1) for right in (0, 1)]
        assert (quarters[0][0], quarters[3][1]) == parent

    @given(LONGITUDE, LATITUDE)
    def test_the_database_says_the_same(self, longitude: float, latitude: float) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select x, y, projects_spot(x, y) from (select projects_world_x(%s) as x, projects_world_y(%s) as y"
                " offset 0) as placed",
                [longitude, latitude],
            )
            x, y, spot = cursor.fetchone()
        # the two libraries may round the very last bit of a logarithm differently: 19 mm
        assert abs(x - world_position(longitude, latitude)[0]) <= 1
        assert abs(y - world_position(longitude, latitude)[1]) <= 1
        assert spot == spot_of(x, y)

    def test_funds_have_the_numbers_of_their_order(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select projects_fund_code(fund) from unnest(%s::text[]) as fund", [[*Fund.values, "OTHER"]])
            assert [code for (code,) in cursor.fetchall()] == [*range(1, len(Fund) + 1), 0]


class TestPoints:
    def test_a_pin_makes_a_point_and_moves_it(self) -> None:
        project = pinned()
        point = point_of(project)
        assert point is not None
        assert (point.x, point.y) == pytest.approx(world_position(101.05, 14.55), abs=1)
        assert (point.latest_stage, point.fund, point.planned_satang) == (3, 1, 50_000_000)
        Position.objects.filter(project=project).update(point=Point(101.06, 14.55, srid=4326))
        moved = point_of(project)
        assert moved is not None
        assert moved.x > point.x
        assert map_differences() == []

    def test_a_project_without_a_place_or_set_aside_is_on_no_map(self) -> None:
        project, bare = pinned(), make.ProjectFactory()
        assert point_of(bare) is None
        Project.objects.filter(pk=project.pk).update(set_aside_at=dt.datetime.now(tz=dt.UTC))
        assert point_of(project) is None
        Project.objects.filter(pk=project.pk).update(set_aside_at=None)
        assert point_of(project) is not None
        Position.objects.filter(project=project).delete()
        assert point_of(project) is None
        assert map_differences() == []

    def test_stage_year_programme_fund_and_budget_follow(self) -> None:
        project = pinned(plan__length=4)
        make.DisbursementFactory(project=project)
        Project.objects.filter(pk=project.pk).update(fiscal_year=2560, fund=Fund.LOAN, planned_budget="12.34")
        point = point_of(project)
        assert point is not None
        assert (point.latest_stage, point.fiscal_year, point.fund, point.planned_satang) == (7, 2560, 7, 1234)
        assert point.problems > 0
        assert map_differences() == []

    def test_a_write_that_changes_nothing_on_the_map_marks_nothing(self) -> None:
        project = pinned()
        refresh_cells()
        Project.objects.filter(pk=project.pk).update(objective="อื่น")
        assert not MapDirty.objects.exists()

    def test_bulk_loading_rests_and_a_refresh_makes_good(self) -> None:
        with bulk_loading():
            project = pinned()
            assert point_of(project) is None
        refresh_map()
        assert point_of(project) is not None
        assert map_differences() == []

    def test_a_wrong_or_missing_point_is_found_and_mended(self) -> None:
        kept, lost, alone = pinned(), pinned(), pinned()
        refresh_map()
        MapPoint.objects.filter(project_id=kept.pk).update(latest_stage=8)
        MapPoint.objects.filter(project_id=lost.pk).delete()
        MapPoint.objects.filter(project_id=alone.pk).update(project_id=alone.pk + 1_000_000)
        found = {(what, int(key)) for what, _authority, key, _kept, _true in map_differences() if what == "map point"}
        assert found == {("map point", one) for one in (kept.pk, lost.pk, alone.pk, alone.pk + 1_000_000)}
        refresh_map()
        assert map_differences() == []


class TestCells:
    def test_only_what_was_marked_is_counted_again(self) -> None:
        near, far = pinned(), pinned(100.1, 18.2)
        refresh_cells(whole=True)
        version = MapState.objects.get().version
        MapCell.objects.update(total=77)
        Position.objects.filter(project=near).update(point=Point(101.0501, 14.55, srid=4326))
        refreshed = refresh_cells()
        assert refreshed is not None
        assert (refreshed.cells, refreshed.whole) == (1, False)
        assert MapState.objects.get().version == version + 1
        assert MapCell.objects.get(zoom=9, fiscal_year=far.fiscal_year, province_id="19", total=77)
        assert MapCell.objects.get(zoom=10, fiscal_year=0, total=1).sum_x == pytest.approx(
            world_position(101.0501, 14.55)[0], abs=1
        )
        assert refresh_cells() is not None
        assert MapState.objects.get().version == version + 1, "nothing was marked: the version stays"

    def test_cells_that_are_wrong_are_found(self) -> None:
        pinned()
        refresh_map()
        MapCell.objects.filter(zoom=4, fiscal_year=0).update(problems=1)
        assert next(key for _what, _authority, key, _kept, _true in map_differences()).startswith("4/0/")
        refresh_cells(whole=True)
        assert map_differences() == []

    def test_an_authority_that_comes_to_another_province_takes_its_projects_along(self) -> None:
        project = pinned()
        refresh_map()
        with connection.cursor() as cursor:
            cursor.execute("update layers_localauthority set province_id = '10' where id = %s", [project.authority_id])
        refresh_cells()
        assert set(MapCell.objects.values_list("province_id", flat=True)) == {"10"}
        assert map_differences() == []

    def test_a_further_dimension_is_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pinned()
        refresh_map()
        before = MapCell.objects.get(zoom=7, fiscal_year=0).counts
        grade = MapDimension("side", "1 + mod(point.x, 2)", 2, lambda _selection: ())
        monkeypatch.setattr(map_dimensions, "DIMENSIONS", (*map_dimensions.DIMENSIONS, grade))
        refreshed = refresh_cells()
        assert refreshed is not None
        assert refreshed.whole, "the cells notice that their layout has changed"
        after = MapCell.objects.get(zoom=7, fiscal_year=0).counts
        assert after[: len(before)] == before
        assert sum(after[len(before) :]) == 1
        assert map_differences() == []
