"""Taking a record back without destroying it: it stays, with who and why, and counts nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import models
from projects.enums import Record
from projects.models import AuthorityRecord
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import AnyRecord, locked, locked_projects, require_reason, require_version
from projects.services.covering import require_still_covered
from projects.services.positions import withdraw_position

if TYPE_CHECKING:
    from accounts.models import User

# Whoever may enter a record may take it back.
RECORD_OF: dict[type[AuthorityRecord], Record] = {
    models.DevelopmentPlan: Record.PLAN,
    models.Vision: Record.PLAN,
    models.Strategy: Record.STRATEGY,
    models.Approach: Record.STRATEGY,
    models.PlanRevision: Record.PLAN_REVISION,
    models.Project: Record.PROJECT,
    models.PlannedBudget: Record.PROJECT,
    models.PlanApproval: Record.PLAN_APPROVAL,
    models.BudgetApproval: Record.BUDGET_APPROVAL,
    models.Contract: Record.CONTRACT,
    models.ContractAmendment: Record.CONTRACT,
    models.Instalment: Record.CONTRACT,
    models.Disbursement: Record.DISBURSEMENT,
    models.CarryOver: Record.DISBURSEMENT,
    models.RetentionRelease: Record.DISBURSEMENT,
    models.Position: Record.POSITION,
    models.Progress: Record.PROGRESS,
    models.Handover: Record.PROGRESS,
    models.ProgressPhoto: Record.PROGRESS_PHOTO,
    models.ProjectDocument: Record.DOCUMENT,
}

# What must be taken back first, so that nothing is left hanging on a record that counts nowhere.
HANGING_ON: dict[type[AuthorityRecord], tuple[str, ...]] = {
    models.DevelopmentPlan: ("projects", "strategies", "visions", "revisions"),
    models.Strategy: ("projects", "approaches"),
    models.Approach: ("projects",),
    models.PlanRevision: ("projects",),
    models.Project: ("plan_approvals", "budget_approvals", "contract_shares", "disbursements"),
    models.Contract: ("disbursements", "handovers", "retention_releases"),
    models.Instalment: ("disbursements",),
}


@transaction.atomic
def set_aside(*, record: AnyRecord, by: User, reason: str, expected_version: int | None = None) -> AnyRecord:
    """Set a record aside. Twice changes nothing.

    Raises PermissionDenied, StaleVersion, and ValidationError: `reason_missing`, `has_records` (the message says what
    hangs on it and must be set aside first).
    """
    if isinstance(record, models.Position):
        withdraw_position(position=record, by=by, reason=reason)
        record.refresh_from_db()
        return record
    require_entry(by, RECORD_OF[type(record)], authority_id=record.authority_id)
    act_as(by)
    reason = require_reason(reason)
    manager: Any = type(record)._default_manager
    if manager.filter(authority_id=record.authority_id, pk=record.pk, set_aside_at__isnull=False).exists():
        record.refresh_from_db()
        return record
    _lock_projects_of(record)
    current = locked(record)
    require_version(current, expected_version)
    _require_nothing_hanging(current)
    require_still_covered(current)
    manager.filter(authority_id=current.authority_id, pk=current.pk).update(
        set_aside_at=timezone.now(), set_aside_by=by, set_aside_reason=reason, version=F("version") + 1
    )
    current.refresh_from_db()
    return current


def _lock_projects_of(record: AuthorityRecord) -> None:
    """The projects before the record, in the order every verb keeps."""
    if project := getattr(record, "project", None):
        locked_projects([project])
    elif isinstance(record, models.Contract):
        shares = record.shares.live().select_related("project")
        if projects := [share.project for share in shares if share.project.set_aside_at is None]:
            locked_projects(projects)


def _require_nothing_hanging(record: AuthorityRecord) -> None:
    for relation in HANGING_ON.get(type(record), ()):
        hanging = getattr(record, relation).live()
        if relation == "contract_shares":
            hanging = hanging.filter(contract__set_aside_at__isnull=True)
        if count := hanging.count():
            raise ValidationError(
                _("%(count)d records (%(what)s) hang on this; set them aside first.")
                % {"count": count, "what": hanging.model._meta.verbose_name_plural},
                code="has_records",
            )
