"""Load the demonstration country into an empty database (bin/manage load_demo)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo_eplan.demo.loading import NotEmptyError, is_empty, load


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where authorities are there already")
        parser.add_argument(
            "--scale",
            choices=("full", "small"),
            default="full",
            help="full: the whole country (default); small: Saraburi and two more provinces",
        )

    def handle(self, *args: Any, if_empty: bool, scale: str, **options: Any) -> None:
        if if_empty and not is_empty():
            self.stdout.write("The database has authorities already; the demonstration country is left out")
            return
        self.stdout.write("Loading the demonstration country (invented data, marked as such)")
        try:
            loaded = load(small=scale == "small", say=lambda words: self.stdout.write(f"  {words}"))
        except NotEmptyError:
            raise CommandError(
                "There are local authorities in this database already. The demonstration country goes into an empty"
                " database only: bin/database create NAME makes one, GEO_EPLAN_DB_NAME=NAME uses it."
            ) from None
        self.stdout.write(
            f"Loaded {loaded.authorities:,} authorities, {loaded.projects:,} projects and {loaded.records:,} records"
            f" in {loaded.seconds:.0f} seconds"
        )
