"""Workbooks as planners keep them: titles, heads of two rows, merged cells, sums, blank lines, five spellings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from openpyxl import Workbook

# What follows the head: code, name, year, programme, planned budget, budget approved, day, paper.
ROWS: tuple[tuple[object, ...], ...] = (
    ("P59-0001", "ก่อสร้างถนน", "๒๕๕๙", "แผนงานอุตสาหกรรมและการโยธา", "๓๘๐,๐๐๐.-", 380000, "29/9/2558", "ข้อบัญญัติ ๑"),
    ("P59-0002", "วางท่อ", 2559, "เคหะและชุมชน", "1,250,000.50 บาท", 1250000.5, "29 ก.ย. 2558", "ข้อบัญญัติ ๑"),
    ("P59-0003", "ลานกีฬา", "2559", 9, 520000, 500000, "29 กันยายน พ.ศ. 2558", None),
    (None, "รวมยุทธศาสตร์ที่ 1", None, None, 2150000.5, 2130000.5, None, None),
    (None, None, None, None, None, None, None, None),
    ("P59-0004", "ขุดลอกสระ", 2559, "00320", 90000, 90000, dt.date(2015, 9, 29), None),
    ("P59-0005", "อบรมอาชีพ", 2559, "การศึกษา", 20000, 20000, "2015-09-29", None),
    ("P59-0006", "กล้องวงจรปิด", 2559, "00120", 70000, 70000, 42276, None),
    ("P59-0007", "ปีเป็น ค.ศ.", 2016, "00120", 70000, None, None, None),
    ("P59-0008", "ปีสองหลัก", 2559, "00120", 70000, 70000, "29/9/๕๘", None),
    ("P59-0009", "สูตรไม่มีค่า", 2559, "00120", "=SUM(E5:E7)", None, None, None),
    ("P59-0010", "วันในปฏิทินผิดศักราช", 2559, "00120", 70000, 70000, dt.date(2558, 9, 29), None),
    ("P59-0011", "ไม่มีวันนี้", 2559, "00120", 70000, 70000, "31 ก.ย. 2558", None),
    ("P59-0001", "รหัสซ้ำ", 2559, "00120", 1, None, None, None),
    (None, "ไม่มีรหัส", 2559, "00120", 5000, None, None, None),
    ("รวม", None, None, None, 4000000, None, None, None),
)  # fmt: skip


def messy_workbook(folder: Path) -> Path:
    """Two sheets; the second has the projects under a title and a head of two rows."""
    book = Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "หมายเหตุ"
    notes.append(["จัดทำโดย กองช่าง"])
    sheet = book.create_sheet("โครงการ")
    sheet.append(["แผนงานโครงการ ประจำปีงบประมาณ ๒๕๕๙"])
    sheet.merge_cells("A1:H1")
    sheet.append(["รหัส", "ชื่อโครงการ/กิจกรรม", "ปี งปม.", "แผนงาน", "งบ (บาท)", "อนุมัติงบประมาณ", None, None])
    sheet.append([None, None, None, None, None, "จำนวนเงิน", "วันที่", "เอกสาร"])
    for column in "ABCDE":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.merge_cells("F2:H2")
    for row in ROWS:
        sheet.append(list(row))
    path = folder / "แผนงานโครงการ 59.xlsx"
    book.save(path)
    return path
