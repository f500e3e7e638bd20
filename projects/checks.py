"""The checks as a table that can be read aloud: what is wrong, how to mend it, whose it is. No database, no request.

The database works the same table out for every project, in the transaction of the write it follows from
(migrations/sql/checks.sql): `Project.checks` holds the bits of those that fail and that nobody has explained, and a
failing check marks its stage as *entered, with problems* (DOMAIN of the eight stages, circular of 2559).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from projects.enums import Record, Stage

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class CheckKind(StrEnum):
    """Whether it cannot be true at all, or may well be and wants to be looked at."""

    CONFLICT = "conflict"
    DOUBT = "doubt"


class CheckGroup(StrEnum):
    """What a check is about: a column of the tables that count them."""

    DATES = "dates"
    MONEY = "money"
    EVIDENCE = "evidence"
    DUPLICATES = "duplicates"


GROUP_WORDS: dict[CheckGroup, _StrPromise] = {
    CheckGroup.DATES: _("Dates"),
    CheckGroup.MONEY: _("Sums"),
    CheckGroup.EVIDENCE: _("Evidence"),
    CheckGroup.DUPLICATES: _("Duplicates"),
}
KIND_WORDS: dict[CheckKind, _StrPromise] = {
    CheckKind.CONFLICT: _("Conflict"),
    CheckKind.DOUBT: _("To be looked at"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `number` is its place in the masks, `stage` the stage it marks, `mends` the record that mends it.

    `title` names it, `wrong` says what cannot be or is doubtful, `mend` what to do, `button` names the next step.
    """

    code: str
    number: int
    stage: Stage
    kind: CheckKind
    group: CheckGroup
    mends: Record
    title: _StrPromise
    wrong: _StrPromise
    mend: _StrPromise
    button: _StrPromise

    @property
    def bit(self) -> int:
        """The check's bit in `Project.checks`."""
        return 1 << self.number


_COMPARE_DAY = _("Compare the day with the paper and correct it if it was mistyped.")
_ERA_WRONG = _("The year lies some 543 years off: a Buddhist-era year was kept as a common-era one, or the reverse.")
_ERA_MEND = _("Read the day on the paper and enter it again; the system shows years of the Buddhist era.")

