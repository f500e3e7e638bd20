"""Boundaries of subdistrict administrative organizations taken from their subdistricts.

An SAO governs its subdistrict except where a municipality of the same subdistrict has ground of its own.
"""

from __future__ import annotations

from collections import Counter

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction

from geo.systems import WGS84
from layers.enums import AuthorityKind
from layers.importing.findings import ImportPlan, Outcome, PlannedRow
from layers.models import LocalAuthority, Subdistrict

SOURCE = "subdistrict"


def plan_from_subdistricts() -> ImportPlan:
    """For every existing SAO without a boundary of its own: which subdistrict's it would get, or why none."""
    shapes = {
        code: (boundary, accuracy)
        for code, boundary, accuracy in Subdistrict.objects.filter(boundary__isnull=False).values_list(
            "code", "boundary", "boundary_accuracy_m"
        )
    }
    organizations = list(
        LocalAuthority.objects.filter(kind=AuthorityKind.SAO, dissolved_on__isnull=True).order_by("code")
    )
    claims = Counter(organization.subdistrict_code for organization in organizations)
    plan = ImportPlan()
    for line, organization in enumerate(organizations, start=1):
        row = PlannedRow(line, f"{organization.code} {organization}", Outcome.ADD, existing_id=organization.pk)
        plan.rows.append(row)
        code = organization.subdistrict_code
        if organization.boundary and not organization.boundary_source.startswith(SOURCE):
            row.outcome = Outcome.SAME
        elif not code:
            row.refuse("no_subdistrict", "Its subdistrict is not known.")
        elif code not in shapes:
            row.refuse("no_shape", f"Subdistrict {code} has no boundary. Import the subdistricts first.")
        elif claims[code] > 1:
            row.refuse("shared_subdistrict", f"{claims[code]} organizations name subdistrict {code}; whose is it?")
        else:
            boundary, accuracy = shapes[code]
            row.outcome = Outcome.CHANGE if organization.boundary else Outcome.ADD
            row.values = {"code": code, "boundary": boundary, "accuracy_m": accuracy}
    return plan


@transaction.atomic
def apply_from_subdistricts(plan: ImportPlan) -> None:
    """Give the organizations their subdistrict's ground, less that of municipalities which have a boundary."""
    rows = plan.with_outcome(Outcome.ADD, Outcome.CHANGE)
    organizations = LocalAuthority.objects.in_bulk([row.existing_id for row in rows])
    municipal = (AuthorityKind.CITY, AuthorityKind.TOWN, AuthorityKind.SUBDISTRICT, AuthorityKind.SPECIAL)
    towns = [
        shapely.from_wkb(bytes(boundary.wkb))
        for boundary in LocalAuthority.objects.filter(
            kind__in=municipal, boundary__isnull=False, dissolved_on__isnull=True
        ).values_list("boundary", flat=True)
        if boundary is not None
    ]
    tree = shapely.STRtree(towns)
    for row in rows:
        ground = shapely.make_valid(shapely.from_wkb(bytes(row.values["boundary"].wkb)))
        inner = [towns[index] for index in tree.query(ground, predicate="intersects")]
        left = shapely.difference(ground, shapely.union_all(inner)) if inner else ground
        organization = organizations[row.existing_id]
        parts = [part for part in shapely.get_parts(left) if part.geom_type == "Polygon"]
        if not parts:
            row.refuse("nothing_left", "Municipalities cover the whole subdistrict.")
            continue
        organization.boundary = MultiPolygon(
            [GEOSGeometry(memoryview(part.wkb), srid=WGS84) for part in parts], srid=WGS84
        )
        organization.boundary_source = f"{SOURCE} {row.values['code']}"
        organization.boundary_accuracy_m = row.values["accuracy_m"]
        if inner:
            row.doubt("less_municipality", f"The ground of {len(inner)} municipalities was taken off.")
    LocalAuthority.objects.bulk_update(
        [organizations[row.existing_id] for row in rows if row.outcome is not Outcome.REFUSE],
        ["boundary", "boundary_source", "boundary_accuracy_m"],
        batch_size=500,
    )
