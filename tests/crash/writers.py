"""Programs that write to a database which is about to be killed. Run as `python -m tests.crash.writers VERB FILE`.

They tell in a file, line by line and only after the commit was acknowledged, what they wrote.
"""

from __future__ import annotations

import os
import random
import sys
import uuid
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first
from django.db import OperationalError  # noqa: E402 - the same

from accounts.enums import Role  # noqa: E402 - the same
from accounts.models import User  # noqa: E402 - the same
from geo.coordinates.reading import Reading  # noqa: E402 - the same
from projects.enums import Capture, PositionKind  # noqa: E402 - the same
from projects.models import Position, Project  # noqa: E402 - the same
from projects.services.ledger import differences  # noqa: E402 - the same
from projects.services.positions import pin_project  # noqa: E402 - the same
from tests import factories as make  # noqa: E402 - the same


def prepare(_file: Path) -> None:
    """Three authorities with ten projects and an engineer each."""
    for _authority in range(3):
        plan = make.PlanFactory()
        make.ProjectFactory.create_batch(10, plan=plan)
        make.make_user(Role.ENGINEER, authority=plan.authority)


def pin(acknowledged: Path) -> None:
    """Pin projects one after the other until the database goes away."""
    chance = random.Random(os.getpid())
    engineers = list(User.objects.filter(assignments__role=Role.ENGINEER))
    with acknowledged.open("a", encoding="utf-8") as log:
        while True:
            engineer = chance.choice(engineers)
            (authority_id,) = engineer.scope.authority_ids
            project = chance.choice(list(Project.objects.of_authority(authority_id)))
            centre = project.authority.boundary.centroid  # type: ignore[union-attr]  # every test authority is a square
            client_id = uuid.uuid4()
            pin_project(
                project=project,
                reading=Reading(centre.x + chance.uniform(-0.04, 0.04), centre.y, "wgs84"),
                kind=PositionKind.PLANNED,
                by=engineer,
                capture=Capture.GPS,
                client_id=client_id,
            )
            log.write(f"{client_id}\n")
            log.flush()


def import_registry(file: Path) -> None:
    """Import the registry file."""
    call_command("import_authorities", file, apply=True, verbosity=0)


def prove(acknowledged: Path) -> None:
    """Fail unless every acknowledged pin is there, no pin is there twice, and the ledger equals the records."""
    promised = set(acknowledged.read_text(encoding="utf-8").split())
    kept = {str(client_id) for client_id in Position.objects.values_list("client_id", flat=True)}
    sys.stdout.write(f"acknowledged {len(promised)}, kept {len(kept)}, lost {len(promised - kept)}\n")
    found = differences()
    if promised - kept or found:
        raise SystemExit(f"lost: {sorted(promised - kept)[:5]}; ledger: {found[:5]}")


if __name__ == "__main__":
    verb, file = sys.argv[1], Path(sys.argv[2])
    try:
        {"prepare": prepare, "pin": pin, "import": import_registry, "prove": prove}[verb](file)
    except OperationalError as gone:
        raise SystemExit(f"the database went away: {gone}") from gone
