"""The words of the address of a plan's page: which plan, and which of its projects the sheet shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from geo.thai import from_thai_digits
from projects.enums import Stage
from projects.querysets import ProjectQuerySet

LONGEST_SEARCH = 100
# How far the approvals of a project have come; the words of the address and of the filter.
STATES = {
    "draft": pgettext_lazy("approval", "Not approved"),
    "plan": pgettext_lazy("approval", "Approved in the plan"),
    "budget": pgettext_lazy("approval", "Budget approved"),
}


def state_of(stages: int) -> str:
    """The approval state of a project from its stages."""
    if stages & Stage.BUDGET_APPROVED.bit:
        return "budget"
    return "plan" if stages & Stage.PLAN_APPROVED.bit else "draft"


@dataclass(frozen=True, slots=True)
class PlanAddress:
    """What the address says; an empty word chooses all. `strategy` 0 stands for projects without a strategy."""

    authority: int | None = None
    plan: int | None = None
    strategy: int | None = None
    approach: int | None = None
    year: int | None = None
    state: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> PlanAddress:
        """Read the address. Raises ValidationError saying which word was not understood."""
        state = str(params.get("state", "")).strip()
        if state and state not in STATES:
            raise ValidationError(
                _("“%(word)s” is none of: %(choices)s.") % {"word": state[:40], "choices": ", ".join(STATES)},
                code="not_a_choice",
            )
        q = " ".join(str(params.get("q", "")).replace("\x00", "").split())
        if len(q) > LONGEST_SEARCH:
            raise ValidationError(_("Search for at most %(most)d characters.") % {"most": LONGEST_SEARCH})
        return cls(
            **{name: _number(params, name) for name in ("authority", "plan", "strategy", "approach", "year")},
            state=state,
            q=q,
            page=_number(params, "page") or 1,
        )

    def but(self, **changes: Any) -> PlanAddress:
        """The same view with other words, from its first page."""
        return replace(self, **{"page": 1, **changes})

    @property
    def is_narrowed(self) -> bool:
        """Whether the sheet shows only some of the plan's projects."""
        return self.but(authority=None, plan=None) != PlanAddress()

    @property
    def url(self) -> str:
        """The address of this view, without what is taken for granted."""
        said = {name: getattr(self, name) for name in ("plan", "strategy", "approach", "year", "state", "q")}
        said["authority"] = self.authority if self.plan is None else None
        said["page"] = self.page if self.page > 1 else None
        query = urlencode({name: value for name, value in said.items() if value not in (None, "")})
        return f"{reverse('plans')}?{query}" if query else reverse("plans")

    @property
    def query(self) -> str:
        """The part of `url` after the question mark."""
        return self.url.partition("?")[2]

    def narrow(self, projects: ProjectQuerySet) -> ProjectQuerySet:
        """Those of the plan's projects that the address asks for."""
        condition = Q()
        if self.strategy is not None:
            condition &= Q(strategy=self.strategy) if self.strategy else Q(strategy__isnull=True)
        if self.approach is not None:
            condition &= Q(approach=self.approach)
        if self.year is not None:
            condition &= Q(fiscal_year=self.year)
        found = projects.filter(condition)
        if self.state:
            found = found.annotate(
                in_plan=F("stages").bitand(Stage.PLAN_APPROVED.bit),
                with_budget=F("stages").bitand(Stage.BUDGET_APPROVED.bit),
            ).filter(**_BITS[self.state])
        return found.searched(self.q) if self.q else found


_BITS: dict[str, dict[str, int]] = {
    "draft": {"in_plan": 0, "with_budget": 0},
    "plan": {"in_plan__gt": 0, "with_budget": 0},
    "budget": {"with_budget__gt": 0},
}


def _number(params: Mapping[str, Any], name: str) -> int | None:
    text = from_thai_digits(str(params.get(name, "")).strip())
    if not text:
        return None
    if not re.fullmatch(r"\d{1,18}", text) or (name == "year" and int(text) > 32_000):
        raise ValidationError(
            _("“%(text)s” is not a number (%(name)s).") % {"text": text[:40], "name": name}, code="not_a_number"
        )
    return int(text)
