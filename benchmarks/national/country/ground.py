"""Ground and people of the country: the demonstration's registry without its projects, accounts for every office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import numpy as np
import shapely
from django.db import connection

from coordination.models import WorkCalendarEntry
from geo_eplan.demo.chance import stream
from geo_eplan.demo.ground import copy_lines, first_free_id, load_ground
from geo_eplan.demo.names import compose
from geo_eplan.demo.recipe import provinces, works
from geo_eplan.demo.registry import Authority, ProvinceRegistry
from geo_eplan.demo.works import OBJECTIVES
from geo_eplan.demo.writing import Order, draw
from projects.enums import Stage

FIRST_YEAR, LAST_YEAR = 2551, 2560
# Projects a year against those of a subdistrict organization: as in the demonstration.
WEIGHTS = {"PAO": 14.0, "CITY": 11.0, "TOWN": 6.0, "SPECIAL": 12.0, "SUBDISTRICT": 3.8, "SAO": 2.75}
LARGE = frozenset({"PAO", "CITY"})
DEPARTMENT_ANALYSTS = 32
PHRASES = 3000
# Works keep this far (degrees, twelve metres or more) from the boundary, so that eight metres around them are inside.
FROM_BOUNDARY = 0.00012
SINCE = dt.date(2007, 10, 1)


def load_registry(most_authorities: int | None = None) -> list[ProvinceRegistry]:
    """Draw the authorities of the demonstration and write them; with `most_authorities` only some whole provinces."""
    chosen: list[str] = []
    count = 0
    for province in provinces():
        if most_authorities is not None and chosen and count + province.total > most_authorities:
            continue
        chosen.append(province.code)
        count += province.total
    registries = draw(Order(tuple(chosen), first_free_id("layers_localauthority"), {}, {}))
    load_ground(registries)
    return registries


def load_calendar() -> None:
    """Every stage of every year open in its turn."""
    months = {Stage.VISION: -4, Stage.STRATEGY: -4, Stage.PLAN: -3, Stage.PLAN_APPROVED: -2, Stage.BUDGET_APPROVED: -1}
    WorkCalendarEntry.objects.bulk_create(
        WorkCalendarEntry(
            fiscal_year=year,
            stage=stage,
            opens_on=_month_of(year, months.get(stage, 0)),
            due_on=_month_of(year, months.get(stage, 0) + 13),
        )
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for stage in Stage
    )


def _month_of(year: int, month: int) -> dt.date:
    """The first of a month, counted from October of the fiscal year (BE)."""
    months = (year - 544) * 12 + 9 + month
    return dt.date(months // 12, months % 12 + 1, 1)


def load_people() -> None:
    """A planner, finance officer and engineer for every authority, two people for every province, and the department.

    Nobody has a password: the measurements make their own sessions.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"analysts": DEPARTMENT_ANALYSTS, "since": SINCE})


_PEOPLE = """
create temporary table person on commit drop as
select nextval(pg_get_serial_sequence('accounts_user', 'id')) as id, wanted.*
from (
    select lower(role) || '-' || authority.id as username, role, authority.id as authority_id, null as province_id
    from layers_localauthority as authority
    cross join (values ('PLANNER'), ('FINANCE'), ('ENGINEER')) as office (role)
    where authority.boundary is not null
    union all
    select lower(role) || '-' || province.code, role, null, province.code
    from layers_province as province
    cross join (values ('PROVINCIAL_ANALYST'), ('PROVINCIAL_CHIEF')) as office (role)
    where exists (select from layers_localauthority as authority where authority.province_id = province.code)
    union all
    select 'department-' || number, 'DEPARTMENT_ANALYST', null, null from generate_series(1, %(analysts)s) as number
    order by 2, 1
) as wanted;
insert into accounts_user (id, username, email, full_name, password, is_active, is_staff, is_superuser, is_demo)
select id, username, '', username, '!', true, false, false, false from person;
insert into accounts_assignment (user_id, role, authority_id, province_id, since)
select id, role, authority_id, province_id, %(since)s from person;
insert into benchmark.authority (id, province_id, weight, is_large, places, planner, finance, engineer)
select authority.id, authority.province_id, 0, false, 1, planner.id, finance.id, engineer.id
from layers_localauthority as authority
inner join person as planner on planner.authority_id = authority.id and planner.role = 'PLANNER'
inner join person as finance on finance.authority_id = authority.id and finance.role = 'FINANCE'
inner join person as engineer on engineer.authority_id = authority.id and engineer.role = 'ENGINEER'
"""


