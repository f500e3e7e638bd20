"""Addresses of projects and their places."""

from django.urls import path

from projects.api.coordinates import ReadCoordinates
from projects.api.features import ProjectFeatures
from projects.api.positions import Positions, Withdrawal

urlpatterns = [
    path("api/projects.geojson", ProjectFeatures.as_view(), name="api-projects-geojson"),
    path("api/projects/<int:pk>/positions/", Positions.as_view(), name="api-positions"),
    path(
        "api/projects/<int:pk>/positions/<int:position_pk>/withdraw/",
        Withdrawal.as_view(),
        name="api-position-withdraw",
    ),
    path("api/coordinates/read", ReadCoordinates.as_view(), name="api-coordinates-read"),
]
