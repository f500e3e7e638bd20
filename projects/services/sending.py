"""Retry is normal: what is sent twice under one sender's id is kept once."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.models import AuthorityRecord
from projects.services.checking import naming_duplicates, wrong

Sent = TypeVar("Sent", bound=AuthorityRecord)


def id_used() -> ValidationError:
    """The refusal of an id that came before with something else."""
    return wrong("client_id", _("This id was sent before with another content."), code="client_id_used")


def already_kept(
    model: type[Sent], *, authority_id: int, client_id: uuid.UUID | None, told: dict[str, Any]
) -> Sent | None:
    """The record kept before under this id, None when there is none. Raises `client_id_used` when it says otherwise.

    `told` is what the sender says now, by column. Ask while the project or contract is locked.
    """
    if client_id is None:
        return None
    manager: Any = model._default_manager
    kept: Sent | None = manager.filter(authority_id=authority_id, client_id=client_id).first()
    if kept is not None and any(getattr(kept, name) != value for name, value in told.items()):
        raise id_used()
    return kept


def keep(record: Sent, *, table: str) -> Sent:
    """Write a new record; the same id from two senders at once becomes `client_id_used`."""
    with naming_duplicates(**{f"projects_{table}_client": id_used()}):
        record.save(force_insert=True)
    return record
