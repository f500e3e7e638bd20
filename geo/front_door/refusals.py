"""The errors of the front door."""

from __future__ import annotations

from geo.errors import GeoError


class Refused(GeoError):
    """Something from outside was turned away at the door; nothing of it was kept."""


class RefusedGeometry(Refused):
    """A JSON text or a geometry. `where` points to the place, such as `coordinates[0][3]`."""


class RefusedUpload(Refused):
    """A file."""


def too_many_rows(limit: int) -> RefusedUpload:
    """The error for a file with more records than are taken at once."""
    return RefusedUpload(
        "too_many_rows",
        f"The file has more than {limit:,} records.",
        f"แฟ้มมีเกิน {limit:,} รายการ",
        "Split it.",
        "โปรดแบ่งแฟ้ม",
    )
