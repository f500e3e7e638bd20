"""Addresses of exports."""

from django.urls import path

from gis_reports.exports import api, pages
from gis_reports.exports.stalled_works import stalled_works_file

urlpatterns = [
    path("exports/", pages.exports, name="exports"),
    path("exports/jobs/", pages.export_jobs, name="export_jobs"),
    path("exports/<int:pk>/cancel/", pages.export_cancel, name="export_cancel"),
    path("exports/<int:pk>/file/", pages.export_file, name="export_file"),
    path("works/stalled/list.csv", stalled_works_file, name="stalled_works_file"),
    path("api/exports/", api.Exports.as_view(), name="api-exports"),
    path("api/exports/<int:pk>/", api.OneExport.as_view(), name="api-export"),
    path("api/exports/<int:pk>/file", api.ExportFile.as_view(), name="api-export-file"),
]
