"""Budget approvals, contracts and payments. Every amount is in baht, with two decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.enums import Fund, ProcurementMethod
from projects.models.projects import Project
from projects.models.records import AuthorityRecord
from projects.models.references import WithinAuthorityForeignKey

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def sender_id() -> models.UUIDField:
    """A column for the sender's own id: what is sent twice under one id is kept once. Imports may leave it out."""
    return models.UUIDField(_("sender's own id"), null=True, blank=True, editable=False)


def kept_once(table: str) -> models.UniqueConstraint:
    """The constraint that goes with `sender_id`."""
    return models.UniqueConstraint(
        name=f"projects_{table}_client", fields=["authority", "client_id"], condition=Q(client_id__isnull=False)
    )


def baht(label: str | _StrPromise | None = None, **options: Any) -> models.DecimalField:
    """A column for money: 15 digits, two of them satang."""
    return models.DecimalField(label or _("amount (baht)"), max_digits=15, decimal_places=2, **options)


class BudgetApproval(AuthorityRecord):
    """Money approved for a project: by ordinance, supplementary ordinance, reserves, transfer, subsidy or loan."""

    project = WithinAuthorityForeignKey(Project, related_name="budget_approvals")
    source = models.CharField(_("source"), max_length=16, choices=Fund, default=Fund.ORDINANCE)
    ordinance = models.CharField(_("ordinance or paper"), max_length=200, blank=True)
    approved_on = models.DateField(_("approved on"))
    amount = baht()

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("budget approval")
        verbose_name_plural = _("budget approvals")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_budget_project")]
        constraints: ClassVar = [models.CheckConstraint(name="projects_budget_positive", condition=Q(amount__gt=0))]


class Contract(AuthorityRecord):
    """A contract or purchase order. It may cover several projects, and a project may have several contracts.

    `closed_on` is the day it was closed; `closing_note` explains what was left unpaid then, or why it was opened again;
    `retention_until` is the last day of the guarantee that the retention is held for.
    """

    number = models.CharField(_("number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    contractor_name = models.CharField(_("contractor"), max_length=200)
    contractor_tax_id = models.CharField(_("tax id of the contractor"), max_length=13, blank=True)
    method = models.CharField(
        _("method of procurement"), max_length=16, choices=ProcurementMethod, default=ProcurementMethod.SPECIFIC
    )
    egp_number = models.CharField(_("e-GP number"), max_length=20, blank=True)
    amount = baht(_("contract sum (baht)"))
    retention_percent = models.DecimalField(_("retention (%)"), max_digits=5, decimal_places=2, default=0)
    retention_until = models.DateField(_("retention held until"), null=True, blank=True)
    closing_note = models.CharField(_("note on closing"), max_length=300, blank=True, db_default="")

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_contract_number",
                fields=["authority", "number", "signed_on"],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(name="projects_contract_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number


class ContractShare(AuthorityRecord):
    """The part of a contract's sum that is one project's."""

    contract = WithinAuthorityForeignKey(Contract, related_name="shares")
    project = WithinAuthorityForeignKey(Project, related_name="contract_shares")
    amount = baht()

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("share of a contract")
        verbose_name_plural = _("shares of contracts")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_share_project")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_share_once",
                fields=["authority", "contract", "project"],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(name="projects_share_not_negative", condition=Q(amount__gte=0)),
        ]


class ContractAmendment(AuthorityRecord):
    """A change of a contract's sum or time. `amount_change` may be negative."""

    contract = WithinAuthorityForeignKey(Contract, related_name="amendments")
    project = WithinAuthorityForeignKey(Project, related_name="contract_amendments", null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("number"))
    signed_on = models.DateField(_("signed on"))
    amount_change = baht(_("change of the sum (baht)"), default=0)
    new_due_on = models.DateField(_("new due date"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    client_id = sender_id()

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("contract amendment")
        verbose_name_plural = _("contract amendments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_amendment_number",
                fields=["authority", "contract", "number"],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(
                name="projects_amendment_names_its_project",
                condition=Q(amount_change=0) | Q(project__isnull=False),
            ),
            kept_once("amendment"),
        ]
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_amendment_project")]


class Instalment(AuthorityRecord):
    """An instalment (งวด) a contract is paid in."""

    contract = WithinAuthorityForeignKey(Contract, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("number"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    amount = baht()
    work = models.TextField(_("work to be done"), blank=True)

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="projects_instalment_number",
                fields=["authority", "contract", "number"],
                condition=Q(set_aside_at__isnull=True),
            ),
            models.CheckConstraint(name="projects_instalment_positive", condition=Q(amount__gt=0)),
        ]


class Disbursement(AuthorityRecord):
    """A payment for a project. A contract is usual but not required: the annex shows payments without one.

    `fiscal_year` (BE) is the year whose money it is: a payment out of carried-over money counts in the year it was
    carried over from. `retention` is the part held back until the guarantee ends.
    """

    project = WithinAuthorityForeignKey(Project, related_name="disbursements")
    contract = WithinAuthorityForeignKey(Contract, related_name="disbursements", null=True, blank=True)
    instalment = WithinAuthorityForeignKey(Instalment, related_name="disbursements", null=True, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (BE)"))
    voucher_number = models.CharField(_("voucher number"), max_length=60, blank=True)
    paid_on = models.DateField(_("paid on"))
    amount = baht()
    retention = baht(_("retention (baht)"), default=0)
    client_id = sender_id()

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("disbursement")
        verbose_name_plural = _("disbursements")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_disbursement_project")]
        constraints: ClassVar = [
            models.CheckConstraint(name="projects_disbursement_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="projects_retention_within_payment",
                condition=Q(retention__gte=0, retention__lte=F("amount")),
            ),
            kept_once("disbursement"),
        ]


class RetentionRelease(AuthorityRecord):
    """Retention of a contract given back to the contractor (คืนเงินประกันผลงาน), never more than is held."""

    contract = WithinAuthorityForeignKey(Contract, related_name="retention_releases")
    released_on = models.DateField(_("released on"))
    amount = baht()
    paper = models.CharField(_("paper"), max_length=200, blank=True)
    client_id = sender_id()

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("release of retention")
        verbose_name_plural = _("releases of retention")
        indexes: ClassVar = [models.Index(fields=["authority", "contract"], name="projects_release_contract")]
        constraints: ClassVar = [
            models.CheckConstraint(name="projects_release_positive", condition=Q(amount__gt=0)),
            kept_once("release"),
        ]


class CarryOver(AuthorityRecord):
    """Money of one fiscal year carried over to be paid in a later one, up to the end of `to_year` (กันเงินเหลื่อมปี)."""

    project = WithinAuthorityForeignKey(Project, related_name="carry_overs")
    from_year = models.PositiveSmallIntegerField(_("from fiscal year (BE)"))
    to_year = models.PositiveSmallIntegerField(_("to fiscal year (BE)"))
    amount = baht()
    approved_on = models.DateField(_("approved on"))
    paper = models.CharField(_("paper"), max_length=200, blank=True)
    client_id = sender_id()

    class Meta(AuthorityRecord.Meta):
        verbose_name = _("carry-over")
        verbose_name_plural = _("carry-overs")
        indexes: ClassVar = [models.Index(fields=["authority", "project"], name="projects_carryover_project")]
        constraints: ClassVar = [
            models.CheckConstraint(name="projects_carryover_forward", condition=Q(to_year__gt=F("from_year"))),
            models.CheckConstraint(name="projects_carryover_positive", condition=Q(amount__gt=0)),
            kept_once("carryover"),
        ]
