"""Make a country of any size in a database of its own and measure everything in it (bin/manage benchmark_national).

benchmarks/README.md tells what is measured; benchmarks/national/ does it.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # `migrate` and the server do them, in the benchmark's own database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--projects", type=int, default=10_000_000, help="projects in all (default 10,000,000)")
        parser.add_argument(
            "--database", default="", help="its name (default geo_national_PROJECTS); used if made before"
        )
        parser.add_argument("--only", default="", help="parts, separated by commas: tiles,reports,pages,browser,pins,…")
        parser.add_argument("--keep", action="store_true", help="leave the database for another run")
        parser.add_argument("--result", type=Path, help="file for the figures (default under var/national/)")
        parser.add_argument("--compare", type=Path, nargs=2, metavar=("OLD", "NEW"), help="two results side by side")
        parser.add_argument("--minutes-of-deadline", type=float, default=10, help="length of the deadline hour (10)")
        parser.add_argument("--think", type=float, default=7.0, help="seconds between an answer and a question (7)")
        parser.add_argument("--pins", type=int, default=100_000, help="pins with 16 clients (100,000)")
        parser.add_argument("--seed", type=int, default=2559, help="another number is another country")

    def handle(self, *args: Any, compare: list[Path] | None, **options: Any) -> None:
        try:
            from benchmarks.national import results, running
        except ModuleNotFoundError as error:
            raise CommandError(
                f"The benchmark needs a checkout with benchmarks/ and the tests' packages: {error}"
            ) from error
        try:
            if compare:
                old, new = (results.read(path) for path in compare)
                self.stdout.write("\n".join(results.compared(old, new)))
                return
            running.run(self._asked(running, **options))
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error

    def _asked(self, running: Any, **options: Any) -> Any:
        """The words of the command line. Raises CommandError for a part that there is none of."""
        parts = tuple(word.strip() for word in options["only"].split(",") if word.strip()) or tuple(running.PARTS)
        if unknown := set(parts) - {*running.PARTS, "none"}:
            raise CommandError(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(running.PARTS)}")
        projects = options["projects"]
        return running.Asked(
            projects=projects,
            database=options["database"] or f"geo_national_{projects}",
            parts=tuple(part for part in running.PARTS if part in parts),
            keep=options["keep"],
            result=options["result"] or running.default_result(projects),
            minutes=options["minutes_of_deadline"],
            think_s=options["think"],
            pins=options["pins"],
            seed=options["seed"],
        )
