"""Reads of the registry. Names and boundaries of authorities are public; what they do is not, and lives above."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.gis.db import models


class LocalAuthorityQuerySet(models.QuerySet):
    """Authorities, by day, kind and province."""

    def existing_on(self, day: dt.date) -> Self:
        """Authorities that existed on `day`, by the dated registry."""
        return self.filter(periods__during__contains=day)

    def of_province(self, province_code: str) -> Self:
        """Authorities that belong to one province now."""
        return self.filter(province_id=province_code)

    def with_boundary(self) -> Self:
        """Authorities whose boundary is known."""
        return self.filter(boundary__isnull=False)
