"""One row of a file read by its mapping: values for the columns of `ImportRow`, remarks, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from geo.front_door.grid import Cell
from projects.importing.cells import CellReader, Options, place_of
from projects.importing.fields import BY_KEY, NEEDED, Field, records_in
from projects.importing.heads import written
from projects.importing.remarks import BAD, Remark, remark

# The columns of ImportRow that a file can fill, in the order in which rows are sent to the database.
VALUES: Final = (
    "code", "fiscal_year", "name", "planned_budget", "programme", "fund", "village", "objective", "target", "strategy",
    "approach", "plan_approved_on", "plan_paper", "budget_amount", "budget_on", "budget_paper", "contract_number",
    "contract_on", "contract_amount", "contractor", "tax_id", "method", "egp_number", "paid_amount", "paid_on",
    "voucher", "percent", "percent_on", "longitude", "latitude", "position_system", "position_text",
)  # fmt: skip
_TOTAL: Final = re.compile(r"^\s*(?:รวม|ยอดรวม|ผลรวม|total|sub-?total|grand total)", re.IGNORECASE)


@dataclass(slots=True)
class ReadRow:
    """A row as it was read. `is_total` rows are left out: they sum others."""

    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    is_total: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether a cell cannot be taken as it stands."""
        return any(one["l"] == BAD for one in self.remarks)


class RowReader:
    """Reads the rows of a file by one mapping (a key for each column, empty for none)."""

    def __init__(
        self, mapping: Sequence[str], options: Options, *, authority_code: str = "", fiscal_year: int | None = None
    ) -> None:
        self.columns: list[tuple[int, Field]] = [(place, BY_KEY[key]) for place, key in enumerate(mapping) if key]
        self.width = len(mapping)
        self.options = options
        self.authority_code = authority_code
        self.fiscal_year = fiscal_year
        self.cells = CellReader(options)
        self.needed = [
            (names, BY_KEY[names[0]]) for record, names in NEEDED.items() if record in records_in([*mapping])
        ]

    def read(self, line: int, cells: Sequence[Cell]) -> ReadRow:
        """The row with all that is to be said of its cells."""
        row = ReadRow(line, [written(cell) for cell in cells[: self.width]])
        row.cells += [""] * (self.width - len(row.cells))
        values = row.values
        for place, meant in self.columns:
            cell = cells[place] if place < len(cells) else None
            value, problem = self.cells.read(meant, cell)
            if value is not None:
                values[meant.key] = value
            if problem is not None:
                row.remarks.append(problem)
        if self._is_total(row, values.get("code")):
            return ReadRow(line, row.cells, is_total=True)
        self._finish(row)
        return row

    def _is_total(self, row: ReadRow, code: str | None) -> bool:
        """A row without a code of its own that says it is a sum."""
        if code is not None:
            return bool(_TOTAL.match(code))
        return any(_TOTAL.match(cell) for cell in row.cells if cell)

    def _finish(self, row: ReadRow) -> None:
        values = row.values
        if self.fiscal_year is not None:
            values.setdefault("fiscal_year", self.fiscal_year)
        refused = {one["f"] for one in row.remarks if one["l"] == BAD}
        if "fiscal_year" not in values and "fiscal_year" not in refused:
            row.remarks.append(remark("fiscal_year", BAD, "missing"))
        named = values.pop("authority_code", None)
        if named and self.authority_code and named != self.authority_code:
            row.remarks.append(remark("authority_code", BAD, "other_authority", text=named))
        if not refused & {"latitude", "longitude", "coordinates", "system"}:
            self._place(row)
        for names, first in self.needed:
            self._whole(row, names, first, refused)
        for key in ("latitude", "longitude"):
            if not isinstance(values.get(key), float):
                values.pop(key, None)

    def _place(self, row: ReadRow) -> None:
        place, problem = place_of(row.values, self.options)
        if problem is not None:
            row.remarks.append(problem)
        for key in ("coordinates", "system", "latitude", "longitude"):
            row.values.pop(key, None)
        if place is not None:
            row.values["longitude"], row.values["latitude"] = place[0], place[1]
            row.values["position_system"], row.values["position_text"] = place[2], place[3]

    def _whole(self, row: ReadRow, names: tuple[str, ...], first: Field, refused: set[str]) -> None:
        """A record is entered whole or not at all: where one of its cells is filled, the needed ones are too."""
        given = [key for key, meant in BY_KEY.items() if meant.record == first.record and key in row.values]
        if not given:
            return
        for name in names:
            if name not in row.values and name not in refused:
                row.remarks.append(remark(name, BAD, "needed_with", other=given[0]))
