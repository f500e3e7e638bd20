"""The columns of every file of projects: one table for names, Thai and English words, types and shapefile widths.

Shapefile names are ASCII and at most ten bytes long, because the dBASE header has room for no more and programs that
write Thai ones produce files they cannot open again. Widths are bytes; 254 is the longest text dBASE holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole number"
    MONEY = "baht, two decimals"
    NUMBER = "number"
    MOMENT = "moment (ISO 8601)"


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `key` names it in GeoJSON, GeoPackage and CSV; `dbf` in shapefiles; `width` is its dBASE width."""

    key: str
    dbf: str
    kind: Kind
    width: int
    thai: str
    english: str
    decimals: int = 0
    sheet_width: int = 14


# The order is that of gis_reports.outputs.rows.ProjectRow.
FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "PROJECT_ID", Kind.WHOLE, 18, "เลขประจำโครงการในระบบ", "project id in the system", sheet_width=11),
    Field("code", "CODE", Kind.TEXT, 60, "รหัสโครงการ", "project code"),
    Field("name", "NAME", Kind.TEXT, 254, "ชื่อโครงการ", "project name", sheet_width=70),
    Field("authority_code", "AUTH_CODE", Kind.TEXT, 7, "รหัส อปท.", "code of the local authority", sheet_width=11),
    Field("authority", "AUTH_NAME", Kind.TEXT, 254, "องค์กรปกครองส่วนท้องถิ่น", "local authority", sheet_width=32),
    Field("authority_kind", "AUTH_KIND", Kind.TEXT, 12, "ประเภท อปท.", "kind of local authority"),
    Field("province_code", "PROV_CODE", Kind.TEXT, 2, "รหัสจังหวัด", "province code (TIS 1099)", sheet_width=10),
    Field("province", "PROV_NAME", Kind.TEXT, 120, "จังหวัด", "province", sheet_width=18),
    Field("fiscal_year", "FISCAL_YR", Kind.WHOLE, 4, "ปีงบประมาณ (พ.ศ.)", "fiscal year (Buddhist era)", sheet_width=11),
    Field("programme_code", "PROG_CODE", Kind.TEXT, 5, "รหัสแผนงาน", "programme code", sheet_width=10),
    Field("programme", "PROG_NAME", Kind.TEXT, 200, "แผนงาน", "programme", sheet_width=28),
    Field("latest_stage", "STAGE", Kind.TEXT, 20, "รหัสขั้นตอนล่าสุด", "code of the latest stage", sheet_width=17),
    Field("latest_stage_th", "STAGE_TH", Kind.TEXT, 80, "ขั้นตอนล่าสุด", "latest stage, in Thai", sheet_width=20),
    Field("stages", "STAGES", Kind.TEXT, 120, "ขั้นตอนที่นำเข้าแล้ว", "stages entered", sheet_width=28),
    Field("problems", "PROBLEMS", Kind.TEXT, 120, "ขั้นตอนที่มีข้อต้องแก้", "stages with something to mend", sheet_width=20),
    Field("planned_budget", "PLAN_BAHT", Kind.MONEY, 18, "งบตามแผน (บาท)", "planned budget (baht)", 2, 16),
    Field("budget_total", "BUDG_BAHT", Kind.MONEY, 18, "งบประมาณที่อนุมัติ (บาท)", "approved budget (baht)", 2, 16),
    Field("contract_total", "CONT_BAHT", Kind.MONEY, 18, "วงเงินตามสัญญา (บาท)", "contracted (baht)", 2, 16),
    Field("paid_total", "PAID_BAHT", Kind.MONEY, 18, "เบิกจ่ายแล้ว (บาท)", "paid (baht)", 2, 16),
    Field("percent", "PERCENT", Kind.NUMBER, 6, "ความก้าวหน้า (ร้อยละ)", "progress (%)", 2, 11),
    Field("longitude", "LON", Kind.NUMBER, 14, "ลองจิจูด (WGS 84)", "longitude (WGS 84 degrees)", 9),
    Field("latitude", "LAT", Kind.NUMBER, 14, "ละติจูด (WGS 84)", "latitude (WGS 84 degrees)", 9),
    Field("position_kind", "POS_KIND", Kind.TEXT, 8, "ชนิดพิกัด", "kind of position", sheet_width=11),
    Field("capture", "POS_CAPT", Kind.TEXT, 10, "วิธีได้พิกัด", "how the position was captured", sheet_width=12),
    Field("system", "POS_SYSTEM", Kind.TEXT, 24, "ระบบพิกัดที่กรอก", "reference system as typed", sheet_width=18),
    Field("accuracy_m", "POS_ACC_M", Kind.NUMBER, 12, "ความคลาดเคลื่อน (เมตร)", "accuracy (m)", 2, 13),
    Field("position_recorded_at", "POS_REC_AT", Kind.MOMENT, 25, "บันทึกพิกัดเมื่อ", "position recorded at", sheet_width=18),
)
KEYS: Final[tuple[str, ...]] = tuple(field.key for field in FIELDS)

# The stages in the words of the department's annex; files are read by Thai officials whatever language the page had.
STAGE_TH: Final[dict[int, str]] = {
    3: "แผนพัฒนา",
    4: "อนุมัติแผน",
    5: "อนุมัติงบประมาณ",
    6: "ลงนามในสัญญา",
    7: "เบิกจ่ายแล้ว",
    8: "ดำเนินการแล้ว 100 %",
}


def explanation(field: Field) -> str:
    """A word on the values, for data dictionaries: units, codes, and what an empty cell means."""
    return {
        "authority_kind": "PAO อบจ. · CITY ทน. · TOWN ทม. · SUBDISTRICT ทต. · SAO อบต. · SPECIAL พิเศษ",
        "latest_stage": " · ".join(f"{code} {STAGE_TH[number]}" for number, code in _STAGE_CODES),
        "stages": "codes as in latest_stage, separated by spaces",
        "problems": "codes as in latest_stage, separated by spaces; empty: none",
        "longitude": "empty: the project has no place yet",
        "latitude": "empty: the project has no place yet",
        "position_kind": "PLANNED ตามแผน · CONTRACT ตามสัญญา · AS_BUILT ก่อสร้างจริง",
        "system": "values are converted; longitude and latitude are always WGS 84",
    }.get(field.key, field.kind.value)


_STAGE_CODES = (
    (3, "plan"),
    (4, "plan_approved"),
    (5, "budget_approved"),
    (6, "contract_signed"),
    (7, "disbursed"),
    (8, "completed"),
)
