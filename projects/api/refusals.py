"""From the refusals of services and of the geometry shelf to problems that a program can act on.

A raised exception may carry `extensions`: further members of the problem, such as the readings to choose from or the
position that stands now.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError

from geo.errors import GeoError
from projects.errors import StaleVersion
from projects.services.checking import refusal_of


def extended(error: Exception, **extensions: Any) -> Exception:
    """The exception with members for its problem."""
    error.extensions = {**getattr(error, "extensions", {}), **extensions}  # type: ignore[attr-defined]  # read by the exception handler
    return error


def first_error(error: ValidationError) -> ValidationError:
    """The first single error of a ValidationError, with its code and params."""
    while hasattr(error, "error_dict") or len(error.error_list) != 1 or error.error_list[0] is not error:
        inner = next(iter(error.error_dict.values())) if hasattr(error, "error_dict") else error.error_list
        error = inner[0]
    return error


@contextmanager
def geometry_refusals(field: str) -> Iterator[None]:
    """Within this block a refusal of the geometry shelf is a ValidationError of `field`, its code kept."""
    try:
        yield
    except GeoError as error:
        raise extended(refusal_of(error, field=field), hint=error.as_dict()) from error


__all__ = ["StaleVersion", "extended", "first_error", "geometry_refusals"]
