"""The page to sign in on. What it says about the country is public: how many authorities there are, and what is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.account.views import LoginView
from django.utils import timezone

from coordination.models import WorkCalendarEntry
from layers.models import LocalAuthority
from projects.enums import Stage


@dataclass(frozen=True, slots=True)
class NextDue:
    """The nearest due day ahead and the fiscal years it is for, as `2557–2560`."""

    day: dt.date
    years: str


def next_due(today: dt.date) -> NextDue | None:
    """What is due next, from the work calendar; None when nothing lies ahead."""
    entries = list(
        WorkCalendarEntry.objects.filter(due_on__gte=today).order_by("due_on").values_list("due_on", "fiscal_year")
    )
    if not entries:
        return None
    day = entries[0][0]
    years = sorted({year for due, year in entries if due == day})
    return NextDue(day=day, years=str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}")


class EntranceView(LoginView):
    """Sign in, with a few words about the site beside the form."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the template says beside the form."""
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "stages": list(Stage),
            "authorities": LocalAuthority.objects.existing_on(today).count(),
            "due": next_due(today),
        }
