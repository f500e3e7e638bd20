from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import thai

THE_DAY = dt.date(2016, 9, 29)
YEARS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2559-09-29",
        "2016-09-29",
        "2559/9/29",
        "29/9/2559",
        "29/09/2016",
        "29-9-2559",
        "29.9.2559",
        "๒๙/๙/๒๕๕๙",
        "29/9/59",
        "29 ก.ย. 2559",
        "29\u00a0ก.ย.\u00a02559",
        "29 ก.ย.59",
        "29 ก.ย. 59",
        "29 กย 59",
        "29 กันยายน พ.ศ. ๒๕๕๙",
        "๒๙ กันยายน ๒๕๕๙",
        "วันที่ ๒๙ เดือน กันยายน พ.ศ. ๒๕๕๙",
        "วันพฤหัสบดีที่ 29 กันยายน พ.ศ. 2559",
        "29 กันยายน ค.ศ. 2016",
        "29 Sep 2016",
        "29 Sep 2559",
        "29 Sept. 2016",
        "29-Sep-2016",
        "29 September 2016",
        "29 September 2016 AD",
        "29 September 2559 BE",
        "2559-09-29T16:30:00",
        "2016-09-29 16:30:00+07:00",
        "29/9/2559 16.30 น.",
        " 29/9/2559 ",
    ],
)
def test_dates_of_either_era_in_every_dress(text: str):
    assert thai.parse_date(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_date"),
        ("yesterday", "not_a_date"),
        ("2559", "not_a_date"),
        ("29 มกกะราคม 2559", "not_a_date"),
        ("29/9/259", "not_a_date"),
        ("29 กันยายน ค.ศ. 2559", "not_a_date"),
        ("31/2/2559", "no_such_day"),
        ("9/29/2559", "no_such_day"),
        ("29 ก.พ. 2558", "no_such_day"),
        ("29/9/1359", "year_out_of_range"),
        ("29-Sep-16", "ambiguous_year"),
        ("9" * 10_000, "not_a_date"),
    ],
)
def test_what_is_no_date_is_refused_in_both_languages(text: str, code: str):
    with pytest.raises(thai.UnreadableDate) as refused:
        thai.parse_date(text)
    assert refused.value.code == code
    assert refused.value.text("th") != refused.value.text("en")


@given(YEARS, st.booleans(), st.booleans())
def test_a_date_we_write_is_a_date_we_read(date: dt.date, short: bool, thai_digits: bool):
    assert thai.parse_date(thai.format_date_th(date, short=short, thai_digits=thai_digits)) == date
    assert thai.parse_date(thai.format_date_en(date, short=short)) == date


@given(st.text(max_size=60))
def test_no_text_raises_anything_else(text: str):
    for read, error in ((thai.parse_date, thai.UnreadableDate), (thai.parse_decimal, thai.UnreadableNumber)):
        try:
            found = read(text)
        except error:
            continue
        assert found is not None


def test_dates_are_written_with_no_break_spaces():
    assert thai.format_date_th(THE_DAY) == "29\u00a0ก.ย.\u00a02559"
    assert thai.format_date_th(THE_DAY, short=False, thai_digits=True) == "๒๙\u00a0กันยายน\u00a0๒๕๕๙"
    assert thai.format_date_en(THE_DAY) == "29\u00a0Sep\u00a02559"


def test_the_fiscal_year_turns_on_the_first_of_october():
    assert thai.fiscal_year_of(dt.date(2016, 9, 30)) == 2559
    assert thai.fiscal_year_of(dt.date(2016, 10, 1)) == 2560
    assert thai.fiscal_year_range(2560) == (dt.date(2016, 10, 1), dt.date(2017, 9, 30))


@given(YEARS)
def test_every_day_lies_in_its_own_fiscal_year(date: dt.date):
    first, last = thai.fiscal_year_range(thai.fiscal_year_of(date))
    assert first <= date <= last


@pytest.mark.parametrize("year", [2016, 0, -1, 99999])
def test_a_fiscal_year_in_the_common_era_is_refused(year: int):
    with pytest.raises(thai.UnreadableDate):
        thai.fiscal_year_range(year)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567.50", "1234567.50"),
        ("๑,๒๓๔.๕๐", "1234.50"),
        ("500", "500"),
        ("-12.5", "-12.5"),
        ("−12", "-12"),
        ("(1,500)", "-1500"),
        ("฿ 500 บาท", "500"),
        ("792,000 บาท", "792000"),
        (".5", "0.5"),
        ("１２３", "123"),
    ],
)
def test_numbers_are_read_exactly(text: str, value: str):
    assert thai.parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "1,23", "1.234.567", "12a", "NaN", "Infinity", "1e5", "1 000", "9" * 1000])
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(thai.UnreadableNumber):
        thai.parse_decimal(text)


def test_digits_go_both_ways():
    assert thai.to_thai_digits("ปี 2559") == "ปี ๒๕๕๙"
    assert thai.from_thai_digits("ปี ๒๕๕๙") == "ปี 2559"
