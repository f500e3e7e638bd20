"""Files are written and read back as a stream: six times the rows need hardly more memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from gis_reports.enums import Format
from gis_reports.outputs.rows import ProjectRow
from gis_reports.outputs.writing import write_file
from tests.gis_reports.outputs.worlds import ABOUT, MOMENT


def many_rows(count: int) -> Iterator[ProjectRow]:
    """Rows that are made while they are asked for; every seventh has no place."""
    for number in range(count):
        placed = number % 7 != 0
        yield ProjectRow(
            id=number + 1,
            code=f"P59-{number:06d}",
            name=f"ก่อสร้างถนน คสล. สายบ้านน้ำพุ หมู่ที่ {number} กว้าง 4 เมตร",
            authority_code="5190101",
            authority="เทศบาลตำบลทดสอบ",
            authority_kind="SUBDISTRICT",
            province_code="19",
            province="สระบุรี",
            fiscal_year=2559,
            programme_code="00310",
            programme="แผนงานอุตสาหกรรมและการโยธา",
            latest_stage="plan",
            latest_stage_th="แผนพัฒนา",
            stages="plan",
            problems="",
            planned_budget=Decimal(number),
            budget_total=Decimal("0.10"),
            contract_total=Decimal(0),
            paid_total=Decimal(0),
            percent=Decimal(0),
            longitude=100.5 + number / 1e6 if placed else None,
            latitude=14.5 if placed else None,
            position_kind="PLANNED" if placed else "",
            capture="MAP_CLICK" if placed else "",
            system="wgs84" if placed else "",
            accuracy_m=None,
            position_recorded_at=MOMENT if placed else None,
        )


def peak_of(form: Format, count: int, path: Path) -> int:
    """Bytes of Python objects at the highest point."""
    tracemalloc.start()
    try:
        written = write_file(form=form, rows=many_rows(count), path=path, about=ABOUT)
        assert written.projects == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("form", "few"), [(Format.GEOJSON, 200), (Format.CSV, 1500), (Format.SHP, 100), (Format.XLSX, 50)]
)
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, form: Format, few: int) -> None:
    peak_of(form, few, tmp_path / "warm.out")  # what a library keeps for itself is kept from now on
    small = peak_of(form, few, tmp_path / "small.out")
    large = peak_of(form, few * 6, tmp_path / "large.out")
    assert large < small * 2 + 2 * 1024 * 1024, f"{small} bytes for {few} rows, {large} for {few * 6}"
