"""Fields as planners type them: money and years in either kind of digits, with thousands commas."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from geo.errors import GeoError
from geo.thai import from_thai_digits, parse_decimal
from projects.services.checking import language

# What is printed for nothing, and so what comes back when a printed sheet is copied.
NOTHING_TYPED = {"", "-", "\u2013", "\u2014", "\u2212"}


def baht_of(text: str) -> Decimal | None:
    """The amount in a typed text; None for an empty one or a dash. Raises ValidationError `not_a_number`."""
    bare = text.strip()
    if bare in NOTHING_TYPED:
        return None
    try:
        return parse_decimal(bare)
    except GeoError as error:
        raise ValidationError(error.text(language()), code=error.code) from error


def whole_of(text: str) -> int:
    """The whole number in a typed text, such as a year. Raises ValidationError `not_a_number`."""
    digits = from_thai_digits(text.strip())
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        raise ValidationError(
            _("“%(text)s” is not a whole number. Write it like 2560.") % {"text": text[:40]}, code="not_a_number"
        )
    return int(digits)


def written(amount: Decimal | None) -> str:
    """An amount as it is typed: `1,120,000`, with satang only where there are any; empty for nothing."""
    if not amount:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


class BahtField(forms.Field):
    """Money in baht; empty and a dash are nothing."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        """Amounts with thousands commas; what was typed stays as it was typed."""
        return written(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        """The amount typed."""
        return baht_of(str(value)) if value is not None else None


class WholeField(forms.Field):
    """A whole number, such as a fiscal year or the number of a strategy."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        """The number typed; None for an empty field."""
        text = "" if value is None else str(value).strip()
        return whole_of(text) if text else None
