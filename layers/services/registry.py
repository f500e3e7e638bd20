"""The verbs of the dated registry: establish, change, dissolve and merge authorities.

Each writes periods; what an authority is now follows from its latest period by trigger.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from layers.enums import AuthorityKind, SuccessionKind
from layers.models import AuthorityPeriod, AuthoritySuccession, LocalAuthority, Province


@transaction.atomic
def establish_authority(
    *,
    kind: AuthorityKind,
    name_th: str,
    province: Province,
    since: dt.date | None,
    code: str | None = None,
    name_en: str = "",
    **ground: Any,
) -> LocalAuthority:
    """Enter a new authority. `since` None means: as far back as anybody knows. `ground` are fields of the map."""
    authority = LocalAuthority.objects.create(
        kind=kind, code=code, name_th=name_th, name_en=name_en, province=province, **ground
    )
    AuthorityPeriod.objects.create(
        authority=authority,
        during=DateRange(since, None),
        kind=kind,
        code=code,
        name_th=name_th,
        name_en=name_en,
        province=province,
    )
    authority.refresh_from_db()
    return authority


@transaction.atomic
def change_authority(*, authority: LocalAuthority, on: dt.date, **changes: Any) -> AuthorityPeriod:
    """Begin a new period: an upgrade, a new name or code. `changes` are fields of the period.

    Raises ValidationError `period_in_the_past` when the latest period began on that day or later, or has ended.
    """
    latest = _open_period(authority, on)
    fields = ("kind", "code", "name_th", "name_en", "province_id")
    new = {field: changes.pop(field, getattr(latest, field)) for field in fields}
    if changes:
        raise TypeError(f"an authority's period has no {sorted(changes)}")
    _end_period(latest, on)
    period = AuthorityPeriod.objects.create(authority=authority, during=DateRange(on, None), **new)
    authority.refresh_from_db()
    return period


@transaction.atomic
def dissolve_authority(*, authority: LocalAuthority, on: dt.date) -> None:
    """End an authority: it does not exist on `on` any more. What it entered stays."""
    _end_period(_open_period(authority, on), on)
    authority.refresh_from_db()


@transaction.atomic
def merge_authority(*, authority: LocalAuthority, into: LocalAuthority, on: dt.date) -> None:
    """Dissolve an authority into another on a day. The successor's ground grows by its predecessor's, where known."""
    dissolve_authority(authority=authority, on=on)
    AuthoritySuccession.objects.create(predecessor=authority, successor=into, on_date=on, kind=SuccessionKind.MERGER)
    if authority.boundary and into.boundary:
        merged = into.boundary.union(authority.boundary)
        into.boundary = merged if isinstance(merged, MultiPolygon) else MultiPolygon(merged, srid=merged.srid)
        into.boundary_accuracy_m = max(into.boundary_accuracy_m or 0, authority.boundary_accuracy_m or 0) or None
        into.save(update_fields=["boundary", "boundary_accuracy_m"])


def _open_period(authority: LocalAuthority, on: dt.date) -> AuthorityPeriod:
    latest = (
        authority.periods.select_for_update().order_by("-during__startswith").filter(during__upper_inf=True).first()
    )
    if latest is None or (latest.during.lower is not None and latest.during.lower >= on):
        raise ValidationError(
            _("The registry already says something about %(authority)s on or after %(day)s. Choose a later day.")
            % {"authority": authority, "day": on.isoformat()},
            code="period_in_the_past",
        )
    return latest


def _end_period(period: AuthorityPeriod, on: dt.date) -> None:
    period.during = DateRange(period.during.lower, on)
    period.save(update_fields=["during"])
