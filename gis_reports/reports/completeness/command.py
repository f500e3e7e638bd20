"""`bin/manage report completeness --as-of 2559-09-29 --format tsv`"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper
from django.utils import timezone

from geo.thai import parse_date
from gis_reports.reports.completeness.report import completeness
from gis_reports.reports.completeness.tables import COLUMNS, rows
from gis_reports.reports.reach import Reach
from gis_reports.reports.tables import FORMATS, written

HELP = "Authorities that have not entered a stage, by province, stage and fiscal year, at the end of a day."


def add_arguments(parser: CommandParser) -> None:
    """The day and the format."""
    parser.add_argument("--as-of", metavar="DAY", help="2559-09-29, 2016-09-29 or 29/9/2559; default: today")
    parser.add_argument("--format", choices=FORMATS, default="tsv", help="default: tsv")


def run(options: Mapping[str, Any], stdout: OutputWrapper) -> None:
    """Print the table of the whole country. Raises UnreadableDate."""
    as_of = parse_date(options["as_of"]) if options["as_of"] else timezone.localdate()
    report = completeness(as_of=as_of, reach=Reach())
    stdout.write(written(COLUMNS, rows(report), form=options["format"]), ending="")
