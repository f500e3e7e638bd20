"""Loads the demonstration country: the ground, the people, the calendar, and the records through the ordinary ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from coordination.models import StageExemption, WorkCalendarEntry
from geo_eplan.demo.annex import missing_on_the_day
from geo_eplan.demo.calendar import exempt, load_calendar
from geo_eplan.demo.ground import continue_numbering, copy_lines, first_free_id, load_ground
from geo_eplan.demo.life_cycle import write_province
from geo_eplan.demo.people import assign, create_accounts
from geo_eplan.demo.recipe import SMALL, provinces
from geo_eplan.demo.registry import ProvinceRegistry, registry_of
from geo_eplan.demo.sheets import COLUMNS, Sheets
from layers.models import LocalAuthority
from projects.services.bulk import bulk_loading

Say = Callable[[str], None]


class NotEmptyError(Exception):
    """The database has authorities already; a demonstration country is loaded into an empty one only."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it."""

    authorities: int
    projects: int
    records: int
    seconds: float


def is_empty() -> bool:
    """True where no local authority and no calendar is there yet."""
    return not LocalAuthority.objects.exists() and not WorkCalendarEntry.objects.exists()


def load(*, small: bool = False, say: Say = lambda words: None) -> Loaded:
    """Load the whole country, or the three provinces of `SMALL`. All of it or nothing. Raises NotEmptyError."""
    if not is_empty():
        raise NotEmptyError
    started = time.monotonic()
    chosen = [province for province in provinces() if not small or province.code in SMALL]
    say(f"Drawing the authorities of {len(chosen)} provinces")
    registries = [registry_of(province) for province in chosen]
    with transaction.atomic():
        load_ground(registries)
        people = create_accounts()
        assign(people)
        load_calendar()
        staff = {name: str(people[name].pk) for name in ("planner", "finance", "engineer")}
        exemptions: list[StageExemption] = []
        say("Entering plans, projects, contracts and payments")
        with bulk_loading(into_empty=True):
            first_ids = {table: first_free_id(f"projects_{table}") for table in COLUMNS}
            records = projects = 0
            for tables in _batches(registries, staff, first_ids, exemptions):
                for table, lines in tables.items():
                    copy_lines(f"projects_{table}", COLUMNS[table], lines)
                    records += lines.count(b"\n")
                projects += tables["project"].count(b"\n")
            StageExemption.objects.bulk_create(exemptions)
            for table in COLUMNS:
                continue_numbering(f"projects_{table}")
            say(f"Working out the ledger from {records:,} records")
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    authorities = sum(len(registry.authorities) for registry in registries)
    return Loaded(authorities, projects, records, time.monotonic() - started)


def _batches(
    registries: list[ProvinceRegistry],
    staff: dict[str, str],
    first_ids: dict[str, int],
    exemptions: list[StageExemption],
) -> Iterator[dict[str, bytes]]:
    """Records of some provinces at a time, ready to be sent table by table."""
    sheets = Sheets(first_ids)
    for registry in registries:
        missing = missing_on_the_day(registry.authorities)
        exemptions += exempt(registry.authorities, missing)
        write_province(registry.authorities, missing, sheets, staff)
        if len(sheets.lines["project"]) > 8000:
            yield sheets.take()
    if sheets.lines["project"]:
        yield sheets.take()
