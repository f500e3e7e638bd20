"""Figures, money and dates as the pages show them: Buddhist-era years, and every figure in both kinds of digits.

A figure is written twice, `<span class="d-ar">1,234</span><span class="d-th">๑,๒๓๔</span>`, and the stylesheet
shows the one the reader chose; only the shown one is read aloud or printed. Where markup cannot stand (attributes,
titles), use the filters whose names end in `_text`. Parts of a date, and number and unit, are kept together by
no-break spaces.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from geo.thai import BE_OFFSET, NBSP, to_thai_digits

register = template.Library()

NOT_KNOWN = "-"


# A page has hundreds of figures, and most of them it has had before. Text that is safe and text that is not are apart.
@lru_cache(maxsize=20_000, typed=True)
def both_digits(text: str) -> SafeString:
    """`text` with Arabic digits, written in both kinds; without any digit it is returned as it is."""
    thai = to_thai_digits(text)
    if thai == text:
        return format_html("{}", text)
    return format_html('<span class="d-ar">{}</span><span class="d-th">{}</span>', text, thai)


def _is_thai() -> bool:
    return (get_language() or "th").startswith("th")


def _as_decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def number_text(value: Any, places: int = 0) -> str:
    """`1,234` with so many decimal places; `-` for what is not known. Half is rounded away from zero."""
    number = _as_decimal(value)
    if number is None:
        return NOT_KNOWN
    rounded = number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".replace("-", "\u2212")


@register.filter
def thai_number(value: Any, places: int = 0) -> SafeString:
    """A figure in both kinds of digits."""
    return both_digits(number_text(value, places))


@register.simple_tag
def number(value: Any, places: int = 0) -> SafeString:
    """As the filter `thai_number`, for use with a variable number of places."""
    return thai_number(value, places)


@register.filter
def digits(text: Any) -> SafeString:
    """Any text with figures in it (a code, a village number) in both kinds of digits."""
    return both_digits(str(text))


@register.filter
def count_or_dash(value: Any) -> SafeString:
    """A count for the annex grid, where zero is printed as `-`."""
    return both_digits(number_text(value) if value else NOT_KNOWN)


@register.filter
def baht(value: Any, places: int = 0) -> SafeString:
    """Money without its unit, which stands in the column head: whole baht in lists, two places on a single project."""
    return thai_number(value, places)


@register.filter
def baht_text(value: Any, places: int = 0) -> str:
    """As `baht`, for attributes."""
    return number_text(value, places)


@register.filter
def percent_text(share: Any) -> str:
    """A share between 0 and 1 as `93 %`, never rounded up to 100 nor down to 0 before it is so."""
    number = _as_decimal(share)
    if number is None:
        return NOT_KNOWN
    whole = (number * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if number < 1:
        whole = min(whole, Decimal(99))
    if number > 0:
        whole = max(whole, Decimal(1))
    return f"{whole}{NBSP}%"


@register.filter
def percent(share: Any) -> SafeString:
    """`percent_text` in both kinds of digits."""
    return both_digits(percent_text(share))


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


def _dated(value: dt.date | dt.datetime | None, pattern: str) -> str:
    """`pattern` is Django's, with `B` standing for the Buddhist-era year."""
    if value is None or value == "":
        return NOT_KNOWN
    day = _local(value)
    parts = [str(day.year + BE_OFFSET) if part == "B" else format_date(day, part) for part in pattern.split(" ")]
    return NBSP.join(parts)


@register.filter
def thai_date_text(value: dt.date | dt.datetime | None) -> str:
    """`29 ก.ย. 2559`, in English `29 Sep 2559`, for attributes and titles."""
    return _dated(value, "j M B")


@register.filter
def thai_date(value: dt.date | dt.datetime | None) -> SafeString:
    """`29 ก.ย. 2559` (`29 Sep 2559`) in both kinds of digits."""
    return both_digits(thai_date_text(value))


@register.filter
def thai_date_long(value: dt.date | dt.datetime | None) -> SafeString:
    """`29 กันยายน 2559` (`29 September 2559`): letters, headings."""
    return both_digits(_dated(value, "j F B"))


@register.filter
def thai_day_long(value: dt.date | dt.datetime | None) -> SafeString:
    """`พฤหัสบดี 29 กันยายน 2559` (`Thursday, 29 September 2559`)."""
    if value is None or value == "":
        return both_digits(NOT_KNOWN)
    separator = " " if _is_thai() else ", "
    return both_digits(format_date(_local(value), "l") + separator + _dated(value, "j F B"))


@register.filter
def thai_day_month(value: dt.date | dt.datetime | None) -> SafeString:
    """`10 ต.ค.` (`10 Oct`): where the year is plain from the place."""
    return both_digits(_dated(value, "j M"))


def _clock(value: dt.datetime) -> str:
    moment = _local(value)
    return format_date(moment, "H.i") + f"{NBSP}น." if _is_thai() else format_date(moment, "H:i")


@register.filter
def thai_time(value: dt.datetime | None) -> SafeString:
    """`16.30 น.` (`16:30`), in Bangkok."""
    return both_digits(_clock(value) if value else NOT_KNOWN)


@register.filter
def thai_moment_text(value: dt.datetime | None) -> str:
    """`28 ก.ย. 2559 10.12 น.`, for attributes."""
    return f"{thai_date_text(value)} {_clock(value)}" if value else NOT_KNOWN


@register.filter
def thai_moment(value: dt.datetime | None) -> SafeString:
    """`28 ก.ย. 2559 10.12 น.` (`28 Sep 2559 10:12`), in Bangkok, in both kinds of digits."""
    return both_digits(thai_moment_text(value))


@register.filter
def fiscal_year(year: int | None, form: str = "long") -> SafeString:
    """A Buddhist-era fiscal year: `2559`, or with `:"short"` the `59` of the annex's columns. Never with a comma."""
    if year is None or year == "":
        return both_digits(NOT_KNOWN)
    return both_digits(str(year)[-2:] if form == "short" else str(year))
