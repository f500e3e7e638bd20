"""Form fields as the site draws them: one class for every input, no placeholder in the place of a label."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.thai import UnreadableDate, format_date_en, format_date_th, from_thai_digits, parse_date


class DrawnForm:
    """A mixin for forms: every input gets the site's class, and what stood in placeholders stands in labels.

    The template draws a field with `_field.html`, which ties hint and error to the input by their ids.
    """

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            attributes = field.widget.attrs
            attributes.pop("placeholder", None)
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
                attributes["class"] = f"{attributes.get('class', '')} in".strip()


class CodeField(forms.CharField):
    """A code from an authenticator app, or a recovery code: Thai digits and spaces are as good as any others."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Confirmation code"))
        options.setdefault(
            "widget",
            forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "in-code si-otp"}),
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The code in Arabic digits, without spaces."""
        return from_thai_digits("".join((super().to_python(value) or "").split()))


def is_thai() -> bool:
    """Whether the reader reads Thai."""
    return (get_language() or "th").startswith("th")


class DayField(forms.DateField):
    """A day as people write it: `1 ต.ค. 2559`, `1/10/2559` or `1 Oct 2559`, with either kind of digits."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        """The day in words, with the year of the Buddhist era."""
        if isinstance(value, dt.date):
            return format_date_th(value) if is_thai() else format_date_en(value)
        return value

    def to_python(self, value: Any) -> dt.date | None:
        """Read what was typed. What cannot be read is answered with what would work."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        try:
            return parse_date(str(value))
        except UnreadableDate as wrong:
            raise ValidationError(wrong.message_th if is_thai() else wrong.message_en, code=wrong.code) from wrong
