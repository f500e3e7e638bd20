"""The work calendar of the circular of 2559, and the few authorities a stage does not apply to."""

from __future__ import annotations

import datetime as dt
from itertools import islice

from coordination.models import StageExemption, WorkCalendarEntry
from geo_eplan.demo import moments
from geo_eplan.demo.annex import YEARS
from geo_eplan.demo.registry import Authority
from projects.enums import Stage

PAPER = "หนังสือกรมส่งเสริมการปกครองท้องถิ่น ด่วนมาก ที่ มท 0815.4/ว 1995"
DUE = dt.date(2016, 10, 10)
DUE_OF_LATER_STAGES = dt.date(2017, 10, 10)
EXEMPTIONS = (
    (2559, Stage.CONTRACT_SIGNED, "ไม่มีโครงการที่ต้องทำสัญญาในปีงบประมาณนี้ ใช้เงินอุดหนุนทั้งหมด"),
    (2559, Stage.COMPLETED, "โครงการทั้งหมดกันเงินไว้เบิกจ่ายเหลื่อมปี"),
    (2558, Stage.COMPLETED, "โครงการถูกยกเลิกตามมติสภาท้องถิ่น"),
)
EXEMPT_SINCE = dt.date(2016, 10, 20)


def load_calendar() -> None:
    """Enter from when until when each stage of 2557-2560 may be entered."""
    WorkCalendarEntry.objects.bulk_create(
        WorkCalendarEntry(
            fiscal_year=year,
            stage=stage,
            opens_on=dt.date.fromordinal(moments.opens(year, stage)),
            due_on=DUE_OF_LATER_STAGES if year == 2560 and stage >= Stage.CONTRACT_SIGNED else DUE,
            paper=PAPER,
        )
        for year in YEARS
        for stage in Stage
    )


def exempt(authorities: list[Authority], missing: list[dict[int, frozenset[Stage]]]) -> list[StageExemption]:
    """For each kind of exemption one authority of the province that had not entered the stage, if there is any.

    They hold from after the annex's day, so that its figures stay as they were.
    """
    return [
        StageExemption(
            authority_id=authority.id,
            fiscal_year=year,
            stage=stage,
            reason=reason,
            since=EXEMPT_SINCE,
            recorded_at=dt.datetime.combine(EXEMPT_SINCE, dt.time(10), tzinfo=dt.timezone(dt.timedelta(hours=7))),
        )
        for year, stage, reason in EXEMPTIONS
        for authority in islice(
            (
                authority
                for authority, of_authority in zip(authorities, missing, strict=True)
                if stage in of_authority[year] and Stage.PLAN not in of_authority[year]
            ),
            1,
        )
    ]
