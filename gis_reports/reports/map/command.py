"""`bin/manage report map --province 19 --fiscal-year 2559 -o FILE.html`"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser, OutputWrapper
from django.utils import timezone, translation

from geo.thai import fiscal_year_of
from gis_reports.reports.map.report import map_report
from gis_reports.reports.map.writing import write
from gis_reports.reports.years import parse_fiscal_year
from layers.models import LocalAuthority, Province

HELP = "A map of the projects of a province or an authority with the figures of its status, as one HTML file."


def add_arguments(parser: CommandParser) -> None:
    """The place, the fiscal year and the file."""
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--province", metavar="CODE", help="two digits (TIS 1099), such as 19 for Saraburi")
    place.add_argument("--authority", metavar="CODE", help="seven-digit DLA code of a local authority")
    parser.add_argument("--fiscal-year", metavar="YEAR", help="2559 or 2016; default: the year that runs today")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    parser.add_argument("--language", choices=("th", "en"), default="th")


def run(options: Mapping[str, Any], stdout: OutputWrapper) -> None:
    """Write the page and say what is in it. Raises UnreadableDate and CommandError."""
    from gis_reports.outputs.read_back import OutputError

    moment = timezone.localtime()
    asked = options["fiscal_year"]
    province, authority = _place(options)
    with translation.override(options["language"]):
        report = map_report(
            fiscal_year=parse_fiscal_year(asked) if asked else fiscal_year_of(moment.date()),
            province=province,
            authority=authority,
            moment=moment,
        )
        try:
            size = write(report, options["output"])
        except (OutputError, OSError) as error:
            raise CommandError(str(error)) from error
    stdout.write(
        f"{options['output']}: {report.status.total.sums.projects} projects, {len(report.points)} on the map;"
        f" {size} bytes."
    )


def _place(options: Mapping[str, Any]) -> tuple[Province, LocalAuthority | None]:
    if options["authority"] is not None:
        authority = LocalAuthority.objects.select_related("province").filter(code=options["authority"]).first()
        if authority is None:
            raise CommandError(f"There is no local authority with the code {options['authority']!r}.")
        return authority.province, authority
    province = Province.objects.filter(pk=options["province"]).first()
    if province is None:
        raise CommandError(f"There is no province with the code {options['province']!r}.")
    return province, None
