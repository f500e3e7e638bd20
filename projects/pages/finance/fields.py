"""Fields of the finance officer's forms: baht, percent, fiscal years; with either kind of digits."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.fields import DayField, DrawnForm, is_thai
from geo.thai import UnreadableNumber, from_thai_digits, parse_decimal
from projects.errors import StaleVersion


class BahtField(forms.Field):
    """An amount as people write it: `1,234.50`, `๑,๒๓๔.๕๐` or `500 บาท`. Exact; empty is None."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "maxlength": 60}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """An amount with its commas; what was typed stays as it was typed."""
        return f"{value:,.2f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        """Read what was typed. What cannot be read is answered with what would work."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_decimal(str(value))
        except UnreadableNumber as wrong:
            raise ValidationError(wrong.message_th if is_thai() else wrong.message_en, code=wrong.code) from wrong


class PercentField(BahtField):
    """A percentage: `5`, `๕`, `5 %`."""

    def prepare_value(self, value: Any) -> Any:
        """Without zeros that say nothing."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        """The number before the sign."""
        return super().to_python(value.strip().removesuffix("%") if isinstance(value, str) else value)


class YearField(forms.Field):
    """A fiscal year (BE) in either kind of digits; the service says which years there are."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 10}))
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        """Four digits."""
        if value in self.empty_values:
            return None
        digits = from_thai_digits(str(value).strip())
        if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
            raise ValidationError(
                _("“%(text)s” is not a fiscal year. Write it like 2559.") % {"text": str(value)[:40]}, code="not_a_year"
            )
        return int(digits)


class FinanceForm(DrawnForm, forms.Form):
    """A form of these pages: ids of its own, so that several may stand on one page."""

    fields: dict[str, Any]
    use_required_attribute = False  # the sentence beside the field says more than the browser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.required:
                field.error_messages["required"] = _("This must be filled in.")
            if isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.pop("class", None)

    def refuse(self, error: ValidationError) -> None:
        """Put a refusal of a service beside the field that can mend it, or above the form."""
        if isinstance(error, StaleVersion):
            return
        fields = getattr(error, "message_dict", None) or {"": error.messages}
        for name, messages in fields.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)

    def told(self) -> dict[str, Any]:
        """What was said, empty texts as they are; for the service."""
        return dict(self.cleaned_data)


def sender_field() -> forms.UUIDField:
    """The sender's own id, made with the form, so that sending it twice is harmless."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


__all__ = ["BahtField", "DayField", "FinanceForm", "PercentField", "YearField", "sender_field"]
