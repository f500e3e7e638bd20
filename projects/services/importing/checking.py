"""The check of an import: every row is read and kept with what is said of it. Nothing of the life cycle is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.json import Jsonb

from geo.front_door import UploadKind
from geo.front_door.grid import Cell
from geo.systems import WGS84
from projects.enums import Record
from projects.importing.cells import Options
from projects.importing.fields import BY_KEY, records_in
from projects.importing.rows import VALUES, ReadRow, RowReader
from projects.importing.sources import rows_of
from projects.models import ImportJob, ImportRow
from projects.models.imports import ImportState, Outcome
from projects.permissions import may_enter
from projects.services.importing.running import CalledOff, claim, ended, guarded, report
from projects.services.importing.statements import run
from projects.services.placement import UNKNOWN_BOUNDARY_ACCURACY_M

LINES_BETWEEN_REPORTS: Final = 5_000
_POSITION: Final = ("longitude", "latitude", "position_system", "position_text")
_CHILDREN: Final = frozenset(
    {
        Record.PLAN_APPROVAL,
        Record.BUDGET_APPROVAL,
        Record.CONTRACT,
        Record.DISBURSEMENT,
        Record.PROGRESS,
        Record.POSITION,
    }
)

_COLUMNS: Final = ", ".join(str(one.column) for one in ImportRow._meta.concrete_fields if one.name != "project_id")
# with the keys of what will be made; a gap in the numbers is no loss
_KEPT: Final = f"""
insert into projects_importrow ({_COLUMNS}, project_id)
select
    {_COLUMNS},
    case
        when outcome = 'new' then nextval((select pg_get_serial_sequence('projects_project', 'id')::regclass))
        else project_id
    end
from (select * from import_staged order by number) as staged
"""  # noqa: S608 - names of our own columns


def check_import(*, job_id: int, authority_id: int) -> ImportState | None:
    """Read the file of a job and check every row. Returns the state it ended in; None when another run has it."""
    job = claim(job_id, authority_id, ImportState.CHECKING)
    return None if job is None else guarded(job, _check)


def _check(job: ImportJob) -> ImportState:
    totals = _stage(job)
    try:
        with transaction.atomic():
            _judge(job)
            _keep(job, totals)
    finally:
        if not connection.needs_rollback:
            _drop()
    _analyse()
    return ImportState.CHECKED


def _analyse() -> None:
    """What is kept of this job is much of the whole table, and will be applied at once: the planner must know of it.

    In a transaction of its own, because nobody else can do so until it ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("analyze projects_importrow (authority_id, job_id, number, outcome, project_id)")


def _stage(job: ImportJob) -> dict[str, int]:
    """Read the file into a table of this session; gives how many lines were blank and how many rows were sums."""
    kept = _columns(job)
    reader = RowReader(
        job.mapping, _options(job), authority_code=job.authority.code or "", fiscal_year=job.options.get("fiscal_year")
    )
    totals = {"blank": 0, "bad_cells": 0}
    with connection.cursor() as cursor:
        _drop()
        cursor.execute("create temporary table import_staged (like projects_importrow)")
        columns = ["authority_id", "job_id", "number", "line", "outcome", "looks", "cells", "remarks", *kept]
        source = rows_of(
            job.path,
            UploadKind(job.kind),
            sheet=job.sheet,
            head_line=job.head_line,
            layer_name=job.sheets[job.sheet]["name"],
        )
        numbered = enumerate(_counting_blank(source, job.head_line, totals), start=1)
        more = True
        while more:
            # in pieces, so that between them the job can say how far it is
            more = False
            with cursor.copy(f"copy import_staged ({', '.join(columns)}) from stdin") as copy:
                for number, (line, cells) in numbered:
                    row = reader.read(line, cells)
                    totals["bad_cells"] += sum(one["l"] == "bad" for one in row.remarks)
                    copy.write_row(_told(job, number, row, kept))
                    if number % LINES_BETWEEN_REPORTS == 0:
                        more = True
                        break
            if more:
                report(job, number)
        # what rows are joined and chosen by: looking at every cell as well would take as long as a check
        cursor.execute("analyze import_staged (number, outcome, code, fiscal_year, name)")
    return totals


