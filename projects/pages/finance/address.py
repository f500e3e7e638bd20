"""The words of the address of the finance officer's pages: whose contracts, of which year, which of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from geo.thai import from_thai_digits
from projects.selection import ProjectSelection

# Lists of contracts, and lists of projects; the first is taken for granted.
CONTRACT_LISTS = {
    "open": pgettext_lazy("list of contracts", "Open"),
    "left": pgettext_lazy("list of contracts", "Left to pay"),
    "held": pgettext_lazy("list of contracts", "Retention held"),
    "closed": pgettext_lazy("list of contracts", "Closed"),
    "all": pgettext_lazy("list of contracts", "All contracts"),
}
PROJECT_LISTS = {
    "waiting": pgettext_lazy("list of projects", "Waiting for a contract"),
    "budget": pgettext_lazy("list of projects", "Budget approved"),
    "paid": pgettext_lazy("list of projects", "With payments"),
}
LISTS = {**CONTRACT_LISTS, **PROJECT_LISTS}


@dataclass(frozen=True, slots=True)
class FinanceAddress:
    """Which list is shown. `authority` and `year` are None until the page has settled on them."""

    authority: int | None = None
    year: int | None = None
    q: str = ""
    show: str = "open"
    page: int = 1

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> FinanceAddress:
        """Read the address. Raises ValidationError saying which word was not understood."""
        selection = ProjectSelection.from_params(
            {
                "authority": params.get("authority", ""),
                "fiscal_year": params.get("year", ""),
                "q": params.get("q", ""),
            }
        )
        if len(selection.fiscal_year) > 1:
            raise ValidationError(_("Choose one fiscal year, or all of them."), code="given_twice")
        show = params.get("show", "") or "open"
        if show not in LISTS:
            words = {"word": show[:40], "choices": ", ".join(LISTS)}
            raise ValidationError(_("“%(word)s” is none of: %(choices)s.") % words, code="not_a_choice")
        return cls(
            authority=selection.authority,
            year=selection.fiscal_year[0] if selection.fiscal_year else None,
            q=selection.q,
            show=show,
            page=_page(params.get("page", "")),
        )

    def but(self, **changes: Any) -> FinanceAddress:
        """The same address with other words; another list begins at its first page."""
        return replace(self, **{"page": 1, **changes})

    def query_string(self) -> str:
        """The address of this view, without what is taken for granted."""
        said = {
            "authority": self.authority,
            "year": self.year,
            "q": self.q,
            "show": self.show if self.show != "open" else None,
            "page": self.page if self.page > 1 else None,
        }
        return urlencode({name: value for name, value in said.items() if value not in (None, "")})

    @property
    def lists_projects(self) -> bool:
        """Whether the list is one of projects."""
        return self.show in PROJECT_LISTS


def _page(text: str) -> int:
    digits = from_thai_digits(text.strip())
    if not digits:
        return 1
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7 and int(digits)):
        raise ValidationError(_("“%(text)s” is not the number of a page.") % {"text": text[:40]}, code="not_a_number")
    return int(digits)
