"""What the typed texts of one row of the sheet mean: values for the services, or a sentence for the cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from geo.thai import from_thai_digits
from projects.enums import Fund
from projects.models import DevelopmentPlan, Programme, UrgentPolicy
from projects.pages.planning.desk import strategies_of
from projects.pages.planning.fields import baht_of, whole_of, written
from projects.services.planned_years import NOTHING

TEXTS = ("name", "code", "village")
PREFIX = "แผนงาน"
LONGEST_CELL = 6000


def year_column(year: int) -> str:
    """The column of a year's amount: `y2560`."""
    return f"y{year}"


@dataclass
class ReadRow:
    """One row as it was understood. `notes` say what was read for the person where that differs from what was typed."""

    said: dict[str, Any] = field(default_factory=dict)
    planned_years: dict[int, Decimal] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


class RowReader:
    """Reads rows of one plan; programmes, strategies and policies are looked up once for all of them."""

    def __init__(self, plan: DevelopmentPlan) -> None:
        self.plan = plan
        self.years = range(plan.first_year, plan.last_year + 1)
        self.programmes: dict[str, Programme] = {}
        for one in Programme.objects.all():
            for name in (str(one.pk), one.budget_code, one.name_th, one.name_th.removeprefix(PREFIX), one.name_en):
                self.programmes[_key(name)] = one
        self.funds: dict[str, Fund] = {}
        for fund in Fund:
            self.funds |= {_key(str(fund.label)): fund, _key(fund.value): fund}
        self.policies = list(UrgentPolicy.objects.all())
        self.lines: dict[str, tuple[Any, Any]] = {}
        for strategy in strategies_of(plan):
            self.lines[str(strategy.number)] = self.lines[_key(strategy.name)] = (strategy, None)
            for way in strategy.ways:  # type: ignore[attr-defined]  # of strategies_of
                self.lines[f"{strategy.number}.{way.number}"] = self.lines[_key(way.name)] = (strategy, way)

    def read(self, cells: Mapping[str, str]) -> ReadRow:
        """Understand one row; a cell that is left out is empty."""
        row = ReadRow()
        for name in TEXTS:
            row.said[name] = cells.get(name, "").strip()
        self._read(row, cells, "programme", self._programme)
        self._read(row, cells, "fund", self._fund)
        self._read(row, cells, "policy", self._policy)
        self._read(row, cells, "approach", self._line)
        if "approach" in row.said:
            row.said["strategy"], row.said["approach"] = row.said["approach"]
        if "policy" in row.said:
            row.said["urgent_policy"] = row.said.pop("policy")
        self._read_money(row, cells)
        return row

    def _read(self, row: ReadRow, cells: Mapping[str, str], name: str, reader: Callable[[str], Any]) -> None:
        typed = cells.get(name, "").strip()
        try:
            row.said[name] = reader(typed)
        except ValidationError as error:
            row.errors[name] = " ".join(error.messages)

    def _programme(self, typed: str) -> Programme:
        key = _key(from_thai_digits(typed))
        if not key:
            raise ValidationError(_("This must be filled in."))
        found = self.programmes.get(key) or self.programmes.get(key.lstrip("0"))
        if found is None:
            near = get_close_matches(key, self.programmes, n=1, cutoff=0.35)
            words = {"name": self.programmes[near[0]].name if near else ""}
            raise ValidationError(
                _("Not one of the 12 programmes. Nearest: %(name)s") % words
                if near
                else _("Not one of the 12 programmes.")
            )
        return found

    def _fund(self, typed: str) -> Fund:
        if not typed:
            return Fund.ORDINANCE
        found = self.funds.get(_key(typed))
        if found is None:
            raise ValidationError(
                _("Not a known fund. One of: %(funds)s") % {"funds": ", ".join(str(one.label) for one in Fund)}
            )
        return found

    def _policy(self, typed: str) -> UrgentPolicy | None:
        key = _key(typed)
        if key in {"", "-"}:
            return None
        for one in self.policies:
            names = [_key(one.code), _key(one.name_th), _key(one.name_en)]
            if any(key == name or (len(key) > 3 and key in name) for name in names):
                return one
        known = ", ".join(str(one) for one in self.policies)
        raise ValidationError(_("Not an urgent policy. One of: %(known)s") % {"known": known})

    def _line(self, typed: str) -> tuple[Any, Any]:
        key = _key(from_thai_digits(typed)).rstrip(".")
        if key in {"", "-"}:
            return None, None
        found = self.lines.get(key) or self.lines.get(key.split(" ")[0].rstrip("."))
        if found is None:
            raise ValidationError(_("Not in the plan. Write the number of a strategy or approach, such as 1.2."))
        return found

    def _read_money(self, row: ReadRow, cells: Mapping[str, str]) -> None:
        amounts: dict[int, Decimal | None] = {}
        for year in self.years:
            column, typed = year_column(year), cells.get(year_column(year), "")
            try:
                amounts[year] = baht_of(typed)
            except ValidationError as error:
                row.errors[column] = " ".join(error.messages)
                continue
            if amounts[year] is not None and from_thai_digits(typed) != typed:
                row.notes[column] = _("Thai digits read as %(amount)s") % {"amount": written(amounts[year]) or "0"}
        own = self._own_year(row, cells, amounts)
        if own is None:
            return
        row.said["fiscal_year"] = own
        if year_column(own) not in row.errors:
            row.said["planned_budget"] = amounts.get(own) or NOTHING
        row.planned_years = {year: amount or NOTHING for year, amount in amounts.items() if year != own}

    def _own_year(self, row: ReadRow, cells: Mapping[str, str], amounts: Mapping[int, Decimal | None]) -> int | None:
        """The project's fiscal year: as typed, else the first with an amount, which is said unless it is the plan's."""
        typed = cells.get("year", "").strip()
        if typed:
            try:
                return whole_of(typed)
            except ValidationError as error:
                row.errors["year"] = " ".join(error.messages)
                return None
        own = next((year for year, amount in amounts.items() if amount is not None), None)
        if own is None:
            if not any(name.startswith("y2") for name in row.errors):
                row.errors[year_column(self.plan.first_year)] = _("Enter the budget of at least one year.")
            return None
        if own != self.plan.first_year:
            row.notes["year"] = _("Year %(year)d: the first with a budget") % {"year": own}
        return own


def _key(text: str) -> str:
    return " ".join(text.replace("\u200b", "").lower().split())


# Where the refusals of the services stand in the sheet.
COLUMN_OF = {
    "strategy": "approach",
    "urgent_policy": "policy",
    "fiscal_year": "year",
}


def column_of(name: str, own_year: int | None) -> str:
    """The column of a service's field; empty for what is about the whole row."""
    if name == "planned_budget":
        return year_column(own_year) if own_year else "year"
    if name.startswith("year_"):
        return "y" + name.removeprefix("year_")
    return COLUMN_OF.get(name, name if name in {*TEXTS, "programme", "fund", "approach"} else "")
