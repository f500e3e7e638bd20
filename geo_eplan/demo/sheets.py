"""The records being written, table by table, as lines of PostgreSQL's COPY text format."""

from __future__ import annotations

import struct

from geo.systems import WGS84

NULL = "\\N"

RECORD = "id, authority_id, recorded_at, recorded_by_id"
# In the order in which they can be loaded: whatever a table refers to stands before it.
COLUMNS = {
    "developmentplan": f"{RECORD}, length, first_year",
    "vision": f"{RECORD}, plan_id, text",
    "strategy": f"{RECORD}, plan_id, number, name",
    "approach": f"{RECORD}, strategy_id, number, name",
    "project": f"{RECORD}, plan_id, strategy_id, approach_id, programme_id, urgent_policy_id, fiscal_year, code, name,"
    " village, objective, target, fund, planned_budget",
    "planapproval": f"{RECORD}, project_id, approved_on, paper",
    "budgetapproval": f"{RECORD}, project_id, source, ordinance, approved_on, amount",
    "contract": f"{RECORD}, number, signed_on, starts_on, due_on, closed_on, contractor_name, contractor_tax_id,"
    " method, egp_number, amount, retention_percent",
    "contractshare": f"{RECORD}, contract_id, project_id, amount",
    "contractamendment": f"{RECORD}, contract_id, project_id, number, signed_on, amount_change, new_due_on, reason",
    "instalment": f"{RECORD}, contract_id, number, due_on, amount, work",
    "disbursement": f"{RECORD}, project_id, contract_id, instalment_id, fiscal_year, voucher_number, paid_on, amount,"
    " retention",
    "carryover": f"{RECORD}, project_id, from_year, to_year, amount, approved_on, paper",
    "progress": f"{RECORD}, project_id, reported_on, percent, note, client_id",
    "handover": f"{RECORD}, project_id, contract_id, accepted_on, paper",
    "position": f"{RECORD}, project_id, kind, sequence, is_current, point, source_text, system, capture, accuracy_m,"
    " captured_at, map_zoom, inside, outside_distance_m, outside_reason, client_id",
}

_POINT = struct.Struct("<BIIdd")
_POINT_WITH_SYSTEM = 0x20000001


def point_text(longitude: float, latitude: float) -> str:
    """A WGS 84 point as extended well-known binary in hexadecimal digits."""
    return _POINT.pack(1, _POINT_WITH_SYSTEM, WGS84, longitude, latitude).hex()


class Sheets:
    """Lines of every table, and the numbers their records get."""

    def __init__(self, first_ids: dict[str, int] | None = None) -> None:
        self.next_id = {table: (first_ids or {}).get(table, 1) for table in COLUMNS}
        self.lines: dict[str, list[str]] = {table: [] for table in COLUMNS}

    def add(self, table: str, authority_id: int, recorded_at: str, recorded_by: str, fields: str) -> int:
        """Write one record; `fields` are the columns after the common ones, already tab-separated. Gives its id."""
        number = self.next_id[table]
        self.next_id[table] = number + 1
        self.lines[table].append(f"{number}\t{authority_id}\t{recorded_at}\t{recorded_by}\t{fields}\n")
        return number

    def take(self) -> dict[str, bytes]:
        """What has been written so far, and begin again."""
        taken = {table: "".join(lines).encode() for table, lines in self.lines.items() if lines}
        self.lines = {table: [] for table in COLUMNS}
        return taken
