"""Addresses of the planner's workspace."""

from django.urls import path

from projects.pages.planning.approvals import approve
from projects.pages.planning.project_form import project_edit, project_new
from projects.pages.planning.records import (
    approach_edit,
    approach_new,
    plan_edit,
    plan_new,
    strategies,
    strategy_edit,
    vision_edit,
)
from projects.pages.planning.revisions import revision_approve, revision_edit, revisions
from projects.pages.planning.rows_api import rows_check, rows_save
from projects.pages.planning.workspace import plans

urlpatterns = [
    path("", plans, name="plans"),
    path("new/", plan_new, name="plan_new"),
    path("<int:plan>/edit/", plan_edit, name="plan_edit"),
    path("<int:plan>/vision/", vision_edit, name="plan_vision"),
    path("<int:plan>/strategies/", strategies, name="plan_strategies"),
    path("<int:plan>/strategies/<int:strategy>/", strategy_edit, name="plan_strategy"),
    path("<int:plan>/strategies/<int:strategy>/approaches/new/", approach_new, name="plan_approach_new"),
    path("<int:plan>/approaches/<int:approach>/", approach_edit, name="plan_approach"),
    path("<int:plan>/projects/new/", project_new, name="plan_project_new"),
    path("<int:plan>/projects/<int:project>/", project_edit, name="plan_project"),
    path("<int:plan>/approve/", approve, name="plan_approve"),
    path("<int:plan>/revisions/", revisions, name="plan_revisions"),
    path("<int:plan>/revisions/<int:revision>/", revision_edit, name="plan_revision"),
    path("<int:plan>/revisions/<int:revision>/approve/", revision_approve, name="plan_revision_approve"),
    path("<int:plan>/rows/check/", rows_check, name="plan_rows_check"),
    path("<int:plan>/rows/save/", rows_save, name="plan_rows_save"),
]
