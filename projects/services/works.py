"""The verbs of the work itself: how far it has come, and its acceptance."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.models import Contract, Handover, Progress, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import locked, naming_duplicates, require_day, text_of, wrong

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def report_progress(
    *,
    project: Project,
    by: User,
    reported_on: dt.date,
    percent: Decimal,
    note: str = "",
    client_id: uuid.UUID | None = None,
) -> Progress:
    """Report the physical progress of a project, in percent of the work. The latest report counts, not the highest.

    Sending the same report twice under one `client_id` keeps one. Raises `percent_out_of_range`, `client_id_used`.
    """
    require_entry(by, Record.PROGRESS, authority_id=project.authority_id)
    act_as(by)
    require_day(reported_on, field="reported_on")
    if not (percent.is_finite() and 0 <= percent <= 100 and percent == percent.quantize(Decimal("0.01"))):
        raise wrong("percent", _("A percentage lies between 0 and 100."), code="percent_out_of_range")
    note = text_of(note, field="note", most=5000)
    locked(project)
    used = wrong("client_id", _("This id was sent before with another content."), code="client_id_used")
    if client_id:
        kept = Progress.objects.filter(authority_id=project.authority_id, client_id=client_id).first()
        if kept is not None:
            same = (kept.project_id, kept.reported_on, kept.percent, kept.note)
            if same != (project.pk, reported_on, percent, note):
                raise used
            return kept
    report = Progress(
        project=project,
        authority_id=project.authority_id,
        reported_on=reported_on,
        percent=percent,
        note=note,
        client_id=client_id or uuid.uuid4(),
        recorded_by=by,
    )
    with naming_duplicates(projects_progress_client=used):
        report.save(force_insert=True)
    return report


@transaction.atomic
def hand_over(
    *, project: Project, by: User, accepted_on: dt.date, paper: str = "", contract: Contract | None = None
) -> Handover:
    """Record the acceptance of the work; the same one sent twice is kept once.

    Raises `contract_of_another_project`, `before_contract`.
    """
    require_entry(by, Record.PROGRESS, authority_id=project.authority_id)
    act_as(by)
    require_day(accepted_on, field="accepted_on")
    locked(project)
    if contract is not None:
        if not contract.shares.live().filter(project_id=project.pk).exists():
            raise wrong("contract", _("The contract is not for this project."), code="contract_of_another_project")
        if accepted_on < contract.signed_on:
            raise wrong("accepted_on", _("The work cannot be accepted before the contract."), code="before_contract")
    said = {"contract": contract, "accepted_on": accepted_on, "paper": text_of(paper, field="paper", most=200)}
    kept = Handover.objects.live().filter(authority_id=project.authority_id, project_id=project.pk, **said).first()
    if kept is not None:
        return kept
    return Handover.objects.create(project=project, authority_id=project.authority_id, recorded_by=by, **said)
