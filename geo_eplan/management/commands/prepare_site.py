"""Everything between an empty database and a served page, in one process: translations, migrations, demonstration."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from geo_eplan.health import pending_migrations


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # `migrate` and the servers do them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-demonstration", action="store_true", help="load the demonstration country if there is none"
        )
        parser.add_argument("--accounts", type=Path, help="file for the list of demonstration accounts")

    def handle(self, *args: Any, with_demonstration: bool, accounts: Path | None, **options: Any) -> None:
        call_command("compile_translations", stdout=self.stdout)
        if pending_migrations():
            call_command("migrate", interactive=False, verbosity=max(options["verbosity"] - 1, 0), stdout=self.stdout)
        if with_demonstration:
            call_command("load_demo", if_empty=True, stdout=self.stdout)
        if accounts:
            with accounts.open("w", encoding="utf-8") as file:
                call_command("demo_accounts", stdout=file)
