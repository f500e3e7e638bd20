"""Write projects to a file: GeoJSON, zipped shapefile, GeoPackage, CSV or XLSX."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from gis_reports.enums import Encoding, Format
from gis_reports.services.selections import whole_country
from gis_reports.services.writing import write_selection
from layers.models import LocalAuthority
from projects.errors import OutOfScope
from projects.selection import ProjectSelection

# Options that are handed to the selection as they are typed.
WORDS = ("province", "fiscal_year", "stage", "programme", "kind", "has_location", "q")


class Command(BaseCommand):
    """`export_projects --format geojson --province 19 --fiscal-year 2559 -o FILE`; years in BE or CE."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", required=True, choices=Format.values)
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
        parser.add_argument("--province", help="two digits (TIS 1099), such as 19 for Saraburi")
        parser.add_argument("--authority", metavar="CODE", help="seven-digit DLA code, or id:NUMBER")
        parser.add_argument("--fiscal-year", action="append", help="2559 or 2016; may be given more than once")
        parser.add_argument("--stage", action="append", help="latest stage, such as budget_approved")
        parser.add_argument("--programme", action="append", help="1 to 12")
        parser.add_argument("--kind", help="kind of authority, such as SAO")
        parser.add_argument("--has-location", help="1 only with, 0 only without coordinates")
        parser.add_argument("--q", help="words of the project's name or code")
        parser.add_argument("--encoding", choices=Encoding.values, default=Encoding.UTF8.value, help="of a shapefile")
        parser.add_argument("--as", dest="username", help="only what this person may see; default: the whole country")

    def handle(self, *args: Any, **options: Any) -> None:
        # loaded here, so that the command's help does not wait for the native libraries
        from gis_reports.outputs.read_back import OutputError

        path: Path = options["output"]
        if not path.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {path.absolute().parent}.")
        if options["encoding"] != Encoding.UTF8 and options["format"] != Format.SHP:
            raise CommandError("--encoding is for shapefiles; every other format is UTF-8.")
        reader = self._reader(options["username"])
        try:
            written = write_selection(
                selection=self._selection(options),
                reader=reader,
                form=Format(options["format"]),
                path=path,
                encoding=Encoding(options["encoding"]),
                report=self._reporter(options["verbosity"]),
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except OutOfScope as error:
            raise CommandError("There is no such authority or province, or it is not this person's to see.") from error
        except (OutputError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{path}: {written.projects} projects, {written.with_place} with and"
            f" {written.projects - written.with_place} without a place; {path.stat().st_size} bytes,"
            " read back and equal."
        )

    def _reader(self, username: str | None) -> User:
        if username is None:
            return whole_country()
        try:
            return User.objects.get(username=username, is_active=True)
        except User.DoesNotExist:
            raise CommandError(f"There is no active account {username!r}.") from None

    def _selection(self, options: dict[str, Any]) -> ProjectSelection:
        given = {word: options[word] for word in WORDS if options[word] is not None}
        if options["authority"] is not None:
            given["authority"] = str(_authority_of(options["authority"]))
        return ProjectSelection.from_params(given)

    def _reporter(self, verbosity: int) -> Any:
        if verbosity < 2:
            return None
        return lambda done: self.stderr.write(f"{done} rows")


def _authority_of(text: str) -> int:
    """The id of an authority by its code, or by `id:NUMBER` for the few that have none."""
    if text.startswith("id:") and text[3:].isascii() and text[3:].isdigit():
        return int(text[3:])
    found = LocalAuthority.objects.filter(code=text).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(f"There is no local authority with the code {text!r}.")
    return int(found)
