"""Whole provinces: what their authorities have entered by fiscal year, as the database packs it into lines of text.

The database is asked each time. The same answer is taken apart once, since it rarely changes between two readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from gis_reports.reports.completeness.rules import NONE, Eight


class ProvinceYear(NamedTuple):
    """A province in one fiscal year (BE): its authorities, and by stage how many of them have entered what.

    `opened` and `past_due` are masks of stages; `problem` are entered with problems, `not_applicable` exempted and not
    entered; each has a place for each of the eight stages.
    """

    code: str
    name_th: str
    name_en: str
    place_in_alphabet: int
    fiscal_year: int
    opened: int
    past_due: int
    authorities: int
    entered: Eight
    problem: Eight
    not_applicable: Eight


# A country is half a megabyte.
@lru_cache(maxsize=32)
def read_lines(lines: str) -> tuple[ProvinceYear, ...]:
    """What `gis_reports_province_states` says."""
    return tuple(map(_read, lines.split("\n"))) if lines else ()


def _read(line: str) -> ProvinceYear:
    code, name_th, name_en, *numbers, entered, problem, excused = line.split("\t")
    place, year, opened, past_due, authorities = map(int, numbers)
    return ProvinceYear(
        code, name_th, name_en, place, year, opened, past_due, authorities, *map(_eight, (entered, problem, excused))
    )


def _eight(array: str) -> Eight:
    """`{1,2,…}` as numbers, nothing as none of each."""
    numbers: Sequence[int] = tuple(map(int, array[1:-1].split(","))) if array else NONE
    return numbers  # type: ignore[return-value]  # a place for each stage
