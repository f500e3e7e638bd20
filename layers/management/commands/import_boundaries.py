"""Bring boundaries in from GeoJSON, GeoPackage or a zipped shapefile. Without --apply nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.errors import GeoError
from layers.importing.boundaries import LEVELS, BoundaryFile, apply_boundaries, plan_boundaries
from layers.importing.findings import Outcome, UnusableFile
from layers.importing.subdistrict_ground import apply_from_subdistricts, plan_from_subdistricts


class Command(BaseCommand):
    """Names every doubtful row with the reason, then the sums. Running it again changes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--level", choices=LEVELS, required=True)
        parser.add_argument("--apply", action="store_true", help="write; otherwise only say what would be written")
        parser.add_argument(
            "--from-subdistricts",
            action="store_true",
            help="with --level authority and no file: give SAOs the boundary of their subdistrict",
        )
        parser.add_argument("--layer", help="the layer of a GeoPackage, when it has several")
        parser.add_argument("--encoding", help="utf-8 or cp874, when the file is wrong about it")
        parser.add_argument("--crs", help="EPSG number, when the file names no reference system")
        parser.add_argument("--code-field", default="", help="the column that holds the code")
        parser.add_argument("--accuracy", type=int, help="how well the boundary is known, in metres")
        parser.add_argument("--source", default="", help="where the file comes from, kept with every boundary")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["from_subdistricts"]:
                self._from_subdistricts(**options)
            else:
                self._from_file(**options)
        except (UnusableFile, GeoError) as error:
            raise CommandError(str(error)) from error

    def _from_file(self, *, file: Path | None, level: str, apply: bool, **options: Any) -> None:
        if file is None or not file.is_file():
            raise CommandError(f"There is no file {file}. Name the file of boundaries.")
        plan = plan_boundaries(
            BoundaryFile(
                level=level,
                path=file,
                layer=options["layer"],
                encoding=options["encoding"],
                crs=options["crs"],
                code_field=options["code_field"],
                accuracy_m=options["accuracy"],
                source=options["source"],
            )
        )
        if apply:
            apply_boundaries(plan, level=level)
        self._say(plan.describe(), written=apply, refused=plan.count(Outcome.REFUSE))

    def _from_subdistricts(self, *, level: str, apply: bool, **_options: Any) -> None:
        if level != "authority":
            raise CommandError("--from-subdistricts goes with --level authority.")
        plan = plan_from_subdistricts()
        if apply:
            apply_from_subdistricts(plan)
        self._say(plan.describe(), written=apply, refused=plan.count(Outcome.REFUSE))

    def _say(self, lines: list[str], *, written: bool, refused: int) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.write("Written." if written else "Nothing was written. Add --apply to write this.")
        if refused:
            self.stderr.write(f"{refused} rows were refused; mend them in the file and run it again.")
