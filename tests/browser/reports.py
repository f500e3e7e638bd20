"""The two reports as a browser shows them: the stages of the reader's authority, and the figures of its projects."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from playwright.sync_api import Page

from projects.enums import Stage

ENTERED, WITH_PROBLEMS, OVERDUE = "นำเข้าแล้ว", "นำเข้าแล้ว มีข้อต้องแก้", "ยังไม่ได้นำเข้า เกินกำหนด"
# What a person reads in a cell: the Arabic digits of a figure, or its dash.
READ_CELLS = "cells => cells.map(cell => (cell.querySelector('.d-ar') || cell).textContent.trim())"


@dataclass(frozen=True)
class Figures:
    """The line of totals of `/reports/status/`, column by column."""

    projects: int = 0
    at_plan: int = 0
    at_plan_approved: int = 0
    at_budget_approved: int = 0
    at_contract_signed: int = 0
    at_disbursed: int = 0
    at_completed: int = 0
    with_location: int = 0
    with_problems: int = 0
    planned: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)
    contract: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    def moved(self, **figures: Any) -> Figures:
        """The same with some figures changed."""
        return replace(self, **figures)


@dataclass(frozen=True)
class Reports:
    """What both reports say of one authority and fiscal year (BE)."""

    stages: dict[Stage, str]
    figures: Figures

    @property
    def entered(self) -> set[Stage]:
        """The stages whose cell says that they are entered, with problems or without."""
        return {stage for stage, word in self.stages.items() if word in (ENTERED, WITH_PROBLEMS)}

    @property
    def problems(self) -> set[Stage]:
        """The stages whose cell says that something of them has to be mended."""
        return {stage for stage, word in self.stages.items() if word == WITH_PROBLEMS}


def read_reports(page: Page, fiscal_year: int) -> Reports:
    """Open both reports as the staff of an authority and read them. The page stays at the second."""
    page.goto(f"/reports/completeness/?fiscal_year={fiscal_year}")
    line = page.locator("main tbody tr").filter(has=page.locator("th", has_text=str(fiscal_year)))
    words = [word.strip() for word in line.locator(".matrix-word").all_inner_texts()]
    page.goto(f"/reports/status/?view=figures&fiscal_year={fiscal_year}")
    texts = page.locator("main tfoot td.num").evaluate_all(READ_CELLS)
    numbers = [Decimal(text.replace(",", "").replace("-", "0")) for text in texts]
    named = (field.name for field in fields(Figures))
    return Reports(dict(zip(Stage, words, strict=True)), Figures(**dict(zip(named, numbers, strict=True))))


def missing_in_province(page: Page, province: str, stage: Stage, fiscal_year: int) -> int:
    """The figure of the printed annex, as an analyst reads it: authorities of a province without this stage."""
    page.goto(f"/reports/completeness/?fiscal_year={fiscal_year}")
    assert page.locator(f"#p-{province}").count() == 1
    cell = page.locator(f"#f-{province}-{fiscal_year}-{stage.value} .d-ar")
    return int(cell.inner_text().replace(",", "")) if cell.count() else 0
