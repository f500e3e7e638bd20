"""What a file says about itself, so that nobody has to remember where it came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SOURCE_TH = "ระบบสารสนเทศภูมิศาสตร์เพื่อการบริหารงบประมาณขององค์กรปกครองส่วนท้องถิ่น (e-Plan) กรมส่งเสริมการปกครองท้องถิ่น"
SOURCE_EN = (
    "e-Plan, geographic information system for the budgets of local authorities, Department of Local Administration"
)
DEMONSTRATION_TH = "ข้อมูลสาธิต ไม่ใช่ข้อมูลจริงของ อปท. ใด"
DEMONSTRATION_EN = "Demonstration data, not the real data of any local authority"


@dataclass(frozen=True, slots=True)
class About:
    """Selection, moment and kind of the data in a file. `selection` is in words, label and value."""

    title: str
    selection: tuple[tuple[str, str], ...]
    moment: dt.datetime
    demonstration: bool

    def lines(self) -> list[tuple[str, str]]:
        """Label and value, Thai and English together, for sheets, tables and notes."""
        lines = [("ชื่อ · Title", self.title)]
        lines += [(f"เงื่อนไข · Selection: {label}", value) for label, value in self.selection]
        lines += [
            ("ข้อมูล ณ วันที่ · As of", self.moment.isoformat(timespec="seconds")),
            ("แหล่งข้อมูล · Source", f"{SOURCE_TH} · {SOURCE_EN}"),
            ("พิกัด · Coordinates", "WGS 84, longitude and latitude in degrees"),
            ("จำนวนเงิน · Money", "บาท · baht"),
        ]
        if self.demonstration:
            lines.append(("ประเภทข้อมูล · Kind of data", f"{DEMONSTRATION_TH} · {DEMONSTRATION_EN}"))
        return lines
