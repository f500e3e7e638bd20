"""The shares of a contract as they are typed: one line for each project, in baht."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from projects.models import Project
from projects.pages.finance.fields import BahtField

if TYPE_CHECKING:
    from accounts.models import User

MOST_PROJECTS = 50
MOST_CHOICES = 500


@dataclass
class ShareRow:
    """One line: the project, what was typed, what it says, and what is wrong with it."""

    project: Project
    text: str = ""
    amount: Decimal | None = None
    error: str = ""


@dataclass
class ShareSheet:
    """All lines, in the order of the form."""

    rows: list[ShareRow] = field(default_factory=list)

    @classmethod
    def of(cls, shares: list[tuple[Project, Decimal]]) -> ShareSheet:
        """The lines of a contract as it stands."""
        return cls([ShareRow(project, f"{amount:,.2f}", amount) for project, amount in shares])

    @classmethod
    def of_projects(cls, user: User, authority_id: int, ids: list[str]) -> ShareSheet:
        """Empty lines for projects named in an address; names that mean none of the authority's are left out."""
        return cls([ShareRow(project) for project in _found(user, authority_id, ids)])

    @classmethod
    def typed(cls, user: User, authority_id: int, data: QueryDict) -> ShareSheet:
        """What was typed, with the line that is added and without the one that is taken out."""
        added = data.get("add", "") if data.get("action") == "add" else ""
        named = [str(one) for one in (*data.getlist("project"), added)]
        taken = data.get("remove", "")
        rows = []
        for project in _found(user, authority_id, [one for one in named if one != taken]):
            row = ShareRow(project, data.get(f"share_{project.pk}", "")[:60])
            try:
                row.amount = BahtField(required=False).clean(row.text)
            except ValidationError as error:
                row.error = " ".join(error.messages)
            rows.append(row)
        return cls(rows)

    def is_complete(self) -> bool:
        """Whether every line has an amount; lines without one say so."""
        for row in self.rows:
            if row.amount is None and not row.error:
                row.error = _("This must be filled in.")
        return all(not row.error for row in self.rows)

    @property
    def shares(self) -> list[tuple[Project, Decimal]]:
        """The lines for the service."""
        return [(row.project, row.amount) for row in self.rows if row.amount is not None]

    @property
    def together(self) -> Decimal:
        """What the lines add up to."""
        return sum((row.amount for row in self.rows if row.amount is not None), Decimal(0))

    def choices(self, user: User, authority_id: int, year: int | None) -> list[Project]:
        """The projects that can still be added: those of the year."""
        found: Any = Project.objects.visible_to(user).of_authority(authority_id)
        if year:
            found = found.of_year(year)
        named = {row.project.pk for row in self.rows}
        return list(
            found.exclude(pk__in=named).order_by("code", "id").only("id", "authority_id", "code", "name")[:MOST_CHOICES]
        )


def _found(user: User, authority_id: int, ids: list[str]) -> list[Project]:
    """The projects of these numbers, in their order, each once."""
    numbers = [int(one) for one in ids[:MOST_PROJECTS] if one.isascii() and one.isdigit() and len(one) < 19]
    known = {one.pk: one for one in Project.objects.visible_to(user).of_authority(authority_id).filter(pk__in=numbers)}
    return [known[number] for number in dict.fromkeys(numbers) if number in known]
