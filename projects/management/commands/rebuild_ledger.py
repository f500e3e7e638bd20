"""Rebuild ledgers, provinces and map from the records, or prove that they equal them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.services.ledger import Step, differences, refresh_all


class Command(BaseCommand):
    """`rebuild_ledger` rebuilds and proves; `rebuild_ledger --prove` only proves and changes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prove", action="store_true", help="compare only; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        seconds = 0.0

        def told(step: Step) -> None:
            nonlocal seconds
            seconds += step.seconds
            self.stdout.write(f"{step.name:<10} {step.seconds:>7.1f} s  {step.differing} differing")
            self.stdout.flush()

        found = differences(told=told) if options["prove"] else refresh_all(told=told)
        self.stdout.write(f"{'together':<10} {seconds:>7.1f} s")
        if not options["prove"]:
            self.stdout.write("The ledger was worked out anew from the records.")
        for difference in found:
            self.stdout.write(
                f"{difference.what} of authority {difference.authority_id}, {difference.key}:"
                f" kept {difference.kept}, records say {difference.true}"
            )
        if found:
            raise CommandError("The ledger differs from the records. Run rebuild_ledger without --prove to mend it.")
        self.stdout.write("The ledger equals the records: no difference.")
