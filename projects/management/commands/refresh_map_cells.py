"""Count the cells of low zooms again: those that writes have marked, or all of them."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.services.mapping import refresh_cells


class Command(BaseCommand):
    """`refresh_map_cells` counts what is marked, as the worker does every ten seconds; `--whole` counts everything."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--whole", action="store_true", help="count every cell, marked or not")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        done = refresh_cells(whole=options["whole"])
        seconds = time.monotonic() - began
        if done is None:
            raise CommandError("Somebody else is counting cells just now; what is marked will be counted.")
        what = "Every cell was counted" if done.whole else f"{done.cells} marked cells were counted"
        self.stdout.write(f"{what} in {seconds:.1f} s, as of {done.as_of:%Y-%m-%d %H:%M:%S %Z}.")
