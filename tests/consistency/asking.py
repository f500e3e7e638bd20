"""Random questions, and the answer of every door of the site to the same one."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from geo.tiles import tile_of
from gis_reports.enums import Format
from gis_reports.outputs import comma_separated, geojson
from gis_reports.reports.completeness.authorities import named_authorities
from gis_reports.reports.completeness.report import Completeness, completeness
from gis_reports.reports.completeness.rules import WHOLE, ListedState
from gis_reports.reports.dashboard.question import By
from gis_reports.reports.dashboard.report import Place, lines_of
from gis_reports.reports.figures import province_figures
from gis_reports.reports.pace.report import openings, pace
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.report import status
from gis_reports.services.writing import write_selection
from layers.enums import AuthorityKind
from projects.enums import PROJECT_STAGES, Fund, Stage
from projects.models import Project
from projects.pages.wide_map_places import places_of
from projects.selection import ProjectSelection
from tests.api.vector_tiles import layers_of
from tests.consistency.country import PROVINCES, SIDE, SOUTH, WEST, YEARS, Country

POINTS_FROM, CELLS_AT = 11, 6


def random_selection(draw: random.Random, country: Country, reader: str) -> ProjectSelection:
    """A question with none to four filters, among those the reader may ask."""
    authorities = sorted(country.reach_of(reader))
    choices: dict[str, Any] = {
        "fiscal_year": lambda: tuple(sorted(draw.sample(YEARS, k=draw.randrange(1, 3)))),
        "stage": lambda: tuple(sorted(draw.sample(PROJECT_STAGES, k=draw.randrange(1, 4)))),
        "programme": lambda: (draw.randrange(1, 10),),
        "fund": lambda: draw.choice(list(Fund)),
        "kind": lambda: draw.choice((AuthorityKind.SUBDISTRICT, AuthorityKind.SAO)),
        "authority": lambda: draw.choice(authorities),
        "budget_min": lambda: Decimal(draw.randrange(100, 500)) * 1000,
        "has_location": lambda: draw.random() < 0.6,
        "problems": lambda: draw.random() < 0.5,
        "q": lambda: draw.choice(("ถนน", "สะพาน")),
        "bbox": lambda: (WEST, SOUTH, WEST + draw.uniform(0.05, 0.3), SOUTH + draw.uniform(0.05, 0.2)),
    }
    if reader != "authority":
        choices["province"] = lambda: PROVINCES[0] if reader == "province" else draw.choice(PROVINCES)
    names = draw.sample(sorted(choices), k=draw.randrange(5))
    return ProjectSelection(**{name: choices[name]() for name in names})


def client_of(user: User) -> APIClient:
    """The API as this person."""
    client = APIClient()
    client.force_authenticate(user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def listed(client: APIClient, selection: ProjectSelection) -> list[dict[str, Any]]:
    """Every row of the list, page after page."""
    rows: list[dict[str, Any]] = []
    address = f"/api/projects/?{selection.query_string()}&limit=7"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        rows += body["results"]
        address = body["next"]
    return rows


def drawn(client: APIClient, selection: ProjectSelection, folder: Path, z: int) -> list[dict[str, Any]]:
    """What is drawn on all tiles of a zoom over the country and its surroundings."""
    west, north = tile_of(WEST - SIDE, SOUTH + 3 * SIDE, z)
    east, south = tile_of(WEST + 5 * SIDE, SOUTH - SIDE, z)
    rows = []
    for x in range(west, east + 1):
        for y in range(north, south + 1):
            answer = client.get(f"/tiles/projects/{z}/{x}/{y}?{selection.query_string()}")
            assert answer.status_code == 200, answer.content
            rows += layers_of(answer.content, folder, z=z, x=x, y=y).get("projects", [])
    return rows


def drawn_points(client: APIClient, selection: ProjectSelection, folder: Path) -> list[int]:
    """The projects on the tiles of a high zoom; one that lies on an edge may stand on two tiles."""
    return sorted({row["id"] for row in drawn(client, selection, folder, POINTS_FROM)})


def drawn_cells(client: APIClient, selection: ProjectSelection, folder: Path) -> tuple[int, int]:
    """How many projects, and how many with problems, the cells of a low zoom count."""
    rows = drawn(client, selection, folder, CELLS_AT)
    return int(sum(row["count"] for row in rows)), int(sum(row["problems"] for row in rows))


def exported(user: User, selection: ProjectSelection, folder: Path) -> dict[str, Counter[tuple[int, Decimal]]]:
    """Id and planned budget of every row of two export files."""
    table, shapes = folder / "projects.csv", folder / "projects.geojson"
    write_selection(selection=selection, reader=user, form=Format.CSV, path=table)
    write_selection(selection=selection, reader=user, form=Format.GEOJSON, path=shapes)
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert sum(1 for _row in csv.reader(file)) == 1 + sum(1 for _entry in comma_separated.read(table))
    return {
        name: Counter((entry.id, entry.money[0]) for entry in module.read(path))
        for name, module, path in (("csv", comma_separated, table), ("geojson", geojson, shapes))
    }


def assert_doors_agree(user: User, selection: ProjectSelection, folder: Path, reader: str = "authority") -> set[int]:
    """List, totals, map and files of one question to one reader; the ids of its projects."""
    client = client_of(user)
    rows = listed(client, selection)
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(selection.queryset(user).values_list("id", flat=True))
    placed = sorted(Project.objects.filter(pk__in=ids, location__isnull=False).values_list("pk", flat=True))
    totals = client.get(f"/api/projects/totals/?{selection.query_string()}").json()
    assert (totals["count"], totals["with_location"]) == (len(ids), len(placed))
    assert Decimal(totals["planned"]) == sum(Decimal(str(row["planned_budget"])) for row in rows)
    assert drawn_points(client, selection, folder) == placed, selection
    if selection.bbox is None:
        problems = Project.objects.filter(pk__in=placed, problems__gt=0).count()
        assert drawn_cells(client, selection, folder) == (len(placed), problems), selection
    if reader != "authority" and selection.authority is None:
        places = places_of(user, selection)
        assert sum(place.projects for place in places) == len(ids), selection
        assert sum(place.with_location for place in places) == len(placed), selection
    truth = Counter((row["id"], Decimal(str(row["planned_budget"]))) for row in rows)
    for name, entries in exported(user, selection, folder).items():
        assert entries == truth, name
    return set(ids)


def assert_tables_agree(user: User) -> None:
    """Status, province figures and completeness of this moment, against the projects themselves."""
    reach = Reach.of(user.scope)
    today = timezone.localdate()
    now = completeness(as_of=today, reach=reach, fiscal_year=max(YEARS))
    for year in YEARS:
        projects = list(Project.objects.visible_to(user).filter(fiscal_year=year))
        total = status(fiscal_year=year, reach=reach, today=today).total.sums
        assert total.projects == len(projects)
        assert total.planned == sum(project.planned_budget for project in projects)
        assert total.with_location == sum(project.location is not None for project in projects)
        assert total.paid == sum(project.paid_total for project in projects)
        by = By.AUTHORITY if reach.is_staff_only else By.PROVINCE
        board = lines_of(Place(reach=reach, by=by), years=[year], today=today).total[year]
        assert board.sums is not None
        assert (board.sums.projects, board.sums.paid) == (total.projects, total.paid)
        figures = province_figures([year], reach, today=today)
        assert sum(one.sums.projects for one in figures) == len(projects)
        for stage in PROJECT_STAGES:
            if year not in now.years:
                continue
            counts = now.total.cells[stage, year]
            # a project proves its year's plan only while its plan is in force: all plans here cover both years
            truth = len({project.authority_id for project in projects if project.stages & stage.bit})
            assert counts.entered + counts.problem == truth, (stage, year)
            assert board.has_entered(stage) == truth
            assert sum(one.entered[stage - 1] + one.problem[stage - 1] for one in figures) == truth
            listing = named_authorities(
                as_of=today, reach=reach, stage=stage, fiscal_year=year, state=ListedState.MISSING
            )
            assert (listing.count, len(listing.authorities)) == (counts.missing, counts.missing)


def answers_of(day: dt.date, user: User) -> dict[str, Any]:
    """What is said of a day: completeness with its names, the burn-down, and the figures of provinces."""
    reach = Reach.of(user.scope)
    report = completeness(as_of=day, reach=reach, fiscal_year=max(YEARS))
    burn_down = pace(as_of=day, stage=Stage.PLAN, fiscal_year=YEARS[0], reach=reach, calendar=openings())
    names = {
        (stage, year): [one.authority_id for one in _missing(day, reach, stage, year)]
        for stage in (Stage.PLAN, Stage.DISBURSED)
        for year in YEARS
    }
    return {"completeness": _cells(report), "names": names, "curve": _curve(burn_down.total, burn_down)}


def _missing(day: dt.date, reach: Reach, stage: Stage, year: int) -> Any:
    return named_authorities(as_of=day, reach=reach, stage=stage, fiscal_year=year, page_size=100).authorities


def _cells(report: Completeness) -> dict[Any, Any]:
    return {
        (line.code, stage, year): line.cells[stage, year]
        for line in (*report.lines, report.total)
        for stage in Stage
        for year in YEARS
        if line.authorities
    } | {WHOLE: report.total.authorities}


def _curve(place: Any, report: Any) -> list[int]:
    if report.opening is None:
        return []
    return [place.curve.at(day) for day in range((report.as_of - report.opening.opens_on).days + 1)]
