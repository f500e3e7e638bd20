"""Form fields as the site draws them: one class for every input, no placeholder in the place of a label."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.thai import from_thai_digits


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
