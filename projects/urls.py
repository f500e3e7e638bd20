"""Addresses of the pages about projects; append your own."""

from django.urls import path

from projects.pages.authority_map import authority_map
from projects.pages.checks import check_reason, checks_page
from projects.pages.pin_editor import pin_editor, pin_readings
from projects.pages.project import project_page

urlpatterns = [
    path("projects/<int:pk>/", project_page, name="project"),
    path("checks/", checks_page, name="checks"),
    path("checks/reason/", check_reason, name="check_reason"),
    path("projects/positions/", pin_editor, name="pin_editor"),
    path("projects/positions/readings/", pin_readings, name="pin_readings"),
    path("projects/map/", authority_map, name="authority_map"),
]