def _counting_blank(
    rows: Iterator[tuple[int, list[Cell]]], head_line: int, totals: dict[str, int]
) -> Iterator[tuple[int, list[Cell]]]:
    before = head_line
    for line, cells in rows:
        totals["blank"] += max(line - before - 1, 0)
        before = line
        yield line, cells


def _columns(job: ImportJob) -> list[str]:
    """The columns of ImportRow that this mapping can fill."""
    keys = set(job.mapping) | {"code", "fiscal_year"}
    has_place = keys & {"latitude", "longitude", "coordinates"}
    return [name for name in VALUES if (has_place if name in _POSITION else name in keys)]


def _options(job: ImportJob) -> Options:
    return Options(
        two_digits=job.options.get("two_digits", ""),
        system=job.options.get("system", ""),
        restore=bool(job.options.get("restore")),
        today=timezone.localdate(),
    )


def _told(job: ImportJob, number: int, row: ReadRow, kept: list[str]) -> list[Any]:
    outcome = Outcome.SKIPPED if row.is_total else Outcome.REFUSED if row.is_refused else Outcome.NEW
    values = row.values
    return [
        job.authority_id,
        job.pk,
        number,
        row.line,
        outcome.value,
        bool(row.remarks) and outcome is Outcome.NEW,
        _array(row.cells),
        Jsonb(row.remarks) if row.remarks else None,
        *[values.get(name) for name in kept],
    ]


def _array(cells: list[str]) -> str:
    """The texts as PostgreSQL writes an array; the driver takes a list apart ten times as slowly."""
    quoted = (cell.replace("\x00", "").replace("\\", "\\\\").replace('"', '\\"') for cell in cells)
    return '{"' + '","'.join(quoted) + '"}' if cells else "{}"


def _judge(job: ImportJob) -> None:
    parameters = {
        "authority": job.authority_id,
        "may_create": may_enter(job.owner, Record.PROJECT, authority_id=job.authority_id),
        "programme": job.options.get("programme"),
        "unknown_accuracy_m": UNKNOWN_BOUNDARY_ACCURACY_M,
        "wgs84": WGS84,
    }
    run("check", **parameters)
    if records_in(job.mapping) & _CHILDREN:
        run("check_records", **parameters)


def _keep(job: ImportJob, totals: dict[str, int]) -> None:
    """The rows into the job's own table, and its counts. All or nothing."""
    report(job, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from projects_importrow where authority_id = %s and job_id = %s", [job.authority_id, job.pk]
        )
        cursor.execute(_KEPT)
        cursor.execute(
            "select outcome, count(*), count(*) filter (where looks and outcome in ('new', 'change', 'same')),"
            " coalesce(sum(jsonb_array_length(jsonb_path_query_array(remarks, '$[*] ? (@.l == \"bad\")'))), 0),"
            ' count(*) filter (where remarks @> \'[{"c": "perhaps_twice"}]\')'
            " from import_staged group by outcome"
        )
        found = cursor.fetchall()
    counts = {outcome: number for outcome, number, *_rest in found}
    counts |= {
        "look": sum(row[2] for row in found),
        "bad_cells": sum(int(row[3]) for row in found),
        "twins": sum(row[4] for row in found),
        "blank": totals["blank"],
    }
    total = sum(row[1] for row in found)
    mine = ImportJob.objects.filter(authority_id=job.authority_id, pk=job.pk, attempts=job.attempts)
    if not mine.update(
        state=ImportState.CHECKED, counts=counts, total=total, done=0, checked_at=timezone.now(), attempts=F("attempts")
    ):
        raise CalledOff
    ended(job)


def _drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists import_staged")


def rows_counted(job: ImportJob) -> int:
    """Rows that are kept of a job."""
    return ImportRow.objects.filter(authority_id=job.authority_id, job_id=job.pk).count()


assert set(VALUES) - set(_POSITION) <= set(BY_KEY)  # noqa: S101 - a column without a field would be our mistake
