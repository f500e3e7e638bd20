"""`bin/manage report status --fiscal-year 2559 --format tsv`"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper
from django.utils import timezone

from geo.thai import fiscal_year_of
from gis_reports.reports.reach import Reach
from gis_reports.reports.status.report import status
from gis_reports.reports.status.tables import COLUMNS, rows
from gis_reports.reports.tables import FORMATS, written
from gis_reports.reports.years import parse_fiscal_year

HELP = "Projects by latest stage, money and coordinates, by province, for one fiscal year."


def add_arguments(parser: CommandParser) -> None:
    """The fiscal year and the format."""
    parser.add_argument("--fiscal-year", metavar="YEAR", help="2559 or 2016; default: the year that runs today")
    parser.add_argument("--format", choices=FORMATS, default="tsv", help="default: tsv")


def run(options: Mapping[str, Any], stdout: OutputWrapper) -> None:
    """Print the table of the whole country in the order of the annex. Raises UnreadableDate."""
    today = timezone.localdate()
    asked = options["fiscal_year"]
    year = parse_fiscal_year(asked) if asked else fiscal_year_of(today)
    report = status(fiscal_year=year, reach=Reach(), today=today).in_annex_order()
    stdout.write(written(COLUMNS, rows(report), form=options["format"]), ending="")
