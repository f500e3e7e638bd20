"""Files of projects on their way in: the job, its rows as they were read, and what the columns of a file mean.

Jobs and rows are work in progress, not records of the life cycle: nothing of them counts until a job is applied. A row
keeps the keys of what it made for as long as the import can be undone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from layers.models import LocalAuthority
from projects.models.records import AuthorityRecord

if TYPE_CHECKING:
    from typing import Self

    from accounts.models import User

UNDO_FOR = dt.timedelta(days=30)


class ImportState(models.TextChoices):
    """How far a file has come."""

    READ = "read", pgettext_lazy("import", "columns to be matched")
    CHECKING = "checking", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "checked, waiting for you")
    APPLYING = "applying", pgettext_lazy("import", "being imported")
    HELD = "held", pgettext_lazy("import", "stopped on the way")
    DONE = "done", pgettext_lazy("import", "imported")
    UNDONE = "undone", pgettext_lazy("import", "taken back")
    CANCELLED = "cancelled", pgettext_lazy("import", "cancelled")
    FAILED = "failed", pgettext_lazy("import", "failed")


RUNNING = (ImportState.CHECKING, ImportState.APPLYING)


class Outcome(models.TextChoices):
    """What importing a row would do."""

    NEW = "new", pgettext_lazy("import", "new")
    CHANGE = "change", pgettext_lazy("import", "changes")
    SAME = "same", pgettext_lazy("import", "the same")
    REFUSED = "refused", pgettext_lazy("import", "refused")
    SKIPPED = "skipped", pgettext_lazy("import", "left out")


class ImportMapping(AuthorityRecord):
    """What the columns of a file mean, kept by an authority under a name and found again by the head of the file."""

    name = models.CharField(_("name"), max_length=80)
    fingerprint = models.CharField(max_length=64)
    names = models.JSONField()
    columns = models.JSONField()
    options = models.JSONField(default=dict)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("matching of columns")
        verbose_name_plural = _("matchings of columns")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_mapping_head",
                fields=["authority", "fingerprint"],
                condition=Q(set_aside_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportQuerySet(models.QuerySet):
    """Jobs and rows; they are for the staff of the authority and nobody else."""

    def visible_to(self, user: User) -> Self:
        """Those of the authorities in which this person holds a role."""
        return self.filter(authority_id__in=user.scope.authority_ids)


class ImportJob(models.Model):
    """A file that somebody brings in: where it lies, what its columns mean, what was found, and how far it is.

    `columns` are the names of the file's columns, `mapping` the key of a field for each (empty: not imported).
    `done` and `total` count rows; `done` is written in the transaction of each batch, so that a job that died goes on
    where it was. `attempts` keeps a run that was given up from speaking for the job.
    """

    id = models.BigAutoField(primary_key=True)
    authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.READ)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.UUIDField(default=uuid.uuid4)
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(default=0)
    head_line = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    mapping_name = models.CharField(max_length=80, blank=True)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    heartbeat_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("file", "import")
        verbose_name_plural = pgettext_lazy("file", "imports")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["authority", "-id"], name="projects_import_authority"),
            models.Index(fields=["state", "heartbeat_at"], name="projects_import_open", condition=Q(state__in=RUNNING)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the file lies. Nothing serves it."""
        return folder() / str(self.key)

    @property
    def is_running(self) -> bool:
        """Whether work is under way."""
        return self.state in RUNNING

    @property
    def ready(self) -> int:
        """Rows that importing takes: new, changing and the same."""
        return sum(self.counts.get(outcome, 0) for outcome in (Outcome.NEW, Outcome.CHANGE, Outcome.SAME))

    @property
    def days_to_undo(self) -> int:
        """Days left in which the whole import can be taken back; 0 when it cannot be any more."""
        if self.state != ImportState.DONE or self.applied_at is None:
            return 0
        left = self.applied_at + UNDO_FOR - timezone.now()
        return max(0, left.days + 1) if left > dt.timedelta(0) else 0


def folder() -> Path:
    """The folder of files that were sent in."""
    return Path(settings.MEDIA_ROOT) / "imports"


class ImportRow(models.Model):
    """One row of a file as it was read, what is said of it, and what it made. `number` counts rows, `line` is the line
    of the sheet. The columns from `code` to `position_text` are values; those from `plan_id` on are keys."""

    pk = models.CompositePrimaryKey("authority_id", "job_id", "number")
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    job_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.NEW)
    looks = models.BooleanField(default=False)
    cells = ArrayField(models.TextField())
    remarks = models.JSONField(null=True)
    code = models.TextField(null=True)
    fiscal_year = models.PositiveSmallIntegerField(null=True)
    name = models.TextField(null=True)
    planned_budget = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    programme = models.PositiveSmallIntegerField(null=True)
    fund = models.TextField(null=True)
    village = models.TextField(null=True)
    objective = models.TextField(null=True)
    target = models.TextField(null=True)
    strategy = models.TextField(null=True)
    approach = models.TextField(null=True)
    plan_approved_on = models.DateField(null=True)
    plan_paper = models.TextField(null=True)
    budget_amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    budget_on = models.DateField(null=True)
    budget_paper = models.TextField(null=True)
    contract_number = models.TextField(null=True)
    contract_on = models.DateField(null=True)
    contract_amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    contractor = models.TextField(null=True)
    tax_id = models.TextField(null=True)
    method = models.TextField(null=True)
    egp_number = models.TextField(null=True)
    paid_amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    paid_on = models.DateField(null=True)
    voucher = models.TextField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    percent_on = models.DateField(null=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    position_system = models.TextField(null=True)
    position_text = models.TextField(null=True)
    plan_id = models.BigIntegerField(null=True)
    strategy_id = models.BigIntegerField(null=True)
    approach_id = models.BigIntegerField(null=True)
    project_id = models.BigIntegerField(null=True)
    project_version = models.IntegerField(null=True)
    changes = models.JSONField(null=True)
    before = models.JSONField(null=True)
    plan_approval_id = models.BigIntegerField(null=True)
    budget_approval_id = models.BigIntegerField(null=True)
    contract_id = models.BigIntegerField(null=True)
    disbursement_id = models.BigIntegerField(null=True)
    progress_id = models.BigIntegerField(null=True)
    position_id = models.BigIntegerField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering: ClassVar = ["number"]
