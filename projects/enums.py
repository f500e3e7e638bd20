"""The words of the project life cycle. The eight stages come from the department's circular of 2559."""

from __future__ import annotations

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.IntegerChoices):
    """The eight stages in the order of the annex. They are independent facts: none follows from another."""

    VISION = 1, _("vision")
    STRATEGY = 2, _("strategy")
    PLAN = 3, _("development plan")
    PLAN_APPROVED = 4, _("plan approved")
    BUDGET_APPROVED = 5, _("budget approved")
    CONTRACT_SIGNED = 6, _("contract signed")
    DISBURSED = 7, _("disbursed")
    COMPLETED = 8, _("100 % complete")

    @property
    def bit(self) -> int:
        """The stage's bit in the masks of projects and ledgers: 1 for vision … 128 for completed."""
        return 1 << (self.value - 1)

    @property
    def slug(self) -> str:
        """The stage in addresses and files: `plan_approved`."""
        return self.name.lower()

    @classmethod
    def from_slug(cls, slug: str) -> Stage:
        """The stage of an address or file. Raises KeyError for a word that is none."""
        return cls[slug.upper()]


# A project itself stands in one of these six; vision and strategy belong to the plan.
PROJECT_STAGES = (
    Stage.PLAN,
    Stage.PLAN_APPROVED,
    Stage.BUDGET_APPROVED,
    Stage.CONTRACT_SIGNED,
    Stage.DISBURSED,
    Stage.COMPLETED,
)


class StageState(models.TextChoices):
    """What can be said of an authority, a fiscal year and a stage. The first three are never mixed up."""

    NOT_OPEN = "not_open", _("not open yet")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    MISSING = "missing", _("missing")
    PROBLEM = "problem", _("entered, with problems")
    ENTERED = "entered", _("entered")


class LedgerState(models.TextChoices):
    """What the ledger keeps intervals of."""

    ENTERED = "entered", _("entered")
    PROBLEM = "problem", _("entered, with problems")


class PlanLength(models.IntegerChoices):
    """Years a development plan covers. The three-year plan is rolling: it is in force in its first year only."""

    THREE = 3, _("three-year plan")
    FOUR = 4, _("four-year plan")
    FIVE = 5, _("five-year plan")


class RevisionKind(models.TextChoices):
    """The three ways to revise a plan (เพิ่มเติม, เปลี่ยนแปลง, แก้ไข)."""

    ADDITION = "ADDITION", _("addition")
    CHANGE = "CHANGE", _("change")
    CORRECTION = "CORRECTION", _("correction")


class Fund(models.TextChoices):
    """Where the money of a project or of a budget approval comes from."""

    ORDINANCE = "ORDINANCE", _("budget ordinance")
    SUPPLEMENTARY = "SUPPLEMENTARY", _("supplementary ordinance")
    RESERVES = "RESERVES", _("reserves")
    TRANSFER = "TRANSFER", _("budget transfer")
    GENERAL_SUBSIDY = "GENERAL_SUBSIDY", _("general subsidy")
    SPECIFIC_SUBSIDY = "SPECIFIC_SUBSIDY", _("specific-purpose subsidy")
    LOAN = "LOAN", _("loan")


class ProcurementMethod(models.TextChoices):
    """How a contractor was found."""

    E_BIDDING = "E_BIDDING", _("e-bidding")
    E_MARKET = "E_MARKET", _("e-market")
    SELECTION = "SELECTION", _("selection")
    SPECIFIC = "SPECIFIC", _("specific method")
    PRICE_CHECK = "PRICE_CHECK", _("price check")
    PRICE_ENQUIRY = "PRICE_ENQUIRY", _("price enquiry")
    AUCTION = "AUCTION", _("electronic auction")
    OTHER = "OTHER", _("other")


class PositionKind(models.TextChoices):
    """The three positions of a project. They are kept apart: their distance is a finding, not an error to hide."""

    PLANNED = "PLANNED", _("planned")
    CONTRACT = "CONTRACT", _("contract")
    AS_BUILT = "AS_BUILT", _("as built")


class Capture(models.TextChoices):
    """How a position was captured."""

    GPS = "GPS", _("device position")
    MAP_CLICK = "MAP_CLICK", _("map click")
    MAP_DRAG = "MAP_DRAG", _("pin dragged")
    KEYBOARD = "KEYBOARD", _("arrow keys")
    TYPED = "TYPED", _("typed")
    PHOTO = "PHOTO", _("photo")
    IMPORT = "IMPORT", _("import")


class Inside(models.TextChoices):
    """Where a position lies against the boundary of its authority."""

    INSIDE = "INSIDE", _("inside the boundary")
    EDGE = "EDGE", _("at the edge, cannot tell")
    OUTSIDE = "OUTSIDE", _("outside the boundary")
    UNKNOWN = "UNKNOWN", _("boundary not known")


class Record(IntEnum):
    """Kinds of record, for the table of who enters what (`projects.permissions.ENTERS`)."""

    PLAN = 1
    STRATEGY = 2
    PROJECT = 3
    PLAN_REVISION = 4
    PLAN_APPROVAL = 5
    BUDGET_APPROVAL = 6
    CONTRACT = 7
    DISBURSEMENT = 8
    PROGRESS = 9
    POSITION = 10
    PROGRESS_PHOTO = 11
    DOCUMENT = 41


class DocumentKind(models.TextChoices):
    """What a paper of a project is."""

    DRAWING = "DRAWING", _("drawing")
    ESTIMATE = "ESTIMATE", _("estimate of costs")
    MINUTES = "MINUTES", _("minutes of a meeting")
    CONTRACT = "CONTRACT", _("contract paper")
    ACCEPTANCE = "ACCEPTANCE", _("acceptance paper")
    PAYMENT = "PAYMENT", _("payment paper")
    OTHER = "OTHER", _("other paper")


class CommentAbout(models.TextChoices):
    """What a comment on a project concerns."""

    PLAN = "PLAN", _("plan and approval")
    BUDGET = "BUDGET", _("budget")
    CONTRACT = "CONTRACT", pgettext_lazy("comment", "contract")
    PAYMENT = "PAYMENT", _("payments")
    PROGRESS = "PROGRESS", pgettext_lazy("comment", "progress of the works")
    PLACE = "PLACE", _("place on the map")
    PAPERS = "PAPERS", _("photos and documents")
