"""Who changed what, when, and what it was before: the change log in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q

from projects import models
from projects.models import AuthorityRecord, ChangeLog, Project

# Columns that tell how a record is kept, not what it says.
OF_NO_INTEREST = {"id", "authority_id", "recorded_at", "recorded_by_id", "version", "client_id", "in_force"}
OF_NO_INTEREST |= {"digest", "image", "thumbnail", "file"}  # files: their names say nothing
PROJECT_RECORDS: tuple[type[AuthorityRecord], ...] = (
    models.PlannedBudget,
    models.PlanApproval,
    models.BudgetApproval,
    models.ContractShare,
    models.ContractAmendment,
    models.Disbursement,
    models.CarryOver,
    models.Progress,
    models.ProgressPhoto,
    models.Position,
    models.Handover,
    models.CheckReason,
    models.ProjectDocument,
    models.ProjectComment,
)
# Records of the contracts that a project has a share in.
CONTRACT_RECORDS: tuple[type[AuthorityRecord], ...] = (models.Instalment, models.RetentionRelease)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column before and after; `label` is its name for people."""

    name: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log. `who` is empty when a program or a hand at the database acted (`by_database_user`)."""

    at: dt.datetime
    who: str
    by_database_user: str
    action: str
    table: str
    record_name: str
    record_id: int
    fields: tuple[FieldChange, ...]


def history_of(record: AuthorityRecord) -> list[Change]:
    """Every change of one record, newest first."""
    return _told(_entries(record.authority_id).filter(table_name=record._meta.db_table, record_id=record.pk))


def history_of_project(project: Project) -> list[Change]:
    """Every change of a project and of all its records, its contracts among them, newest first."""
    # The keys in words, each looked up by itself: with the records asked for in one question all changes of all
    # projects of the authority would be read.
    with connection.cursor() as cursor:
        cursor.execute(_keys_of_records(), {"authority": project.authority_id, "project": project.pk})
        keys = cursor.fetchall()
    mine = Q(table_name=Project._meta.db_table, record_id=project.pk)
    for table, record_id in keys:
        mine |= Q(table_name=table, record_id=record_id)
    return _told(_entries(project.authority_id).filter(mine))


@cache
def _keys_of_records() -> str:
    """SQL for table and key of each record of a project, and of its contracts. Records that count and those set aside
    are asked for apart, because some tables have an index for each."""
    contract, share = models.Contract._meta.db_table, models.ContractShare._meta.db_table
    sources = [(contract, "contract_id", share)]
    sources += [(model._meta.db_table, "id", model._meta.db_table) for model in PROJECT_RECORDS]
    of_contracts = " union all ".join(
        f"select '{model._meta.db_table}', part.id from {model._meta.db_table} as part"  # noqa: S608 - our own tables
        f" where part.authority_id = %(authority)s and part.contract_id in (select contract_id from {share}"
        f" where authority_id = %(authority)s and project_id = %(project)s) and part.set_aside_at is {state}"
        for model in CONTRACT_RECORDS
        for state in ("null", "not null")
    )
    of_project = " union all ".join(
        f"select '{of}' as of_table, {key} as record_id from {table}"  # noqa: S608 - names of our own tables
        f" where authority_id = %(authority)s and project_id = %(project)s and set_aside_at is {state}"
        for of, key, table in sources
        for state in ("null", "not null")
    )
    return f"{of_project} union all {of_contracts}"


def _entries(authority_id: int) -> Any:
    return ChangeLog.objects.filter(authority_id=authority_id).select_related("by").order_by("-at", "-id")


def _told(entries: Any) -> list[Change]:
    return [_change(entry) for entry in entries]


def _change(entry: ChangeLog) -> Change:
    model = _model_of(entry.table_name)
    before, after = entry.before or {}, entry.after or {}
    fields = tuple(
        FieldChange(name, _label(model, name), before.get(name), after.get(name))
        for name in before
        if name not in OF_NO_INTEREST
    )
    return Change(
        at=entry.at,
        who=entry.by.get_full_name() if entry.by else "",
        by_database_user=entry.by_database_user,
        action=str(ChangeLog.Action(entry.action).label),
        table=entry.table_name,
        record_name=str(model._meta.verbose_name) if model else entry.table_name,
        record_id=entry.record_id,
        fields=fields,
    )


def _model_of(table_name: str) -> Any:
    return next(
        (model for model in apps.get_app_config("projects").get_models() if model._meta.db_table == table_name), None
    )


def _label(model: Any, column: str) -> str:
    if model is None:
        return column
    for field in model._meta.concrete_fields:
        if field.column == column:
            return str(field.verbose_name)
    return column
