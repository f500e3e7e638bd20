"""Reads of the registry. Names and boundaries of authorities are public; what they do is not, and lives above."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.gis.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Value, When
from django.db.models.functions import Concat

from layers.enums import SHORT_PREFIX_TH


def short_name_th(path: str = "") -> Concat:
    """The Thai name for lists as an expression; `path` leads to the authority, such as `authority__`."""
    prefix = Case(
        *(When(**{f"{path}kind": kind, "then": Value(word)}) for kind, word in SHORT_PREFIX_TH.items()),
        default=Value(""),
        output_field=CharField(),
    )
    return Concat(prefix, F(f"{path}name_th"), output_field=CharField())


class ProvinceQuerySet(models.QuerySet):
    """Provinces, by what is in them."""

    def with_authorities(self) -> Self:
        """Those that have a local authority; Bangkok has none in the registry."""
        authorities: Any = self.model._meta.get_field("authorities").related_model
        return self.filter(Exists(authorities.objects.filter(province=OuterRef("pk"))))


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
