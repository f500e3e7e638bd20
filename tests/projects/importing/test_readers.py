"""Cells and heads: whatever stands in a file, reading it ends in a value or a sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.front_door.grid import DateCell, FormulaCell, GridRow, Sheet
from geo.thai import to_thai_digits
from projects.importing.cells import CellReader, Options
from projects.importing.fields import BY_KEY, FIELDS
from projects.importing.heads import fingerprint, head_of, suggest
from projects.importing.remarks import in_words
from projects.importing.rows import RowReader

TODAY = dt.date(2026, 11, 23)
OPTIONS = Options(today=TODAY)
CELLS = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates().map(lambda day: DateCell(day.isoformat())),
    st.text(max_size=20).map(FormulaCell),
    st.from_regex(r"[0-9๐-๙]{1,4}[/. -][0-9๐-๙]{1,2}[/. -][0-9๐-๙]{1,4}", fullmatch=True),
    st.from_regex(r"[0-9๐-๙,.]{1,18}(\.-| บาท)?", fullmatch=True),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FIELDS), CELLS)
def test_any_cell_in_any_column_gives_a_value_or_a_sentence(field: Any, cell: Any) -> None:
    value, problem = CellReader(OPTIONS).read(field, cell)
    if problem is not None:
        assert in_words(problem)
    if isinstance(value, dt.date):
        assert value <= TODAY
    if isinstance(value, Decimal):
        assert value == value.quantize(Decimal("0.01"))


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS, max_size=6))
def test_any_row_is_read(cells: list[Any]) -> None:
    reader = RowReader(["code", "fiscal_year", "coordinates", "latitude", "budget_amount", "budget_on"], OPTIONS)
    row = reader.read(7, cells)
    assert len(row.cells) == 6


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_an_amount_is_the_same_in_thai_digits_with_commas_and_words(amount: Decimal) -> None:
    reader = CellReader(OPTIONS)
    field = BY_KEY["planned_budget"]
    for text in (f"{amount}", f"{amount:,}", to_thai_digits(f"{amount:,} บาท"), f"฿{amount:,}"):
        assert reader.read(field, text)[0] == amount


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("12/1/59", "day_short"),
        ("29 ก.ย. ๕๙", "day_short"),
        (DateCell("2559-09-29"), "day_era"),
        (240966, "day_era"),
        (5, "day_number"),
        (DateCell("2030-01-01"), "day_future"),
        ("31/2/2559", "given"),
        ("เมื่อวาน", "given"),
    ],
)
def test_a_doubtful_day_is_not_guessed(cell: Any, code: str) -> None:
    value, problem = CellReader(OPTIONS).read(BY_KEY["budget_on"], cell)
    assert value is None
    assert problem is not None
    assert problem["c"] == code


def test_two_digits_mean_what_the_person_said() -> None:
    field = BY_KEY["budget_on"]
    assert CellReader(Options(two_digits="be", today=TODAY)).read(field, "12/1/๕๙")[0] == dt.date(2016, 1, 12)
    assert CellReader(Options(two_digits="ce", today=TODAY)).read(field, "12/1/16")[0] == dt.date(2016, 1, 12)


def test_a_head_in_thai_or_english_is_recognised_and_remembered_by_its_words() -> None:
    assert suggest(["Project code", "ชื่อโครงการ/กิจกรรม", "หมายเหตุ"], []) == ["code", "name", ""]
    assert fingerprint(["รหัส ", "ชื่อ-โครงการ"]) == fingerprint(["รหัส", "ชื่อโครงการ"])


def test_a_column_is_recognised_by_what_it_holds() -> None:
    assert suggest(["ก", "ข"], [["2559", "720936 1610740"], ["๒๕๖๐", "720937 1610741"]]) == [
        "fiscal_year",
        "coordinates",
    ]


def test_the_head_is_the_line_with_the_known_names() -> None:
    rows = [GridRow(0, 1, ["แผนพัฒนาสามปี"]), GridRow(0, 4, ["รหัส", "ชื่อโครงการ"]), GridRow(0, 5, ["P1", "ถนน"])]
    head = head_of(rows, Sheet("", 5, 2))
    assert (head.line, head.names, head.samples) == (4, ("รหัส", "ชื่อโครงการ"), (("P1", "ถนน"),))


def test_coordinates_with_several_readings_are_asked_about() -> None:
    row = RowReader(["code", "coordinates"], OPTIONS, fiscal_year=2559).read(1, ["P1", "720936 1610740"])
    assert [one["c"] for one in row.remarks] == ["place_ambiguous"]
    named = Options(today=TODAY, system="utm47-wgs84")
    row = RowReader(["code", "coordinates"], named, fiscal_year=2559).read(1, ["P1", "720936 1610740"])
    assert not row.remarks
    assert row.values["position_text"] == "720936 1610740"
