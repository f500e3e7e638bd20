"""How each word of a project selection is read from an address and written back."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from geo.errors import GeoError
from geo.thai import BE_OFFSET, from_thai_digits, parse_decimal, year_to_ce
from layers.enums import AuthorityKind
from projects.checks import BY_CODE
from projects.enums import PROJECT_STAGES, Fund, Stage

MOST_IDS = 1000
LONGEST_SEARCH = 100
_WHOLE = re.compile(r"\d{1,19}")
_LARGEST_ID = 2**63 - 1
_NUMBER = re.compile(r"[+-]?\d{1,4}(?:\.\d{0,20})?(?:e-\d{1,2})?", re.IGNORECASE)

Reader = Callable[[list[str]], Any]


def read_all(values: dict[str, list[str]]) -> dict[str, Any]:
    """Every field from the texts given for it. Raises ValidationError with one entry per wrong field."""
    found: dict[str, Any] = {}
    wrong: dict[str, ValidationError] = {}
    for name, texts in values.items():
        given = [text for text in (_plain(text) for text in texts) if text]
        if not given:
            continue
        try:
            found[name] = READERS[name](given)
        except ValidationError as error:
            wrong[name] = error
    low, high = found.get("budget_min"), found.get("budget_max")
    if low is not None and high is not None and low > high:
        wrong["budget_max"] = _refuse("range_reversed", _("The upper end lies below the lower end."))
    if wrong:
        raise ValidationError(wrong)
    return found


def written(value: Any) -> list[str]:
    """A field as the texts of its parameter; nothing for a field that chooses all."""
    if value is None or value in ("", ()):
        return []
    if isinstance(value, bool):
        return ["1" if value else "0"]
    if isinstance(value, tuple) and isinstance(value[0], float):
        return [",".join(_degrees(number) for number in value)]
    if isinstance(value, tuple):
        return [",".join(_word(one) for one in value)]
    return [_word(value)]


def _word(value: Any) -> str:
    if isinstance(value, Stage):
        return value.slug
    if isinstance(value, IntEnum):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _degrees(number: float) -> str:
    """The shortest decimal that reads back as the same number, never in powers of ten."""
    return format(Decimal(repr(number)), "f")


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()


def _refuse(code: str, message: str) -> ValidationError:
    return ValidationError(message, code=code)


def _one(given: list[str]) -> str:
    if len(given) > 1:
        raise _refuse("given_twice", _("Only one value can be chosen here."))
    return given[0]


def _several(given: list[str]) -> list[str]:
    """`2559,2560` and `2559&…2560` alike; sorted later, repeats dropped."""
    return [part.strip() for text in given for part in text.split(",") if part.strip()]


def _whole(text: str) -> int:
    digits = from_thai_digits(text)
    if not _WHOLE.fullmatch(digits) or int(digits) > _LARGEST_ID:
        raise _refuse("not_a_number", _("“%(text)s” is not a whole number.") % {"text": text[:40]})
    return int(digits)


def _authority(given: list[str]) -> int:
    return _whole(_one(given))


def _province(given: list[str]) -> str:
    code = from_thai_digits(_one(given))
    if not re.fullmatch(r"[1-9]\d", code):
        raise _refuse("not_a_province", _("Give the two digits of the province, such as 19 for Saraburi."))
    return code


def _kind(given: list[str]) -> AuthorityKind:
    return AuthorityKind(_choice(_one(given).upper(), AuthorityKind.values))


def _fund(given: list[str]) -> Fund:
    return Fund(_choice(_one(given).upper(), Fund.values))


def _choice(word: str, choices: list[str]) -> str:
    if word not in choices:
        raise _refuse(
            "not_a_choice",
            _("“%(word)s” is none of: %(choices)s.") % {"word": word[:40], "choices": ", ".join(choices)},
        )
    return word


def _years(given: list[str]) -> tuple[int, ...]:
    """Years of either era, kept as BE: 2016 is 2559."""
    found = set()
    for text in _several(given):
        try:
            found.add(year_to_ce(_whole(text)) + BE_OFFSET)
        except GeoError as error:
            raise _refuse(
                "not_a_year", _("“%(text)s” is not a fiscal year; write it like 2559.") % {"text": text[:40]}
            ) from error
    return tuple(sorted(found))


def _stages(given: list[str]) -> tuple[Stage, ...]:
    slugs = [stage.slug for stage in PROJECT_STAGES]
    return tuple(sorted({Stage.from_slug(_choice(word.lower(), slugs)) for word in _several(given)}))


def _programmes(given: list[str]) -> tuple[int, ...]:
    found = tuple(sorted({_whole(text) for text in _several(given)}))
    if not all(1 <= code <= 12 for code in found):
        raise _refuse("not_a_programme", _("Programmes are numbered 1 to 12."))
    return found


def _amount(given: list[str]) -> Decimal:
    try:
        amount = parse_decimal(_one(given))
    except GeoError as error:
        raise _refuse("not_an_amount", _("Give an amount in baht, such as 500,000.")) from error
    if amount < 0 or amount >= Decimal(10) ** 13 or amount != amount.quantize(Decimal("0.01")):
        raise _refuse("not_an_amount", _("Give an amount in baht, such as 500,000."))
    return amount.quantize(Decimal("0.01"))


_YES = {"1", "true", "yes", "on", "ใช่", "มี"}
_NO = {"0", "false", "no", "off", "ไม่", "ไม่มี"}


def _yes_or_no(given: list[str]) -> bool | None:
    """Both boxes ticked is the same as none."""
    asked = {from_thai_digits(text).lower() for text in _several(given)}
    if not asked <= _YES | _NO:
        raise _refuse("not_yes_or_no", _("Give 1 for yes or 0 for no."))
    if asked & _YES and asked & _NO:
        return None
    return bool(asked & _YES)


def _check(given: list[str]) -> str:
    return _choice(_one(given).lower(), list(BY_CODE))


def _search(given: list[str]) -> str:
    text = " ".join(_one(given).split())
    if len(text) > LONGEST_SEARCH:
        raise _refuse("too_long", _("Search for at most %(most)d characters.") % {"most": LONGEST_SEARCH})
    return text


def _bbox(given: list[str]) -> tuple[float, float, float, float]:
    parts = [part.strip() for part in from_thai_digits(_one(given)).split(",")]
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise _refuse("not_a_rectangle", _("Give west,south,east,north in degrees, such as 100.8,14.4,101.2,14.8."))
    west, south, east, north = (float(part) + 0.0 for part in parts)
    in_world = all(math.isfinite(one) for one in (west, south, east, north)) and west >= -180 and east <= 180
    if not in_world or not (west <= east and -90 <= south <= north <= 90):
        raise _refuse("not_a_rectangle", _("Give west,south,east,north in degrees, such as 100.8,14.4,101.2,14.8."))
    return west, south, east, north


def _ids(given: list[str]) -> tuple[int, ...]:
    found = tuple(sorted({_whole(text) for text in _several(given)}))
    if len(found) > MOST_IDS:
        raise _refuse("too_many", _("At most %(most)d projects can be named.") % {"most": MOST_IDS})
    return found


# In the order of the canonical address.
READERS: dict[str, Reader] = {
    "authority": _authority,
    "province": _province,
    "kind": _kind,
    "fiscal_year": _years,
    "stage": _stages,
    "programme": _programmes,
    "fund": _fund,
    "budget_min": _amount,
    "budget_max": _amount,
    "has_location": _yes_or_no,
    "problems": _yes_or_no,
    "check": _check,
    "q": _search,
    "bbox": _bbox,
    "ids": _ids,
}
