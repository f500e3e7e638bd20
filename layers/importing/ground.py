"""The ground of the provinces, as well as it is known: districts where they are loaded, else the province itself."""

from __future__ import annotations

from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from geo.measure import distance_to_boundary_m
from layers.models import District, Province


class ProvinceGround:
    """Tells how far a point lies outside a province, beyond what the boundary's own accuracy can explain."""

    @cached_property
    def _known(self) -> dict[str, tuple[BaseGeometry, int]]:
        ground: dict[str, tuple[BaseGeometry, int]] = {}
        districts: dict[str, list[tuple[BaseGeometry, int]]] = {}
        for code, shape, accuracy in _shapes(Province.objects.values_list("code", "boundary", "boundary_accuracy_m")):
            ground[code] = (shape, accuracy)
        known = District.objects.filter(boundary__isnull=False)
        for code, shape, accuracy in _shapes(known.values_list("province_id", "boundary", "boundary_accuracy_m")):
            districts.setdefault(code, []).append((shape, accuracy))
        for code, parts in districts.items():
            ground[code] = (
                shapely.union_all([shapely.make_valid(shape) for shape, _accuracy in parts]),
                max(accuracy for _shape, accuracy in parts),
            )
        for shape, _accuracy in ground.values():
            shapely.prepare(shape)
        return ground

    def beyond_m(self, province_code: str, longitude: float, latitude: float) -> float | None:
        """Metres outside the province (WGS 84 ellipsoid), or None when inside or too near the edge to tell."""
        if province_code not in self._known:
            return None
        shape, accuracy = self._known[province_code]
        if shapely.contains_xy(shape, longitude, latitude):
            return None
        distance = distance_to_boundary_m((longitude, latitude), shape)
        return distance if distance > accuracy else None

    def province_at(self, longitude: float, latitude: float) -> str | None:
        """The code of the province whose ground holds the point."""
        return next(
            (code for code, (shape, _) in self._known.items() if shapely.contains_xy(shape, longitude, latitude)), None
        )


def _shapes(rows: object) -> list[tuple[str, BaseGeometry, int]]:
    return [
        (code, shapely.from_wkb(bytes(boundary.wkb)), accuracy or 0)
        for code, boundary, accuracy in rows  # type: ignore[attr-defined]  # a values_list of three columns
        if boundary is not None
    ]
