"""Fold the differences of the ledger into the ledgers of the provinces; the worker does so every few seconds."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from projects.services.provinces import fold_province_postings


class Command(BaseCommand):
    """`fold_province_postings` folds once; `--every 2` folds every two seconds until it is interrupted."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="fold again and again")

    def handle(self, *args: Any, **options: Any) -> None:
        every = options["every"]
        while True:
            folded = fold_province_postings()
            if folded or every is None:
                self.stdout.write(f"{folded} differences folded.")
            if every is None:
                return
            time.sleep(every)
