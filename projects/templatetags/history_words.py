"""A value of the change log as people read it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from layers.templatetags.thai import baht, digits, thai_date, thai_moment

register = template.Library()


@register.filter
def in_words(value: Any) -> SafeString | str:
    """Amounts with two decimals, days and moments in the Buddhist era, and a word for what was empty."""
    if value is None:
        return pgettext("history", "nothing")
    if isinstance(value, Decimal):
        return baht(value, 2)
    if isinstance(value, dt.datetime):
        return thai_moment(value)
    if isinstance(value, dt.date):
        return thai_date(value)
    return digits(value)
