"""Figures, money and dates as the pages show them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from layers.templatetags import thai

BOTH = '<span class="d-ar">{}</span><span class="d-th">{}</span>'


def test_a_figure_is_written_in_both_digits() -> None:
    assert thai.thai_number(1234567) == BOTH.format("1,234,567", "๑,๒๓๔,๕๖๗")
    assert thai.number(Decimal("498700.005"), 2) == BOTH.format("498,700.01", "๔๙๘,๗๐๐.๐๑")


def test_what_is_not_known_is_a_dash_and_never_zero() -> None:
    assert thai.thai_number(None) == "-"
    assert thai.baht("") == "-"
    assert thai.thai_date(None) == "-"
    assert thai.fiscal_year(None) == "-"
    assert thai.percent(None) == "-"
    assert thai.baht(Decimal(0)) == BOTH.format("0", "๐")


def test_zero_is_a_dash_in_the_annex_only() -> None:
    assert thai.count_or_dash(0) == "-"
    assert thai.count_or_dash(6938) == BOTH.format("6,938", "๖,๙๓๘")


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.996", "99\u00a0%"), ("1", "100\u00a0%"), ("0.0001", "1\u00a0%"), ("0", "0\u00a0%"), ("0.385", "39\u00a0%")],
)
def test_a_share_is_never_complete_before_it_is(share: str, expected: str) -> None:
    assert thai.percent_text(Decimal(share)) == expected


def test_dates_are_buddhist_era_in_both_languages() -> None:
    day = dt.date(2016, 9, 29)
    with translation.override("th"):
        assert thai.thai_date_text(day) == "29\u00a0ก.ย.\u00a02559"
        assert thai.thai_day_long(day).startswith('<span class="d-ar">พฤหัสบดี 29\u00a0กันยายน\u00a02559</span>')
    with translation.override("en"):
        assert thai.thai_date_text(day) == "29\u00a0Sep\u00a02559"
        assert "Thursday, 29\u00a0September\u00a02559" in thai.thai_day_long(day)


def test_moments_are_told_in_bangkok() -> None:
    moment = dt.datetime(2016, 9, 28, 3, 12, tzinfo=dt.UTC)
    with translation.override("th"):
        assert thai.thai_moment_text(moment) == "28\u00a0ก.ย.\u00a02559 10.12\u00a0น."
    with translation.override("en"):
        assert thai.thai_moment_text(moment) == "28\u00a0Sep\u00a02559 10:12"


def test_a_fiscal_year_has_no_comma() -> None:
    assert thai.fiscal_year(2559) == BOTH.format("2559", "๒๕๕๙")
    assert thai.fiscal_year(2559, "short") == BOTH.format("59", "๕๙")


def test_text_around_figures_is_escaped() -> None:
    assert thai.digits("<b>5</b>") == BOTH.format("&lt;b&gt;5&lt;/b&gt;", "&lt;b&gt;๕&lt;/b&gt;")
