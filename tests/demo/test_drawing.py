"""What is drawn without a database: boundaries, names, figures, and chance that falls the same way everywhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from geo_eplan.demo.annex import NOT_OPEN, YEARS, figures, missing_on_the_day
from geo_eplan.demo.chance import stream
from geo_eplan.demo.names import firm
from geo_eplan.demo.recipe import KINDS, ProvinceFact, annex, provinces
from geo_eplan.demo.registry import registry_of
from geo_eplan.demo.sheets import COLUMNS
from geo_eplan.demo.writing import Order, batches, draw
from projects.enums import PROJECT_STAGES, Stage

ROOT = Path(__file__).resolve().parents[2]
ORDER = Order(provinces=("17",), first_authority_id=1, first_ids=dict.fromkeys(COLUMNS, 1), people={})


def province(code: str) -> ProvinceFact:
    return next(each for each in provinces() if each.code == code)


@pytest.mark.parametrize("code", ["19", "20", "82", "46"])
def test_the_authorities_cover_their_province_without_gaps_or_overlaps(code: str) -> None:
    """Saraburi; Chon Buri with Pattaya; Phang-nga with its islands; Kalasin with as many municipalities as SAOs."""
    registry = registry_of(province(code))
    cells = [each.cell for each in registry.authorities if each.kind != "PAO"]
    whole = registry.province.boundary
    assert all(cell.is_valid and cell.geom_type == "MultiPolygon" and not cell.is_empty for cell in cells)
    assert shapely.union_all(cells).symmetric_difference(whole).area < 0.001 * whole.area
    first, second = shapely.STRtree(cells).query(cells, predicate="intersects")
    overlaps = [cells[i].intersection(cells[j]).area for i, j in zip(first, second, strict=True) if i < j]
    assert max(overlaps) < 1e-12
    assert shapely.union_all(registry.districts).symmetric_difference(whole).area < 0.001 * whole.area
    assert all(shapely.contains_xy(each.cell, *each.office) for each in registry.authorities)


@pytest.mark.parametrize("code", ["19", "20", "38"])
def test_kinds_and_codes_are_those_of_the_registry(code: str) -> None:
    registry = registry_of(province(code))
    kinds = [each.kind for each in registry.authorities]
    assert {kind: kinds.count(kind) for kind in KINDS} == registry.province.counts
    codes = [
        period.code for each in registry.authorities + registry.dissolved for period in each.periods if period.code
    ]
    kept = {(each.number, period.code) for each in registry.authorities for period in each.periods}
    assert all(len(code_) == 7 and code_[1:3] == code for code_ in codes)
    assert len({code_ for _number, code_ in kept}) == len(kept)


def test_small_authorities_are_municipalities_more_often() -> None:
    cells = {kind: [] for kind in KINDS}  # type: dict[str, list[float]]
    for each in registry_of(province("19")).authorities:
        cells[each.kind].append(each.cell.area)
    assert sum(cells["SUBDISTRICT"]) / len(cells["SUBDISTRICT"]) < sum(cells["SAO"]) / len(cells["SAO"])


def test_the_provinces_share_the_totals_of_the_annex() -> None:
    shared = figures()
    assert len(shared) == 76
    for key, total in annex()["รวมทั้งหมด"].items():
        assert sum(of_province[key] for of_province in shared.values()) == total


@pytest.mark.parametrize("code", ["17", "19", "57", "30"])
def test_who_has_no_project_in_the_plan_has_no_later_stage(code: str) -> None:
    registry = registry_of(province(code))
    missing = missing_on_the_day(registry.authorities)
    for year in YEARS:
        for stage in Stage:
            if (year, stage) not in NOT_OPEN:
                assert sum(stage in of_authority[year] for of_authority in missing) == figures()[code][year, stage]
    behind = [of_authority[year] for of_authority in missing for year in YEARS if Stage.PLAN in of_authority[year]]
    assert all(set(PROJECT_STAGES) <= stages for stages in behind)


def test_tax_ids_pass_their_check_digit() -> None:
    for number in range(50):
        _name, digits = firm(stream("test", number))
        assert len(digits) == 13
        total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
        assert int(digits[12]) == (11 - total % 11) % 10


def _digest() -> str:
    whole = hashlib.sha256()
    for batch in batches(ORDER, draw(ORDER)):
        for table, lines in batch.items():
            whole.update(table.encode() + lines)
    return whole.hexdigest()


def test_chance_does_not_depend_on_the_order_of_hashes() -> None:
    program = "from django import setup; setup()\nfrom tests.demo.test_drawing import _digest\nprint(_digest())"
    environment = {**os.environ, "PYTHONHASHSEED": "2559", "DJANGO_SETTINGS_MODULE": "geo_eplan.settings.test"}
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == _digest()
