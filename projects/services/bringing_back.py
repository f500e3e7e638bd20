"""Undoing a setting-aside: the record counts again, as it was, where nothing has taken its place since."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import (
    AuthorityRecord,
    Contract,
    ContractAmendment,
    DevelopmentPlan,
    Disbursement,
    Position,
    WithinAuthorityForeignKey,
)
from projects.permissions import require_entry
from projects.services.acting import act_as
from projects.services.checking import AnyRecord, locked, require_version, who_and_when
from projects.services.contract_sums import contract_sum, paid_on_contract
from projects.services.setting_aside import RECORD_OF

if TYPE_CHECKING:
    from accounts.models import User

# A month's closing lies within; later, others will have built on its being gone.
DAYS_TO_BRING_BACK = 30


def days_left(record: AuthorityRecord, *, now: dt.datetime | None = None) -> int:
    """Days in which a record that was set aside can still be brought back; 0 when it is too late."""
    if record.set_aside_at is None:
        return 0
    gone = (now or timezone.now()) - record.set_aside_at
    return max(0, DAYS_TO_BRING_BACK - gone.days) if gone <= dt.timedelta(days=DAYS_TO_BRING_BACK) else 0


@transaction.atomic
def bring_back(*, record: AnyRecord, by: User, expected_version: int | None = None) -> AnyRecord:
    """Bring a record back that was set aside within the last 30 days. Twice changes nothing.

    Raises PermissionDenied, StaleVersion, and ValidationError: `too_late`, `set_aside` (what it hangs on was set aside
    as well), `taken` (its number, or its place as the only one, was taken since: the message names who has it),
    `exceeds_contract` and `sum_below_payments` (the money no longer fits).
    """
    require_entry(by, RECORD_OF[type(record)], authority_id=record.authority_id)
    act_as(by)
    manager: Any = type(record)._default_manager
    kept = manager.filter(authority_id=record.authority_id, pk=record.pk)
    _lock_what_it_hangs_on(kept.get())
    current = cast("AnyRecord", kept.select_for_update(no_key=True, of=("self",)).order_by("id").get())
    if current.set_aside_at is None:
        return current
    require_version(current, expected_version)
    if days_left(current) == 0:
        raise ValidationError(
            _("This was set aside more than %(days)d days ago and stays so; enter it anew.")
            % {"days": DAYS_TO_BRING_BACK},
            code="too_late",
        )
    _require_room(current)
    _require_money(current)
    changes: dict[str, Any] = {"is_current": True} if isinstance(current, Position) else {}
    try:
        with transaction.atomic():
            kept.update(set_aside_at=None, set_aside_by=None, set_aside_reason="", version=F("version") + 1, **changes)
    except IntegrityError as error:  # somebody took the number between the question and the answer
        _require_room(current)
        raise ValidationError(_("Something like it was entered meanwhile."), code="taken") from error
    current.refresh_from_db()
    return current


def _lock_what_it_hangs_on(record: AuthorityRecord) -> None:
    """Everything the record belongs to must count; the projects are locked first, as every verb does."""
    parents: list[tuple[str, AuthorityRecord]] = []
    for field in record._meta.concrete_fields:
        if isinstance(field, WithinAuthorityForeignKey) and (parent := getattr(record, field.name)) is not None:
            parents.append((str(field.related_model._meta.verbose_name), parent))
    if isinstance(record, Contract):
        shares = record.shares.live().select_related("project").order_by("project_id")
        parents += [(str(share.project._meta.verbose_name), share.project) for share in shares]
    for kind, parent in sorted(parents, key=lambda one: one[1]._meta.model_name != "project"):
        if parent.set_aside_at is not None:
            raise ValidationError(
                _("What it belongs to was set aside as well (%(kind)s “%(name)s”); bring that back first.")
                % {"kind": kind, "name": parent},
                code="set_aside",
            )
        locked(parent)


def _require_room(record: AuthorityRecord) -> None:
    """Raise when something that counts has the number, or is the only one there may be."""
    others: Any = type(record)._default_manager.live().filter(authority_id=record.authority_id)
    for constraint in record._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is not None:
            alike = {name: getattr(record, record._meta.get_field(name).attname) for name in constraint.fields}  # type: ignore[union-attr]  # columns, no relations from elsewhere
            names = {record._meta.get_field(name).attname: value for name, value in alike.items()}  # type: ignore[union-attr]  # as above
            if None in names.values():
                continue  # nothing is like nothing: the database lets any number of them be
            taken = others.filter(**names)
            _refuse(taken.filter(is_current=True) if isinstance(record, Position) else taken)
    if isinstance(record, DevelopmentPlan):
        _refuse(others.filter(in_force__overlap=record.in_force))
    if isinstance(record, Disbursement) and record.voucher_number:
        same = {"fiscal_year": record.fiscal_year, "voucher_number": record.voucher_number}
        _refuse(others.filter(project_id=record.project_id, **same))


def _refuse(taken: Any) -> None:
    other = taken.select_related("recorded_by").order_by("id").first()
    if other is None:
        return
    raise ValidationError(
        _("Its place was taken since: %(kind)s “%(name)s”, entered by %(who)s on %(when)s. Set that aside or keep it.")
        % {
            "kind": other._meta.verbose_name,
            "name": name_of_record(other),
            **who_and_when(other.recorded_by, other.recorded_at),
        },
        code="taken",
    )


def _require_money(record: AuthorityRecord) -> None:
    """A payment must still fit into its contract, and a contract's sum must still cover what was paid."""
    if isinstance(record, Disbursement) and record.contract is not None:
        left = contract_sum(record.contract) - paid_on_contract(record.contract)
        if record.amount > left:
            raise ValidationError(
                _("Only %(left)s baht of the contract are left to pay.") % {"left": f"{left:,.2f}"},
                code="exceeds_contract",
            )
    if isinstance(record, ContractAmendment):
        new_sum = contract_sum(record.contract) + record.amount_change
        if new_sum <= 0 or new_sum < paid_on_contract(record.contract):
            raise ValidationError(_("More than that has been paid already."), code="sum_below_payments")


def name_of_record(record: AuthorityRecord) -> str:
    """What a record is called: its own words, or those of what it belongs to."""
    if type(record).__str__ is not models.Model.__str__:
        return str(record)
    if number := getattr(record, "voucher_number", "") or getattr(record, "number", ""):
        return str(number)
    project = getattr(record, "project", None)
    return str(project) if project is not None else str(record.pk)
