"""What a plan sets down for a project in each of its years; the amount of its own year follows the project."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import Record
from projects.models import PlannedBudget, Project
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import locked, require_baht, require_version

if TYPE_CHECKING:
    from accounts.models import User

NOTHING = Decimal("0.00")


@transaction.atomic
def plan_years(*, project: Project, by: User, expected_version: int, amounts: Mapping[int, Decimal]) -> Project:
    """Set the amounts, in baht, of some years (BE) of the plan; an amount for the project's own year is its budget.

    Raises PermissionDenied, StaleVersion, `year_outside_plan` and codes of amounts, each at the field `year_2560`.
    """
    require_entry(by, Record.PROJECT, authority_id=project.authority_id)
    act_as(by)
    current = locked(project)
    require_version(current, expected_version)
    own = amounts.get(current.fiscal_year)
    if own is not None:
        _check_amount(current.fiscal_year, own)
        current.planned_budget = own
    current.version += 1
    current.save(update_fields=["planned_budget", "version"])
    keep_planned_years(current, amounts, by=by)
    current.refresh_from_db()
    return current


def keep_planned_years(
    project: Project, amounts: Mapping[int, Decimal], *, by: User, year_before: int | None = None
) -> None:
    """Write the amounts of a project that is locked and checked already.

    When the project went to another year than `year_before`, the money of that year went with it, unless `amounts`
    says what is left there.
    """
    wanted = {year: amount for year, amount in amounts.items() if year != project.fiscal_year}
    check_amounts(project, wanted)
    if year_before not in (None, project.fiscal_year):
        wanted.setdefault(int(year_before or 0), NOTHING)
    wanted[project.fiscal_year] = project.planned_budget
    rows = PlannedBudget.objects.live().filter(authority_id=project.authority_id, project_id=project.pk)
    standing = {row.fiscal_year: row for row in rows}
    for year, amount in sorted(wanted.items()):
        row = standing.get(year)
        if row is None and (amount or year == project.fiscal_year):
            PlannedBudget.objects.create(
                project=project,
                authority_id=project.authority_id,
                fiscal_year=year,
                amount=amount,
                recorded_by=by,
            )
        elif row is not None and row.amount != amount:
            row.amount = amount
            row.version += 1
            row.save(update_fields=["amount", "version"])


def check_amounts(project: Project, amounts: Mapping[int, Decimal]) -> None:
    """Raise unless each amount is of a year (BE) of the project's plan and can be kept; errors stand at `year_2560`."""
    plan = project.plan
    wrong: dict[str, ValidationError] = {}
    for year, amount in amounts.items():
        try:
            if not plan.first_year <= year <= plan.last_year:
                raise ValidationError(
                    _("The plan covers %(first)d to %(last)d; fiscal year %(year)d is not among them.")
                    % {"first": plan.first_year, "last": plan.last_year, "year": year},
                    code="year_outside_plan",
                )
            _check_amount(year, amount)
        except ValidationError as error:
            wrong[f"year_{year}"] = error
    if wrong:
        raise ValidationError({name: _plain(error) for name, error in wrong.items()})


def _check_amount(year: int, amount: Decimal) -> None:
    require_baht(amount, field=f"year_{year}")
    if amount < 0:
        raise ValidationError(
            {f"year_{year}": ValidationError(_("The amount cannot be less than zero."), code="amount_negative")}
        )


def _plain(error: ValidationError) -> list[ValidationError]:
    """The errors themselves, without the name of the field, which the caller gives again."""
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return list(error.error_list)
