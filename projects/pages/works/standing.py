"""How the works of one project stand: the reports, what they say against the plan, and what is odd about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from projects.models import (
    Contract,
    ContractAmendment,
    ContractShare,
    Handover,
    Instalment,
    Progress,
    ProgressPhoto,
    Project,
)
from projects.progress_curve import ProgressCurve, curve_of


@dataclass(frozen=True, slots=True)
class Report:
    """A progress report with the change since the one before it (None for the first), in points of percent."""

    progress: Progress
    change: Decimal | None

    @property
    def went_down(self) -> bool:
        """Lower than the report before it."""
        return self.change is not None and self.change < 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the page says about the works. `reports` are newest first; the first of them counts."""

    reports: tuple[Report, ...]
    handovers: tuple[Handover, ...]
    curve: ProgressCurve

    @property
    def latest(self) -> Report | None:
        """The report that counts."""
        return self.reports[0] if self.reports else None

    @property
    def percent(self) -> Decimal:
        """How far the work has come, as reported; nothing where nothing was."""
        return self.latest.progress.percent if self.latest else Decimal(0)

    @property
    def is_complete(self) -> bool:
        """All of the work, by the report that counts."""
        return self.percent == 100

    @property
    def lacks_handover(self) -> bool:
        """Complete, and not handed over."""
        return self.is_complete and not self.handovers

    @property
    def is_handed_over_early(self) -> bool:
        """Handed over, and not complete by the report that counts."""
        return bool(self.handovers) and not self.is_complete

    @property
    def behind(self) -> Decimal | None:
        """Points of percent behind the plan today; None where that is not known or the work is not behind."""
        behind = self.curve.behind
        return behind if behind is not None and behind >= 1 and not self.is_complete else None


def contract_parts() -> QuerySet[ContractShare]:
    """Shares with what their contracts say about time and money."""
    shares = ContractShare.objects.live().filter(contract__set_aside_at__isnull=True).select_related("recorded_by")
    return shares.prefetch_related(
        Prefetch("contract", Contract.objects.live().select_related("recorded_by")),
        Prefetch(
            "contract__amendments",
            ContractAmendment.objects.live().select_related("recorded_by").order_by("number", "id"),
        ),
        Prefetch("contract__instalments", Instalment.objects.live().order_by("number", "id")),
    )


def projects_with_works() -> QuerySet[Project]:
    """Projects with every record that says something about the works."""
    photos = ProgressPhoto.objects.live().select_related("recorded_by").order_by("id")
    reports = Progress.objects.live().select_related("recorded_by").order_by("-reported_on", "-id")
    return (
        Project.objects.select_related("authority__province", "programme", "plan")
        .defer("authority__boundary", "authority__province__boundary")
        .prefetch_related(
            Prefetch("contract_shares", contract_parts()),
            Prefetch("progress_reports", reports),
            Prefetch("photos", photos),
            Prefetch("handovers", Handover.objects.live().select_related("recorded_by").order_by("accepted_on", "id")),
        )
    )


def standing_of(project: Project, *, today: dt.date) -> Standing:
    """How the works stand, from a project that was fetched with `projects_with_works` (or whole, for its page)."""
    reports = sorted(project.progress_reports.all(), key=lambda one: (one.reported_on, one.pk), reverse=True)
    before = [*reports[1:], None]
    return Standing(
        reports=tuple(
            Report(one, one.percent - earlier.percent if earlier else None)
            for one, earlier in zip(reports, before, strict=False)
        ),
        handovers=tuple(project.handovers.all()),
        curve=curve_of(list(project.contract_shares.all()), reports, today=today),
    )
