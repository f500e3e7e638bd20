"""What was set aside of contracts and payments and can still be brought back, for those who enter it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone

from projects.models import Contract, Disbursement
from projects.services.bringing_back import DAYS_TO_BRING_BACK, days_left, name_of_record

if TYPE_CHECKING:
    from accounts.models import User

MOST_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class AsideLine:
    """A record that was set aside, what it is called, and the days left to bring it back."""

    record: Any
    name: str
    days_left: int


@dataclass(frozen=True, slots=True)
class Aside:
    """The newest of them, their kind as the page of everything set aside names it, and the address of that page."""

    lines: list[AsideLine]
    kind: str
    url: str


def aside_of(
    user: User, model: type[Contract] | type[Disbursement], authority_id: int, chosen: Q | Exists
) -> Aside | None:
    """Those contracts or payments of an authority that were set aside and can be brought back; None for nothing."""
    since = timezone.now() - dt.timedelta(days=DAYS_TO_BRING_BACK)
    found = model.objects.all().set_aside_visible_to(user)
    rows = found.filter(chosen, authority_id=authority_id, set_aside_at__gt=since).select_related("set_aside_by")
    lines = [AsideLine(one, name_of_record(one), days_left(one)) for one in rows.order_by("-set_aside_at")[:MOST_SHOWN]]
    if not lines:
        return None
    kind = str(model._meta.model_name)
    asked = urlencode({"authority": authority_id, "kind": kind})
    return Aside(lines, kind, f"{reverse('set_aside')}?{asked}")
