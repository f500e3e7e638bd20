"""Addresses of the pages about projects; append your own."""

from django.urls import path

from projects.pages.authority_map import authority_map
from projects.pages.pin_editor import pin_editor, pin_readings
from projects.pages.project import project_page
from projects.pages.search import search_page
from projects.pages.set_aside import set_aside_bring_back, set_aside_list, set_aside_new

urlpatterns = [
    path("projects/<int:pk>/", project_page, name="project"),
    path("projects/positions/", pin_editor, name="pin_editor"),
    path("projects/positions/readings/", pin_readings, name="pin_readings"),
    path("projects/map/", authority_map, name="authority_map"),
    path("search/", search_page, name="search"),
    path("set-aside/", set_aside_list, name="set_aside"),
    path("set-aside/new/", set_aside_new, name="set_aside_new"),
    path("set-aside/bring-back/", set_aside_bring_back, name="set_aside_bring_back"),
]
