"""The recipe's data in fixtures/: counts and figures of the department, districts, name parts, kinds of work."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from layers.reference import PROVINCE_ALIASES_TH, PROVINCES
from projects.enums import Stage

REFERENCE = PROVINCES.parent
DEMO = REFERENCE.parent / "demo"

KINDS = ("PAO", "CITY", "TOWN", "SUBDISTRICT", "SAO", "SPECIAL")
SMALL = ("17", "19", "58")  # Sing Buri, Saraburi and Mae Hong Son: three pages of the annex that differ most

# Regions of the composed place names: north, north-east, south; everything else is the centre.
NORTH = frozenset({"50", "51", "52", "53", "54", "55", "56", "57", "58", "63"})
NORTH_EAST = frozenset(str(code) for code in (*range(30, 38), 38, *range(39, 50)))
SOUTH = frozenset(str(code) for code in (*range(80, 87), *range(90, 97)))


@dataclass(frozen=True, slots=True)
class DistrictFact:
    """A district's official code and names; its seat (lon, lat in WGS 84) where it is known."""

    code: str
    name_th: str
    name_en: str
    seat: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ProvinceFact:
    """A province with the real number of its authorities by kind (2558) and its districts."""

    code: str
    name_th: str
    name_en: str
    boundary: MultiPolygon
    counts: dict[str, int]
    districts: tuple[DistrictFact, ...]

    @property
    def total(self) -> int:
        """All authorities of the province."""
        return sum(self.counts.values())

    @property
    def region(self) -> str:
        """N, E (north-east), S or C."""
        if self.code in NORTH:
            return "N"
        if self.code in NORTH_EAST:
            return "E"
        return "S" if self.code in SOUTH else "C"


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of project: `measure` area, length, count or lump, `price` in baht per unit, `low` to `high` units."""

    programme: int
    weight: float
    measure: str
    price: int
    low: int
    high: int
    widths: tuple[int, ...]
    owner: str
    name: str


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated file; lines that begin with # are remarks."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def provinces() -> tuple[ProvinceFact, ...]:
    """The 76 provinces that have local authorities, by code."""
    features = json.loads(PROVINCES.read_text(encoding="utf-8"))["features"]
    ground = {feature["properties"]["tis_1099"]: feature for feature in features}
    districts: dict[str, list[DistrictFact]] = {}
    for row in rows_of(DEMO / "districts.tsv"):
        seat = (float(row["lon"]), float(row["lat"])) if row.get("lon") else None
        fact = DistrictFact(row["code"], row["name_th"], row["name_en"], seat)
        districts.setdefault(fact.code[:2], []).append(fact)
    found = []
    for row in rows_of(REFERENCE / "authority_counts_2558.tsv"):
        code = row["province_code"]
        boundary = shape(ground[code]["geometry"])
        found.append(
            ProvinceFact(
                code=code,
                name_th=row["province_th"],
                name_en=ground[code]["properties"]["name_en"],
                boundary=MultiPolygon([part for part in shapely.get_parts(boundary) if isinstance(part, Polygon)]),
                counts={kind: int(row[kind.lower()]) for kind in KINDS},
                districts=tuple(districts[code]),
            )
        )
    for province in found:
        shapely.prepare(province.boundary)
    return tuple(found)


@cache
def annex() -> dict[str, dict[tuple[int, Stage], int]]:
    """Missing authorities by province name (correctly spelt; the total as รวมทั้งหมด), fiscal year and stage."""
    figures: dict[str, dict[tuple[int, Stage], int]] = {}
    for row in rows_of(DEMO / "annex-2559-09-29.tsv"):
        name = PROVINCE_ALIASES_TH.get(row["province_th"], row["province_th"])
        key = (int(row["fiscal_year"]), Stage.from_slug(row["stage"]))
        figures.setdefault(name, {})[key] = int(row["missing"])
    return figures


@cache
def works() -> tuple[Work, ...]:
    """The kinds of project."""
    return tuple(
        Work(
            programme=int(row["programme"]),
            weight=float(row["weight"]),
            measure=row["measure"],
            price=int(row["price"]),
            low=int(row["low"]),
            high=int(row["high"]),
            widths=tuple(int(width) for width in row["widths"].split()),
            owner=row["owner"],
            name=row["name"],
        )
        for row in rows_of(DEMO / "works.tsv")
    )
