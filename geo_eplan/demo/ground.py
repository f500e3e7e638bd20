"""Writes the invented registry into the ordinary tables: districts, authorities, their periods and successions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import shapely
from django.db import connection
from shapely.geometry import MultiPolygon, Point

from geo.measure import area_m2
from geo.systems import WGS84
from geo_eplan.demo.registry import ACCURACY_M, OFFICE_SOURCE, SOURCE, Authority, ProvinceRegistry
from geo_eplan.demo.sheets import NULL


def copy_lines(table: str, columns: str, lines: Iterable[str] | bytes) -> None:
    """Send lines of COPY's text format into a table."""
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        copy.write(lines if isinstance(lines, bytes) else "".join(lines).encode())


def shape_text(shape: MultiPolygon | Point) -> str:
    """A WGS 84 shape as extended well-known binary in hexadecimal digits."""
    return str(shapely.to_wkb(shapely.set_srid(shape, WGS84), hex=True, include_srid=True))


def first_free_id(table: str) -> int:
    """The number after the highest in a table; 1 for an empty one."""
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(max(id), 0) + 1 from {table}")  # noqa: S608 - the caller's own table name
        return int(cursor.fetchone()[0])


def continue_numbering(table: str) -> None:
    """Let new records be numbered after those that came with their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 1)) from {table}"  # noqa: S608 - the caller's own table name
        )


def load_ground(registries: list[ProvinceRegistry]) -> None:
    """Load everything of the registries, whose authorities are numbered already (`Authority.id`)."""
    authorities = [each for registry in registries for each in (*registry.authorities, *registry.dissolved)]
    copy_lines(
        "layers_district",
        "code, province_id, name_th, name_en, boundary, boundary_source, boundary_accuracy_m",
        (line for registry in registries for line in _districts(registry)),
    )
    copy_lines(
        "layers_localauthority",
        "id, code, kind, name_th, name_en, province_id, district_id, subdistrict_code, boundary, boundary_source,"
        " boundary_accuracy_m, office, office_source, area_km2",
        map(_authority, authorities),
    )
    copy_lines(
        "layers_authorityperiod",
        "authority_id, during, kind, code, name_th, name_en, province_id",
        (line for each in authorities for line in _periods(each)),
    )
    copy_lines(
        "layers_authoritysuccession",
        "predecessor_id, successor_id, on_date, kind",
        (line for registry in registries for line in _successions(registry)),
    )
    continue_numbering("layers_localauthority")


def _districts(registry: ProvinceRegistry) -> Iterator[str]:
    for fact, shape in zip(registry.province.districts, registry.districts, strict=True):
        yield (
            f"{fact.code}\t{registry.province.code}\t{fact.name_th}\t{fact.name_en}\t{shape_text(shape)}\t{SOURCE}\t"
            f"{ACCURACY_M}\n"
        )


def _authority(each: Authority) -> str:
    now = each.periods[-1]
    boundary, source, accuracy, area = NULL, "", NULL, NULL
    office, office_source = NULL, ""
    if each.merged_into is None:
        boundary, source, accuracy = shape_text(each.cell), SOURCE, str(ACCURACY_M)
        area = f"{area_m2(each.cell) / 1_000_000:.2f}"
        office, office_source = shape_text(Point(each.office)), OFFICE_SOURCE
    return (
        f"{each.id}\t{now.code or NULL}\t{now.kind}\t{now.name[0]}\t{now.name[1]}\t{each.province.code}\t"
        f"{each.district.code}\t\t{boundary}\t{source}\t{accuracy}\t{office}\t"
        f"{office_source}\t{area}\n"
    )


def _periods(each: Authority) -> Iterator[str]:
    for period in each.periods:
        until = period.until.isoformat() if period.until else ""
        yield (
            f"{each.id}\t[{period.since.isoformat()},{until})\t{period.kind}\t{period.code or NULL}\t{period.name[0]}\t"
            f"{period.name[1]}\t{each.province.code}\n"
        )


def _successions(registry: ProvinceRegistry) -> Iterator[str]:
    by_number = {each.number: each for each in registry.authorities}
    for gone in registry.dissolved:
        if gone.merged_into is not None:
            yield f"{gone.id}\t{by_number[gone.merged_into].id}\t{gone.periods[-1].until}\tMERGER\n"
