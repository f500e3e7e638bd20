"""The map report: figures of the status report, the projects behind them and the ground under them, of one moment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.db import transaction

from geo.systems import THAILAND_EXTENT
from gis_reports.reports.asking import ask
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.report import Status, status
from layers.models import LocalAuthority, Province
from layers.reading import reading_connection

POINTS: Final = Path(__file__).with_name("points.sql")
GROUND: Final = Path(__file__).with_name("ground.sql")
NEAR: Final = 0.15
COARSE: Final = 0.002
FINE: Final = 0.0005

Bounds = tuple[float, float, float, float]


class Point(NamedTuple):
    """A project with a place. Degrees WGS 84, money in baht."""

    longitude: float
    latitude: float
    latest_stage: int
    with_problems: bool
    name: str
    code: str
    authority_id: int
    planned: Decimal
    budget: Decimal
    contract: Decimal
    paid: Decimal
    percent: Decimal
    kind: str


class Boundary(NamedTuple):
    """A piece of the ground: how it is drawn, and its GeoJSON geometry as text."""

    style: str
    geometry: str

    def as_object(self) -> Mapping[str, Any]:
        """The geometry itself."""
        found: Mapping[str, Any] = json.loads(self.geometry)
        return found


@dataclass(frozen=True, slots=True)
class MapReport:
    """Everything on the page. `status` has a line for each authority; `authority` is None for a whole province."""

    fiscal_year: int
    province: Province
    authority: LocalAuthority | None
    moment: dt.datetime
    status: Status
    points: list[Point]
    ground: list[Boundary]
    bounds: Bounds


def map_report(
    *, fiscal_year: int, province: Province, authority: LocalAuthority | None, moment: dt.datetime
) -> MapReport:
    """The report of a province, or of one authority in it, for a fiscal year (BE).

    Figures and points are read from one state of the database. Scope is the caller's to decide. Raises UnreadableDate
    for a year that is none.
    """
    reach = Reach(
        provinces=() if authority else (province.pk,),
        authorities=(authority.pk,) if authority else (),
    )
    connection = reading_connection()
    outermost = not connection.in_atomic_block
    with transaction.atomic(using=connection.alias):
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        figures = status(fiscal_year=fiscal_year, reach=reach, today=moment.date(), by_authority=True)
        points = ask(POINTS, {"year": fiscal_year, **reach.parameters}, Point)
        ground = ask(
            GROUND,
            {
                "province": province.pk,
                "authority": authority.pk if authority else None,
                "near": NEAR,
                "coarse": COARSE,
                "fine": FINE,
            },
            Boundary,
        )
    return MapReport(
        fiscal_year=fiscal_year,
        province=province,
        authority=authority,
        moment=moment,
        status=figures,
        points=points,
        ground=ground,
        bounds=_bounds(province, authority, points),
    )


def _bounds(province: Province, authority: LocalAuthority | None, points: list[Point]) -> Bounds:
    """What the map shows at first: the ground of the report, and every project, wherever its pin lies."""
    boundary = (authority.boundary if authority else None) or province.boundary
    west, south, east, north = boundary.extent if boundary else THAILAND_EXTENT
    longitudes = [west, east, *(point.longitude for point in points)]
    latitudes = [south, north, *(point.latitude for point in points)]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
