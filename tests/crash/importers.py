"""Programs that bring a file in and may be killed on the way. Run as `python -m tests.crash.importers VERB FILE`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402 - the same
from django.db.models import Count, Model  # noqa: E402 - the same
from django.utils import timezone  # noqa: E402 - the same

from accounts.enums import Role  # noqa: E402 - the same
from accounts.models import Assignment  # noqa: E402 - the same
from layers.models import LocalAuthority  # noqa: E402 - the same
from projects.models import (  # noqa: E402 - the same
    AuthorityRecord,
    BudgetApproval,
    ChangeLog,
    Contract,
    ContractShare,
    DevelopmentPlan,
    Disbursement,
    ImportJob,
    PlanApproval,
    PlannedBudget,
    Position,
    Progress,
    Project,
    StageLedger,
)
from projects.services.importing import applying  # noqa: E402 - the same
from projects.services.importing.running import SILENCE, recover_silent  # noqa: E402 - the same
from projects.tasks import import_step  # noqa: E402 - the same
from tests import factories as make  # noqa: E402 - the same

# The authority whose import runs through, and the one whose import is killed.
WHOLE, KILLED = "5190001", "5190002"
# Small batches, and enough of them that one can be killed.
applying.BATCH = 250
ROWS = 2_600
HEAD = (
    "รหัสโครงการ,ปีงบประมาณ,ชื่อโครงการ,งบประมาณ (บาท),แผนงาน,วันที่อนุมัติแผน,งบประมาณที่อนุมัติ,วันที่อนุมัติงบประมาณ,"
    "เลขที่สัญญา,วันที่ทำสัญญา,วงเงินสัญญา,คู่สัญญา,เบิกจ่าย,วันที่เบิกจ่าย,เลขที่ฎีกา,ความก้าวหน้า,วันที่รายงานความก้าวหน้า,ละติจูด,ลองจิจูด"
)
LIFE_CYCLE: tuple[type[Model], ...] = (
    Project,
    PlannedBudget,
    PlanApproval,
    BudgetApproval,
    Contract,
    ContractShare,
    Disbursement,
    Progress,
    Position,
    StageLedger,
)
# What stands for the id of a record that another refers to.
NAMES: dict[type[Model], str] = {Project: "code", Contract: "number", DevelopmentPlan: "first_year"}
OF_THE_MOMENT = {"id", "pk", "authority", "recorded_at", "client_id"}


def prepare(file: Path) -> None:
    """Two authorities on the same ground, one person with all roles in both, and the file."""
    person = make.make_user(username="somying")
    for code in (WHOLE, KILLED):
        authority = make.AuthorityFactory(code=code, boundary=make.square(101.0, 14.5))
        make.PlanFactory(authority=authority)
        for role in (Role.PLANNER, Role.FINANCE, Role.ENGINEER):
            Assignment.objects.create(user=person, role=role, authority=authority)
    with file.open("w", encoding="utf-8") as text:
        text.write(HEAD + "\n")
        text.writelines(_row(n) for n in range(ROWS))


def _row(n: int) -> str:
    """A project with its approvals; some with a contract, fewer paid, reported on or pinned, as life is."""
    cells = [
        f"P59-{n:05d}",
        "2559",
        f"ก่อสร้างถนนสาย {n}",
        f"{100_000 + n}.25",
        "9",
        "15/6/2558",
        str(90_000 + n),
        "29/9/2558",
    ]
    cells += [f"{n}/2559", "20/1/2559", str(80_000 + n), "หจก. ก"] if n % 3 == 0 else [""] * 4
    cells += [str(40_000 + n), "20/4/2559", f"ฎ{n}"] if n % 6 == 0 else [""] * 3
    cells += [str(n % 101), "1/5/2559"] if n % 12 == 0 else [""] * 2
    cells += [f"{14.51 + n % 80 / 1000:.3f}", f"{101.01 + n % 70 / 1000:.3f}"] if n % 20 == 0 else [""] * 2
    return ",".join(cells) + "\n"


def import_whole(file: Path) -> None:
    """Bring the file into the first authority."""
    _import(file, WHOLE)


def import_killed(file: Path) -> None:
    """Bring the file into the second authority."""
    _import(file, KILLED)


def recover(_file: Path) -> None:
    """What the worker does once the killed run has been silent for long enough."""
    ImportJob.objects.filter(heartbeat_at__isnull=False).update(heartbeat_at=timezone.now() - 2 * SILENCE)
    sys.stdout.write(f"taken up {recover_silent()}\n")
    for job in ImportJob.objects.filter(state="applying"):
        import_step(job.pk, job.authority_id)


def compare(_file: Path) -> None:
    """Fail unless both authorities have equal rows, and equally many events of history, in every table."""
    whole, killed = (LocalAuthority.objects.get(code=code).pk for code in (WHOLE, KILLED))
    for model in LIFE_CYCLE:
        one, other = _rows(model, whole), _rows(model, killed)
        events, other_events = (_events(model, authority) for authority in (whole, killed))
        sys.stdout.write(f"{model.__name__} {len(one)} {len(other)}, events {events} {other_events}\n")
        if one != other or events != other_events or not one:
            unlike = next((pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]), None)
            raise SystemExit(f"{model.__name__}: {len(one)} and {len(other)} rows, first unlike: {unlike}")


def _import(file: Path, code: str) -> None:
    settings.MEDIA_ROOT = file.parent / "files"
    call_command("import_projects", str(file), by="somying", authority=code, apply=True, verbosity=0)


def _rows(model: type[Model], authority: int) -> list[tuple[tuple[str, str], ...]]:
    """Every column but ids and moments, sorted; records that are referred to by what they are called."""
    fields = [field for field in model._meta.concrete_fields if field.name not in OF_THE_MOMENT]
    columns: dict[str, str] = {}
    for field in fields:
        kind = field.related_model if isinstance(field.related_model, type) else None
        if kind is not None and issubclass(kind, AuthorityRecord):
            if kind in NAMES:
                columns[field.name] = f"{field.name}__{NAMES[kind]}"
        elif not field.name.endswith("_at"):
            columns[field.name] = field.attname
    found: Any = model._default_manager.filter(authority_id=authority)
    rows = found.values(*columns.values())
    return sorted(tuple((name, str(row[path])) for name, path in columns.items()) for row in rows)


def _events(model: type[Model], authority: int) -> dict[str, int]:
    """How many events of each kind the history has of a table."""
    found = ChangeLog.objects.filter(authority_id=authority, table_name=model._meta.db_table).order_by()
    return dict(found.values_list("action").annotate(Count("pk")))


VERBS = {
    "prepare": prepare,
    "import-whole": import_whole,
    "import-killed": import_killed,
    "recover": recover,
    "compare": compare,
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](Path(sys.argv[2]))
