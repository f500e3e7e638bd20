"""What happened to a project, in words: the change log of the project and of its records, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst

from projects.models import (
    BudgetApproval,
    CarryOver,
    ChangeLog,
    Contract,
    ContractAmendment,
    ContractShare,
    Disbursement,
    Handover,
    Instalment,
    PlanApproval,
    PlannedBudget,
    Position,
    Progress,
    ProgressPhoto,
    Project,
    ProjectComment,
    ProjectDocument,
    RetentionRelease,
)
from projects.services.history import Change, history_of_project

if TYPE_CHECKING:
    from django.db import models

SHOWN = 60
# Columns that say nothing to a reader: bookkeeping, or shown in another form.
SILENT = frozenset({"is_current", "sequence", "set_aside_at", "set_aside_by_id", "set_aside_reason"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One column before and after. The values are text, numbers, days, or None for what was empty."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one record: `action` is added, changed, set_aside, brought_back or deleted; `what` names the kind
    of record and `summary` says what it holds (for what was added)."""

    at: dt.datetime
    by: str
    action: str
    what: str
    summary: tuple[Any, ...] = ()
    reason: str = ""
    differences: tuple[Difference, ...] = ()

    @property
    def says_something(self) -> bool:
        """False for a change of bookkeeping only, such as a pin that made room for its successor."""
        return self.action != "changed" or bool(self.differences)


# What each kind of record says of itself when it was added: text, amounts (Decimal) and days.
SUMMARIES: dict[type[Any], Callable[[Any], tuple[Any, ...]]] = {
    Project: lambda record: (record.planned_budget,),
    PlannedBudget: lambda record: (str(record.fiscal_year), record.amount),
    PlanApproval: lambda record: (record.approved_on, record.paper),
    BudgetApproval: lambda record: (record.approved_on, record.amount, record.ordinance),
    Contract: lambda record: (record.number, record.contractor_name, record.amount),
    ContractShare: lambda record: (record.contract.number, record.amount),
    ContractAmendment: lambda record: (record.signed_on, record.amount_change, record.reason),
    Disbursement: lambda record: (record.paid_on, record.amount, record.voucher_number),
    CarryOver: lambda record: (f"{record.from_year} → {record.to_year}", record.amount),
    Instalment: lambda record: (str(record.number), record.amount, record.work),
    RetentionRelease: lambda record: (record.released_on, record.amount, record.paper),
    Progress: lambda record: (record.reported_on, f"{record.percent.normalize():f} %", record.note),
    Position: lambda record: (
        record.get_kind_display(),
        f"{record.point.y:.6f}, {record.point.x:.6f}",
        record.get_capture_display(),
    ),
    Handover: lambda record: (record.accepted_on, record.paper),
    ProgressPhoto: lambda record: (record.get_phase_display(), record.caption),
    ProjectDocument: lambda record: (record.get_kind_display(), record.title),
    ProjectComment: lambda record: (record.get_about_display(), record.text),
}


def history_in_words(project: Project) -> list[Event]:
    """The last changes of a project the caller has already been allowed to see, and of everything recorded for it."""
    changes = history_of_project(project)[:SHOWN]
    added = _added(project, changes)
    events = [_event(change, added.get((change.table, change.record_id))) for change in changes]
    return [event for event in events if event.says_something]


def _added(project: Project, changes: Iterable[Change]) -> dict[tuple[str, int], Any]:
    """The records that were added, one query for each kind."""
    ids: dict[str, set[int]] = {}
    for change in changes:
        if change.action == str(ChangeLog.Action.INSERT.label):
            ids.setdefault(change.table, set()).add(change.record_id)
    found: dict[tuple[str, int], Any] = {}
    for kind in SUMMARIES:
        table = kind._meta.db_table
        if table in ids:
            records = kind._default_manager.filter(authority_id=project.authority_id, pk__in=ids[table])
            if kind is ContractShare:
                records = records.select_related("contract")
            found |= {(table, record.pk): record for record in records}
    return found


def _event(change: Change, added: Any) -> Event:
    before = {field.name: field.before for field in change.fields}
    after = {field.name: field.after for field in change.fields}
    brought_back = before.get("set_aside_at") and not after.get("set_aside_at")
    action = {
        str(ChangeLog.Action.INSERT.label): "added",
        str(ChangeLog.Action.UPDATE.label): "set_aside"
        if after.get("set_aside_at")
        else "brought_back"
        if brought_back
        else "changed",
        str(ChangeLog.Action.DELETE.label): "deleted",
    }[change.action]
    inserted = action == "added" and added is not None
    return Event(
        at=change.at,
        by=change.who,
        action=action,
        what=capfirst(change.record_name),
        summary=tuple(part for part in SUMMARIES[type(added)](added) if part not in ("", None)) if inserted else (),
        reason=str(after.get("set_aside_reason") or ""),
        differences=tuple(_differences(change)) if action == "changed" else (),
    )


def _differences(change: Change) -> Iterable[Difference]:
    columns = {field.column: field for field in _columns_of(change.table)}
    for field in change.fields:
        if field.name in SILENT or field.name not in columns:
            continue
        column = columns[field.name]
        yield Difference(
            label=capfirst(field.label), before=_value(column, field.before), after=_value(column, field.after)
        )


def _columns_of(table: str) -> Iterable[models.Field[Any, Any]]:
    kinds = apps.get_app_config("projects").get_models()
    return next((kind._meta.concrete_fields for kind in kinds if kind._meta.db_table == table), ())


def _value(field: Any, raw: Any) -> Any:
    """A value of the log as people read it: choices in words, days as days, references by name."""
    if raw is None or raw == "":
        return None
    if field.many_to_one:
        named = apps.get_model(field.related_model._meta.label).objects.filter(pk=raw).first()
        return str(named) if named else str(raw)
    if field.choices:
        return str(dict(field.flatchoices).get(raw, raw))
    if isinstance(raw, int | Decimal) and field.get_internal_type() == "DecimalField":
        return Decimal(raw)
    kind = field.get_internal_type()
    if kind == "DateField":
        return parse_date(raw)
    if kind == "DateTimeField":
        return parse_datetime(raw)
    if isinstance(raw, dict) and "coordinates" in raw:
        return "{1:.6f}, {0:.6f}".format(*raw["coordinates"])
    return str(raw)
