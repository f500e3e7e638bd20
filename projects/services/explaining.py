"""Answering a check: why what it doubts is right for a project all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.checks import BY_NUMBER, Check
from projects.models import CheckReason, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import locked, naming_duplicates, require_reason

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def explain_check(*, project: Project, check: Check, by: User, reason: str) -> CheckReason:
    """Keep the reason, so that the check fails for this project no more. For whoever mends what the check looks at.

    Raises PermissionDenied, and ValidationError: `reason_missing`, `reason_too_long`, `check_passes` when there is
    nothing to explain (any more), `explained_twice`.
    """
    require_entry(by, check.mends, authority_id=project.authority_id)
    act_as(by)
    reason = require_reason(reason)
    project = locked(project)
    twice = ValidationError(_("A reason for this is already kept."), code="explained_twice")
    if not project.checks & check.bit:
        kept = CheckReason.objects.live().filter(project=project, number=check.number)
        if kept.exists():
            raise twice
        raise ValidationError(_("This is in order by now; there is nothing to explain."), code="check_passes")
    answer = CheckReason(
        project=project, authority_id=project.authority_id, number=check.number, reason=reason, recorded_by=by
    )
    with naming_duplicates(projects_check_reason_once=twice):
        answer.save(force_insert=True)
    return answer


@transaction.atomic
def withdraw_reason(*, answer: CheckReason, by: User, reason: str) -> CheckReason:
    """Take a reason back, with why: the check then fails again if nothing was mended. Twice changes nothing."""
    require_entry(by, BY_NUMBER[answer.number].mends, authority_id=answer.authority_id)
    act_as(by)
    reason = require_reason(reason)
    locked(answer.project)
    CheckReason.objects.live().filter(authority_id=answer.authority_id, pk=answer.pk).update(
        set_aside_at=timezone.now(), set_aside_by=by, set_aside_reason=reason, version=F("version") + 1
    )
    answer.refresh_from_db()
    return answer
