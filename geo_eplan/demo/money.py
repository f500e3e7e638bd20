"""Approvals, contracts and payments of a project, with amounts (baht) that fit each other and the papers for them."""

from __future__ import annotations

from random import Random

from geo_eplan.demo.moments import END, MINUTES, begins, day_text, moment_text
from geo_eplan.demo.names import firm
from geo_eplan.demo.registry import Authority
from geo_eplan.demo.sheets import NULL, Sheets
from geo_eplan.demo.stories import Days, Moments
from geo_eplan.demo.works import Idea
from projects.enums import Fund, ProcurementMethod, Stage

LARGE = 500_000


class Purse:
    """Writes an authority's money records into the sheets."""

    def __init__(self, authority: Authority, sheets: Sheets, finance: str, chance: Random) -> None:
        self.authority = authority
        self.sheets = sheets
        self.finance = finance
        self.chance = chance
        # an authority works with few contractors
        self.firms = [firm(chance) for _ in range(2 if authority.kind == "SAO" else 5)]
        self.ordinance = "เทศบัญญัติ" if authority.kind in ("CITY", "TOWN", "SUBDISTRICT") else "ข้อบัญญัติ"
        self.contracts = 0
        self.vouchers = 0
        self.last_contract: tuple[str, int] = ("", 2**31)

    def approve_plan(self, project: int, year: int, days: Days, moment: int, planner: str) -> None:
        """The approval of the project in the plan."""
        day = days[Stage.PLAN_APPROVED]
        paper = f"มติสภาท้องถิ่น ครั้งที่ {1 + day % 4}/{year - 1} แผนพัฒนาสามปี (พ.ศ. {year}–{year + 2})"
        self._add("planapproval", moment, f"{project}\t{day_text(day)}\t{paper}", planner)

    def follow(self, project: int, year: int, idea: Idea, moments: Moments, days: Days, planner: str) -> None:
        """Budget approval, contract, payments: as far as the project has come."""
        chance = self.chance
        approved = idea.budget if chance.random() < 0.7 else _thousands(idea.budget * chance.uniform(0.88, 0.99))
        if Stage.BUDGET_APPROVED in moments:
            self._approve_budget(project, year, days, moments[Stage.BUDGET_APPROVED], approved, planner)
        agreed = approved if idea.is_grant or approved < 100_000 else _hundreds(approved * chance.uniform(0.9, 0.998))
        contract = None
        if Stage.CONTRACT_SIGNED in moments:
            contract = self._contract(project, year, idea, moments, days, agreed)
        if Stage.DISBURSED in moments:
            self._pay(project, year, contract, agreed, moments, days)
        if Stage.COMPLETED in moments:
            by_chance = chance.random() < 0.6
            if not by_chance and project % 40 == 0:
                return  # one in a hundred is reported complete and has no acceptance
            paper = f"ใบตรวจรับพัสดุ เลขที่ {chance.randint(1, 180) if by_chance else 1 + project % 180}/{year}"
            fields = f"{project}\t{contract or NULL}\t{day_text(days[Stage.COMPLETED] + 1)}\t{paper}"
            self._add("handover", max(moments[Stage.COMPLETED], (days[Stage.COMPLETED] + 2) * MINUTES), fields)

    def _approve_budget(self, project: int, year: int, days: Days, moment: int, amount: int, planner: str) -> None:
        day = days[Stage.BUDGET_APPROVED]
        if day < begins(year):
            source, paper = Fund.ORDINANCE, f"{self.ordinance}งบประมาณรายจ่าย ประจำปีงบประมาณ พ.ศ. {year}"
        else:
            source, paper = self.chance.choice(
                (
                    (Fund.TRANSFER, f"โอนงบประมาณรายจ่าย ครั้งที่ {1 + day % 6}/{year}"),
                    (Fund.RESERVES, f"จ่ายขาดเงินสะสม ครั้งที่ {1 + day % 3}/{year}"),
                    (Fund.SUPPLEMENTARY, f"{self.ordinance}งบประมาณรายจ่ายเพิ่มเติม (ฉบับที่ 1) พ.ศ. {year}"),
                    (Fund.SPECIFIC_SUBSIDY, f"เงินอุดหนุนเฉพาะกิจ ประจำปีงบประมาณ พ.ศ. {year}"),
                )
            )
        self._add("budgetapproval", moment, f"{project}\t{source.value}\t{paper}\t{day_text(day)}\t{amount}", planner)

    def _contract(self, project: int, year: int, idea: Idea, moments: Moments, days: Days, amount: int) -> int:
        chance = self.chance
        moment = moments[Stage.CONTRACT_SIGNED]
        signed = days[Stage.CONTRACT_SIGNED]
        self.contracts += 1
        number, name, tax = f"{self.contracts}/{year}", *chance.choice(self.firms)
        method, egp = _method(amount, chance), f"{year % 100}{1 + signed % 12:02d}{chance.randrange(10**7):07d}"
        if idea.is_grant:
            number, name, tax, egp = f"บันทึกข้อตกลง {number}", _receiver(idea), "", ""
            method = ProcurementMethod.OTHER
        number, signed, began = self._slips(project, number, signed, days)
        is_done = Stage.COMPLETED in moments and Stage.DISBURSED in moments
        closed = day_text(days[Stage.DISBURSED]) if is_done else NULL
        due = days[Stage.COMPLETED] + chance.randint(-6, 30)
        contract = self._add(
            "contract",
            moment,
            f"{number}\t{day_text(signed)}\t{day_text(began)}\t{day_text(due)}\t{closed}\t{name}\t{tax}\t"
            f"{method.value}\t{egp}\t{amount}\t0",
        )
        self._add("contractshare", moment, f"{contract}\t{project}\t{amount}")
        if chance.random() < 0.03:
            changed, new_due = signed + 20, day_text(due + 30)
            at = min(END, max(moment + 9 * MINUTES, changed * MINUTES + 600))
            fields = f"{contract}\t{NULL}\t1\t{day_text(changed)}\t0\t{new_due}\tขยายเวลาเนื่องจากฝนตกหนักในพื้นที่"
            self._add("contractamendment", at, fields)
        return contract

    def _slips(self, project: int, number: str, signed: int, days: Days) -> tuple[str, int, int]:
        """Number, day of signing and of beginning as entered: one in a hundred with a slip that a check finds."""
        began, slip = signed + 1, project % 300
        if slip == 17 and Stage.BUDGET_APPROVED in days:
            signed = days[Stage.BUDGET_APPROVED] - 12  # before there was a budget
        elif slip == 117:
            began = signed - 10  # work before the contract
        elif slip == 217 and self.last_contract[1] < signed:
            number = self.last_contract[0]  # a number used twice
        self.last_contract = (number, signed)
        return number, signed, began

    def _pay(self, project: int, year: int, contract: int | None, agreed: int, moments: Moments, days: Days) -> None:
        chance = self.chance
        moment, day = moments[Stage.DISBURSED], days[Stage.DISBURSED]
        finished = Stage.COMPLETED in moments
        parts = chance.choice((2, 2, 3)) if contract and agreed >= LARGE else 1
        each = _hundreds(agreed / parts)
        amounts = [each] * (parts - 1) + [agreed - each * (parts - 1)]
        paid_parts = parts if finished or parts == 1 else chance.randint(1, parts - 1)
        for number, amount in enumerate(amounts, start=1):
            instalment = NULL
            due = day - (parts - number) * 7
            if parts > 1:
                fields = f"{contract}\t{number}\t{day_text(due)}\t{amount}\tงานงวดที่ {number} จาก {parts} งวด"
                instalment = str(self._add("instalment", moments[Stage.CONTRACT_SIGNED], fields))
            if number > paid_parts:
                continue
            self.vouchers += 1
            at = moment if number == 1 else min(END, moment + (number - 1) * 13)
            fields = f"{project}\t{contract or NULL}\t{instalment}\t{year}\tฎ.{self.vouchers}/{year}\t{day_text(due)}"
            self._add("disbursement", at, f"{fields}\t{amount}\t0")
        if not finished and paid_parts < parts and year < 2560:
            rest = sum(amounts[paid_parts:])
            fields = f"{project}\t{year}\t{year + 1}\t{rest}\t{day_text(begins(year + 1) - 8)}\tอนุมัติกันเงินเหลื่อมปี {year}"
            self._add("carryover", max(moment, begins(year + 1) * MINUTES + 600), fields)

    def _add(self, table: str, moment: int, fields: str, by: str = "") -> int:
        return self.sheets.add(table, self.authority.id, moment_text(moment), by or self.finance, fields)


def _thousands(amount: float) -> int:
    return max(1000, int(amount / 1000) * 1000) if amount > 20_000 else max(500, int(amount / 500) * 500)


def _hundreds(amount: float) -> int:
    return max(100, int(amount / 100) * 100)


def _method(amount: int, chance: Random) -> ProcurementMethod:
    """By the sum, as the procurement rules of the time had it."""
    if amount <= 100_000:
        return ProcurementMethod.SPECIFIC
    if amount <= 2_000_000:
        return ProcurementMethod.PRICE_CHECK
    return ProcurementMethod.E_BIDDING if chance.random() < 0.7 else ProcurementMethod.AUCTION


def _receiver(idea: Idea) -> str:
    """Who receives a grant."""
    if "โรงเรียน" in idea.name:
        return f"โรงเรียน{idea.village.name}"
    if "วัด" in idea.name:
        return f"วัด{idea.village.name}"
    return f"คณะกรรมการหมู่บ้าน {idea.place}"
