"""`bin/manage report completeness`: the figures of the page, in the columns of the transcribed annex."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from projects.enums import Stage
from tests.gis_reports.tiny import authority_in, entered, open_calendar

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("report", "completeness", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def _country() -> None:
    open_calendar()
    entered(authority_in("19"), Stage.VISION, "2016-09-01 08:00")
    authority_in("19")


@pytest.mark.usefixtures("_country")
def test_the_columns_are_those_of_the_annex_with_the_total_last_as_00() -> None:
    text = printed("--as-of", "2559-09-29", "--format", "tsv")
    assert text.splitlines()[0] == "province_code\tprovince_th\tauthorities\tstage\tfiscal_year\tmissing"
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert len(rows) == 77 * 32
    saraburi = [row for row in rows if row["province_code"] == "19"]
    assert [(row["stage"], row["fiscal_year"], row["missing"]) for row in saraburi[:4]] == [
        ("vision", "2560", "2"),
        ("vision", "2559", "1"),
        ("vision", "2558", "2"),
        ("vision", "2557", "2"),
    ]
    assert [row["missing"] for row in saraburi if row["stage"] == "contract_signed"] == ["0", "2", "2", "2"]
    assert {row["province_th"] for row in rows[-32:]} == {"รวมทั้งหมด"}
    assert {row["province_code"] for row in rows[-32:]} == {"00"}
    assert [row["missing"] for row in rows[-32:-28]] == ["2", "1", "2", "2"]


@pytest.mark.usefixtures("_country")
def test_a_day_may_be_written_in_either_era_and_in_thai() -> None:
    assert printed("--as-of", "2559-09-29") == printed("--as-of", "2016-09-29") == printed("--as-of", "๒๙ ก.ย. ๒๕๕๙")


@pytest.mark.usefixtures("_country")
def test_csv_and_json_say_the_same() -> None:
    as_csv = list(csv.DictReader(io.StringIO(printed("--as-of", "2559-09-29", "--format", "csv"))))
    as_json = json.loads(printed("--as-of", "2559-09-29", "--format", "json"))
    assert [{name: str(value) for name, value in row.items()} for row in as_json] == as_csv


def test_a_day_that_is_none_is_refused_with_a_way_to_write_it() -> None:
    with pytest.raises(CommandError, match="29/9/2559"):
        printed("--as-of", "yesterday")
