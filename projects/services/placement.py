"""Where a point lies against the boundary of an authority, and whose ground it is otherwise. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from geo.systems import WGS84
from layers.enums import AuthorityKind
from layers.models import LocalAuthority, Province
from projects.enums import Inside

if TYPE_CHECKING:
    from collections.abc import Iterable

AGAINST_BOUNDARY = Path(__file__).with_name("placement.sql").read_text(encoding="utf-8")

# A boundary of unknown accuracy decides no case nearer than this: one millimetre on a 1:50,000 sheet.
UNKNOWN_BOUNDARY_ACCURACY_M = 50


@dataclass(frozen=True, slots=True)
class Placement:
    """How a point lies against a boundary; `distance_m` is how far it is beyond it, in metres on the ellipsoid.

    EDGE: nearer to the boundary, on either side, than the boundary itself is known. UNKNOWN: no boundary is known.
    """

    inside: Inside
    distance_m: float | None = None


def place_against(*, authority_id: int, longitude: float, latitude: float) -> Placement:
    """Hold a WGS 84 position against the boundary of an authority, allowing for the boundary's own accuracy."""
    with connection.cursor() as cursor:
        cursor.execute(
            AGAINST_BOUNDARY,
            {
                "authority": authority_id,
                "longitude": longitude,
                "latitude": latitude,
                "wgs84": WGS84,
                "unknown_accuracy_m": UNKNOWN_BOUNDARY_ACCURACY_M,
            },
        )
        inside, distance_m = cursor.fetchone()
    return Placement(Inside(inside), distance_m)


def ground_of(point: Point, *, but_not: LocalAuthority) -> LocalAuthority | Province | None:
    """Whose ground a point is: an authority like `but_not`, else its provincial organization, else its province.

    A municipality's neighbours are municipalities and subdistrict organizations; the provincial organization covers
    them all and is named only where nobody else is known.
    """
    last = AuthorityKind.SUBDISTRICT if but_not.kind == AuthorityKind.PAO else AuthorityKind.PAO
    rank = Case(When(kind=last, then=Value(1)), default=Value(0), output_field=IntegerField())
    found = (
        LocalAuthority.objects.filter(boundary__covers=point, dissolved_on__isnull=True)
        .exclude(pk=but_not.pk)
        .defer("boundary", "office")
        .order_by(rank, "id")
        .first()
    )
    return found or Province.objects.filter(boundary__covers=point).defer("boundary").first()


def nearest_authorities(point: Point, *, but_not: LocalAuthority, most: int = 1) -> Iterable[LocalAuthority]:
    """The authorities of the same tier whose ground is nearest to a point, nearest first; those that hold it first."""
    is_provincial = but_not.kind == AuthorityKind.PAO
    candidates = LocalAuthority.objects.with_boundary().filter(dissolved_on__isnull=True).exclude(pk=but_not.pk)
    candidates = candidates.filter(kind="PAO") if is_provincial else candidates.exclude(kind="PAO")
    return candidates.defer("boundary", "office").order_by(GeometryDistance("boundary", point), "id")[:most]


def name_of(ground: LocalAuthority | Province | None) -> str:
    """The short name of an authority or the name of a province, in the reader's language; empty for neither."""
    if isinstance(ground, LocalAuthority):
        return ground.short_name
    return ground.name if ground else ""


def distance_in_words(metres: float) -> str:
    """`350 m` or `1.2 km`, in the reader's language."""
    if metres < 1000:
        return _("%(metres)d m") % {"metres": max(round(metres), 1)}
    return _("%(kilometres).1f km") % {"kilometres": metres / 1000}
