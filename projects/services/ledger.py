"""The stage ledger from the outside: refresh it whole, and prove that it equals the records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

DIFFERENCES = Path(__file__).with_name("ledger_differences.sql")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the ledger says something else than the records."""

    what: str
    authority_id: int
    key: str
    kept: str
    true: str


def refresh_all() -> None:
    """Work out every project's derived columns and every ledger row anew, from the records alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        # the planner chooses badly on tables that were filled a moment ago
        cursor.execute("analyze projects_project, projects_planapproval, projects_budgetapproval, projects_contract")
        cursor.execute("analyze projects_contractshare, projects_disbursement, projects_progress, projects_position")
        cursor.execute(
            "analyze projects_developmentplan, projects_vision, projects_strategy, projects_contractamendment"
        )
        cursor.execute("select projects_refresh_everything()")
        cursor.execute("analyze projects_stageledger, projects_stageinterval, projects_project")


def differences(limit: int = 100) -> list[Difference]:
    """Where projects, ledger rows or open intervals differ from what the records say. Empty when all is well."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES.read_text(encoding="utf-8"), {"limit": limit})
        return [Difference(*row) for row in cursor.fetchall()]
