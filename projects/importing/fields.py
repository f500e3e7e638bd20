"""What a column of a file may mean: one table for words, kinds of cell, and whose entry it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.enums import Record

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = auto()
    CODE = auto()
    YEAR = auto()
    MONEY = auto()
    DAY = auto()
    PERCENT = auto()
    NUMBER = auto()
    PROGRAMME = auto()
    FUND = auto()
    METHOD = auto()
    TAX_ID = auto()
    PART = auto()  # a strategy or an approach: its number, its name, or both
    COORDINATES = auto()
    SYSTEM = auto()
    AUTHORITY = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One meaning of a column. `record` is whose entry it is (None: it only finds the project); `most` is the longest
    text that is kept; `names` are spellings of heads, folded by `projects.importing.heads.fold`."""

    key: str
    label: str | _StrPromise
    kind: Kind
    record: Record | None
    names: tuple[str, ...] = ()
    most: int = 0


FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "authority_code",
        _("code of the local authority"),
        Kind.AUTHORITY,
        None,
        ("authority_code", "auth_code", "รหัส อปท.", "รหัสอปท", "รหัสหน่วยงาน", "dla_code"),
        7,
    ),
    Field(
        "code",
        _("project code"),
        Kind.CODE,
        None,
        ("code", "project code", "รหัสโครงการ", "รหัส", "เลขที่โครงการ", "โครงการที่", "ลำดับโครงการ"),
        20,
    ),
    Field(
        "fiscal_year",
        _("fiscal year"),
        Kind.YEAR,
        None,
        (
            "fiscal_year",
            "fiscal_yr",
            "fiscal year",
            "year",
            "ปีงบประมาณ",
            "ปีงบประมาณ (พ.ศ.)",
            "ปี งปม.",
            "ปี พ.ศ.",
            "ปี",
            "ปีงบ",
        ),
    ),
    Field(
        "name",
        _("project name"),
        Kind.TEXT,
        Record.PROJECT,
        (
            "name",
            "project name",
            "project",
            "ชื่อโครงการ",
            "ชื่อโครงการ/กิจกรรม",
            "โครงการ",
            "โครงการ/กิจกรรม",
            "รายการ",
            "ชื่อโครงการ / กิจกรรม",
        ),
        300,
    ),
    Field(
        "planned_budget",
        _("planned budget"),
        Kind.MONEY,
        Record.PROJECT,
        (
            "planned_budget",
            "plan_baht",
            "planned budget",
            "planned budget (baht)",
            "budget",
            "งบประมาณ",
            "งบประมาณ (บาท)",
            "งบ (บาท)",
            "งบตามแผน",
            "งบตามแผน (บาท)",
            "วงเงินตามแผน",
            "วงเงิน",
            "วงเงินงบประมาณ",
            "จำนวนเงิน",
        ),
    ),
    Field(
        "programme",
        _("programme"),
        Kind.PROGRAMME,
        Record.PROJECT,
        ("programme_code", "prog_code", "programme", "program", "แผนงาน", "รหัสแผนงาน"),
    ),
    Field(
        "fund",
        pgettext_lazy("import", "source of money in the plan"),
        Kind.FUND,
        Record.PROJECT,
        ("fund", "แหล่งเงิน", "แหล่งงบประมาณ", "แหล่งที่มาของงบประมาณ", "ที่มาของงบประมาณ", "ประเภทงบประมาณ"),
    ),
    Field(
        "village",
        pgettext_lazy("import", "village or place"),
        Kind.TEXT,
        Record.PROJECT,
        ("village", "place", "หมู่บ้าน", "สถานที่", "พื้นที่ดำเนินการ", "สถานที่ดำเนินการ", "หมู่ที่", "บ้าน"),
        120,
    ),
    Field(
        "objective", pgettext_lazy("import", "objective"), Kind.TEXT, Record.PROJECT, ("objective", "วัตถุประสงค์"), 5000
    ),
    Field(
        "target",
        pgettext_lazy("import", "target"),
        Kind.TEXT,
        Record.PROJECT,
        ("target", "เป้าหมาย", "เป้าหมาย (ผลผลิตของโครงการ)", "ผลผลิต"),
        5000,
    ),
    Field(
        "strategy",
        _("strategy"),
        Kind.PART,
        Record.PROJECT,
        ("strategy", "ยุทธศาสตร์", "ยุทธศาสตร์ที่", "ยุทธศาสตร์การพัฒนา"),
        300,
    ),
    Field(
        "approach",
        _("approach"),
        Kind.PART,
        Record.PROJECT,
        ("approach", "แนวทาง", "แนวทางการพัฒนา", "แนวทางที่", "กลยุทธ์"),
        300,
    ),
    Field(
        "plan_approved_on",
        _("day of the plan approval"),
        Kind.DAY,
        Record.PLAN_APPROVAL,
        ("plan_approved_on", "วันที่อนุมัติแผน", "อนุมัติแผน วันที่", "วันอนุมัติแผน", "plan approved on"),
    ),
    Field(
        "plan_paper",
        _("paper of the plan approval"),
        Kind.TEXT,
        Record.PLAN_APPROVAL,
        ("plan_paper", "หนังสืออนุมัติแผน", "อนุมัติแผน หนังสือ", "เลขที่หนังสืออนุมัติแผน"),
        200,
    ),
    Field(
        "budget_amount",
        _("budget approved (baht)"),
        Kind.MONEY,
        Record.BUDGET_APPROVAL,
        (
            "budget_amount",
            "งบประมาณที่อนุมัติ",
            "งบอนุมัติ",
            "วงเงินอนุมัติ",
            "งบที่ได้รับอนุมัติ",
            "approved budget",
            "อนุมัติงบประมาณ จำนวนเงิน",
        ),
    ),
    Field(
        "budget_on",
        _("day of the budget approval"),
        Kind.DAY,
        Record.BUDGET_APPROVAL,
        (
            "budget_on",
            "วันที่อนุมัติงบประมาณ",
            "ว.ด.ป. อนุมัติ",
            "วันที่อนุมัติ",
            "วันอนุมัติงบประมาณ",
            "อนุมัติงบประมาณ วันที่",
            "budget approved on",
        ),
    ),
    Field(
        "budget_paper",
        _("ordinance or paper of the budget"),
        Kind.TEXT,
        Record.BUDGET_APPROVAL,
        ("budget_paper", "ข้อบัญญัติ", "เทศบัญญัติ", "ข้อบัญญัติ/เทศบัญญัติ", "อนุมัติงบประมาณ เอกสาร", "ordinance"),
        200,
    ),
    Field(
        "contract_number",
        _("contract number"),
        Kind.CODE,
        Record.CONTRACT,
        ("contract_number", "เลขที่สัญญา", "สัญญาเลขที่", "สัญญา เลขที่", "contract number", "contract no."),
        60,
    ),
    Field(
        "contract_on",
        _("day of the contract"),
        Kind.DAY,
        Record.CONTRACT,
        ("contract_on", "วันที่ทำสัญญา", "วันที่ลงนาม", "วันที่ลงนามในสัญญา", "สัญญา วันที่", "วันทำสัญญา", "contract date"),
    ),
    Field(
        "contract_amount",
        _("contract sum (baht)"),
        Kind.MONEY,
        Record.CONTRACT,
        (
            "contract_amount",
            "วงเงินสัญญา",
            "ราคาตามสัญญา",
            "จำนวนเงินตามสัญญา",
            "สัญญา จำนวนเงิน",
            "วงเงินตามสัญญา",
            "contract sum",
        ),
    ),
    Field(
        "contractor",
        _("contractor"),
        Kind.TEXT,
        Record.CONTRACT,
        ("contractor", "คู่สัญญา", "ผู้รับจ้าง", "ผู้ขาย/ผู้รับจ้าง", "สัญญา คู่สัญญา", "ชื่อคู่สัญญา", "ผู้ชนะ"),
        200,
    ),
    Field(
        "tax_id",
        _("tax id of the contractor"),
        Kind.TAX_ID,
        Record.CONTRACT,
        ("tax_id", "เลขประจำตัวผู้เสียภาษี", "เลขผู้เสียภาษี", "สัญญา เลขผู้เสียภาษี"),
        13,
    ),
    Field(
        "method",
        _("method of procurement"),
        Kind.METHOD,
        Record.CONTRACT,
        ("method", "วิธีจัดซื้อจัดจ้าง", "วิธีการจัดหา", "วิธีจัดหา", "กลุ่มวิธีจัดซื้อฯ"),
    ),
    Field(
        "egp_number",
        _("e-GP number"),
        Kind.CODE,
        Record.CONTRACT,
        ("egp_number", "เลขที่ e-gp", "เลขที่โครงการ e-gp", "รหัส e-gp", "เลข egp", "เลขคุมสัญญา"),
        20,
    ),
    Field(
        "paid_amount",
        _("paid (baht)"),
        Kind.MONEY,
        Record.DISBURSEMENT,
        ("paid_amount", "เบิกจ่าย", "จำนวนเงินเบิกจ่าย", "เบิกจ่าย จำนวนเงิน", "จ่ายแล้ว", "ยอดเบิกจ่าย"),
    ),
    Field(
        "paid_on",
        _("day of the payment"),
        Kind.DAY,
        Record.DISBURSEMENT,
        ("paid_on", "วันที่เบิกจ่าย", "วันที่จ่าย", "วันเบิกจ่าย", "เบิกจ่าย วันที่"),
    ),
    Field(
        "voucher",
        _("voucher number"),
        Kind.CODE,
        Record.DISBURSEMENT,
        ("voucher", "เลขที่ฎีกา", "ฎีกา", "ฎีกาเลขที่", "เบิกจ่าย ฎีกา"),
        60,
    ),
    Field(
        "percent",
        _("progress (%)"),
        Kind.PERCENT,
        Record.PROGRESS,
        (
            "percent",
            "progress",
            "ร้อยละ",
            "ความก้าวหน้า",
            "ความก้าวหน้า (ร้อยละ)",
            "ผลงาน (%)",
            "ผลงานร้อยละ",
            "ร้อยละความก้าวหน้า",
        ),
    ),
    Field(
        "percent_on",
        _("day of the progress"),
        Kind.DAY,
        Record.PROGRESS,
        ("percent_on", "วันที่รายงานความก้าวหน้า", "วันที่รายงาน", "ความก้าวหน้า วันที่"),
    ),
    Field(
        "latitude",
        _("latitude"),
        Kind.NUMBER,
        Record.POSITION,
        ("latitude", "lat", "ละติจูด", "ละติจูด (wgs 84)", "พิกัด ละติจูด", "y"),
    ),
    Field(
        "longitude",
        _("longitude"),
        Kind.NUMBER,
        Record.POSITION,
        ("longitude", "lon", "lng", "ลองจิจูด", "ลองจิจูด (wgs 84)", "พิกัด ลองจิจูด", "x"),
    ),
    Field(
        "coordinates",
        _("coordinates as typed"),
        Kind.COORDINATES,
        Record.POSITION,
        ("coordinates", "พิกัด", "พิกัดโครงการ", "ค่าพิกัด", "geometry", "พิกัดที่ตั้ง"),
        2000,
    ),
    Field(
        "system", _("reference system"), Kind.SYSTEM, Record.POSITION, ("system", "ระบบพิกัด", "พื้นหลักฐาน", "datum"), 24
    ),
)
BY_KEY: Final[dict[str, Field]] = {field.key: field for field in FIELDS}
# The column that a file of shapes gets for the point of each shape.
GEOMETRY_HEAD: Final = "geometry"

# Of each record: what it cannot be without.
NEEDED: Final[dict[Record, tuple[str, ...]]] = {
    Record.PLAN_APPROVAL: ("plan_approved_on",),
    Record.BUDGET_APPROVAL: ("budget_amount", "budget_on"),
    Record.CONTRACT: ("contract_number", "contract_on", "contract_amount", "contractor"),
    Record.DISBURSEMENT: ("paid_amount", "paid_on"),
}
# What a project that is not there yet cannot be without.
NEEDED_OF_NEW: Final = ("name", "programme", "planned_budget")


def fields_of(record: Record) -> tuple[Field, ...]:
    """The fields of one kind of record."""
    return tuple(field for field in FIELDS if field.record == record)


def records_in(mapping: list[str]) -> set[Record]:
    """The kinds of record that a mapping (one key for each column, empty for none) would write."""
    found = {BY_KEY[key].record for key in mapping if key in BY_KEY}
    return {record for record in found if record is not None}
