"""Measure an import: a file of valid projects from upload to visible, with every check, history and ledger.

    bin/database start; .venv/bin/python -m benchmarks.importing [--rows 100000] [--keep]

Makes a scratch database beside the configured one, brings a file in as a planner does, and drops the database again.
The part in the database (staging, checks, records with history and ledger) is compared with a bare COPY of the same
rows into tables without triggers or references, and the building of the same indexes, in the same run.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = "geo_eplan_benchmark_importing"
HEAD = "รหัสโครงการ,ชื่อโครงการ,ปีงบประมาณ,แผนงาน,งบประมาณ (บาท),สถานที่,วัตถุประสงค์"


def main() -> None:
    """Read the arguments, make the scratch database, measure, drop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file (default 100,000)")
    parser.add_argument("--runs", type=int, default=3, help="files, one after the other (default 3)")
    parser.add_argument("--keep", action="store_true", help="leave the scratch database")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
    os.environ["GEO_EPLAN_DB_NAME"] = SCRATCH
    from benchmarks import demonstration

    demonstration.SCRATCH = SCRATCH
    made = demonstration._make_scratch()
    import django

    django.setup()
    from django.conf import settings

    print(f"load of this machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors; {arguments.rows:,} rows")
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.MEDIA_ROOT = Path(folder)
            if made:
                _migrate()
            _measure(arguments.rows, arguments.runs, Path(folder))
    finally:
        if not arguments.keep:
            demonstration._drop_scratch()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _measure(rows: int, runs: int, folder: Path) -> None:
    rates, ratios = [], []
    for run in range(runs):
        authority, planner = _place(run)
        path = folder / "projects.csv"
        _write(path, rows, run)
        taken = _bring(authority, planner, path)
        bare = _bare(authority)
        database = taken["staging, in the database"] + taken["checks"] + taken["records"]
        rates.append(rows / database)
        ratios.append(database / bare)
        for name, seconds in taken.items():
            print(f"    {name:<28} {seconds:6.2f} s")
        print(f"    {'bare COPY and indexes':<28} {bare:6.2f} s")
        print(f"  in the database {rows / database:,.0f} rows/s, {database / bare:.1f} × bare")
    print(f"median: {statistics.median(rates):,.0f} rows/s (20,000), {statistics.median(ratios):.1f} × bare (3)")


def _place(run: int) -> tuple[Any, Any]:
    from accounts.enums import Role
    from accounts.models import Assignment, User
    from layers.models import LocalAuthority, Province
    from projects.models import DevelopmentPlan

    province = Province.objects.order_by("code")[1]
    authority = LocalAuthority.objects.create(kind="SUBDISTRICT", name_th=f"ทดลอง{run}", province=province)
    planner = User.objects.create(username=f"benchmark-{run}-{os.getpid()}", email=f"{run}-{os.getpid()}@example.org")
    Assignment.objects.create(user=planner, role=Role.PLANNER, authority=authority)
    DevelopmentPlan.objects.create(authority=authority, first_year=2559)
    return authority, planner


def _write(path: Path, rows: int, run: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD + "\n")
        for n in range(rows):
            file.write(
                f"P{run}-{n:06d},ก่อสร้างถนน คสล. สายบ้านที่ {n % 977} ถึงบ้านที่ {n % 613} ระยะ {n} เมตร,2559,"
                f"แผนงานอุตสาหกรรมและการโยธา,{100_000 + n}.50,หมู่ {n % 12 + 1},เพื่อให้ราษฎรสัญจรได้สะดวก\n"
            )


def _bring(authority: Any, planner: Any, path: Path) -> dict[str, float]:
    """Seconds of each part. Staging is measured with and without the reading of the file."""
    from projects.models import ImportJob
    from projects.services.importing import checking
    from projects.services.importing.applying import apply_import, request_apply
    from projects.services.importing.starting import match_columns, start_import

    taken: dict[str, float] = {}
    begun = time.perf_counter()
    job = start_import(authority=authority, by=planner, name="projects.csv", path=path)
    match_columns(job=job, by=planner, mapping=job.mapping, options={})
    taken["upload and columns"] = time.perf_counter() - begun
    judged, kept = checking._judge, checking._keep
    times: dict[str, float] = {"judge": 0.0, "keep": 0.0}

    def timed(name: str, work: Any) -> Any:
        def inner(*arguments: Any) -> None:
            start = time.perf_counter()
            work(*arguments)
            times[name] += time.perf_counter() - start

        return inner

    checking._judge, checking._keep = timed("judge", judged), timed("keep", kept)
    begun = time.perf_counter()
    try:
        state = checking.check_import(job_id=job.pk, authority_id=authority.pk)
    finally:
        checking._judge, checking._keep = judged, kept
    assert state == "checked", (state, ImportJob.objects.get(pk=job.pk).error)
    whole = time.perf_counter() - begun
    taken["reading and staging"] = whole - times["judge"] - times["keep"]
    taken["checks"] = times["judge"] + times["keep"]
    job.refresh_from_db()
    begun = time.perf_counter()
    request_apply(job=job, by=planner)
    state = apply_import(job_id=job.pk, authority_id=authority.pk)
    assert state == "done", (state, ImportJob.objects.get(pk=job.pk).error)
    taken["records"] = time.perf_counter() - begun
    # asked before the comparisons, which hold the rows in memory
    print(f"  memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    taken["staging, in the database"] = _copied_again(job)
    return taken


def _copied_again(job: Any) -> float:
    """What the COPY into staging costs the database: the same rows once more, without the reading of the file."""
    from django.db import connection

    columns = (
        "authority_id, job_id, number, line, outcome, looks, cells, remarks, code, fiscal_year, name, planned_budget,"
        " programme, village, objective"
    )
    with connection.cursor() as cursor:
        with cursor.copy(
            f"copy (select {columns} from projects_importrow where authority_id = {job.authority_id}) to stdout"
        ) as out:
            rows = [bytes(block) for block in out]
        cursor.execute("create temporary table staged_again (like projects_importrow)")
        begun = time.perf_counter()
        with cursor.copy(f"copy staged_again ({columns}) from stdin") as into:
            for start in range(0, len(rows), 1000):
                into.write(b"".join(rows[start : start + 1000]))
        taken = time.perf_counter() - begun
        cursor.execute("drop table staged_again")
    return taken


def _bare(authority: Any) -> float:
    """Seconds of a bare COPY of the authority's projects, their planned budgets and searched words, and of building the
    indexes of these tables."""
    from django.db import connection

    total = 0.0
    with connection.cursor() as cursor:
        for table in ("projects_project", "projects_plannedbudget", "projects_projectwords"):
            cursor.execute(f"drop table if exists bare; create table bare (like {table} including generated)")
            cursor.execute("select indexdef from pg_indexes where tablename = %s", [table])
            indexes = [row[0] for row in cursor.fetchall()]
            with cursor.copy(f"copy (select * from {table} where authority_id = {authority.pk}) to stdout") as out:
                rows = [bytes(block) for block in out]
            begun = time.perf_counter()
            with cursor.copy("copy bare from stdin") as into:
                for start in range(0, len(rows), 1000):
                    into.write(b"".join(rows[start : start + 1000]))
            for place, definition in enumerate(indexes):
                name = definition.split(" INDEX ", 1)[1].split(" ON ", 1)[0]
                cursor.execute(
                    definition.replace(f" INDEX {name} ON", f" INDEX bare_{place} ON", 1).replace(
                        f"public.{table} ", "public.bare ", 1
                    )
                )
            total += time.perf_counter() - begun
            cursor.execute("drop table bare")
    return total


if __name__ == "__main__":
    main()
