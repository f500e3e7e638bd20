"""Addresses of the registry and of the ground."""

from django.urls import path

from layers.api.ground_tiles import GroundTile
from layers.api.registry import (
    Authorities,
    AuthorityFeatures,
    OneAuthority,
    OneAuthorityFeature,
    OneProvinceFeature,
    ProvinceFeatures,
    Provinces,
)

urlpatterns = [
    path("api/provinces/", Provinces.as_view(), name="api-provinces"),
    path("api/provinces.geojson", ProvinceFeatures.as_view(), name="api-provinces-geojson"),
    path("api/provinces/<str:code>.geojson", OneProvinceFeature.as_view(), name="api-province-geojson"),
    path("api/authorities/", Authorities.as_view(), name="api-authorities"),
    path("api/authorities.geojson", AuthorityFeatures.as_view(), name="api-authorities-geojson"),
    path("api/authorities/<int:pk>/", OneAuthority.as_view(), name="api-authority"),
    path("api/authorities/<int:pk>.geojson", OneAuthorityFeature.as_view(), name="api-authority-geojson"),
    path("tiles/ground/<int:z>/<int:x>/<int:y>", GroundTile.as_view(), name="tile-ground"),
]
