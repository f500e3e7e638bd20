"""Addresses of the reports and exports. Every line belongs to one question; append your own."""

from django.urls import URLPattern, URLResolver, include, path

from gis_reports.api.completeness import CompletenessAuthorities, CompletenessReport
from gis_reports.api.dashboard import Dashboard
from gis_reports.api.pace import PaceReport
from gis_reports.api.status import StatusReport
from gis_reports.reports.completeness.page import completeness_page
from gis_reports.reports.completeness.paper import completeness_file, completeness_names_file, completeness_paper
from gis_reports.reports.dashboard.page import dashboard_file, dashboard_page, status_moved
from gis_reports.reports.map.page import map_file, map_page
from gis_reports.reports.pace.page import pace_curve_file, pace_file, pace_page
from gis_reports.reports.status.page import status_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/completeness/", completeness_page, name="completeness"),
    path("reports/completeness/print/", completeness_paper, name="completeness_paper"),
    path("reports/completeness/figures.<str:form>", completeness_file, name="completeness_file"),
    path("reports/completeness/names.<str:form>", completeness_names_file, name="completeness_names_file"),
    path("api/completeness/", CompletenessReport.as_view(), name="api-completeness"),
    path("api/completeness/authorities/", CompletenessAuthorities.as_view(), name="api-completeness-authorities"),
    path("api/status/", StatusReport.as_view(), name="api-status"),
    path("api/dashboard/", Dashboard.as_view(), name="api-dashboard"),
    path("reports/dashboard/", dashboard_page, name="dashboard"),
    path("reports/dashboard/figures.<str:form>", dashboard_file, name="dashboard_file"),
    path("reports/status/", status_moved, name="status"),
    path("reports/status/figures.<str:form>", status_file, name="status_file"),
    path("reports/pace/", pace_page, name="pace"),
    path("reports/pace/figures.<str:form>", pace_file, name="pace_file"),
    path("reports/pace/curve.<str:form>", pace_curve_file, name="pace_curve_file"),
    path("api/pace/", PaceReport.as_view(), name="api-pace"),
    path("", include("gis_reports.exports.urls")),
    path("reports/map/", map_page, name="map_report"),
    path("reports/map/file", map_file, name="map_report_file"),
]
