"""Loads the demonstration country: ground, people, calendar, and the records through the ordinary ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from coordination.models import WorkCalendarEntry
from geo_eplan.demo.calendar import load_calendar, load_exemptions
from geo_eplan.demo.ground import continue_numbering, copy_lines, first_free_id, load_ground
from geo_eplan.demo.people import assign, create_accounts
from geo_eplan.demo.recipe import SMALL, provinces
from geo_eplan.demo.sheets import COLUMNS
from geo_eplan.demo.writing import Batch, Order, another_process, this_process
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
    with transaction.atomic():
        people = create_accounts()
        order = Order(
            provinces=tuple(province.code for province in provinces() if not small or province.code in SMALL),
            first_authority_id=first_free_id("layers_localauthority"),
            first_ids={table: first_free_id(f"projects_{table}") for table in COLUMNS},
            people={name: str(people[name].pk) for name in ("planner", "finance", "engineer")},
        )
        say(f"Drawing the authorities of {len(order.provinces)} provinces")
        with (this_process if small else another_process)(order) as (registries, batches):
            load_ground(registries)
            assign(people)
            load_calendar()
            load_exemptions(registries)
            say("Entering plans, projects, contracts and payments")
            with bulk_loading(into_empty=True):
                records, projects = _enter(batches)
                say(f"Working out the ledger from {records:,} records")
    with connection.cursor() as cursor:
        cursor.execute("analyze layers_localauthority, layers_authorityperiod, layers_district, projects_changelog")
    authorities = sum(len(registry.authorities) for registry in registries)
    return Loaded(authorities, projects, records, time.monotonic() - started)


def _enter(waiting: Iterator[Batch]) -> tuple[int, int]:
    """Send the batches into their tables; gives the number of records and of projects."""
    records = projects = 0
    for tables in waiting:
        for table, lines in tables.items():
            copy_lines(f"projects_{table}", COLUMNS[table], lines)
            records += lines.count(b"\n")
        projects += tables["project"].count(b"\n")
    for table in COLUMNS:
        continue_numbering(f"projects_{table}")
    return records, projects