def load_places(registries: list[ProvinceRegistry], projects: int) -> None:
    """Where works may be: around the villages of each authority, a third as many places as it will have projects."""
    authorities = [each for registry in registries for each in registry.authorities]
    whole = sum(WEIGHTS[each.kind] for each in authorities)
    counts = {each.id: _places_of(projects * WEIGHTS[each.kind] / whole) for each in authorities}
    for registry in registries:
        copy_lines(
            "benchmark.place",
            "authority_id, number, longitude, latitude, village, village_number",
            _places(registry, counts),
        )
    table = StringIO()
    table.writelines(
        f"{each.id}\t{counts[each.id]}\t{WEIGHTS[each.kind]}\t{each.kind in LARGE}\n" for each in authorities
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table counted (id bigint, places integer, weight float8, is_large boolean) on commit drop"
        )
        copy_lines("counted", "id, places, weight, is_large", table.getvalue().encode())
        cursor.execute(
            "update benchmark.authority set places = counted.places, weight = counted.weight,"
            " is_large = counted.is_large from counted where counted.id = authority.id"
        )


def _places_of(projects: float) -> int:
    return int(min(max(projects / 3, 12), 4000))


def _places(registry: ProvinceRegistry, counts: dict[int, int]) -> Iterator[str]:
    below = [each for each in registry.authorities if each.kind != "PAO"]
    for each in registry.authorities:
        chance = np.random.default_rng([int(registry.province.code), each.number])
        villages = each.villages or [village for other in below for village in other.villages]
        at = np.array([village.at for village in villages])
        found, of = _scattered(each, at, counts[each.id], chance)
        for number, ((longitude, latitude), index) in enumerate(zip(found, of, strict=True), start=1):
            village = villages[index]
            yield f"{each.id}\t{number}\t{longitude:.7f}\t{latitude:.7f}\t{village.name}\t{village.number}\n"


def _scattered(
    each: Authority, at: np.ndarray, count: int, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """`count` places around the villages (WGS 84) that lie well inside the boundary, and the village of each."""
    within = shapely.buffer(each.cell, -FROM_BOUNDARY, quad_segs=1)
    ground = each.cell if within.is_empty else within
    shapely.prepare(ground)
    west, south, east, north = ground.bounds
    # most works are in the village or just outside; some are anywhere in between
    reach = (0.004 + 0.12 * np.sqrt(each.cell.area)) if each.kind != "PAO" else 0.02
    found, of = np.empty((0, 2)), np.empty(0, dtype=int)
    while len(found) < count:
        size = (count - len(found)) * 2 + 64
        index = chance.integers(0, len(at), size)
        near = at[index] + chance.normal(0, 1, (size, 2)) * reach * chance.exponential(0.6, (size, 1))
        anywhere = chance.random(size) < 0.12
        near[anywhere] = chance.uniform((west, south), (east, north), (int(anywhere.sum()), 2))
        inside = shapely.contains_xy(ground, near[:, 0], near[:, 1])
        found, of = np.concatenate([found, near[inside]]), np.concatenate([of, index[inside]])
    return found[:count], of[:count]


def load_phrases() -> None:
    """What a project may be called and cost, from the demonstration's kinds of work with their sizes drawn."""
    copy_lines("benchmark.phrase", "number, is_large, programme, head, tail, baht, objective", _phrases())


def _phrases() -> Iterator[str]:
    for is_large in (False, True):
        chance = stream("benchmark phrases", is_large)
        chosen = [work for work in works() if work.owner in ("any", "large" if is_large else "small")]
        weights = [work.weight for work in chosen]
        for number in range(1, PHRASES + 1):
            work = chance.choices(chosen, weights)[0]
            width = chance.choice(work.widths) if work.measure == "area" else 1
            if work.measure == "lump":
                size, baht = 0, chance.uniform(work.low, work.high)
            else:
                size = chance.randint(work.low, work.high)
                baht = size * width * work.price * chance.uniform(0.94, 1.06)
            other = f"บ้าน{compose(chance, chance.choice('NECS'))[0]}"
            # the number of the village follows its name in the statement
            words = work.name.replace("{village} หมู่ที่ {moo}", "{village}")
            head, here, tail = words.partition("{village}")
            sizes = {"other": other, "width": width, "length": f"{size:,}", "number": size, "moo": 1 + number % 12}
            tail = tail.format(**sizes, village="") if here else ""
            yield (
                f"{number}\t{is_large}\t{work.programme}\t{head.format(**sizes)}{'' if here else ' '}\t{tail}\t"
                f"{max(int(baht / 1000 + 0.5), 5) * 1000}\t{OBJECTIVES[work.programme]}\n"
            )
