"""`bin/manage report QUESTION …`: the reports from the shell, with the figures of the pages."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.errors import GeoError
from gis_reports import reports


def questions() -> dict[str, ModuleType]:
    """Every report that can be asked from the shell: each folder of `gis_reports.reports` with a `command` module.

    Such a module has `HELP`, `add_arguments(parser)` and `run(options, stdout)`; `stdout` takes text.
    """
    names = [module.name for module in iter_modules(reports.__path__) if module.ispkg]
    return {
        name: import_module(f"{reports.__name__}.{name}.command")
        for name in sorted(names)
        if find_spec(f"{reports.__name__}.{name}.command")
    }


class Command(BaseCommand):
    """Hands over to the report that was asked for."""

    help = "Print or write a report. The figures are those of the whole country, as the pages show them."

    def add_arguments(self, parser: CommandParser) -> None:
        """A subcommand for each report."""
        listed = parser.add_subparsers(dest="question", required=True, metavar="QUESTION")
        for name, module in questions().items():
            module.add_arguments(listed.add_parser(name, help=module.HELP, description=module.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer the question; what cannot be read is a plain sentence and exit code 1."""
        try:
            questions()[options["question"]].run(options, self.stdout)
        except GeoError as unreadable:
            raise CommandError(unreadable.text("en")) from unreadable
