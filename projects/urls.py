"""Addresses of the pages about projects; append your own."""

from django.urls import include, path

from projects.pages.authority_map import authority_map
from projects.pages.checks import check_reason, checks_page
from projects.pages.finance.contract import contract_page
from projects.pages.finance.project_money import project_money
from projects.pages.finance.purchases import purchases
from projects.pages.finance.schedule import contract_schedule
from projects.pages.finance.signing import contract_change, contract_new
from projects.pages.finance.taking_back import finance_set_aside
from projects.pages.finance.workspace import finance
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
from projects.pages.importing.sample import import_sample
from projects.pages.importing.worklist import import_jobs, imports
from projects.pages.pin_editor import pin_editor, pin_readings
from projects.pages.project import project_page
from projects.pages.search import search_page
from projects.pages.set_aside import set_aside_bring_back, set_aside_list, set_aside_new
from projects.pages.works import filing
from projects.pages.works.files import document_file, photo_file
from projects.pages.works.open_comments import comments_page
from projects.pages.works.page import works_page
from projects.pages.works.stalled import stalled_works

urlpatterns = [
    path("projects/<int:pk>/", project_page, name="project"),
    path("checks/", checks_page, name="checks"),
    path("checks/reason/", check_reason, name="check_reason"),
    path("projects/positions/", pin_editor, name="pin_editor"),
    path("projects/positions/readings/", pin_readings, name="pin_readings"),
    path("projects/map/", authority_map, name="authority_map"),
    path("finance/", finance, name="finance"),
    path("finance/purchases/", purchases, name="purchases"),
    path("finance/contracts/new/", contract_new, name="contract_new"),
    path("finance/contracts/<int:pk>/", contract_page, name="finance_contract"),
    path("finance/contracts/<int:pk>/change/", contract_change, name="contract_change"),
    path("finance/contracts/<int:pk>/schedule/", contract_schedule, name="contract_schedule"),
    path("finance/projects/<int:pk>/", project_money, name="finance_project"),
    path("finance/set-aside/<str:kind>/<int:pk>/", finance_set_aside, name="finance_set_aside"),
    path("plans/", include("projects.pages.planning.urls")),
    path("comments/", comments_page, name="comments"),
    path("projects/<int:pk>/documents/", filing.documents, name="documents"),
    path("projects/<int:pk>/comments/", filing.comments, name="project_comments"),
    path("works/stalled/", stalled_works, name="stalled_works"),
    path("projects/<int:pk>/works/", works_page, name="works"),
    path("projects/<int:pk>/photos/<int:photo>/", photo_file, name="photo"),
    path("projects/<int:pk>/photos/<int:photo>/small/", photo_file, {"small": True}, name="photo_small"),
    path("projects/<int:pk>/documents/<int:document>/", document_file, name="document"),
    path("search/", search_page, name="search"),
    path("set-aside/", set_aside_list, name="set_aside"),
    path("set-aside/new/", set_aside_new, name="set_aside_new"),
    path("set-aside/bring-back/", set_aside_bring_back, name="set_aside_bring_back"),
    path("imports/", imports, name="imports"),
    path("imports/jobs/", import_jobs, name="import_jobs"),
    path("imports/sample.xlsx", import_sample, name="import_sample"),
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
