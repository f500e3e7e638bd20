"""The real registry of March 2560 and the real district and subdistrict shapes, read from the folder that
GEO_EPLAN_REAL_DATA names (the files may not be copied into the project)."""

import os
from collections import Counter
from pathlib import Path

import pytest

from layers.importing.authorities import apply_authorities, plan_authorities
from layers.importing.boundaries import BoundaryFile, apply_boundaries, plan_boundaries
from layers.importing.findings import Outcome
from layers.importing.subdistrict_ground import apply_from_subdistricts, plan_from_subdistricts
from layers.models import District, LocalAuthority, Subdistrict
from tests.layers.files import TODAY

pytestmark = pytest.mark.django_db
FOLDER = Path(os.environ.get("GEO_EPLAN_REAL_DATA", ""))


def test_the_registry_ends_with_7852_authorities_and_its_dirt_listed() -> None:
    plan = plan_authorities(FOLDER / "lao_dola_2017-03.csv")
    apply_authorities(plan, on=TODAY)
    assert LocalAuthority.objects.count() == 7852
    assert plan.count(Outcome.REFUSE) == 0
    counts = plan.remark_counts()
    assert counts["kind_digit"] == 8
    assert counts["office_repeated"] == 2
    assert counts["office_outside_province"] > 0
    repeated = [row for row in plan.rows if any(remark.code == "name_repeated" for remark in row.remarks)]
    groups = Counter((row.values["kind"], row.values["name_th"], row.values["province_id"]) for row in repeated)
    assert len(groups) == 80
    assert plan_authorities(FOLDER / "lao_dola_2017-03.csv").count(Outcome.SAME) == 7852


def test_districts_subdistricts_and_the_ground_of_organizations_load() -> None:
    apply_authorities(plan_authorities(FOLDER / "lao_dola_2017-03.csv"), on=TODAY)
    for level, name in (("district", "amphoe"), ("subdistrict", "tambon")):
        file = BoundaryFile(level=level, path=FOLDER / f"{name}_mapthai_rtsd2019.geojson", accuracy_m=2000)
        plan = plan_boundaries(file)
        assert plan.count(Outcome.REFUSE) == 0
        apply_boundaries(plan, level=level)
    assert (District.objects.count(), Subdistrict.objects.count()) == (928, 7425)
    ground = plan_from_subdistricts()
    apply_from_subdistricts(ground)
    assert ground.count(Outcome.REFUSE) == 1
    assert LocalAuthority.objects.with_boundary().count() == 5333
