"""Bring the registry of local authorities in from a CSV file. Without --apply nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from geo.errors import GeoError
from geo.thai import parse_date
from layers.importing.authorities import apply_authorities, plan_authorities
from layers.importing.findings import Outcome, UnusableFile
from layers.models import LocalAuthority


class Command(BaseCommand):
    """Names every doubtful row with the reason, then the sums. Running it again changes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="write; otherwise only say what would be written")
        parser.add_argument("--source", default="", help="where the file comes from, kept with every office point")
        parser.add_argument("--on", default="", help="first day of what has changed (BE or CE; today when left out)")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}. Check the name.")
        try:
            on = parse_date(options["on"]) if options["on"] else timezone.localdate()
            plan = plan_authorities(path, source=options["source"])
        except (UnusableFile, GeoError) as error:
            raise CommandError(str(error)) from error
        for line in plan.describe():
            self.stdout.write(line)
        if options["apply"]:
            try:
                apply_authorities(plan, on=on)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            self.stdout.write(f"Written. The registry has {LocalAuthority.objects.count()} local authorities.")
        else:
            self.stdout.write("Nothing was written. Add --apply to write this.")
        if plan.count(Outcome.REFUSE):
            self.stderr.write(
                f"{plan.count(Outcome.REFUSE)} rows were refused; mend them in the file and run it again."
            )
