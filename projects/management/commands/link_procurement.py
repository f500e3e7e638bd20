"""Link the national procurement file to local authorities and projects. Without --apply nothing is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.errors import GeoError
from projects.models.procurement import AgencyState
from projects.services.importing.procurement import keep_matches, link_to_projects, match_file, totals_of

MOST_NAMED = 200


class Command(BaseCommand):
    """Names what a person must decide and what is no local authority, then the sums, which together are the file."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="keep what was found, for the page of decisions")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}. Check the name.")
        try:
            matches = match_file(path)
        except GeoError as error:
            raise CommandError(str(error)) from error
        for state in (AgencyState.AMBIGUOUS, AgencyState.NOT_LOCAL):
            named = [match for match in matches if match.state == state]
            self.stdout.write(f"{state.value}: {len(named)} agencies")
            for match in named[:MOST_NAMED]:
                may_be = ", ".join(f"{one.short_name} ({one.province.name_th}, {one.code})" for one in match.candidates)
                where = f"{match.agency.name}, {match.agency.province or '-'}"
                self.stdout.write(
                    f"    {where}: {len(match.agency.rows)} rows" + (f"; may be {may_be}" if may_be else "")
                )
        totals = totals_of(matches)
        for state, (rows, amount) in totals.items():
            self.stdout.write(f"{state.value}: {rows:,} rows, {amount:,.2f} baht")
        rows_of_file = sum(rows for rows, _amount in totals.values())
        baht_of_file = sum(amount for _rows, amount in totals.values())
        self.stdout.write(f"the file: {rows_of_file:,} rows, {baht_of_file:,.2f} baht")
        without = [row for match in matches for row in match.agency.without_sum]
        if without:
            lines = ", ".join(str(row.line) for row in without[:MOST_NAMED])
            self.stdout.write(f"counted without a sum that can be read: {len(without)} rows, lines {lines}")
        linked = link_to_projects(matches)
        words = ", ".join(f"{name} {linked[name]:,}" for name in ("contract", "name", "several", "none"))
        self.stdout.write(f"linked rows by project: {words}")
        if options["apply"]:
            keep_matches(matches)
            self.stdout.write("Kept. What is ambiguous waits on the page of the procurement file.")
        else:
            self.stdout.write("Nothing was kept. Add --apply to keep this.")
