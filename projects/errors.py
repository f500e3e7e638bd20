"""What can go wrong in the life cycle besides a wrong field: somebody else was faster, or the place is out of reach."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404


class StaleVersion(ValidationError):
    """Somebody changed the record since it was read. `current` is the record as it stands now (None: it is gone)."""

    def __init__(self, message: str, *, current: Any) -> None:
        super().__init__(message, code="stale_version")
        self.current = current


class OutOfScope(Http404):
    """An authority or province was named that this person may not know of; it looks like one that does not exist."""
