"""What a report cannot read in an address: the part, what was found, and what would work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from geo.errors import GeoError

Value = TypeVar("Value")
EnumValue = TypeVar("EnumValue", bound=Enum)
LONGEST_SHOWN = 40


@dataclass(slots=True)
class Reader:
    """Reads the parts of an address one after the other and remembers every part that could not be read.

    An empty part is a part that was left out: forms send those.
    """

    parts: dict[str, str]
    errors: dict[str, list[ValidationError]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The part as typed, without blanks around it."""
        return self.parts.get(name, "").strip()

    def read(self, name: str, reading: Callable[[str], Value]) -> Value | None:
        """The part read by `reading`, which may raise GeoError or ValidationError; None when left out or unreadable."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            return reading(typed)
        except GeoError as unreadable:
            self.refuse(name, unreadable.text(get_language() or "th"), code=unreadable.code)
        except ValidationError as refused:
            self.errors.setdefault(name, []).append(refused)
        return None

    def choice(self, name: str, kinds: type[EnumValue]) -> EnumValue | None:
        """The part as one of the words of an enumeration."""
        return self.read(name, lambda typed: _one_of(typed, kinds))

    def refuse(self, name: str, sentence: str, *, code: str = "invalid") -> None:
        """Remember a part that cannot be."""
        self.errors.setdefault(name, []).append(ValidationError(sentence, code=code))

    def finish(self) -> None:
        """Raise ValidationError with everything that was refused."""
        if self.errors:
            raise ValidationError(dict(self.errors))


def _one_of(typed: str, kinds: type[EnumValue]) -> EnumValue:
    for member in kinds:
        if str(member.value) == typed:
            return member
    raise not_one_of(typed, [str(member.value) for member in kinds])


def not_one_of(typed: str, words: list[str]) -> ValidationError:
    """The refusal of a word that is none of those known."""
    return ValidationError(
        _("“%(typed)s” is not known here. Choose one of: %(words)s.")
        % {"typed": typed[:LONGEST_SHOWN], "words": ", ".join(words)},
        code="not_a_choice",
    )


def refusal_page(request: HttpRequest, refused: ValidationError, *, title: str | Promise) -> HttpResponse:
    """400: what could not be read, part by part, and a way back to the report without it."""
    kept = request.GET.copy()
    for name in refused.message_dict:
        kept.pop(name, None)
    return render(
        request,
        "gis_reports/refused.html",
        {
            "title": title,
            "way_back": f"{request.path}?{kept.urlencode()}" if kept else request.path,
            "errors": [
                {"name": name, "value": request.GET.get(name, ""), "sentences": sentences}
                for name, sentences in refused.message_dict.items()
            ],
            "crumbs": [{"label": pgettext("menu", "Home"), "url": "/"}, {"label": title}],
        },
        status=400,
    )
