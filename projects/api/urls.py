"""Addresses of projects and their places."""

from django.urls import path

from projects.api.coordinates import ReadCoordinates
from projects.api.features import ProjectFeatures
from projects.api.lists import OneProject, Programmes, Projects, ProjectTotals
from projects.api.positions import Positions, Withdrawal
from projects.api.search import Suggestions
from projects.api.tiles import ProjectTile

urlpatterns = [
    path("api/projects/", Projects.as_view(), name="api-projects"),
    path("api/projects/totals/", ProjectTotals.as_view(), name="api-projects-totals"),
    path("api/projects.geojson", ProjectFeatures.as_view(), name="api-projects-geojson"),
    path("api/projects/<int:pk>/", OneProject.as_view(), name="api-project"),
    path("api/projects/<int:pk>/positions/", Positions.as_view(), name="api-positions"),
    path(
        "api/projects/<int:pk>/positions/<int:position_pk>/withdraw/",
        Withdrawal.as_view(),
        name="api-position-withdraw",
    ),
    path("api/programmes/", Programmes.as_view(), name="api-programmes"),
    path("api/coordinates/read", ReadCoordinates.as_view(), name="api-coordinates-read"),
    path("api/search/", Suggestions.as_view(), name="api-search"),
    path("tiles/projects/<int:z>/<int:x>/<int:y>", ProjectTile.as_view(), name="tile-projects"),
]
