"""The words in which files name programmes, sources of money, methods of procurement and reference systems."""

from __future__ import annotations

from typing import Final

from geo.systems import SYSTEMS as KNOWN_SYSTEMS
from projects.enums import Fund, ProcurementMethod
from projects.importing.heads import fold
from projects.reference import PROGRAMMES as STANDARD


def _folded(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {fold(word): value for value, names in words.items() for word in (value, *names)}


def _programmes() -> dict[str, int]:
    """Number, budget code, Thai name with and without แผนงาน, English name."""
    found: dict[str, int] = {}
    for number, budget_code, thai, english in STANDARD:
        for word in (str(number), budget_code, budget_code.lstrip("0"), thai, thai.removeprefix("แผนงาน"), english):
            found[fold(word)] = number
    return found


PROGRAMMES: Final = _programmes()
FUNDS: Final = _folded(
    {
        Fund.ORDINANCE: (
            "ข้อบัญญัติ",
            "เทศบัญญัติ",
            "ข้อบัญญัติงบประมาณ",
            "เทศบัญญัติงบประมาณ",
            "งบประมาณรายจ่ายประจำปี",
            "budget ordinance",
            "งบ อปท.",
            "เงินรายได้",
        ),
        Fund.SUPPLEMENTARY: ("ข้อบัญญัติเพิ่มเติม", "งบประมาณเพิ่มเติม", "งบประมาณรายจ่ายเพิ่มเติม", "supplementary ordinance"),
        Fund.RESERVES: ("เงินสะสม", "จ่ายขาดเงินสะสม", "reserves"),
        Fund.TRANSFER: ("โอนงบประมาณ", "เงินโอน", "budget transfer"),
        Fund.GENERAL_SUBSIDY: ("เงินอุดหนุนทั่วไป", "อุดหนุนทั่วไป", "general subsidy"),
        Fund.SPECIFIC_SUBSIDY: ("เงินอุดหนุนเฉพาะกิจ", "อุดหนุนเฉพาะกิจ", "specific-purpose subsidy"),
        Fund.LOAN: ("เงินกู้", "loan"),
    }
)
METHODS: Final = _folded(
    {
        ProcurementMethod.E_BIDDING: (
            "e-bidding",
            "ประกวดราคาอิเล็กทรอนิกส์",
            "ประกาศเชิญชวนทั่วไป",
            "ประกวดราคาอิเล็กทรอนิกส์ (e-bidding)",
        ),
        ProcurementMethod.E_MARKET: ("e-market", "ตลาดอิเล็กทรอนิกส์"),
        ProcurementMethod.SELECTION: ("คัดเลือก", "วิธีคัดเลือก", "selection"),
        ProcurementMethod.SPECIFIC: ("เฉพาะเจาะจง", "วิธีเฉพาะเจาะจง", "specific method", "ตกลงราคา", "วิธีตกลงราคา"),
        ProcurementMethod.PRICE_CHECK: ("price check", "ตรวจสอบราคา"),
        ProcurementMethod.PRICE_ENQUIRY: ("สอบราคา", "วิธีสอบราคา", "price enquiry"),
        ProcurementMethod.AUCTION: ("e-auction", "ประมูลด้วยระบบอิเล็กทรอนิกส์", "electronic auction"),
        ProcurementMethod.OTHER: ("อื่น ๆ", "อื่นๆ", "other"),
    }
)
SYSTEMS: Final[dict[str, str]] = {
    **{fold(one.name): one.name for one in KNOWN_SYSTEMS},
    **{fold(one.label_en): one.name for one in KNOWN_SYSTEMS},
    **{fold(one.label_th): one.name for one in KNOWN_SYSTEMS},
    **{fold(str(one.srid)): one.name for one in KNOWN_SYSTEMS},
    **{fold(f"epsg:{one.srid}"): one.name for one in KNOWN_SYSTEMS},
}
