"""`distribute_by_authority`: the step beyond one writer. With the Citus extension it turns the installed tables into
tables distributed by authority; without it, it says what it would do and what would stand in the way."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from geo_eplan.distribution.plan import Plan, plan_for
from geo_eplan.distribution.schema import read_schema


class Command(BaseCommand):
    """Changes nothing unless --apply is said."""

    help = "Distribute the tables by authority (Citus); prints the statements, and runs them with --apply."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word."""
        parser.add_argument("--apply", action="store_true", help="do it, in one transaction; stop the site before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the plan; run it when asked to and possible."""
        plan = plan_for(read_schema())
        self._print(plan)
        if not options["apply"]:
            return
        if plan.obstacles:
            raise CommandError("Nothing was changed: mend what stands in the way first.")
        if not _has_citus():
            raise CommandError(
                "Nothing was changed: this database has no Citus. Install it on all servers, add it to "
                "shared_preload_libraries, restart, then: create extension citus"
            )
        if already := _distributed_already():
            raise CommandError(f"Nothing was changed: {already} tables are distributed already.")
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in plan.statements:
                cursor.execute(statement)
        self.stdout.write(self.style.SUCCESS("Distributed. Prove it: bin/manage rebuild_ledger --prove"))

    def _print(self, plan: Plan) -> None:
        say = self.stdout.write
        say(f"-- {len(plan.distributed)} tables by authority, {len(plan.references)} whole on every server,")
        say(f"-- {len(plan.local)} on the coordinator only: {', '.join(plan.local)}")
        say("begin;")
        for statement in plan.statements:
            say(f"{statement};")
        say("commit;")
        for line in plan.obstacles:
            say(self.style.ERROR(f"-- stands in the way: {line}"))
        for line in plan.cautions:
            say(self.style.WARNING(f"-- to be tried: {line}"))
        if not plan.obstacles:
            say("-- nothing stands in the way")


def _has_citus() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_extension where extname = 'citus')")
        return bool(cursor.fetchone()[0])


def _distributed_already() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_dist_partition")
        return int(cursor.fetchone()[0])