CHECKS: tuple[Check, ...] = (
    Check(
        "year_outside_plan",
        6,
        Stage.PLAN,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.PROJECT,
        _("The year is not one of the plan’s"),
        _("The project belongs to a fiscal year that its development plan does not cover."),
        _("Correct the year of the project, or put it into the plan that covers that year."),
        _("Mend the project"),
    ),
    Check(
        "plan_approval_in_wrong_era",
        13,
        Stage.PLAN_APPROVED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.PLAN_APPROVAL,
        _("Day of the plan approval 543 years off"),
        _ERA_WRONG,
        _ERA_MEND,
        _("Mend the approval"),
    ),
    Check(
        "budget_without_plan_approval",
        0,
        Stage.BUDGET_APPROVED,
        CheckKind.DOUBT,
        CheckGroup.EVIDENCE,
        Record.PLAN_APPROVAL,
        _("Budget approved, plan not"),
        _("Money was approved for the project, but its approval in the plan is not entered."),
        _("Enter the approval in the plan. If money was approved without one, give the reason."),
        _("Enter the plan approval"),
    ),
    Check(
        "budget_before_plan_approval",
        7,
        Stage.BUDGET_APPROVED,
        CheckKind.DOUBT,
        CheckGroup.DATES,
        Record.BUDGET_APPROVAL,
        _("Budget approved before the plan"),
        _("The budget was approved on an earlier day than the project in the plan."),
        _COMPARE_DAY,
        _("Mend the approvals"),
    ),
    Check(
        "budget_in_wrong_era",
        14,
        Stage.BUDGET_APPROVED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.BUDGET_APPROVAL,
        _("Day of the budget approval 543 years off"),
        _ERA_WRONG,
        _ERA_MEND,
        _("Mend the approval"),
    ),
    Check(
        "budget_above_plan",
        18,
        Stage.BUDGET_APPROVED,
        CheckKind.DOUBT,
        CheckGroup.MONEY,
        Record.BUDGET_APPROVAL,
        _("More approved than planned"),
        _("More money is approved for the project than the plan sets down for its year."),
        _("Compare both sums with the papers. If the plan was changed, enter the change of the plan first."),
        _("Mend the sums"),
    ),
    Check(
        "contract_without_budget",
        1,
        Stage.CONTRACT_SIGNED,
        CheckKind.DOUBT,
        CheckGroup.EVIDENCE,
        Record.BUDGET_APPROVAL,
        _("Contract signed, budget not approved"),
        _("A contract is entered, but no approved budget from which it could be paid."),
        _("Enter the budget approval with its paper. If the money has another source, give the reason."),
        _("Enter the budget approval"),
    ),
    Check(
        "contract_before_budget",
        8,
        Stage.CONTRACT_SIGNED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.CONTRACT,
        _("Contract signed before the budget was approved"),
        _("On the day of the contract no budget of the project had been approved, so there was nothing to commit."),
        _(
            "Compare the day of the contract and that of the approval with the papers and correct the mistyped one."
            " If both are right, give the reason."
        ),
        _("Mend the day of the contract"),
    ),
    Check(
        "contract_days_reversed",
        9,
        Stage.CONTRACT_SIGNED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.CONTRACT,
        _("Days of the contract out of order"),
        _("The work would begin before the contract is signed, or be due before it begins."),
        _COMPARE_DAY,
        _("Mend the contract"),
    ),
    Check(
        "contract_in_wrong_era",
        15,
        Stage.CONTRACT_SIGNED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.CONTRACT,
        _("A day of the contract 543 years off"),
        _ERA_WRONG,
        _ERA_MEND,
        _("Mend the contract"),
    ),
    Check(
        "contract_above_budget",
        19,
        Stage.CONTRACT_SIGNED,
        CheckKind.CONFLICT,
        CheckGroup.MONEY,
        Record.CONTRACT,
        _("Contract above the approved budget"),
        _("The contracts with their amendments come to more than the money approved for the project."),
        _("Compare both sums with the papers. If more money was approved later, enter that approval."),
        _("Mend the contract"),
    ),
    Check(
        "contract_number_twice",
        22,
        Stage.CONTRACT_SIGNED,
        CheckKind.CONFLICT,
        CheckGroup.DUPLICATES,
        Record.CONTRACT,
        _("Contract number used twice"),
        _("Another contract of this local authority has the same number."),
        _("Compare the two: set one aside if it was entered twice, or correct the number that was mistyped."),
        _("Compare the contracts"),
    ),
    Check(
        "egp_number_twice",
        23,
        Stage.CONTRACT_SIGNED,
        CheckKind.DOUBT,
        CheckGroup.DUPLICATES,
        Record.CONTRACT,
        _("e-GP number used twice"),
        _("Another contract of this local authority has the same e-GP number."),
        _("Compare the numbers with e-GP. If one procurement led to several contracts, give that as the reason."),
        _("Compare the contracts"),
    ),
    Check(
        "accepted_unfinished",
        5,
        Stage.CONTRACT_SIGNED,
        CheckKind.DOUBT,
        CheckGroup.EVIDENCE,
        Record.PROGRESS,
        _("Accepted, but below 100 %"),
        _("The work was accepted, but its last progress report stands below 100 %."),
        _("Report the progress as it is. If only a part was accepted, give that as the reason."),
        _("Report the progress"),
    ),
    Check(
        "payment_without_contract",
        2,
        Stage.DISBURSED,
        CheckKind.DOUBT,
        CheckGroup.EVIDENCE,
        Record.CONTRACT,
        _("Paid without a contract"),
        _("Money was paid for the project, but no contract or purchase order is entered."),
        _("Enter the contract. If the authority did the work itself, give that as the reason."),
        _("Enter the contract"),
    ),
    Check(
        "paid_before_contract",
        10,
        Stage.DISBURSED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.DISBURSEMENT,
        _("Paid before the contract was signed"),
        _("A payment lies before the day of the contract."),
        _COMPARE_DAY,
        _("Mend the payment"),
    ),
    Check(
        "paid_after_year",
        11,
        Stage.DISBURSED,
        CheckKind.DOUBT,
        CheckGroup.DATES,
        Record.DISBURSEMENT,
        _("Paid after the end of the year without a carry-over"),
        _("Money of a fiscal year was paid after its 30 September, and no carry-over of that year is entered."),
        _("Enter the carry-over with its paper, or correct the fiscal year of the payment."),
        _("Enter the carry-over"),
    ),
    Check(
        "payment_in_wrong_era",
        16,
        Stage.DISBURSED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.DISBURSEMENT,
        _("Day of a payment 543 years off"),
        _ERA_WRONG,
        _ERA_MEND,
        _("Mend the payment"),
    ),
    Check(
        "paid_above_contract",
        20,
        Stage.DISBURSED,
        CheckKind.CONFLICT,
        CheckGroup.MONEY,
        Record.DISBURSEMENT,
        _("Paid more than the contract"),
        _("The payments come to more than the contracts with their amendments."),
        _("Compare the payments with the vouchers. If the contract was raised, enter the amendment."),
        _("Mend the payments"),
    ),
    Check(
        "paid_ahead_of_work",
        21,
        Stage.DISBURSED,
        CheckKind.DOUBT,
        CheckGroup.MONEY,
        Record.PROGRESS,
        _("Paid in full, work not finished"),
        _("The whole contract is paid, but the last progress report stands below 100 %."),
        _("Report the progress as it is, or correct the payments."),
        _("Report the progress"),
    ),
    Check(
        "complete_without_payment",
        3,
        Stage.COMPLETED,
        CheckKind.DOUBT,
        CheckGroup.EVIDENCE,
        Record.DISBURSEMENT,
        _("100 % without a payment"),
        _("The work is reported complete, but no payment for it is entered."),
        _("Enter the payments. If nothing has been paid yet, give that as the reason."),
        _("Enter the payment"),
    ),
    Check(
        "complete_without_handover",
        4,
        Stage.COMPLETED,
        CheckKind.DOUBT,
        CheckGroup.EVIDENCE,
        Record.PROGRESS,
        _("100 % without an acceptance"),
        _("The work is reported complete, but its acceptance is not entered."),
        _("Enter the acceptance with its paper, or report the progress as it is."),
        _("Enter the acceptance"),
    ),
    Check(
        "accepted_before_contract",
        12,
        Stage.COMPLETED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.PROGRESS,
        _("Accepted before the contract was signed"),
        _("The acceptance of the work lies before the day of the contract."),
        _COMPARE_DAY,
        _("Mend the acceptance"),
    ),
    Check(
        "progress_in_wrong_era",
        17,
        Stage.COMPLETED,
        CheckKind.CONFLICT,
        CheckGroup.DATES,
        Record.PROGRESS,
        _("Day of a progress report 543 years off"),
        _ERA_WRONG,
        _ERA_MEND,
        _("Mend the report"),
    ),
)
BY_CODE: dict[str, Check] = {check.code: check for check in CHECKS}
BY_NUMBER: dict[int, Check] = {check.number: check for check in CHECKS}


def failing(mask: int) -> list[Check]:
    """The checks of a mask (`Project.checks`), in the order of the stages they mark."""
    return [check for check in CHECKS if mask & check.bit]


def problems_of(checks: int, stages: int) -> int:
    """The stages (as a mask) that a mask of failing checks marks: of those the project has reached (`stages`) only."""
    marked = 0
    for check in failing(checks):
        marked |= check.stage.bit
    return marked & stages
