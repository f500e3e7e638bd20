"""Boundary files of the usual kinds, reference systems and encodings."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from geo.measure import distance_m
from layers.enums import AuthorityKind
from layers.importing.boundaries import BoundaryFile, apply_boundaries, plan_boundaries
from layers.importing.findings import Outcome
from layers.importing.subdistrict_ground import apply_from_subdistricts, plan_from_subdistricts
from layers.models import District, Subdistrict
from tests import factories as make
from tests.layers.files import geojson, polygon, ring, zipped_shapefile

pytestmark = pytest.mark.django_db


def district_file(path: Path, **options: object) -> BoundaryFile:
    return BoundaryFile(level="district", path=path, **options)  # type: ignore[arg-type]  # options of the test


@pytest.mark.parametrize("system", ["utm47-wgs84", "utm47-indian1975"])
def test_a_zipped_shapefile_in_cp874_lands_where_it_was_drawn(tmp_path: Path, system: str) -> None:
    corners = ring(101.0, 14.5)
    path = zipped_shapefile(tmp_path, [("1903", "แก่งคอย", corners)], system=system)
    plan = plan_boundaries(district_file(path, code_field="AMPHOE_C", accuracy_m=50))
    apply_boundaries(plan, level="district")
    district = District.objects.get()
    assert (district.code, district.name_th, district.boundary_accuracy_m) == ("1903", "แก่งคอย", 50)
    found = district.boundary.coords[0][0]
    assert all(min(distance_m(corner, point) for point in found) < 0.01 for corner in corners)


def test_subdistricts_need_their_district_and_refused_rows_say_so(tmp_path: Path) -> None:
    path = geojson(
        tmp_path,
        ({"adm3_pcode": "TH190301", "adm3_th": "แก่งคอย"}, polygon(*ring(101.0, 14.5))),
        ({"adm3_pcode": "TH19", "adm3_th": "สั้น"}, polygon(*ring(101.0, 14.5))),
        ({"adm3_pcode": "TH190302", "adm3_th": "จุด"}, {"type": "Point", "coordinates": [101.0, 14.5]}),
        ({"adm3_pcode": "TH190303", "adm3_th": "ไม่มีรูป"}, None),
    )
    without = plan_boundaries(BoundaryFile(level="subdistrict", path=path))
    assert without.count(Outcome.REFUSE) == 4
    District.objects.create(code="1903", province_id="19", name_th="แก่งคอย")
    plan = plan_boundaries(BoundaryFile(level="subdistrict", path=path))
    assert [row.outcome for row in plan.rows] == [Outcome.ADD, Outcome.REFUSE, Outcome.REFUSE, Outcome.REFUSE]
    assert plan.remark_counts() == {"code_length": 1, "no_area": 1, "no_shape": 1}


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    path = geojson(tmp_path, ({"ADM2_PCODE": "TH1903", "ADM2_TH": "แก่งคอย"}, polygon(*ring(101.0, 14.5))))
    for expected in (Outcome.ADD, Outcome.SAME):
        plan = plan_boundaries(district_file(path))
        apply_boundaries(plan, level="district")
        assert plan.rows[0].outcome is expected


def test_a_boundary_of_an_unknown_authority_is_refused_and_of_a_known_one_taken(tmp_path: Path) -> None:
    authority = make.AuthorityFactory(code="5190301", boundary=None)
    path = geojson(
        tmp_path,
        ({"dla_code": "5190301"}, polygon(*ring(101.0, 14.5))),
        ({"dla_code": "5190399"}, polygon(*ring(101.2, 14.5))),
    )
    plan = plan_boundaries(BoundaryFile(level="authority", path=path))
    apply_boundaries(plan, level="authority")
    authority.refresh_from_db()
    assert authority.boundary.num_points == 5
    assert plan.remark_counts() == {"unknown_code": 1}


def test_an_organization_gets_its_subdistrict_less_the_municipality(tmp_path: Path) -> None:
    district = District.objects.create(code="1903", province_id="19", name_th="แก่งคอย")
    Subdistrict.objects.create(
        code="190301", district=district, province_id="19", name_th="ท่าคล้อ", boundary=make.square(101.0, 14.5)
    )
    organization = make.AuthorityFactory(kind=AuthorityKind.SAO, boundary=None, subdistrict_code="190301")
    make.AuthorityFactory(boundary=make.square(101.05, 14.5, 0.05))
    other = make.AuthorityFactory(kind=AuthorityKind.SAO, boundary=None, subdistrict_code="")
    plan = plan_from_subdistricts()
    apply_from_subdistricts(plan)
    organization.refresh_from_db()
    assert organization.boundary.area == pytest.approx(0.0075)
    assert organization.boundary_source == "subdistrict 190301"
    assert {row.existing_id: row.outcome for row in plan.rows} == {
        organization.pk: Outcome.ADD,
        other.pk: Outcome.REFUSE,
    }


def test_a_file_whose_code_column_is_unknown_names_its_columns(tmp_path: Path) -> None:
    path = geojson(tmp_path, ({"somewhere": "1903"}, polygon(*ring(101.0, 14.5))))
    with pytest.raises(CommandError, match="somewhere"):
        call_command("import_boundaries", path, level="district")


def test_a_virtual_file_in_disguise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shapes.geojson"
    path.write_text("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", encoding="utf-8")
    with pytest.raises(CommandError, match="XML"):
        call_command("import_boundaries", path, level="district")
