"""Rebuild the stage ledger from the records, or prove that it equals them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.services.ledger import differences, refresh_all


class Command(BaseCommand):
    """`rebuild_ledger` rebuilds and proves; `rebuild_ledger --prove` only proves and changes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prove", action="store_true", help="compare only; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["prove"]:
            refresh_all()
            self.stdout.write("The ledger was worked out anew from the records.")
        found = differences()
        for difference in found:
            self.stdout.write(
                f"{difference.what} of authority {difference.authority_id}, {difference.key}:"
                f" kept {difference.kept}, records say {difference.true}"
            )
        if found:
            raise CommandError("The ledger differs from the records. Run rebuild_ledger without --prove to mend it.")
        self.stdout.write("The ledger equals the records: no difference.")
