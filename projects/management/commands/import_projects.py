"""Bring a file of projects in. Without --apply every row is checked and nothing of the life cycle is written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from layers.models import LocalAuthority
from projects.importing.remarks import BAD, in_words
from projects.models import ImportJob, ImportMapping, ImportRow
from projects.models.imports import ImportState, Outcome
from projects.services.importing.applying import apply_import, forget_rows, request_apply
from projects.services.importing.checking import check_import
from projects.services.importing.running import WORKER_TASK
from projects.services.importing.starting import look_at_sheet, match_columns, start_import

MOST_NAMED = 200


class Command(BaseCommand):
    """Names every refused row with its reasons, then the sums. Running it again with the same file changes nothing."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="by", required=True, metavar="USERNAME", help="the account that brings it in")
        parser.add_argument("--authority", help="DLA code; needed where the account serves in several authorities")
        parser.add_argument("--mapping", default="", help="a remembered matching of columns, by its name")
        parser.add_argument("--sheet", default="", help="name of the sheet; the likeliest one when left out")
        parser.add_argument("--year", type=int, help="fiscal year (BE) of rows without one")
        parser.add_argument("--two-digits", choices=["be", "ce"], default="", help="what years of two digits mean")
        parser.add_argument("--programme", type=int, help="programme (1-12) of new projects without one")
        parser.add_argument("--apply", action="store_true", help="write; otherwise only say what would be written")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}. Check the name.")
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']}.")
        try:
            job = self._checked(path, by, options)
            self._say(job)
            if options["apply"] and job.ready:
                self._apply(job, by)
        except (ValidationError, PermissionDenied) as error:
            raise CommandError(" ".join(getattr(error, "messages", None) or [str(error)])) from error
        if not options["apply"]:
            forget_rows(job)
            job.delete()
            self.stdout.write("Nothing was written. Add --apply to write this.")

    def _checked(self, path: Path, by: User, options: dict[str, Any]) -> ImportJob:
        job = start_import(authority=_authority(by, options["authority"]), by=by, name=path.name, path=path)
        if options["sheet"]:
            names = [sheet["name"] for sheet in job.sheets]
            if options["sheet"] not in names:
                raise CommandError(f"The file has no sheet “{options['sheet']}”. It has: {', '.join(names)}.")
            look_at_sheet(job, by=by, sheet=names.index(options["sheet"]))
        chosen = dict(job.options)
        if options["mapping"]:
            found = ImportMapping.objects.live().filter(authority_id=job.authority_id, name=options["mapping"]).first()
            if found is None or len(found.columns) != len(job.columns):
                raise CommandError(f"No remembered matching “{options['mapping']}” fits this file.")
            job.mapping, chosen = found.columns, dict(found.options)
        for option, name in (("year", "fiscal_year"), ("two_digits", "two_digits"), ("programme", "programme")):
            if options[option]:
                chosen[name] = options[option]
        for column, key in zip(job.columns, job.mapping, strict=True):
            self.stdout.write(f"{column}: {key or 'not imported'}")
        job = match_columns(job=job, by=by, mapping=job.mapping, options=chosen)
        check_import(job_id=job.pk, authority_id=job.authority_id)
        job.refresh_from_db()
        if job.state != ImportState.CHECKED:
            raise CommandError(job.error or f"The file could not be checked ({job.state}).")
        return job

    def _say(self, job: ImportJob) -> None:
        refused = ImportRow.objects.filter(authority_id=job.authority_id, job_id=job.pk, outcome=Outcome.REFUSED)
        for row in refused.order_by("number")[:MOST_NAMED]:
            reasons = "; ".join(f"{one['f']}: {in_words(one)}" for one in row.remarks or [] if one["l"] == BAD)
            self.stderr.write(f"row {row.line}: {reasons}")
        counts = Counter(job.counts)
        sums = ", ".join(f"{outcome.value} {counts[outcome.value]:,}" for outcome in Outcome)
        self.stdout.write(f"{job.total:,} rows: {sums}")

    def _apply(self, job: ImportJob, by: User) -> None:
        held = request_apply(job=job, by=by)
        apply_import(job_id=held.pk, authority_id=held.authority_id)
        job.refresh_from_db()
        if job.state != ImportState.DONE:
            raise CommandError(f"{job.done:,} of {job.total:,} rows are written; {WORKER_TASK} goes on. {job.error}")
        self.stdout.write(f"Written: import {job.pk}. It can be taken back for thirty days.")


def _authority(by: User, code: str | None) -> LocalAuthority:
    here = LocalAuthority.objects.filter(pk__in=by.scope.authority_ids).defer("boundary")
    if code:
        found = here.filter(code=code).first()
        if found is None:
            raise CommandError(f"{by.username} does not serve in a local authority with the code {code}.")
        return found
    only = list(here[:2])
    if len(only) != 1:
        raise CommandError(f"{by.username} serves in {len(here)} local authorities. Say which with --authority.")
    return only[0]
