"""Figures, their targets, and two runs side by side."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from benchmarks.national.results import Figure, Result, compared, line_of, milliseconds, percentile, read, shown


def _result(**values: float | None) -> Result:
    figures = [
        Figure("tiles", "densest tile", values.get("tile"), "ms", target=8),
        Figure("pins", "pins a second", values.get("pins"), "a second", target=400, direction="least"),
        Figure("making", "size", values.get("size"), "GiB"),
    ]
    return Result(1000, {"commit": str(values.get("commit", "abc"))}, figures)


def test_a_time_reaches_its_target_from_below_and_a_rate_from_above() -> None:
    tile, pins, size = _result(tile=8.0, pins=399.9, size=4).figures
    assert tile.is_reached is True
    assert pins.is_reached is False
    assert size.is_reached is None


def test_a_figure_that_could_not_be_measured_has_missed_its_target() -> None:
    tile, _pins, size = _result(tile=None).figures
    assert tile.is_reached is False
    assert size.is_reached is None
    assert "MISSED" in line_of(tile)


def test_a_result_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    written = _result(tile=2.5, pins=450, size=31)
    written.notes.append("ogr2ogr is not installed here")
    written.write(tmp_path / "deep" / "result.json")
    assert read(tmp_path / "deep" / "result.json") == written


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99, "projects": 1}', "not a result"])
def test_a_file_that_is_no_result_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.json"):
        read(path)


def test_two_runs_stand_side_by_side_and_a_lost_target_is_told() -> None:
    old, new = _result(tile=4, pins=300, size=30), _result(tile=12, pins=500, size=30)
    new.figures.append(Figure("deadline", "errors", 0, "", target=0))
    lines = {line[:58].strip(): line[58:] for line in compared(old, new)}
    assert lines["densest tile"].split() == ["4.00", "12.0", "×3.00", "lost", "ms"]
    assert lines["pins a second"].split() == ["300", "500", "×1.67", "reached", "a", "second"]
    assert lines["size"].split() == ["30.0", "30.0", "×1.00", "GiB"]
    assert lines["errors"].split() == ["—", "0"]


def test_the_command_compares_two_files(tmp_path: Path) -> None:
    for name, tile in (("old", 4.0), ("new", 2.0)):
        _result(tile=tile).write(tmp_path / f"{name}.json")
    out = StringIO()
    call_command("benchmark_national", "--compare", str(tmp_path / "old.json"), str(tmp_path / "new.json"), stdout=out)
    assert "×0.50" in out.getvalue()


def test_the_command_refuses_a_part_that_there_is_none_of() -> None:
    with pytest.raises(CommandError, match="There is no part tile;"):
        call_command("benchmark_national", "--only", "tile")


def test_percentiles_are_values_that_were_measured() -> None:
    values = [number / 1000 for number in range(1, 101)]
    assert percentile(values, 0.99) == 0.099
    assert percentile(values, 1) == 0.1
    assert percentile([0.007], 0.5) == 0.007
    assert milliseconds(values)["p95"] == pytest.approx(95)
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (0.00123, "0.00123"), (0.5, "0.500"), (3.14159, "3.14"), (62.5, "62.5"), (12345, "12,345")],
)
def test_numbers_are_shown_with_the_digits_that_matter(value: float, words: str) -> None:
    assert shown(value) == words
