"""Addresses of the pages about projects; append your own."""

from django.urls import path

from projects.pages.authority_map import authority_map
from projects.pages.pin_editor import pin_editor, pin_readings
from projects.pages.project import project_page
from projects.pages.search import search_page

urlpatterns = [
    path("projects/<int:pk>/", project_page, name="project"),
    path("projects/positions/", pin_editor, name="pin_editor"),
    path("projects/positions/readings/", pin_readings, name="pin_readings"),
    path("projects/map/", authority_map, name="authority_map"),
    path("search/", search_page, name="search"),
]
