"""The rows that every file is written from: read once, in order, in chunks from a cursor of the database server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, FloatField, Func, Q
from django.utils import timezone

from gis_reports.outputs.fields import STAGE_TH
from layers.enums import FULL_PREFIX_TH, AuthorityKind
from layers.models import Province
from projects.enums import PROJECT_STAGES, Stage
from projects.models import Programme, Project
from projects.querysets import ProjectQuerySet

CHUNK = 2_000
# Nine decimals of a degree are a tenth of a millimetre; more digits would only be noise of the binary form.
PLACES = 9


class ProjectRow(NamedTuple):
    """One project of a file, in the order of `gis_reports.outputs.fields.FIELDS`.

    Money is in baht; `longitude` and `latitude` are WGS 84 degrees, both None for a project without a place.
    """

    id: int
    code: str
    name: str
    authority_code: str
    authority: str
    authority_kind: str
    province_code: str
    province: str
    fiscal_year: int
    programme_code: str
    programme: str
    latest_stage: str
    latest_stage_th: str
    stages: str
    problems: str
    planned_budget: Decimal
    budget_total: Decimal
    contract_total: Decimal
    paid_total: Decimal
    percent: Decimal
    longitude: float | None
    latitude: float | None
    position_kind: str
    capture: str
    system: str
    accuracy_m: float | None
    position_recorded_at: dt.datetime | None

    @property
    def money(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Planned, approved, contracted and paid, in baht."""
        return self.planned_budget, self.budget_total, self.contract_total, self.paid_total

    @property
    def place(self) -> tuple[float, float] | None:
        """Longitude and latitude, or None."""
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude


class _Ordinate(Func):
    """ST_X or ST_Y of a point: a number, without building a geometry object for each row."""

    output_field = FloatField()

    def __init__(self, point: str, function: str) -> None:
        super().__init__(F(point), function=function)


def read_rows(projects: ProjectQuerySet) -> Iterator[ProjectRow]:
    """The rows of a selection, ordered by authority and project. One statement, so one state of the database."""
    chosen = (
        Project.objects.using(projects.db)
        .filter(pk__in=projects.order_by().values("pk"))
        .annotate(
            # Of the three positions a project may have, the one that is its place on the map.
            place=FilteredRelation(
                "positions",
                condition=Q(
                    positions__is_current=True,
                    positions__set_aside_at__isnull=True,
                    positions__kind=F("location_kind"),
                ),
            ),
            x=_Ordinate("location", "ST_X"),
            y=_Ordinate("location", "ST_Y"),
        )
        .order_by("authority_id", "id")
        .values_list(
            "id",
            "code",
            "name",
            "authority__code",
            "authority__kind",
            "authority__name_th",
            "authority__province_id",
            "fiscal_year",
            "programme_id",
            "latest_stage",
            "stages",
            "problems",
            "planned_budget",
            "budget_total",
            "contract_total",
            "paid_total",
            "percent",
            "x",
            "y",
            "location_kind",
            "place__capture",
            "place__system",
            "place__accuracy_m",
            "place__recorded_at",
        )
    )
    provinces = dict(Province.objects.values_list("code", "name_th"))
    programmes = {
        code: (budget, name) for code, budget, name in Programme.objects.values_list("code", "budget_code", "name_th")
    }
    for values in chosen.iterator(chunk_size=CHUNK):
        yield _row(values, provinces, programmes)


def _row(values: tuple[Any, ...], provinces: dict[str, str], programmes: dict[int, tuple[str, str]]) -> ProjectRow:
    (number, code, name, authority_code, kind, authority, province, year, programme, stage, stages, problems) = values[
        :12
    ]
    (planned, budget, contract, paid, percent, x, y, place_kind, capture, system, accuracy, recorded) = values[12:]
    return ProjectRow(
        id=number,
        code=code,
        name=name,
        authority_code=authority_code or "",
        authority=f"{FULL_PREFIX_TH[AuthorityKind(kind)]}{authority}",
        authority_kind=kind,
        province_code=province,
        province=provinces[province],
        fiscal_year=year,
        programme_code=programmes[programme][0],
        programme=programmes[programme][1],
        latest_stage=Stage(stage).slug,
        latest_stage_th=STAGE_TH[stage],
        stages=stage_codes(stages),
        problems=stage_codes(problems),
        planned_budget=planned,
        budget_total=budget,
        contract_total=contract,
        paid_total=paid,
        percent=percent,
        longitude=None if x is None else round(x, PLACES),
        latitude=None if y is None else round(y, PLACES),
        position_kind=place_kind if x is not None else "",
        capture=capture or "",
        system=system or "",
        accuracy_m=None if accuracy is None else round(accuracy, 2),
        position_recorded_at=recorded and timezone.localtime(recorded),
    )


def stage_codes(mask: int) -> str:
    """The stages of a mask as codes separated by spaces, in pipeline order."""
    return " ".join(stage.slug for stage in PROJECT_STAGES if mask & stage.bit)
