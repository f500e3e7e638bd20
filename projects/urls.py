"""Addresses of the pages about projects; append your own."""

from django.urls import path

from projects.pages.authority_map import authority_map
from projects.pages.importing.job import (
    import_apply,
    import_cancel,
    import_columns,
    import_job,
    import_progress,
    import_undo,
)
from projects.pages.importing.procurement import procurement
from projects.pages.importing.refused import import_refused
from projects.pages.importing.worklist import import_jobs, imports
from projects.pages.pin_editor import pin_editor, pin_readings
from projects.pages.project import project_page

urlpatterns = [
    path("projects/<int:pk>/", project_page, name="project"),
    path("projects/positions/", pin_editor, name="pin_editor"),
    path("projects/positions/readings/", pin_readings, name="pin_readings"),
    path("projects/map/", authority_map, name="authority_map"),
    path("imports/", imports, name="imports"),
    path("imports/jobs/", import_jobs, name="import_jobs"),
    path("imports/procurement/", procurement, name="procurement"),
    path("imports/<int:pk>/", import_job, name="import_job"),
    path("imports/<int:pk>/columns/", import_columns, name="import_columns"),
    path("imports/<int:pk>/progress/", import_progress, name="import_progress"),
    path("imports/<int:pk>/apply/", import_apply, name="import_apply"),
    path("imports/<int:pk>/cancel/", import_cancel, name="import_cancel"),
    path("imports/<int:pk>/undo/", import_undo, name="import_undo"),
    path("imports/<int:pk>/refused.csv", import_refused, {"form": "csv"}, name="import_refused_csv"),
    path("imports/<int:pk>/refused.xlsx", import_refused, {"form": "xlsx"}, name="import_refused_xlsx"),
]
